"""Incremental decompression of `Content-Encoding`, which stops decompression bombs after a few megabytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

__all__ = ["ContentDecoder", "ContentDecodingError"]

PIECE = 64 * 1024
"""Bytes inflated at a time at most."""
RATIO_CHECKED_FROM = 8 << 20
"""Inflated bytes up to which any ratio is allowed."""
MAX_RATIO = 200
"""Inflated bytes per compressed byte at most. Documents stay below it; deflate itself can reach about 1,000."""
MAX_CODINGS = 2


class ContentDecodingError(Exception):
    """A compressed body that cannot be inflated, or is a decompression bomb."""


class _Stage:
    """One content coding."""

    def __init__(self, coding: str) -> None:
        self._gzip = coding != "deflate"
        self._inflate = zlib.decompressobj(31) if self._gzip else None
        self._pending = b""
        self._started = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        data = self._pending + data
        self._started = self._started or bool(data)
        if self._inflate is None:
            if len(data) < 2:
                self._pending = data
                return
            # `deflate` means the zlib format, but some servers leave out its header of two bytes
            has_header = data[0] & 15 == 8 and (data[0] << 8 | data[1]) % 31 == 0
            self._inflate = zlib.decompressobj(15 if has_header else -15)
        self._pending = b""
        while data:
            if self._inflate.eof:  # a gzip body may consist of several members
                if not self._gzip or not data.strip(b"\0"):
                    return
                self._inflate = zlib.decompressobj(31)
            inflated = self._inflate.decompress(data, PIECE)
            while inflated:
                yield inflated
                inflated = self._inflate.decompress(self._inflate.unconsumed_tail, PIECE)
            data = self._inflate.unused_data or self._inflate.unconsumed_tail

    def finish(self) -> None:
        if self._pending or (self._inflate is not None and self._started and not self._inflate.eof):
            msg = "the compressed response is cut off"
            raise ContentDecodingError(msg)


class ContentDecoder:
    """Decodes a body; made by `for_header`."""

    def __init__(self, codings: list[str]) -> None:
        self._stages = [_Stage(coding) for coding in reversed(codings)]
        self._bytes_in = 0
        self._bytes_out = 0

    @classmethod
    def for_header(cls, value: str | None) -> ContentDecoder | None:
        """Return a decoder for a `Content-Encoding` header, or None when the body is not encoded.

        Raises:
            ContentDecodingError: It names a coding that was not asked for, or too many of them.
        """
        if not value:
            return None
        codings = [word for word in (part.strip().lower() for part in value.split(",")) if word not in ("", "identity")]
        for coding in codings:
            if coding not in ("gzip", "x-gzip", "deflate"):
                msg = f"the response is compressed as {coding[:20]!r}, which was not asked for"
                raise ContentDecodingError(msg)
        if len(codings) > MAX_CODINGS:
            msg = f"the response is compressed {len(codings)} times over"
            raise ContentDecodingError(msg)
        return cls(codings) if codings else None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the decoded bytes of a piece of the body.

        Raises:
            ContentDecodingError: It is not compressed as announced, or it is a bomb.
        """
        self._bytes_in += len(data)
        try:
            for piece in self._run_stages(data, 0):
                self._bytes_out += len(piece)
                if self._bytes_out > RATIO_CHECKED_FROM and self._bytes_out > MAX_RATIO * self._bytes_in:
                    msg = "the compressed response inflates beyond any reason"
                    raise ContentDecodingError(msg)
                yield piece
        except zlib.error:
            msg = "the compressed response is corrupt"
            raise ContentDecodingError(msg) from None

    def _run_stages(self, data: bytes, stage: int) -> Iterator[bytes]:
        if stage == len(self._stages):
            yield data
            return
        for piece in self._stages[stage].feed(data):
            yield from self._run_stages(piece, stage + 1)

    def finish(self) -> None:
        """Check that the body ended where its compression ends.

        Raises:
            ContentDecodingError: It is cut off.
        """
        for stage in self._stages:
            stage.finish()
