"""Downloads without a network: one file at a time, step by step."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import gc
import io
import os
import pathlib
import stat
import tracemalloc
from collections.abc import Mapping
from typing import Any

import pytest

from esignkit.core.files import WholenessError
from esignkit.core.operation import Into
from esignkit.runners.atomic_download import AtomicDownload, IncompleteDownload
from tests.tables import in_one_test

PDF = b"%PDF-1.7\n" + b"x" * 100_000 + b"\n%%EOF\n"
TYPE = {"content-type": " application/pdf ; a=b;c", "content-disposition": 'attachment; filename="lease.pdf"'}


def names(folder: pathlib.Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def open_files() -> int:
    """How many files and folders are open; sockets come and go with the threads of servers that earlier tests ran."""
    gc.collect()  # what earlier tests left goes now, and not between two counts
    count = 0
    for path in list(pathlib.Path("/dev/fd").iterdir()):
        with contextlib.suppress(OSError):  # it was closed just now, as the listing's own is
            mode = os.fstat(int(path.name)).st_mode
            count += stat.S_ISREG(mode) or stat.S_ISDIR(mode)
    return count


def land(
    target: Any, *chunks: bytes, total: int | None = None, headers: Mapping[str, str] | None = None, **more: Any
) -> Any:
    download = AtomicDownload(Into(target, **more))
    try:
        download.open(total)
        for chunk in chunks:
            download.write(chunk)
        return download.commit(headers or {})
    finally:
        download.discard()


def open_at(target: Any, **more: Any) -> AtomicDownload:
    download = AtomicDownload(Into(target, **more))
    download.open(None)
    return download


# A path ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", [str, pathlib.Path])
def test_what_was_saved_and_where(tmp_path: pathlib.Path, form: Any) -> None:
    target = tmp_path / "a.pdf"
    saved = land(form(target), PDF[:10], PDF[10:], total=len(PDF), headers=TYPE, expect="pdf")
    assert target.read_bytes() == PDF
    assert (saved.size, saved.path, saved.filename, saved.content_type) == (
        len(PDF),
        str(target),
        "lease.pdf",
        "application/pdf",
    )
    assert names(tmp_path) == ["a.pdf"]


def test_nothing_is_said_that_the_server_did_not_say(tmp_path: pathlib.Path) -> None:
    saved = land(tmp_path / "a", b"")
    assert (saved.size, saved.filename, saved.content_type) == (0, None, None)
    assert (tmp_path / "a").read_bytes() == b""


def test_until_it_is_whole_the_file_is_beside_its_place_under_a_hidden_name(tmp_path: pathlib.Path) -> None:
    target = tmp_path / ("n" * 200)
    download = open_at(target)
    download.write(b"half")
    (name,) = names(tmp_path)
    assert name.startswith("." + "n" * 100 + ".")
    assert name.endswith(".esignkit-part")
    assert len(name) == 1 + 100 + 1 + 12 + len(".esignkit-part")
    assert (tmp_path / name).read_bytes() == b"half"
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o666 & ~umask()
    download.commit({})
    assert names(tmp_path) == [target.name]
    download.discard()
    assert target.read_bytes() == b"half"


def umask() -> int:
    old = os.umask(0)
    os.umask(old)
    return old


def test_what_is_discarded_leaves_no_trace_and_no_open_file(tmp_path: pathlib.Path) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")
    before = open_files()
    download = open_at(target)
    assert open_files() > before
    download.write(b"new")
    download.discard()
    download.discard()
    assert names(tmp_path) == ["a"]
    assert target.read_bytes() == b"old"
    land(target, b"new")
    assert open_files() == before


def test_a_temporary_file_that_somebody_removed_is_no_reason_to_stumble(tmp_path: pathlib.Path) -> None:
    download = open_at(tmp_path / "a")
    (tmp_path / names(tmp_path)[0]).unlink()
    download.discard()


def test_what_was_never_opened_is_discarded_without_a_trace(tmp_path: pathlib.Path) -> None:
    for target in (tmp_path / "a", io.BytesIO(b"before")):
        AtomicDownload(Into(target)).discard()
    assert names(tmp_path) == []


def test_nobody_can_lay_a_link_where_the_temporary_file_comes(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / ".a.abc0.esignkit-part").symlink_to(victim)
    with monkeypatch.context() as patch:
        patch.setattr(os, "urandom", lambda _: b"\xab\xc0")
        with pytest.raises(FileExistsError):
            land(tmp_path / "a", b"new")
    assert victim.read_bytes() == b"precious"
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(("total", "sizes"), [(10, [9]), (10, [5, 4]), (10, [11]), (0, [1]), (1, [])])
def test_a_body_of_another_length_is_cut_off(tmp_path: pathlib.Path, total: int, sizes: list[int]) -> None:
    with pytest.raises(IncompleteDownload, match=f"ended after {sum(sizes)} of {total} bytes"):
        land(tmp_path / "a", *(bytes(size) for size in sizes), total=total)
    assert names(tmp_path) == []


def test_a_file_of_another_kind_does_not_land(tmp_path: pathlib.Path) -> None:
    for content in (b"<html>", PDF[:-7], b"x" * 1024 + PDF):
        for size in (1, 500, 1 << 20) if len(content) < 100 else (700, 1 << 20):
            chunks = [content[n : n + size] for n in range(0, len(content), size)]
            with pytest.raises(WholenessError):
                land(tmp_path / "a", *chunks, expect="pdf")
            land(tmp_path / "b", *chunks)
    assert names(tmp_path) == ["b"]


@pytest.mark.parametrize("size", [7, 1000, 65_999, 66_001, 1 << 20])
def test_beginning_and_end_are_found_in_chunks_of_any_size(tmp_path: pathlib.Path, size: int) -> None:
    content = b"y" * 1019 + PDF
    chunks = [content[n : n + size] for n in range(0, len(content), size)]
    assert land(tmp_path / "a", *chunks, expect="pdf").size == len(content)
    early = PDF[:-7] + b"%%EOF" + b" " * 65_995
    assert land(tmp_path / "b", *(early[n : n + size] for n in range(0, len(early), size)), expect="pdf").size
    with pytest.raises(WholenessError, match="cut off"):
        land(tmp_path / "c", *(early[n : n + size] for n in range(0, len(early), size)), b"   ", expect="pdf")


def test_the_state_that_is_kept_for_the_check_stays_small(tmp_path: pathlib.Path) -> None:
    download = open_at(tmp_path / "a", expect="pdf")
    chunk = bytes(50_000)
    tracemalloc.start()
    try:
        for _ in range(50):
            download.write(chunk)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held <= 2 * 66_000 + 1024
    download.discard()


def test_what_cannot_work_is_refused_before_anything_is_opened(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(IsADirectoryError, match="is a folder; name"):
        AtomicDownload(Into(tmp_path))
    for nameless in ("", f"{tmp_path}/new/", f"{tmp_path}/a/"):
        with pytest.raises(IsADirectoryError, match="names no file"):
            AtomicDownload(Into(nameless))
    with pytest.raises(FileExistsError, match="exists already"):
        AtomicDownload(Into(tmp_path / "a", overwrite=False))
    with pytest.raises(FileNotFoundError, match=r"the folder '.*/no' does not exist") as caught:
        AtomicDownload(Into(tmp_path / "no" / "a"))
    assert caught.value.__suppress_context__
    assert names(tmp_path) == ["a"]


def test_a_dangling_link_is_there_and_is_replaced(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        AtomicDownload(Into(tmp_path / "a", overwrite=False))
    land(tmp_path / "a", b"new")
    assert not (tmp_path / "a").is_symlink()
    assert names(tmp_path) == ["a"]


def test_a_name_without_a_folder_is_in_the_one_the_process_is_in(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.chdir(tmp_path)
        assert land("a", b"1").path == "a"
        assert land("b", b"2", overwrite=False).path == "b"
    assert names(tmp_path) == ["a", "b"]


def test_a_file_that_came_meanwhile_stays(tmp_path: pathlib.Path) -> None:
    download = open_at(tmp_path / "a", overwrite=False)
    download.write(b"ours")
    (tmp_path / "a").write_bytes(b"theirs")
    with pytest.raises(FileExistsError):
        download.commit({})
    download.discard()
    assert (tmp_path / "a").read_bytes() == b"theirs"
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("meanwhile", [False, True])
def test_a_file_system_without_hard_links(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, meanwhile: bool
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    download = open_at(tmp_path / "a", overwrite=False)
    download.write(b"ours")
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", refuse)
        if meanwhile:
            (tmp_path / "a").write_bytes(b"theirs")
            with pytest.raises(FileExistsError):
                download.commit({})
        else:
            download.commit({})
    download.discard()
    assert (tmp_path / "a").read_bytes() == (b"theirs" if meanwhile else b"ours")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o666 & ~umask()
    assert names(tmp_path) == ["a"]


def test_file_and_folder_are_flushed_to_the_disk(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[tuple[bool, list[str]]] = []
    real = os.fsync

    def fsync(fd: int) -> None:
        flushed.append((stat.S_ISDIR(os.fstat(fd).st_mode), names(tmp_path)))
        real(fd)
        if flushed[-1][0]:
            raise OSError(errno.EINVAL, "a folder cannot be flushed here")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        land(tmp_path / "a", b"x")
    (first, before), (second, after) = flushed
    assert (first, second) == (False, True)
    assert before != ["a"]
    assert after == ["a"]


# What others left behind -----------------------------------------------------------------------------------------------
def test_what_a_killed_process_left_is_swept_up_and_nothing_else(tmp_path: pathlib.Path) -> None:
    left = [".a.0123456789ab.esignkit-part", ".a..esignkit-part"]
    kept = [".a.0123.part", ".ab.0123456789ab.esignkit-part", "a.0123456789ab.esignkit-part", ".a.x.esignkit-part.1"]
    for name in left + kept:
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / "precious").write_bytes(b"precious")
    (tmp_path / ".a.link.esignkit-part").symlink_to(tmp_path / "precious")
    (tmp_path / ".a.0.esignkit-part").mkdir()
    before = open_files()
    land(tmp_path / "a", b"x")
    assert open_files() == before
    assert names(tmp_path) == sorted(["a", "precious", ".a.link.esignkit-part", ".a.0.esignkit-part", *kept])


def test_a_download_that_is_under_way_is_left_alone(tmp_path: pathlib.Path) -> None:
    first = open_at(tmp_path / "a")
    first.write(b"first")
    (theirs,) = names(tmp_path)
    land(tmp_path / "a", b"second")
    assert names(tmp_path) == sorted(["a", theirs])
    with (tmp_path / theirs).open("rb") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_SH | fcntl.LOCK_NB)
    first.commit({})
    assert (tmp_path / "a").read_bytes() == b"first"
    assert names(tmp_path) == ["a"]


def test_a_temporary_file_swept_up_before_it_was_locked_is_made_anew(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fcntl.flock
    swept: list[pathlib.Path] = []

    def flock(fd: int, how: int) -> None:
        if not swept:
            swept.extend(tmp_path.iterdir())
            swept[0].unlink()
        real(fd, how)

    before = open_files()
    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", flock)
        land(tmp_path / "a", b"x")
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"x"
    assert open_files() == before


def test_a_folder_that_may_be_written_to_but_not_read(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Any) -> list[str]:
        raise PermissionError(errno.EACCES, "no")

    with monkeypatch.context() as patch:
        patch.setattr(os, "listdir", refuse)
        land(tmp_path / "a", b"x")
    assert names(tmp_path) == ["a"]


# A file of the caller's ------------------------------------------------------------------------------------------------
def test_a_file_of_the_callers_is_written_from_where_it_stands_and_stays_open() -> None:
    out = io.BytesIO(b"before and after")
    out.seek(6)
    saved = land(out, b"12", b"3", total=3, headers=TYPE)
    assert out.getvalue() == b"before123d after"
    assert (saved.path, saved.size, saved.filename) == (None, 3, "lease.pdf")


def test_what_is_discarded_is_taken_back_from_a_file_of_the_callers() -> None:
    out = io.BytesIO()
    out.write(b"before")
    download = open_at(out)
    download.discard()
    assert (out.getvalue(), out.tell(), download.replayable) == (b"before", 6, True)
    download.write(b"half")
    assert download.replayable
    download.discard()
    assert (out.getvalue(), out.tell()) == (b"before", 6)


class Tape:
    """Written to in small pieces, never rewound."""

    def __init__(self, says: bool = True) -> None:
        self.content = b""
        self.says = says
        self.flushed = 0

    def write(self, data: Any) -> int | None:
        piece = bytes(data[:3]) if self.says else bytes(data)
        self.content += piece
        return len(piece) if self.says else None


@in_one_test("says", [True, False])
def test_a_file_that_takes_a_little_at_a_time_gets_all(says: bool) -> None:
    tape: Any = Tape(says)
    assert land(tape, b"1234567", b"", b"89").size == 9
    assert tape.content == b"123456789"


def test_a_tape_can_be_written_once() -> None:
    download = open_at(Tape())
    assert download.replayable
    download.write(b"1")
    assert not download.replayable
    download.discard()


def test_a_path_can_always_be_written_again(tmp_path: pathlib.Path) -> None:
    download = open_at(tmp_path / "a")
    download.write(b"1")
    assert download.replayable
    download.discard()


class Stubborn(io.BytesIO):
    def tell(self) -> int:
        raise OSError("a pipe")


class Uncut(io.BytesIO):
    def truncate(self, size: int | None = None) -> int:
        raise OSError("cannot be shortened")


def test_a_pipe_is_written_once_and_a_file_that_cannot_be_shortened_is_rewound() -> None:
    download = open_at(Stubborn())
    download.write(b"1")
    assert not download.replayable
    uncut = Uncut(b"")
    download = open_at(uncut)
    download.write(b"12")
    download.discard()
    assert io.BytesIO.tell(uncut) == 0


def test_a_file_of_the_callers_is_flushed_when_all_is_there(tmp_path: pathlib.Path) -> None:
    with (tmp_path / "a").open("wb") as out:
        land(out, b"123")
        assert (tmp_path / "a").read_bytes() == b"123"
        out.write(b"4")
    odd: Any = Tape()
    odd.flush = 7
    land(odd, b"1")


# Progress ----------------------------------------------------------------------------------------------------------------
def test_progress_is_told_how_far_it_is(tmp_path: pathlib.Path) -> None:
    told: list[tuple[int, int | None]] = []
    download = AtomicDownload(Into(tmp_path / "a", progress=lambda *at: told.append(at)))
    download.report()
    download.open(3)
    download.write(b"12")
    download.report()
    download.discard()
    assert told == [(0, None), (2, 3)]
    quiet = open_at(io.BytesIO())
    quiet.report()


# What is there already ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("mode", [0o600, 0o444, 0o4755])
def test_a_replaced_file_keeps_its_mode_and_no_more_than_that(tmp_path: pathlib.Path, mode: int) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")
    target.chmod(mode)
    download = open_at(target)
    (half,) = (path for path in tmp_path.iterdir() if path != target)
    assert stat.S_IMODE(half.stat().st_mode) == 0o600
    download.commit({})
    assert stat.S_IMODE(target.stat().st_mode) == mode & 0o777


@pytest.mark.parametrize("linked", [False, True])
def test_a_fifo_and_a_folder_are_not_replaced(tmp_path: pathlib.Path, linked: bool) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    for name, error, words in (
        ("fifo", FileExistsError, "no regular file"),
        ("folder", IsADirectoryError, "is a folder"),
    ):
        target = tmp_path / name
        if linked:
            target = tmp_path / f"to-{name}"
            target.symlink_to(name)
        for overwrite in (True, False):
            with pytest.raises(error, match=words):
                AtomicDownload(Into(target, overwrite=overwrite))


def test_a_link_in_a_circle_is_replaced(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    land(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
