"""The program as typer runs it: its default command, its help, its completion, and the one error boundary."""

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.help import COMPLETION, option_value, print_help, with_words
from micloud_helper.cli.messages import language_of, message, unknown, write_to_stderr
from micloud_helper.errors import MicloudError, OutputError, Problem, Stopped, UsageError
from micloud_helper.loader import load_messages
from micloud_helper.loader.nodes import redact

DEFAULT_COMMAND = "checklist"
DEBUG = "MICLOUD_HELPER_DEBUG"


class Command(TyperCommand):
    """A command whose help and completion come in the language of the catalogue `ctx.obj`."""

    format_help = print_help  # typer's own is a table for wide terminals, in English

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Complete options, each with its words instead of their key."""
        return with_words(super().shell_complete(ctx, incomplete), ctx.obj)


class Program(TyperGroup):
    """All commands; without one it makes a checklist. Every failure ends here, in words and a status."""

    format_help = print_help

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Complete commands and the program's options, and those of the default command."""
        found = {item.value: item for item in with_words(super().shell_complete(ctx, incomplete), ctx.obj)}
        if incomplete.startswith("-"):
            default = self.commands[DEFAULT_COMMAND]
            with default.make_context(DEFAULT_COMMAND, [], parent=ctx, resilient_parsing=True) as inner:
                found = {item.value: item for item in default.shell_complete(inner, incomplete)} | found
        return [*found.values()]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command in where none is named; `--lang` before a command holds for it."""
        own = {name for param in self.get_params(ctx) for name in param.opts}
        at = 0
        while at < len(args) and args[at].partition("=")[0] == "--lang":
            at += 1 if "=" in args[at] else 2
        bare = at == len(args) and not ctx.resilient_parsing  # while completing, a command may still come
        if bare or (at < len(args) and args[at].startswith("-") and args[at] not in own):
            args.insert(at, DEFAULT_COMMAND)
        rest = super().parse_args(ctx, args)
        if language := ctx.params.get("lang"):
            ctx.default_map = {name: {"lang": language} for name in self.commands}
        return rest

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command. Raises UsageError, with the closest name, when there is none."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            raise unknown("no_such_command", args[0], self.commands)
        return super().resolve_command(ctx, args)

    def main(self, args: Any = None, *rest: Any, interrupted: Sequence[int] = (), **extra: Any) -> NoReturn:
        """Run and exit with the documented status; never a traceback. `interrupted` holds a Ctrl-C that came before."""
        arguments = list(sys.argv[1:] if args is None else args)
        _prepare_streams_and_signals()
        language = language_of(arguments)
        failure: MicloudError | None = None
        status: Any = 0
        try:
            signal.signal(signal.SIGINT, _interrupt)
            if interrupted:
                _interrupt()
            if COMPLETION in os.environ:  # typer knows the shells by itself only with its own, English, options
                from typer._completion_classes import completion_init

                completion_init()
            words = Catalogue(language, load_messages)
            status = super().main(arguments, *rest, **{**extra, "standalone_mode": False, "obj": words})
            if status == Stopped.exit_code:  # typer has made that of Ctrl-C, and said nothing
                raise KeyboardInterrupt
        except MicloudError as error:
            failure = error
        except typer.TyperException as error:
            failure = UsageError(_usage_problem(error))
        except (typer.Abort, KeyboardInterrupt):
            failure = Stopped(Problem("stopped"))
        except SystemExit as end:  # typer's way out after a completion, or when nobody reads the output any more
            status = OutputError.exit_code if end.code else 0
        except OSError as error:  # every other one was turned into words where it happened
            failure = OutputError(Problem("stdout_closed", {"reason": error.strerror or ""}))
        except Exception as error:  # the last resort: a fault of ours, said in one sentence
            failure = MicloudError(_unexpected(error))
        if failure:
            status = failure.exit_code
            with suppress(OSError, ValueError):  # nobody can be told, but the status still says it
                words = Catalogue(failure.language or language, load_messages)
                write_to_stderr(message(failure.problems, words, codes=not failure.language))  # else a conversation's
        _leave(status or 0)


def _prepare_streams_and_signals() -> None:
    """Stand closed streams and polite signals."""
    sys.stdin = sys.stdin or Path(os.devnull).open()  # noqa: SIM115  # they stay open as long as we run
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115
    for number in Stopped.SIGNALS[1:]:  # so that a file half written is cleared away
        signal.signal(number, _interrupt)


def _interrupt(*_: object) -> NoReturn:
    """Stop at the first signal; more of them come while that is being said."""
    for number in Stopped.SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _leave(status: int) -> NoReturn:
    """Exit; output that cannot be flushed is an error too, but no reason for a traceback."""
    for name in ("stdout", "stderr"):
        try:
            if stream := getattr(sys, name):
                stream.flush()
        except (OSError, ValueError):
            setattr(sys, name, None)  # a second try at exit would fail again, in English
            status = status or (OutputError.exit_code if name == "stdout" else 0)
    sys.exit(status)


def _usage_problem(error: typer.TyperException) -> Problem:
    """Word typer's usage errors ourselves, from what it knows about them."""
    option = getattr(error, "option_name", None)
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoSuchOption":
        known = [name for param in context.command.get_params(context) for name in param.opts] if context else []
        return unknown("no_such_option", str(option), known).problems[0]
    param = getattr(error, "param", None)
    if type(error).__name__ == "BadParameter" and param is not None and context is not None:
        return Problem("bad_parameter", {"option": param.opts[0], "offered": option_value(param, context.obj)})
    if option:
        return Problem("option_value_missing", {"option": redact(str(option))})
    return Problem("usage")


def _unexpected(error: Exception) -> Problem:
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    return Problem("unexpected", {"kind": type(error).__name__, "where": f"{frame.f_globals.get('__name__')}:{line}"})
