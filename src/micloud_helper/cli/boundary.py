"""The one error boundary, and help in the person's language: a typer group that owns both."""

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.language import environment_language, offered_languages
from micloud_helper.cli.messages import message, say_to_stderr
from micloud_helper.errors import MicloudError, OutputError, Problem, Stopped, UsageError
from micloud_helper.loader import load_messages
from micloud_helper.loader.nodes import redact
from micloud_helper.loader.reader import closest_match

__all__ = ["Command", "Group", "speaking"]

DEFAULT_COMMAND = "checklist"
FIRST_WORDS = ("--help", "--version", "--install-completion", "--show-completion")

_language: list[str] = []


def speaking(language: str) -> None:
    """Let messages after this point be in `language`."""
    _language[:] = [language]


def _words() -> Catalogue:
    return Catalogue(_language[0] if _language else environment_language(), load_messages)


def _localised(command: Any, ctx: Any) -> None:
    """Turn the help keys of a command and its parameters into words."""
    words = _words()
    command.get_help_option(ctx).help = "cli.option.help"
    for holder in (command, *command.get_params(ctx), *getattr(command, "commands", {}).values()):
        if holder.help and holder.help.startswith("cli."):
            holder.help = words.message(holder.help)
    from typer import rich_utils

    rich_utils.OPTIONS_PANEL_TITLE = words.message("cli.panel.options")
    rich_utils.ARGUMENTS_PANEL_TITLE = words.message("cli.panel.arguments")
    rich_utils.COMMANDS_PANEL_TITLE = words.message("cli.panel.commands")


class Command(TyperCommand):
    """A command whose help is in the person's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Put the words in, then write the help as typer does."""
        _localised(self, ctx)
        super().format_help(ctx, formatter)


class Group(TyperGroup):
    """The program: without a command it makes a checklist; every failure ends here, in words and a status."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Put the words in, then write the help as typer does."""
        _localised(self, ctx)
        super().format_help(ctx, formatter)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options of `checklist` where no command is named."""
        if not args or (args[0].startswith("-") and args[0] not in FIRST_WORDS):
            args.insert(0, DEFAULT_COMMAND)
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command. Raises UsageError, with the nearest name, when there is none."""
        if args and args[0] not in self.commands:
            guess = closest_match(args[0], self.commands)
            facts = {
                "word": redact(args[0]),
                "offered": ", ".join(self.commands),
                **({"meant": guess} if guess else {}),
            }
            raise UsageError(Problem("no_such_command", facts))
        return super().resolve_command(ctx, args)

    def main(self, args: Any = None, *rest: Any, **extra: Any) -> NoReturn:
        """Run and exit with the documented status; never a traceback."""
        _prepare(list(sys.argv[1:] if args is None else args))
        try:
            status = super().main(args, *rest, **{**extra, "standalone_mode": False})
            if status == Stopped.exit_code:  # typer has made that of Ctrl-C, and said nothing
                _told([Problem("stopped")], status)
        except MicloudError as error:
            speaking(error.language or _words().language)
            status = _told(error.problems, error.exit_code)
        except typer.TyperException as error:
            status = _told([_usage(error)], UsageError.exit_code)
        except (typer.Abort, KeyboardInterrupt):
            status = _told([Problem("stopped")], Stopped.exit_code)
        except SystemExit:  # typer's own way out when nobody reads the output any more
            status = OutputError.exit_code
        except OSError as error:  # every other one was turned into words where it happened
            status = _told([Problem("stdout_closed", {"reason": error.strerror or ""})], OutputError.exit_code)
        except Exception as error:  # the last resort: a fault of ours, said in one sentence
            status = _told([_unexpected(error)], MicloudError.exit_code)
        _leave(status if isinstance(status, int) else 0)


def _prepare(args: list[str]) -> None:
    """Speak the language asked for from the first message on, and stand closed streams and polite signals."""
    _language.clear()
    wished = [args[at + 1] for at, word in enumerate(args[:-1]) if word == "--lang"]
    wished += [word.partition("=")[2] for word in args if word.startswith("--lang=")]
    if wished and wished[-1] in offered_languages():
        speaking(wished[-1])
    sys.stdin = sys.stdin or Path(os.devnull).open()  # noqa: SIM115  # they stay open as long as we run
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115
    for name in ("SIGTERM", "SIGHUP"):  # so that a file half written is cleared away
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)


def _interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _leave(status: int) -> NoReturn:
    """Exit; output that cannot be flushed is an error too, but no reason for a traceback."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        sys.stdout = None
        status = status or OutputError.exit_code
    sys.exit(status)


def _told(problems: Sequence[Problem], status: int) -> int:
    text = message(problems, _words())
    with suppress(OSError, ValueError):  # nobody can be told, but the status still says it
        say_to_stderr(text)
    return status


def _usage(error: typer.TyperException) -> Problem:
    """Say typer's usage errors in our words; its own English text only where it knows more than we do."""
    option = getattr(error, "option_name", None)
    near = ", ".join(getattr(error, "possibilities", None) or ())
    if type(error).__name__ == "NoSuchOption":
        return Problem("no_such_option", {"word": redact(str(option)), **({"meant": near} if near else {})})
    param = getattr(error, "param", None)
    if type(error).__name__ == "BadParameter" and param is not None:
        return Problem("bad_parameter", {"option": param.opts[0], "offered": _offered(param)})
    if option:
        return Problem("option_value_missing", {"option": redact(str(option))})
    return Problem("usage")


def _offered(param: Any) -> str:
    return ", ".join(getattr(getattr(param, "type", None), "choices", ())) or str(param.metavar or "")


def _unexpected(error: Exception) -> Problem:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else ""
    return Problem("unexpected", {"kind": type(error).__name__, "where": where})
