"""Compressed answers are inflated within bounds."""

from __future__ import annotations

import gzip
import resource
import zlib

import pytest

from esignkit.errors import ESignError
from esignkit.runners.content_decoding import ContentDecoder, ContentDecodingError
from tests.clocks import stopwatch
from tests.reliability.bombs import GZIP, packed
from tests.runners.calls import get
from tests.runners.conftest import Driver
from tests.runners.server import Running
from tests.tables import in_one_test

TEXT = b"".join(b'{"id": %d}' % n for n in range(5000))


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


WAYS = {
    "gzip": gzip.compress(TEXT),
    "GZip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]) + b"\0\0",
    "deflate": zlib.compress(TEXT),
    " deflate , identity": raw_deflate(TEXT),
    "gzip, deflate": zlib.compress(gzip.compress(TEXT)),
}


@in_one_test("coding", WAYS)
@in_one_test("step", [1, 7, 1 << 20])
def test_codings(coding: str, step: int) -> None:
    decoder = ContentDecoder.for_header(coding)
    assert decoder is not None
    data = WAYS[coding]
    got = b"".join(piece for at in range(0, len(data), step) for piece in decoder.feed(data[at : at + step]))
    decoder.finish()
    assert got == TEXT


@in_one_test("coding", [None, "", "identity", " Identity "])
def test_nothing_to_undo(coding: str | None) -> None:
    assert ContentDecoder.for_header(coding) is None


@in_one_test("coding", ["br", "zstd", "gzip, br", "gzip, gzip, gzip", "nonsense"])
def test_codings_that_were_not_asked_for(coding: str) -> None:
    with pytest.raises(ContentDecodingError):
        ContentDecoder.for_header(coding)


@in_one_test("coding", ["gzip", "deflate", "gzip, deflate"])
def test_cut_and_corrupt(coding: str) -> None:
    data = WAYS[coding]
    decoder = ContentDecoder.for_header(coding)
    assert decoder is not None
    list(decoder.feed(data[: len(data) // 2]))
    with pytest.raises(ContentDecodingError):
        decoder.finish()
    decoder = ContentDecoder.for_header(coding)
    assert decoder is not None
    with pytest.raises(ContentDecodingError):
        list(decoder.feed(b"\x07corrupt" * 100))


def test_a_bomb_costs_little(server: Running, run: Driver) -> None:
    server.state.bomb = packed(1 << 30, GZIP)
    server.state.faults.append("bomb")
    run(server.base, get())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    server.state.faults.append("bomb")
    with stopwatch() as took, pytest.raises(ESignError, match="inflates"):
        run(server.base, get(options={"attempts": 1}))
    assert took.seconds < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024
