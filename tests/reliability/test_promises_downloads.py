"""The promises of docs/reliability.md about downloads: a file is whole or refused, and lands where a file may be."""

from __future__ import annotations

import functools
import io
import os
import socket
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from esignkit.core.files import TAIL, WholenessError, check_whole
from esignkit.core.operation import Into
from esignkit.runners.atomic_download import AtomicDownload
from esignkit.sandbox.pdf import SandboxCA, SignatureField, Signer, prepare, sample_agreement, seal, sign
from tests.reliability import report
from tests.runners.calls import fetch
from tests.runners.conftest import sync_client
from tests.runners.server import pdf, serving
from tests.sandbox.pdf.corpus import USABLE, usable
from tests.tables import in_one_test

CUTS = 200
AT = datetime(2030, 1, 31, tzinfo=UTC)
BLANKS = b"\0\t\n\f\r "


# Files of several revisions -------------------------------------------------------------------------------------------
def added(data: bytes, times: int, filling: int = 0) -> bytes:
    """Revisions as pypdf appends them, each with some kB that do not compress when asked for."""
    for n in range(times):
        writer = pypdf.PdfWriter(io.BytesIO(data), incremental=True)
        writer.add_metadata({"/Title": f"revision {n}", "/Filling": os.urandom(filling).hex()})
        out = io.BytesIO()
        writer.write(out)
        data = out.getvalue()
    return data


def by_hand(data: bytes, times: int, end: bytes, before: bytes) -> bytes:
    """Revisions with a cross-reference table, with other line ends, and with something before their first object."""
    for n in range(times):
        start = int(data.rpartition(b"startxref")[2].split()[0])
        body = before + b"90 0 obj" + end + b"<< /Note (revision %d, %s) >>" % (n, b"x" * 700) + end + b"endobj" + end
        at = len(data) + len(before)
        table = b"xref" + end + b"90 1" + end + b"%010d 00000 n" % at + end.rjust(2)
        trailer = b"trailer" + end + b"<< /Size 91 /Root 1 0 R /Prev %d >>" % start + end
        data += body + table + trailer + b"startxref" + end + b"%d" % (len(data) + len(body)) + end + b"%%EOF" + end
    return data


def linearized() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sample_agreement())) as file:
        file.save(out, linearize=True)
    return out.getvalue()


def signed(signers: int, *, sealed: bool) -> bytes:
    ca = SandboxCA.create(seed=48)
    names = [f"s{n}" for n in range(signers)]
    data = prepare(sample_agreement(), [SignatureField(name) for name in names])
    for name in names:
        data = sign(data, name, Signer(name, f"{name}@example.com", "agreed"), ca, AT)
    return seal(data, ca, AT) if sealed else data


def with_an_attachment(size: int) -> bytes:
    """A revision that holds another PDF, not compressed: that one ends like a whole file too."""
    inner = added(sample_agreement(), 1)
    body = b"91 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(inner), inner)
    return by_hand(sample_agreement(), 1, b"\n", body + b"92 0 obj\n(%s)\nendobj\n" % (b"y" * size))


