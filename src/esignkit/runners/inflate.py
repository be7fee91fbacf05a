"""Undoing `Content-Encoding` in small pieces, so that a bomb costs its first few megabytes and no more."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

__all__ = ["Inflater", "Undecodable"]

PIECE = 64 * 1024
"""The most that is inflated at a time."""
INNOCENT = 8 << 20
"""Bytes up to which any ratio is believed."""
RATIO = 200
"""More than this many bytes out of one is no document; deflate itself can do about 1,000."""
STACKED = 2


class Undecodable(Exception):
    """A compressed body that cannot, or must not, be inflated."""


class _Stage:
    def __init__(self, coding: str) -> None:
        self._gzip = coding != "deflate"
        self._wbits = 31 if self._gzip else 15
        self._inflate = zlib.decompressobj(self._wbits)
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inflate.eof:  # a gzip body may be several members, one after the other
                if not self._gzip or not data.strip(b"\0"):
                    return
                self._inflate = zlib.decompressobj(self._wbits)
            try:
                out = self._inflate.decompress(data, PIECE)
            except zlib.error:
                if self._gzip or self._begun:
                    raise
                self._inflate = zlib.decompressobj(-15)  # `deflate` also goes about without its zlib header
                out = self._inflate.decompress(data, PIECE)
            self._begun = True
            while out:
                yield out
                out = self._inflate.decompress(self._inflate.unconsumed_tail, PIECE)
            data = self._inflate.unused_data or self._inflate.unconsumed_tail

    def finish(self) -> None:
        if self._begun and not self._inflate.eof:
            msg = "the compressed answer is cut off"
            raise Undecodable(msg)


class Inflater:
    """Inflates a body; made by `for_header`."""

    def __init__(self, codings: list[str]) -> None:
        self._stages = [_Stage(coding) for coding in reversed(codings)]
        self._taken = 0
        self._given = 0

    @classmethod
    def for_header(cls, value: str | None) -> Inflater | None:
        """Return an inflater for a `Content-Encoding` header, or None when there is nothing to undo.

        Raises:
            Undecodable: It names a coding that was not asked for, or too many of them.
        """
        if not value:
            return None
        codings = [word for word in (part.strip().lower() for part in value.split(",")) if word not in ("", "identity")]
        for coding in codings:
            if coding not in ("gzip", "x-gzip", "deflate"):
                msg = f"the answer is compressed as {coding[:20]!r}, which was not asked for"
                raise Undecodable(msg)
        if len(codings) > STACKED:
            msg = f"the answer is compressed {len(codings)} times over"
            raise Undecodable(msg)
        return cls(codings) if codings else None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what a piece of the body inflates to.

        Raises:
            Undecodable: It is not compressed as announced, or it is a bomb.
        """
        self._taken += len(data)
        try:
            for piece in self._through(data, 0):
                self._given += len(piece)
                if self._given > INNOCENT and self._given > RATIO * self._taken:
                    msg = "the compressed answer inflates beyond any reason"
                    raise Undecodable(msg)
                yield piece
        except zlib.error:
            msg = "the compressed answer is corrupt"
            raise Undecodable(msg) from None

    def _through(self, data: bytes, stage: int) -> Iterator[bytes]:
        if stage == len(self._stages):
            yield data
            return
        for piece in self._stages[stage].feed(data):
            yield from self._through(piece, stage + 1)

    def finish(self) -> None:
        """Check that the body ended where its compression ends.

        Raises:
            Undecodable: It is cut off.
        """
        for stage in self._stages:
            stage.finish()
