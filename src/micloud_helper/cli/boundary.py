"""The one error boundary, and help in the person's language: a typer group that owns both."""

import sys
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from micloud_helper.cli.language import environment_language
from micloud_helper.cli.messages import message
from micloud_helper.errors import MicloudError, Problem, Stopped, UsageError
from micloud_helper.loader import load_words
from micloud_helper.loader.nodes import shown
from micloud_helper.loader.reader import meant
from micloud_helper.words import Words

__all__ = ["Command", "Group", "speaking"]

DEFAULT_COMMAND = "checklist"
FIRST_WORDS = ("--help", "--version", "--install-completion", "--show-completion")

_language: list[str] = []


def speaking(language: str) -> None:
    """Let messages after this point be in `language`."""
    _language[:] = [language]


def _words() -> Words:
    return Words(_language[0] if _language else environment_language(), load_words)


def _localised(command: Any, ctx: Any) -> None:
    """Turn the help keys of a command and its parameters into words."""
    words = _words()
    command.get_help_option(ctx).help = "cli.option.help"
    for holder in (command, *command.get_params(ctx), *getattr(command, "commands", {}).values()):
        if holder.help and holder.help.startswith("cli."):
            holder.help = words.say(holder.help)
    from typer import rich_utils

    rich_utils.OPTIONS_PANEL_TITLE = words.say("cli.panel.options")
    rich_utils.ARGUMENTS_PANEL_TITLE = words.say("cli.panel.arguments")
    rich_utils.COMMANDS_PANEL_TITLE = words.say("cli.panel.commands")


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
            guess = meant(args[0], self.commands)
            facts = {"word": shown(args[0]), "offered": ", ".join(self.commands), **({"meant": guess} if guess else {})}
            raise UsageError(Problem("no_such_command", facts))
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run and exit with the documented status; never a traceback."""
        _language.clear()
        try:
            status = super().main(*args, **{**extra, "standalone_mode": False})
        except MicloudError as error:
            speaking(error.language or _words().language)
            status = _told(message(error.problems, _words()), error.exit_code)
        except typer.TyperException as error:
            status = _told(message([_usage(error)], _words()), 2)
        except (typer.Abort, KeyboardInterrupt):
            status = _told(message([Problem("stopped")], _words()), Stopped.exit_code)
        except BrokenPipeError:
            sys.stdout = None  # nobody reads any more: nothing to flush at exit
            status = 5
        except Exception as error:  # the last resort: a fault of ours, said in one sentence
            status = _told(message([_unexpected(error)], _words()), 1)
        sys.exit(status if isinstance(status, int) else 0)


def _told(text: str, status: int) -> int:
    encoding = sys.stderr.encoding or "ascii"
    sys.stderr.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    return status


def _usage(error: typer.TyperException) -> Problem:
    """Say typer's usage errors in our words; its own English text only where it knows more than we do."""
    option = getattr(error, "option_name", None)
    near = ", ".join(getattr(error, "possibilities", None) or ())
    if type(error).__name__ == "NoSuchOption":
        return Problem("no_such_option", {"word": str(option)[:40], **({"meant": near} if near else {})})
    param = getattr(error, "param", None)
    if type(error).__name__ == "BadParameter" and param is not None:
        return Problem("bad_parameter", {"option": param.opts[0], "offered": _offered(param)})
    if option:
        return Problem("option_value_missing", {"option": str(option)[:40]})
    return Problem("usage", {"reason": error.format_message()[:200]})


def _offered(param: Any) -> str:
    return ", ".join(getattr(getattr(param, "type", None), "choices", ())) or str(param.metavar or "")


def _unexpected(error: Exception) -> Problem:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else ""
    return Problem("unexpected", {"kind": type(error).__name__, "where": where})
