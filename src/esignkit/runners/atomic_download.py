"""Destinations of downloads: a path, written atomically, or an open binary file of the caller."""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
from collections.abc import Iterable, Mapping
from typing import BinaryIO, cast

from esignkit.core.files import TAIL, check_whole, shorten, suggested_name
from esignkit.core.flow import Saved
from esignkit.core.operation import Into

__all__ = ["AtomicDownload", "IncompleteDownload", "write_whole"]

HEAD = 1024
SUFFIX = ".esignkit-part"


class IncompleteDownload(Exception):
    """The body ended before the length that was announced for it."""


class AtomicDownload:
    """One try of a download.

    A path is written as a temporary file in the same folder, checked, flushed to the disk and renamed, so that the path
    always holds the complete old file or the complete new one. A file that replaces another keeps its mode; a new file
    gets the mode of the umask. A symbolic link is replaced, not followed. Anything that is no regular file, or a link
    to such a thing, is not replaced.
    """

    def __init__(self, sink: Into) -> None:
        self._sink = sink
        self._path = os.fsdecode(sink.target) if isinstance(sink.target, str | os.PathLike) else None
        self._temporary: str | None = None
        self._file: BinaryIO | None = None
        self._start: int | None = None
        self._head = b""
        self._tail = bytearray()
        self.done: int = 0
        self.total: int | None = None
        self._check()

    def _check(self) -> None:
        """Refuse a target that cannot work before anything is sent."""
        if self._path is None:  # a file of the caller's; `Into` has checked it
            return
        if not os.path.basename(self._path):  # noqa: PTH119 - str paths all through here
            msg = f"{self._path!r} names no file; name the file to write"
            raise IsADirectoryError(msg)
        try:
            _mode(self._path)
        except UnicodeEncodeError:
            msg = f"{self._path!r} cannot be the name of a file: it holds half of a surrogate pair"
            raise ValueError(msg) from None
        if not os.path.lexists(self._path):
            folder = os.path.dirname(os.path.abspath(self._path))  # noqa: PTH100, PTH120 - as above
            if not os.path.isdir(folder):  # noqa: PTH112 - as above
                msg = f"the folder {folder!r} does not exist"
                raise FileNotFoundError(msg) from None
        elif not self._sink.overwrite:
            msg = f"{self._path!r} exists already, and overwrite=False was given"
            raise FileExistsError(msg)

    def open(self, total: int | None) -> None:
        """Prepare for a body of `total` bytes (None when its length is not known)."""
        self.total = total
        if self._path is not None:
            self._open_temporary(os.path.abspath(self._path))  # noqa: PTH100 - as above
            return
        target = self._sink.target
        assert not isinstance(target, str | os.PathLike)  # noqa: S101 - `_path` says so
        self._file = target
        try:
            self._start = target.tell()
        except (AttributeError, OSError):
            self._start = None

    def _open_temporary(self, path: str) -> None:
        folder, name = os.path.split(path)
        prefix = f".{shorten(name, 100)}."  # long names leave no more room
        _remove_leftovers(folder, prefix)
        mode = 0o666 if _mode(path) is None else 0o600
        while True:
            temporary = os.path.join(folder, f"{prefix}{os.urandom(6).hex()}{SUFFIX}")  # noqa: PTH118 - as above
            fd = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
            fcntl.flock(fd, fcntl.LOCK_EX)
            if os.fstat(fd).st_nlink:  # else another process removed it before it was locked
                break
            os.close(fd)
        self._temporary = temporary
        self._file = os.fdopen(fd, "wb", buffering=0)

    @property
    def replayable(self) -> bool:
        """Whether what was written can be undone for another try."""
        return self._path is not None or not self.done or self._start is not None

    def write(self, data: bytes) -> None:
        """Write the next bytes."""
        file = self._file
        assert file is not None  # noqa: S101 - `open` comes first
        view = memoryview(data)
        while view:
            count = cast("object", file.write(view))
            view = view[count if isinstance(count, int) else len(view) :]
        self.done += len(data)
        if self._sink.expect is not None:
            if len(self._head) < HEAD:
                self._head += data[: HEAD - len(self._head)]
            self._tail += data[-TAIL:]
            del self._tail[:-TAIL]

    def commit(self, headers: Mapping[str, str]) -> Saved:
        """Check that the file is complete and move it to its path.

        Raises:
            IncompleteDownload: It is shorter or longer than announced.
            WholenessError: It is of another type than expected, or its end is missing.
            FileExistsError: The path exists by now, and `overwrite` is off.
        """
        if self.total is not None and self.done != self.total:
            msg = f"the body ended after {self.done} of {self.total} bytes"
            raise IncompleteDownload(msg)
        check_whole(self._head, self._sink.expect, bytes(self._tail))
        file = self._file
        assert file is not None  # noqa: S101 - `open` comes first
        if self._path is None:
            flush = getattr(file, "flush", None)
            if callable(flush):
                flush()
        else:
            os.fsync(file.fileno())
            self._move_into_place(os.path.abspath(self._path))  # noqa: PTH100 - as above
            file.close()
        self._file = None
        kind = headers.get("content-type")
        return Saved(
            size=self.done,
            filename=suggested_name(headers.get("content-disposition")),
            content_type=kind.partition(";")[0].strip() if kind else None,
            path=self._path,
        )

    def _move_into_place(self, path: str) -> None:
        temporary, file = self._temporary, self._file
        assert temporary is not None and file is not None  # noqa: S101, PT018 - `open` comes first
        if self._sink.overwrite:
            mode = _mode(path)
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            os.replace(temporary, path)  # noqa: PTH105 - as above
        else:
            try:
                os.link(temporary, path)
            except FileExistsError:
                raise
            except OSError:  # a file system without hard links: reserve the name, then take it
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
                os.replace(temporary, path)  # noqa: PTH105 - as above
            else:
                os.unlink(temporary)  # noqa: PTH108 - as above
        self._temporary = None
        folder = os.open(os.path.dirname(path), os.O_RDONLY)  # noqa: PTH120 - as above
        try:
            with contextlib.suppress(OSError):  # some file systems cannot flush a folder; the rename is valid anyway
                os.fsync(folder)
        finally:
            os.close(folder)

    def discard(self) -> None:
        """Remove what was written; does nothing after `commit`."""
        temporary, file = self._temporary, self._file
        if temporary is not None:
            self._temporary = None
            with contextlib.suppress(FileNotFoundError):  # it is gone already
                os.unlink(temporary)  # noqa: PTH108 - as above
        if file is None:
            return
        if self._path is not None:
            file.close()
        elif self._start is not None and self.done:
            file.seek(self._start)
            with contextlib.suppress(OSError):  # the next try overwrites it
                file.truncate()

    def report(self) -> None:
        """Call the caller's progress callback."""
        if self._sink.progress is not None:
            self._sink.progress(self.done, self.total)