FILES: dict[str, Any] = {
    **{f"pypdf {n}": functools.partial(added, sample_agreement(), n) for n in (1, 2, 3, 5)},
    "pypdf, large revisions": functools.partial(added, sample_agreement(), 2, 90_000),
    "pypdf, a revision as long as the tail": functools.partial(added, sample_agreement(), 1, TAIL // 2),
    "line feeds": functools.partial(by_hand, sample_agreement(), 3, b"\n", b""),
    "carriage returns": functools.partial(by_hand, sample_agreement(), 3, b"\r", b""),
    "both": functools.partial(by_hand, sample_agreement(), 3, b"\r\n", b""),
    "blank lines between": functools.partial(by_hand, sample_agreement(), 3, b"\n", b"\r\n \r\n"),
    "NULs between": functools.partial(by_hand, sample_agreement(), 3, b"\n", bytes(512)),
    "a comment first": functools.partial(by_hand, sample_agreement(), 3, b"\n", b"% the next revision\n"),
    "the table first": lambda: by_hand(sample_agreement(), 2, b"\n", b"").replace(b"90 0 obj", b"xref\n0 0\n90 0 obj"),
    "linearized": linearized,
    "linearized, then changed": lambda: added(linearized(), 2),
    "an attachment": functools.partial(with_an_attachment, 20_000),
    "signed once": functools.partial(signed, 1, sealed=False),
    "signed twice": functools.partial(signed, 2, sealed=False),
    "signed and sealed": functools.partial(signed, 2, sealed=True),
    "signed, then changed": lambda: added(signed(1, sealed=False), 2),
}


def whole(data: bytes) -> bool:
    """Judge a file as it is judged in memory, and as it is judged while it streams by; both say the same."""
    found = []
    for content, tail in ((data, None), (data[:1024], data[-TAIL:])):
        try:
            check_whole(content, "pdf", tail)
        except WholenessError:
            found.append(False)
        else:
            found.append(True)
    assert found[0] is found[1]
    return found[0]


@in_one_test("name", FILES)
def test_promise_48_a_cut_inside_a_revision_is_refused(name: str) -> None:
    data: bytes = FILES[name]()
    assert len(FILES) == 20
    assert data.count(b"%%EOF") >= 2
    assert whole(data)
    ends = [at + 5 for at in range(len(data)) if data.startswith(b"%%EOF", at)]
    near = {end + by for end in ends for by in range(-12, 60)}
    step = len(data) / CUTS
    cuts = {round(n * step) for n in range(1, CUTS)} | {at for at in near if 1024 < at < len(data) - 8}
    refused = 0
    for at in cuts:
        cut = data[:at]
        between = cut.rstrip(BLANKS).endswith(b"%%EOF")
        if between and not (b"/Linearized" in data[:1024] and data.count(b"%%EOF", 0, at) == 1):
            continue  # this is the earlier file, or the attachment's end: nothing in it tells
        assert not whole(cut), at
        refused += 1
    assert refused >= CUTS - 5
    report.note("48", files=1, cuts=refused)


def test_promise_48_exactly_between_two_revisions_is_the_earlier_file() -> None:
    """What cannot be told, and docs/guides/files.md says so."""
    data = signed(2, sealed=True)
    first = data[: data.index(b"%%EOF", data.index(b"/ByteRange")) + 5]
    assert whole(first)
    assert len(first) < len(data)


@in_one_test("case", USABLE)
def test_promise_48_whole_files_are_taken(case: str) -> None:
    data = usable(case)
    for behind in (
        b"",
        b"\n",
        b"\r\n",
        b" " * 900,
        bytes(2000),
        b"\x1a",
        b"<!-- made by -->",
        b"\n--boundary--\r\n",
        b"\nOK",
    ):
        assert whole(data + behind)
    report.note("48", whole=1)


def test_promise_48_a_cut_file_does_not_replace_the_one_that_is_there(tmp_path: Path) -> None:
    data = signed(2, sealed=True)
    target = tmp_path / "signed.pdf"
    target.write_bytes(b"old")
    end = data.index(b"%%EOF", data.index(b"/ByteRange")) + 5
    for at in (end + 9, end + 400, len(data) - 900):
        download = AtomicDownload(Into(target, expect="pdf"))
        download.open(None)
        for n in range(0, at, 777):
            download.write(data[n : min(n + 777, at)])
        with pytest.raises(WholenessError, match="cut off"):
            download.commit({})
        download.discard()
        assert target.read_bytes() == b"old"
        assert [path.name for path in tmp_path.iterdir()] == ["signed.pdf"]


def test_promise_48_an_archive_that_ends_with_the_archive_inside_it_is_refused() -> None:
    import zipfile

    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.txt", "a")
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("annex.zip", inner.getvalue())
        archive.writestr("lease.pdf", "x" * 3000)
        archive.comment = b"made for you"
    data = outer.getvalue()
    check_whole(data, "zip")
    check_whole(data + b"\r\n", "zip")
    end = data.index(b"PK\x05\x06") + 22
    for at in (*range(end + 1, end + 40), *range(end + 3100, data.rindex(b"PK\x05\x06"), 7), len(data) - 1):
        with pytest.raises(WholenessError):
            check_whole(data[:at], "zip")


# Where a download lands -----------------------------------------------------------------------------------------------
def land(target: Any, content: bytes = b"new", **more: Any) -> None:
    download = AtomicDownload(Into(target, **more))
    try:
        download.open(None)
        download.write(content)
        download.commit({})
    finally:
        download.discard()


def odd_targets(folder: Path) -> dict[str, Path]:
    """What is no regular file: a FIFO, a socket, a folder, a device, and links to them."""
    os.mkfifo(folder / "fifo")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "socket"))
    listener.close()
    (folder / "folder").mkdir()
    found = {name: folder / name for name in ("fifo", "socket", "folder")} | {"device": Path("/dev/null")}
    for name, path in list(found.items()):
        link = folder / f"link to {name}"
        link.symlink_to(path)
        found[link.name] = link
    return found


