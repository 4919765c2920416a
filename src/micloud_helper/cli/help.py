"""Lays out the help of a command: how to call it, what it does, examples, then its options by what they are for."""

import os
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

import typer

from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.deliver import print_text, shows_styles, terminal_width
from micloud_helper.render import FORMATS

WIDEST = 100
NARROW = 60
"""Columns below which what an option is for stands under it, not beside it."""


def print_help(command: Any, context: Any) -> None:
    """Print the help page of a command, in the language of the catalogue `context.obj`, and end the run."""
    width = min(terminal_width(), WIDEST)
    print_text("\n".join(_page(command, context, context.obj, width)) + "\n")
    raise typer.Exit


def with_words(items: Sequence[Any], catalogue: Catalogue) -> Sequence[Any]:
    """Give completions a sentence that says what they are instead of the key of their words."""
    for item in items:
        if item.help:
            item.help = _about(item.help, catalogue).partition(". ")[0]
    return items


def option_value(param: Any, catalogue: Catalogue) -> str:
    """Name what is typed behind an option or as an argument; empty for a switch."""
    if getattr(param, "is_flag", False):
        return ""
    key = f"help.{param.help}.value"
    return catalogue.message(key) if catalogue.has(key) else str(param.metavar or "")


def _page(command: Any, context: Any, catalogue: Catalogue, width: int) -> Iterator[str]:
    commands = getattr(command, "commands", {})
    params = command.get_params(context)
    parts = [catalogue.message("help.page.command")] if commands else []
    parts.append(catalogue.message("help.page.options"))
    parts += [f"[{option_value(param, catalogue)}]" for param in params if param.param_type_name == "argument"]
    yield catalogue.message("help.page.usage", command=context.command_path, parts=" ".join(parts))
    yield ""
    yield from wrap(_about(command.help, catalogue), width)
    yield from _section(catalogue.message("help.page.examples"), _examples(command.help, catalogue, width))
    panels: dict[str, list[tuple[str, str]]] = {}
    for name, shown in commands.items():
        panels.setdefault(shown.rich_help_panel, []).append((name, _about(shown.help, catalogue)))
    for param in params:
        row = (_label(param, catalogue), _about(param.help, catalogue))
        panels.setdefault(param.rich_help_panel or "other", []).append(row)
    widest = max(len(label) for rows in panels.values() for label, _ in rows)
    column = widest + 4 if width >= NARROW else 6
    for panel, rows in panels.items():
        yield from _section(catalogue.message(f"help.panel.{panel}"), _rows(rows, column, width))
    if commands:
        yield ""
        yield from wrap(catalogue.message("help.page.more"), width)


def _about(key: str, catalogue: Catalogue) -> str:
    """Say what something is for; typer's own `--help` is the only one that does not come with a key."""
    key = key if catalogue.has(f"help.{key}.about") else "option.help"
    return catalogue.message(f"help.{key}.about", offered=", ".join(FORMATS))


def _section(heading: str, lines: Iterator[str]) -> Iterator[str]:
    yield ""
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb" or not shows_styles()
    yield heading if plain else typer.style(heading, bold=True)
    yield from lines


def _examples(key: str, catalogue: Catalogue, width: int) -> Iterator[str]:
    """Give the examples; a command is never broken, so that it can be copied, what it does is."""
    for line in catalogue.message(f"help.{key}.examples").splitlines():
        if line.startswith(" "):
            yield from wrap(line.strip(), width, initial_indent="    ", subsequent_indent="    ")
        else:
            yield f"  {line}"


def _label(param: Any, catalogue: Catalogue) -> str:
    value = option_value(param, catalogue)
    if param.param_type_name == "argument":
        return value
    names = ", ".join(sorted((*param.opts, *param.secondary_opts), key=len))
    return f"{names} {value}".rstrip()


def _rows(rows: list[tuple[str, str]], column: int, width: int) -> Iterator[str]:
    """Lay out names with what they are for, which begins at `column`."""
    for label, about in rows:
        lines = wrap(about, width - column)
        yield f"  {label}".ljust(column) + lines.pop(0) if len(label) + 4 <= column else f"  {label}"
        yield from (" " * column + line for line in lines)
