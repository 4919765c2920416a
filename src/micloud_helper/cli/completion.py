"""Shell completion: what typer does for four shells, told in the person's language, and what arguments complete to."""

from typing import Any

import typer

from micloud_helper.cli.deliver import print_text
from micloud_helper.errors import OutputError, Problem, UsageError, readable

FOR_ZSH = """
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _micloud_helper_completion "$@"
fi
"""
"""Lets the first tab complete: zsh loads an installed script only then, and typer's script waits for the next one."""


def routes(context: typer.Context) -> list[tuple[str, str]]:
    """Give the routes of the built-in guide with their titles."""
    from micloud_helper.guide import fill
    from micloud_helper.loader import load_guide

    guide = load_guide()
    return [(id, fill(guide, route.title, context.obj.language, None)) for id, route in guide.routes.items()]


def commands(context: typer.Context) -> list[str]:
    """Give the names of the commands."""
    program: Any = context.find_root().command
    return list(program.commands)


def install(context: typer.Context, wanted: bool) -> None:
    """Set completion up for the shell that the program was called from, and end the run. Raises OutputError."""
    if not wanted or context.resilient_parsing:
        return
    from typer._completion_shared import install as set_up

    shell = _shell()
    try:
        _, path = set_up(shell, context.find_root().info_name)
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
    if not wanted or context.resilient_parsing:
        return
    from typer._completion_shared import get_completion_script

    name = context.find_root().info_name or ""
    variable = f"_{name}_COMPLETE".replace("-", "_").upper()
    shell = _shell()
    script = get_completion_script(prog_name=name, complete_var=variable, shell=shell)
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
