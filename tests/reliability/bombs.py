"""Bodies that are small as they are sent and huge when they are inflated."""

from __future__ import annotations

import functools
import struct
import zlib

MIB = 1 << 20
GZIP, ZLIB, RAW = 31, 15, -15
"""Wrappings of a deflated body, as `zlib` counts them."""


@functools.cache
def packed(size: int, wbits: int) -> bytes:
    """Return zeros, deflated; one MiB of them is compressed, and the rest is the same again."""
    packer, block = zlib.compressobj(9, wbits=RAW), bytes(MIB)
    body = (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)) * (size // MIB) + packer.flush()
    if wbits == RAW:
        return body
    check, count = (zlib.crc32, 0) if wbits == GZIP else (zlib.adler32, 1)
    for _ in range(size // MIB):
        count = check(block, count)
    if wbits == GZIP:
        return b"\x1f\x8b\x08\0\0\0\0\0\x02\xff" + body + struct.pack("<LL", count, size % (1 << 32))
    return b"\x78\xda" + body + struct.pack(">L", count)
