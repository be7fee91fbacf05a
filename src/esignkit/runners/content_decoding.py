"""Incremental decompression of `Content-Encoding`, so that a bomb costs only its first few megabytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

__all__ = ["ContentDecoder", "ContentDecodingError"]

PIECE = 64 * 1024
"""The most that is inflated at a time."""
INNOCENT = 8 << 20
"""Bytes up to which any ratio is believed."""
RATIO = 200
"""More than this many bytes out of one is no document; deflate itself can do about 1,000."""
STACKED = 2


class ContentDecodingError(Exception):
    """A compressed body that cannot, or must not, be inflated."""


class _Stage:
    """One coding to undo."""

    def __init__(self, coding: str) -> None:
        self._gzip = coding != "deflate"
        self._inflate = zlib.decompressobj(31) if self._gzip else None
        self._held = b""
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        data = self._held + data
        self._begun = self._begun or bool(data)
        if self._inflate is None:
            if len(data) < 2:
                self._held = data
                return
            # `deflate` means the zlib format, but goes about without its two bytes of header as well
            headed = data[0] & 15 == 8 and (data[0] << 8 | data[1]) % 31 == 0
            self._inflate = zlib.decompressobj(15 if headed else -15)
        self._held = b""
        while data:
            if self._inflate.eof:  # a gzip body may be several members, one after the other
                if not self._gzip or not data.strip(b"\0"):
                    return
                self._inflate = zlib.decompressobj(31)
            out = self._inflate.decompress(data, PIECE)
            while out:
                yield out
                out = self._inflate.decompress(self._inflate.unconsumed_tail, PIECE)
            data = self._inflate.unused_data or self._inflate.unconsumed_tail

    def finish(self) -> None:
        if self._held or (self._inflate is not None and self._begun and not self._inflate.eof):
            msg = "the compressed answer is cut off"
            raise ContentDecodingError(msg)


class ContentDecoder:
    """Decodes a body; made by `for_header`."""

    def __init__(self, codings: list[str]) -> None:
        self._stages = [_Stage(coding) for coding in reversed(codings)]
        self._taken = 0
        self._given = 0

    @classmethod
    def for_header(cls, value: str | None) -> ContentDecoder | None:
        """Return a decoder for a `Content-Encoding` header, or None when there is nothing to undo.

        Raises:
            Undecodable: It names a coding that was not asked for, or too many of them.
        """
        if not value:
            return None
        codings = [word for word in (part.strip().lower() for part in value.split(",")) if word not in ("", "identity")]
        for coding in codings:
            if coding not in ("gzip", "x-gzip", "deflate"):
                msg = f"the answer is compressed as {coding[:20]!r}, which was not asked for"
                raise ContentDecodingError(msg)
        if len(codings) > STACKED:
            msg = f"the answer is compressed {len(codings)} times over"
            raise ContentDecodingError(msg)
        return cls(codings) if codings else None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what a piece of the body decodes to.

        Raises:
            Undecodable: It is not compressed as announced, or it is a bomb.
        """
        self._taken += len(data)
        try:
            for piece in self._through(data, 0):
                self._given += len(piece)
                if self._given > INNOCENT and self._given > RATIO * self._taken:
                    msg = "the compressed answer inflates beyond any reason"
                    raise ContentDecodingError(msg)
                yield piece
        except zlib.error:
            msg = "the compressed answer is corrupt"
            raise ContentDecodingError(msg) from None

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
