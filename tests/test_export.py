"""Writing a document: whole or not at all, never over something else, and readable by its owner only."""

import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from micloud_helper import export
from micloud_helper.errors import MicloudError, OutputError

NEW, OLD = b"the new sheet", b"the old sheet"


def refused(path: Path, *, force: bool = False) -> str:
    with pytest.raises(OutputError) as caught:
        export.write(path, NEW, force=force)
    (problem,) = caught.value.problems
    assert str(problem.location) == str(path)
    return problem.code


def test_a_file_is_private_and_whole(tmp_path: Path) -> None:
    """What was given is in the file, for its owner alone, and nothing else is in the folder."""
    export.write(tmp_path / "sheet.pdf", NEW)
    assert (tmp_path / "sheet.pdf").read_bytes() == NEW
    assert stat.S_IMODE((tmp_path / "sheet.pdf").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.pdf"]


def test_an_existing_file_is_replaced_only_by_force(tmp_path: Path) -> None:
    """Without force it stays as it was; with force it is the new one, and private."""
    path = tmp_path / "sheet.pdf"
    path.write_bytes(OLD)
    assert refused(path) == "output_exists"
    assert path.read_bytes() == OLD
    export.write(path, NEW, force=True)
    assert path.read_bytes() == NEW
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_of_many_writers_at_once_one_wins(tmp_path: Path) -> None:
    """When several write the same name without force, the file is whole, one's own, and the others are told."""
    path, codes = tmp_path / "sheet.pdf", []

    def writer(number: int) -> None:
        try:
            export.write(path, bytes([number]) * 100_000)
            codes.append(number)
        except OutputError as error:
            codes.append(error.problems[0].code)

    threads = [threading.Thread(target=writer, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [code for code in codes if isinstance(code, int)]
    assert path.read_bytes() == bytes([winner]) * 100_000
    assert codes.count("output_exists") == 7
    assert [found.name for found in tmp_path.iterdir()] == ["sheet.pdf"]


@pytest.mark.parametrize("number", [errno.EPERM, errno.EINVAL], ids=["linux", "windows"])
def test_without_hard_links_nothing_is_overwritten_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """On a file system without links, such as a memory card's, both promises hold."""

    def no_links(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", no_links)
    export.write(tmp_path / "sheet.pdf", NEW)
    assert (tmp_path / "sheet.pdf").read_bytes() == NEW
    assert refused(tmp_path / "sheet.pdf", force=False) == "output_exists"
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.pdf"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """No folder is made on the way; a file in the place of a folder is as bad."""
    (tmp_path / "file").write_bytes(OLD)
    assert refused(tmp_path / "nowhere" / "sheet.pdf") == "output_folder_missing"
    assert refused(tmp_path / "file" / "sheet.pdf") == "output_folder_missing"


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_or_device_is_never_replaced(tmp_path: Path, force: bool) -> None:
    """Not even by force."""
    expected = "output_not_a_file" if force else "output_exists"
    assert refused(tmp_path, force=force) == expected
    assert refused(Path(os.devnull), force=force) == expected
    assert Path(os.devnull).is_char_device()


def test_a_link_is_followed(tmp_path: Path) -> None:
    """By force the file that a symbolic link points to is replaced, and the link stays."""
    (tmp_path / "real.pdf").write_bytes(OLD)
    (tmp_path / "sheet.pdf").symlink_to("real.pdf")
    assert refused(tmp_path / "sheet.pdf") == "output_exists"
    export.write(tmp_path / "sheet.pdf", NEW, force=True)
    assert (tmp_path / "real.pdf").read_bytes() == NEW
    assert (tmp_path / "sheet.pdf").is_symlink()


def test_a_full_disk_leaves_the_earlier_file(tmp_path: Path) -> None:
    """When the disk takes no more, the earlier file is still there and no half one is left."""
    resource = pytest.importorskip("resource")
    signal = pytest.importorskip("signal")
    path = tmp_path / "sheet.pdf"
    path.write_bytes(OLD)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(OutputError, match="disk_full"):
            export.write(path, b"x" * 100_000, force=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert path.read_bytes() == OLD
    assert [found.name for found in tmp_path.iterdir()] == ["sheet.pdf"]


def system_program(folder: Path, name: str, status: int) -> Path:
    """Put a program on the path that notes its arguments."""
    program = folder / name
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {folder}/seen\nexit {status}\n')
    program.chmod(0o755)
    return folder / "seen"


@pytest.mark.parametrize(("act", "name"), [(export.open_file, "xdg-open"), (export.print_file, "lp")])
def test_a_file_is_handed_to_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: object, name: str
) -> None:
    """The viewer and the printer get the file's whole path, which no option can be mistaken for."""
    seen = system_program(tmp_path, name, 0)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    act(Path("-o.pdf"))  # type: ignore[operator]
    assert seen.read_text() == f"{tmp_path}/-o.pdf\n"


@pytest.mark.parametrize(
    ("act", "name", "code"), [(export.open_file, "xdg-open", "no_viewer"), (export.print_file, "lp", "no_printer")]
)
def test_without_viewer_or_printer_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: object, name: str, code: str
) -> None:
    """None there, or one that fails: a clear error each."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OutputError, match=code):
        act(tmp_path / "sheet.pdf")  # type: ignore[operator]
    (tmp_path / name).symlink_to("/bin/false")
    with pytest.raises(OutputError, match="program_failed"):
        act(tmp_path / "sheet.pdf")  # type: ignore[operator]


def test_what_a_printer_cannot_take_is_refused(tmp_path: Path) -> None:
    """A web page sent to a printer would come out as its source."""
    with pytest.raises(MicloudError, match="not_printable"):
        export.print_file(tmp_path / "sheet.html")