def write_whole(path: str | os.PathLike[str], parts: Iterable[bytes]) -> None:
    """Write a new file as a download is written: it is complete, or it is not there.

    Args:
        path: The file.
        parts: Its content.

    Raises:
        FileExistsError: There is one already.
        OSError: It cannot be written.
    """
    file = AtomicDownload(Into(path, overwrite=False))
    try:
        file.open(None)
        for part in parts:
            file.write(part)
        file.commit({})
    finally:
        file.discard()


def _mode(path: str) -> int | None:
    """Return the mode of the file that a download to this path would replace; None for none, or a link to a file.

    Raises:
        IsADirectoryError: It is a folder.
        FileExistsError: It is no regular file, and never replaced: a device, a FIFO, a socket, or a link to one.
    """
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    mode: int | None = stat.S_IMODE(status.st_mode) & 0o777
    if stat.S_ISLNK(status.st_mode):
        mode = None
        try:
            status = os.stat(path)  # noqa: PTH116 - as above
        except OSError:  # a broken link, or a link to itself
            return None
    if stat.S_ISREG(status.st_mode):
        return mode
    if stat.S_ISDIR(status.st_mode):
        msg = f"{path!r} is a folder; name the file to write"
        raise IsADirectoryError(msg)
    msg = f"{path!r} is no regular file (a device, a FIFO or a socket), and is not replaced; open it to write into it"
    raise FileExistsError(msg)


def _remove_leftovers(folder: str, prefix: str) -> None:
    """Remove temporary files that downloads to the same path left when their process was killed."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - names are what is needed
    except OSError:  # a folder that may be written to but not read
        return
    for name in names:
        if not (name.startswith(prefix) and name.endswith(SUFFIX)):
            continue
        path = os.path.join(folder, name)  # noqa: PTH118 - as above
        with contextlib.suppress(OSError):  # locked: a running download uses it
            fd = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.unlink(path)  # noqa: PTH108 - as above
            finally:
                os.close(fd)
