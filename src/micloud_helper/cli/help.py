"""Says what can be typed: the help of a command, and the completion of commands, options and their values."""

import os
from collections.abc import Sequence
from typing import Any

import typer

from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.deliver import print_text, shows_styles, terminal_width
from micloud_helper.errors import OutputError, Problem, UsageError, readable
from micloud_helper.render import FORMATS

COMPLETION = "_MICLOUD_HELPER_COMPLETE"
"""The environment variable by which a shell asks what to complete."""
WIDEST = 100
FOR_ZSH = """
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _micloud_helper_completion "$@"
fi
"""
"""Lets the first tab complete: zsh loads an installed script only then, and typer's script waits for the next one."""
NARROW = 60
"""Columns below which what an option is for stands under it, not beside it."""


def print_help(command: Any, ctx: Any, formatter: Any) -> None:
    """Print in words of `ctx.obj` how to call a command, what it does, examples and its options; ends the run."""
    catalogue, params, commands = ctx.obj, command.get_params(ctx), getattr(command, "commands", {})
    formatter.width = width = min(terminal_width(), WIDEST)
    parts = [catalogue.message("help.page.command")] if commands else []
    parts.append(catalogue.message("help.page.options"))
    parts += [f"[{option_value(param, catalogue)}]" for param in params if param.param_type_name == "argument"]
    usage = catalogue.message("help.page.usage", command=ctx.command_path, parts=" ".join(parts))
    formatter.write(f"{usage}\n\n")
    formatter.write_text(_about(command.help, catalogue))
    formatter.write(_heading(catalogue.message("help.page.examples")))
    for line in catalogue.message(f"help.{command.help}.examples").splitlines():
        formatter.current_indent = 4
        if line.startswith(" "):
            formatter.write_text(line.strip())
        else:  # a command is never broken, so that it can be copied
            formatter.write(f"  {line}\n")
    panels: dict[str, list[tuple[str, str]]] = {}
    for name, shown in commands.items():
        panels.setdefault(shown.rich_help_panel, []).append((name, _about(shown.help, catalogue)))
    for param in params:
        row = (_label(param, catalogue), _about(param.help, catalogue))
        panels.setdefault(param.rich_help_panel or "other", []).append(row)
    widest = max(len(label) for rows in panels.values() for label, _ in rows) if width >= NARROW else 2
    formatter.current_indent = 2
    for panel, rows in panels.items():
        formatter.write(_heading(catalogue.message(f"help.panel.{panel}")))
        formatter.write_dl([(label.ljust(widest), about) for label, about in rows], col_max=widest)
    if commands:
        formatter.current_indent = 0
        formatter.write("\n")
        formatter.write_text(catalogue.message("help.page.more"))
    print_text(formatter.getvalue())
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


def _about(key: str, catalogue: Catalogue) -> str:
    """Say what something is for; typer's own `--help` is the only one that does not come with a key."""
    key = key if catalogue.has(f"help.{key}.about") else "option.help"
    return catalogue.message(f"help.{key}.about", offered=", ".join(FORMATS))


def _heading(text: str) -> str:
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb" or not shows_styles()
    return f"\n{text if plain else typer.style(text, bold=True)}\n"


def _label(param: Any, catalogue: Catalogue) -> str:
    value = option_value(param, catalogue)
    if param.param_type_name == "argument":
        return value
    names = ", ".join(sorted((*param.opts, *param.secondary_opts), key=len))
    return f"{names} {value}".rstrip()


def routes(context: typer.Context) -> list[tuple[str, str]]:
    """Give the routes of the built-in guide with their titles."""
    from micloud_helper.guide import fill
    from micloud_helper.loader import load_guide

    guide = load_guide()
    return [(id, fill(guide, route.title, context.obj.language, None)) for id, route in guide.routes.items()]


def commands(context: typer.Context) -> list[str]:
    """Give the names of the commands."""
    return list(getattr(context.find_root().command, "commands", ()))


def install(context: typer.Context, wanted: bool) -> None:
    """Set completion up for the shell that the program was called from, and end the run. Raises OutputError."""
    if not wanted or context.resilient_parsing:
        return
    from typer._completion_shared import install as set_up

    shell = _shell()
    try:
        _, path = set_up(shell, "micloud-helper")
        if shell == "zsh":
            with path.open("a") as script:
                script.write(FOR_ZSH)
    except (OSError, RuntimeError) as error:  # RuntimeError where there is no home folder
        reason = getattr(error, "strerror", None) or "–"
        raise OutputError(Problem("completion_failed", {"reason": reason, "shell": shell})) from error
    print_text(context.obj.message("cli.completion_installed", shell=shell, path=readable(path)) + "\n")
    raise typer.Exit


def show(context: typer.Context, wanted: bool) -> None:
    """Print the script that `install` would write, and end the run."""
    if wanted and not context.resilient_parsing:
        from typer._completion_shared import get_completion_script

        shell = _shell()
        script = get_completion_script(prog_name="micloud-helper", complete_var=COMPLETION, shell=shell)
        print_text(script + (FOR_ZSH if shell == "zsh" else "\n"))
        raise typer.Exit


def _shell() -> str:
    """Name the shell the program was called from. Raises UsageError for one that typer has no completion for."""
    from typer._completion_shared import Shells, _get_shell_name

    shell = _get_shell_name() or ""
    known = [known.value for known in Shells]
    if shell not in known:
        raise UsageError(Problem("unknown_shell", {"offered": ", ".join(known)}))
    return shell
