"""Tracebacks: our frames go, the caller's stay, the HTTP library's exceptions are not chained."""

from __future__ import annotations

import traceback

import httpx

from esignkit.core.redaction import prune
from tests.support import context_of, drive, reply


def text_of(error: BaseException) -> str:
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


def test_frames_of_the_machinery_are_dropped():
    def mine():
        from tests.core.test_exchange import READ

        drive(READ, [reply(404, {})], context_of())

    try:
        mine()
    except Exception as error:
        names = [f.name for f in traceback.extract_tb(prune(error).__traceback__)]
        assert "mine" in names
        assert not {"exchange", "conduct"} & set(names)
    else:
        raise AssertionError("nothing was raised")


def test_exceptions_of_the_http_library_are_unchained():
    request = httpx.Request("GET", "https://x.example", headers={"authorization": "-".join(["canary"] * 2)})
    try:
        try:
            raise httpx.ReadTimeout("-".join(["canary"] * 2), request=request)
        except httpx.ReadTimeout as behind:
            raise RuntimeError("typed") from behind
    except RuntimeError as error:
        shown = text_of(prune(error))
        assert "canary-canary" not in shown
        assert error.__cause__ is None
        assert error.__context__ is None


def test_a_cycle_of_causes_ends():
    first, second = ValueError("a"), ValueError("b")
    first.__context__, second.__context__ = second, first
    assert prune(first) is first
