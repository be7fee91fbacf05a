"""Request bodies streamed from files: never fully in memory, with their length where it is known."""

from __future__ import annotations

import binascii
import os
import stat
from collections.abc import Generator, Iterator
from typing import BinaryIO, cast

from esignkit.core.flow import FileSegment, Prepare
from esignkit.types import Progress

__all__ = ["SourceChanged", "StreamedBody"]

BLOCK = 192 * 1024
"""Bytes read at a time: a multiple of 3, as base64 wants."""


class SourceChanged(Exception):
    """A file changed after its length was announced."""


def _read(file: BinaryIO, size: int) -> bytes:
    """Read exactly `size` bytes, fewer only at the end."""
    data = file.read(size)
    if len(data) == size or not data:
        return data
    parts, missing = [data], size - len(data)
    while missing and (data := file.read(missing)):
        parts.append(data)
        missing -= len(data)
    return b"".join(parts)


class _File:
    """One file of a body: its length, and its blocks as they are sent."""

    def __init__(self, segment: FileSegment) -> None:
        self._content = segment.upload.content
        self._name = segment.upload.name
        self._form = segment.form
        self._start = 0
        self.length: int | None = None
        content = self._content
        if isinstance(content, bytes):
            self.length = len(content)
        elif isinstance(content, os.PathLike):
            status = os.stat(content)  # noqa: PTH116 - any os.PathLike, as the caller gave it
            if stat.S_ISREG(status.st_mode):
                self.length = status.st_size
            elif stat.S_ISDIR(status.st_mode):
                msg = f"{os.fspath(content)!r} is a folder, not a file"
                raise IsADirectoryError(msg)
        else:
            self._measure(content)
        self.size = self._encoded_size()

    def _measure(self, file: BinaryIO) -> None:
        if not isinstance(cast("object", file.read(0)), bytes):
            msg = f"the file {self._name!r} was opened in text mode; open it in binary mode ('rb')"
            raise TypeError(msg)
        try:
            self._start = file.tell()
            self.length = max(0, file.seek(0, os.SEEK_END) - self._start)
            file.seek(self._start)
        except (AttributeError, OSError):  # a pipe, a socket, or a generator with a `read` method
            self.length = None

    def _encoded_size(self) -> int | None:
        if self.length is None or self._form == "raw":
            return self.length
        if self._form == "base64":
            return (self.length + 2) // 3 * 4
        from esignkit.runners.integer_text import size_of_integers  # only one service takes files in this form

        return max(0, sum(map(size_of_integers, self._raw())) - 1)

    @property
    def waits(self) -> bool:
        """Whether reading it may block for ever, as with a pipe."""
        return self.length is None

    def _raw(self) -> Iterator[bytes]:
        content = self._content
        if isinstance(content, bytes):
            view = memoryview(content)
            for start in range(0, len(view), BLOCK):
                yield bytes(view[start : start + BLOCK])
        elif isinstance(content, os.PathLike):
            with open(content, "rb", buffering=0) as file:  # noqa: PTH123 - as above
                yield from self._checked(file, os.fstat(file.fileno()).st_size)
        elif self.length is None:
            yield from self._checked(content, None)
        else:
            try:
                content.seek(self._start)
                yield from self._checked(content, None)
            finally:
                content.seek(self._start)

    def _checked(self, file: BinaryIO, size: int | None) -> Iterator[bytes]:
        if self.length is None:
            while data := _read(file, BLOCK):
                yield data
            return
        remaining = self.length
        if size is None or size == remaining:
            while remaining and (data := _read(file, min(BLOCK, remaining))):
                remaining -= len(data)
                yield data
            if not remaining and not file.read(1):
                return
        msg = f"the file {self._name!r} changed its length while it was being sent"
        raise SourceChanged(msg)

    def __iter__(self) -> Iterator[bytes]:
        if self._form == "raw":
            yield from self._raw()
        elif self._form == "base64":
            for block in self._raw():
                yield binascii.b2a_base64(block, newline=False)
        else:
            from esignkit.runners.integer_text import as_integers

            skipped = 1  # no comma before the first
            for block in self._raw():
                yield as_integers(block)[skipped:]
                skipped = 0


class StreamedBody:
    """A body made of bytes and files. Each iteration sends it once; a new iteration ends the one before."""

    def __init__(self, prepare: Prepare) -> None:
        self.progress: Progress | None = prepare.progress
        self._pieces = [s if isinstance(s, bytes) else _File(s) for s in prepare.segments]
        self._spent = False
        self._iterator: Generator[bytes, None, None] | None = None
        self.failure: Exception | None = None
        """The error of the caller's file or callback that stopped it; the connection is not to blame."""
        self.waits: bool = any(isinstance(piece, _File) and piece.waits for piece in self._pieces)
        total = 0
        for piece in self._pieces:
            size = len(piece) if isinstance(piece, bytes) else piece.size
            if size is None:
                self.size: int | None = None
                break
            total += size
        else:
            self.size = total

    @property
    def replayable(self) -> bool:
        """Whether it can be sent again; a pipe that was read from cannot."""
        return not self._spent

    def __iter__(self) -> Iterator[bytes]:
        self.close()
        self._iterator = self._blocks()
        return self._iterator

    def close(self) -> None:
        """End an iteration that stopped early, and rewind its file now.

        Otherwise the garbage collector would rewind the file during the next iteration, or while the caller reads it.
        """
        iterator, self._iterator = self._iterator, None
        if iterator is not None and not self.waits:  # a pipe cannot be rewound, and its thread may still be reading it
            iterator.close()

    def _blocks(self) -> Generator[bytes, None, None]:
        self._spent = self._spent or self.waits
        done = 0
        try:
            for piece in self._pieces:
                if isinstance(piece, bytes):
                    done += len(piece)
                    yield piece
                    continue
                for block in piece:
                    done += len(block)
                    yield block
            if self.size is not None and done != self.size:
                msg = "a file changed while it was being sent"
                raise SourceChanged(msg)
        except Exception as error:
            self.failure = error
            raise

    def report(self, done: int) -> None:
        """Call the caller's progress callback."""
        if self.progress is not None:
            try:
                self.progress(done, self.size)
            except Exception as error:
                self.failure = error
                raise
