"""Shell completion, in the shells themselves: commands, options with their words, and the values they take."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
TRY = """
export PATH={bin}:$PATH
source <(micloud-helper --show-completion)
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1))
_micloud_helper_completion micloud-helper
printf '%s\\n' "${{COMPREPLY[@]}}"
"""

pytestmark = [
    pytest.mark.contract,
    pytest.mark.skipif(not (BIN / "micloud-helper").exists(), reason="the command is not installed here"),
    pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash here"),
]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("''", {"checklist", "steps", "questions", "forget", "help", "check", "factcheck", "flow"}),
        ("che", {"checklist", "check"}),
        ("--fo", {"--format", "--force"}),
        ("--ve", {"--version"}),
        ("--format ''", {"terminal", "text", "markdown", "html", "pdf", "png", "json", "ics"}),
        ("checklist --paper ''", {"a4", "letter"}),
        ("check --format ''", {"text", "json", "github"}),
        ("--lang ''", {"id", "en", "both"}),
        ("--lang id st", {"steps"}),
        ("steps un", {"unlock"}),
        ("help fa", {"factcheck"}),
        ("--answers ''", {""}),
        ("checklist --output ''", {""}),
    ],
)
def test_bash_completes(tmp_path: Path, words: str, expected: set[str]) -> None:
    """What may stand next is offered; where a file may, nothing is, and bash offers files itself."""
    script = TRY.format(bin=BIN, words=f"micloud-helper {words}")
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True,
                          env={**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"})  # fmt: skip
    assert set(done.stdout.removesuffix("\n").split("\n")) == expected
    assert done.stderr == ""


def complete(shell: str, typed: str, home: Path) -> str:
    environment = {**os.environ, "HOME": str(home), "MICLOUD_HELPER_LANG": "id",
                   "_MICLOUD_HELPER_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": typed,
                   "_TYPER_COMPLETE_FISH_ACTION": "get-args"}  # fmt: skip
    done = subprocess.run([BIN / "micloud-helper"], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_words_come_with_what_is_offered(tmp_path: Path, shell: str) -> None:
    """Shells that show what an option or a command is for get it in the person's language, never a key."""
    assert "Wawancara, lalu daftar periksa Anda" in complete(shell, "micloud-helper chec", tmp_path)
    assert "Samarkan data pribadi" in complete(shell, "micloud-helper --sh", tmp_path)
    assert "Permohonan buka kunci" in complete(shell, "micloud-helper steps unl", tmp_path)
    assert "option." not in complete(shell, "micloud-helper checklist --", tmp_path)
    assert "Show this message" not in complete(shell, "micloud-helper checklist --", tmp_path)


@pytest.mark.skipif(not shutil.which("zsh"), reason="there is no zsh here")
@pytest.mark.parametrize("installed", [True, False])
def test_zsh_completes_at_the_first_tab(tmp_path: Path, installed: bool) -> None:
    """In a zsh started anew after installing, and in one that takes the script that is shown."""
    import pexpect

    home = {**os.environ, "HOME": str(tmp_path), "PATH": f"{BIN}:{os.environ['PATH']}"}
    begin = 'autoload -Uz compinit; compinit -u; eval "$(micloud-helper --show-completion)"'
    if installed:
        subprocess.run(["zsh", "-f", "-c", "micloud-helper --install-completion; true"], env=home, check=True)
        begin = "source ~/.zshrc"
    shell = pexpect.spawn("zsh", ["-f", "-i"], cwd=str(tmp_path), encoding="utf-8", dimensions=(40, 100), env=home)
    shell.sendline(f'{begin}; echo REA""DY')
    shell.expect("READY")
    shell.send("micloud-helper steps unl\t")
    shell.expect("ock")
    shell.close(force=True)


def test_it_installs_itself(tmp_path: Path) -> None:
    """`--install-completion` writes the script where the shell finds it and says so in the person's language."""
    command = f"{BIN}/micloud-helper --lang id --install-completion; true"  # true, or bash would become the program
    done = subprocess.run(["bash", "-c", command], env={**os.environ, "HOME": str(tmp_path)}, capture_output=True,
                          text=True, check=True)  # fmt: skip
    assert "terpasang di" in done.stdout and done.stderr == ""
    assert "_micloud_helper_completion" in (tmp_path / ".bash_completions" / "micloud-helper.sh").read_text()