def test_promise_49_only_regular_files_are_replaced(tmp_path: Path) -> None:
    targets = odd_targets(tmp_path)
    before = {name: os.lstat(path) for name, path in targets.items()}
    with serving() as server, sync_client(server.base) as client:
        for path in targets.values():
            with pytest.raises(OSError, match=r"regular file|is a folder"):
                client.run(fetch("/pdf/2000", path, expect="pdf"))
        assert server.state.seen == []
    after = {name: os.lstat(path) for name, path in targets.items()}
    for name in targets:
        assert (after[name].st_ino, after[name].st_mode) == (before[name].st_ino, before[name].st_mode)
    assert Path("/dev/null").is_char_device()
    report.note("49", targets=len(targets))


def test_promise_49_what_came_to_the_place_meanwhile_is_not_replaced_either(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    download = AtomicDownload(Into(target))
    download.open(None)
    download.write(b"new")
    os.mkfifo(target)
    with pytest.raises(FileExistsError, match="regular file"):
        download.commit({})
    download.discard()
    assert stat.S_ISFIFO(os.lstat(target).st_mode)
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o444, 0o666, 0o700, 0o755])
def test_promise_49_the_mode_of_a_replaced_file_stays(tmp_path: Path, mode: int) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    target.chmod(mode)
    download = AtomicDownload(Into(target))
    download.open(None)
    download.write(b"new")
    (half,) = (path for path in tmp_path.iterdir() if path != target)
    assert half.stat().st_mode & 0o077 & ~mode == 0  # nobody reads the half of what they may not read whole
    download.commit({})
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == mode


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_promise_49_a_new_file_has_the_mode_that_the_umask_says(tmp_path: Path, mask: int) -> None:
    old = os.umask(mask)
    try:
        land(tmp_path / "a.pdf")
        (tmp_path / "link").symlink_to(tmp_path / "nothing")
        land(tmp_path / "link")
    finally:
        os.umask(old)
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("a.pdf", "link")] == [0o666 & ~mask] * 2


NAMES = {
    "255 letters": "n" * 251 + ".pdf",
    "255 bytes of two": "é" * 125 + "n.pdf",
    "255 bytes of three": "界" * 83 + "nn.pdf",
    "255 bytes of four": "🎉" * 62 + "nnn.pdf",
    "bytes that are no UTF-8": os.fsdecode(b"\xff" * 251 + b".pdf"),
    "line breaks": "a\nb\r.pdf",
    "a lone dash": "-",
    "spaces": "  a  ",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_promise_49_every_name_that_the_file_system_takes(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    for _ in range(2):
        download = AtomicDownload(Into(target))
        download.open(None)
        assert all(len(os.fsencode(path.name)) <= 143 for path in tmp_path.iterdir() if path != target)
        download.write(b"new")
        download.commit({})
    assert [os.fsencode(path.name) for path in tmp_path.iterdir()] == [os.fsencode(name)]
    assert target.read_bytes() == b"new"
    report.note("49", names=1)


@pytest.mark.parametrize("name", ["n" * 256, "é" * 128, "\ud83d.pdf", "a\0b"])
def test_promise_49_a_name_that_it_does_not_take_is_refused_before_anything_is_sent(tmp_path: Path, name: str) -> None:
    with serving() as server, sync_client(server.base) as client:
        with pytest.raises((OSError, ValueError)):
            client.run(fetch("/pdf/2000", str(tmp_path / name)))
        assert server.state.seen == []
    assert list(tmp_path.iterdir()) == []


def test_promise_49_in_one_run_over_the_wire(tmp_path: Path) -> None:
    """The control: a private file of the longest name is replaced, over a link too."""
    target = tmp_path / NAMES["255 bytes of four"]
    target.write_bytes(b"old")
    target.chmod(0o600)
    link = tmp_path / "link"
    link.symlink_to(target)
    with serving() as server, sync_client(server.base) as client:
        client.run(fetch("/pdf/2000", target, expect="pdf"))
        client.run(fetch("/pdf/3000", link, expect="pdf"))
    assert target.read_bytes() == pdf(2000)
    assert target.stat().st_mode & 0o777 == 0o600
    assert link.read_bytes() == pdf(3000)
    assert not link.is_symlink()
