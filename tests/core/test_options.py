"""Options and headers are checked before anything is sent; what is wrong is named, and no value of a header is shown."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

import pytest

from esignkit.core.options import (
    check_added_headers,
    check_count,
    check_header,
    check_mapping,
    check_options,
    check_seconds,
    check_text,
)
from esignkit.types import CallOptions, Secret
from tests.tables import in_one_test

HALF = "half\ud83d"


@in_one_test(
    "options, error, words",
    [
        (7, TypeError, r"options= .* not int$"),
        ({"timeout": "1"}, TypeError, r"^options\['timeout'\] is a number of seconds.* not str$"),
        ({"timeout": 0}, ValueError, r"^options\['timeout'\] is 0; .* above 0$"),
        ({"attempts": "1"}, TypeError, r"^options\['attempts'\] is a whole number of tries, not str$"),
        ({"attempts": 0}, ValueError, r"^options\['attempts'\] is 0; 1 means that the call is never repeated$"),
        ({"extra_headers": 7}, TypeError, r"^options\['extra_headers'\] .*not int$"),
        ({"extra_query": [1]}, TypeError, r"^options\['extra_query'\] .*not list$"),
        ({"extra_body": "x"}, TypeError, r"^options\['extra_body'\] .*not str$"),
        ({"extra_headers": {7: "x"}}, TypeError, r"extra_headers: .*text, not int$"),
        ({"extra_headers": {"a b": "x"}}, ValueError, "extra_headers: a name"),
        ({"extra_headers": {"a:": "x"}}, ValueError, "extra_headers: a name"),
        ({"extra_headers": {"é": "x"}}, ValueError, "extra_headers: a name"),
        ({"extra_headers": {"": "x"}}, ValueError, "extra_headers: a name"),
        ({"extra_headers": {"X-A": 7}}, TypeError, "the value of the header X-A is int; give text$"),
        ({"extra_headers": {"X-A": " x"}}, ValueError, "the header X-A has blanks"),
        ({"extra_query": {7: "x"}}, TypeError, r"extra_query: .*text, not int$"),
        ({"extra_query": {"a": [[1]]}}, TypeError, r"extra_query: "),
        ({"extra_query": {"a": b"1"}}, TypeError, r"extra_query: .*not bytes$"),
        ({"extra_query": {HALF: "x"}}, ValueError, "extra_query: .*surrogate"),
        ({"extra_query": {HALF: 1}}, ValueError, "extra_query: .*surrogate"),
        ({"extra_query": {"a": HALF}}, ValueError, "extra_query: .*surrogate"),
        ({"extra_query": {"a": Secret(HALF)}}, ValueError, "extra_query: .*surrogate"),
        ({"timout": 1}, TypeError, r"no 'timout'; did you mean 'timeout'\?$"),
        ({"zzz": 1}, TypeError, f"no 'zzz'; they are {', '.join(sorted(CallOptions.__annotations__))}$"),
    ],
)
def test_a_wrong_option_is_named(options: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        check_options(options)


@in_one_test(
    "options",
    [
        {},
        {"timeout": 0.001, "attempts": 1},
        {"timeout": float("inf")},
        {"extra_headers": {}, "extra_query": {}, "extra_body": {}},
        {"extra_headers": {"X-A": "x y", "x!#$%&'*+-.^_`|~9": Secret("x"), "Accept": ""}},
        {"extra_query": {"a": None, "b": True, "c": 1, "d": 1.5, "é": "🖋", "e": Secret("🖋")}},
        {"extra_query": {"a": ["x", 1, None, Secret("y")], "b": ("x",), "c": []}},
        {"extra_body": {"a": {"b": [1]}}},
    ],
)
def test_options_that_can_be_obeyed(options: Any) -> None:
    check_options(options)


@in_one_test("name", ["Authorization", "COOKIE", "proxy-authorization"])
def test_credentials_cannot_be_replaced(name: str) -> None:
    with pytest.raises(ValueError, match=f"cannot set {name}: credentials"):
        check_options({"extra_headers": {name: "x"}})


@in_one_test(
    "name",
    [
        "Accept-Encoding",
        "Connection",
        "Content-Length",
        "Expect",
        "HOST",
        "Keep-Alive",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "upgrade",
    ],
)
def test_what_frames_a_request_cannot_be_replaced(name: str) -> None:
    with pytest.raises(ValueError, match=f"cannot set {name}: it belongs to the request"):
        check_options({"extra_headers": {name: "x"}})


@in_one_test(
    "check, error, words",
    [
        (lambda: check_count(True, "lines", "rows", "one is least"), TypeError, "^lines is a whole number of rows, not bool$"),
        (lambda: check_count(1.0, "lines", "rows", "one is least"), TypeError, "^lines is a whole number of rows, not float$"),
        (lambda: check_count(0, "lines", "rows", "one is least"), ValueError, "^lines is 0; one is least$"),
        (lambda: check_seconds(True, "pause"), TypeError, "^pause is a number of seconds.* not bool$"),
        (lambda: check_seconds("1", "pause"), TypeError, "^pause is a number of seconds.* not str$"),
        (lambda: check_seconds(0, "pause"), ValueError, "^pause is 0; .* above 0$"),
        (lambda: check_seconds(-1, "pause", zero=True), ValueError, "^pause is -1; .* 0 or more$"),
        (lambda: check_seconds(float("nan"), "pause"), ValueError, "^pause is nan; "),
        (lambda: check_seconds(float("nan"), "pause", zero=True), ValueError, "^pause is nan; "),
        (lambda: check_text(7, "name"), TypeError, "^name is text, not int$"),
        (lambda: check_mapping([1], "extra"), TypeError, "^extra takes a dict, not list$"),
        (lambda: check_header("X-A", 7), TypeError, "^the value of the header X-A is int; give text$"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(check: Callable[[], object], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        check()


def test_what_is_right_passes() -> None:
    check_count(1, "lines", "rows", "one is least")
    check_seconds(0, "pause", zero=True)
    check_seconds(1e-9, "pause")
    check_text("", "name")
    assert check_mapping({"a": 1}, "extra") == {"a": 1}
    assert check_header("X-A", Secret("x y")) == check_header("X-A", "x y") == b"x y"
    assert check_header("X-A", "") == b""


@in_one_test("value", ["canary ", " canary", "can\nary", "can\x7fary", "can\tary", "canaré"])
@in_one_test("kind", [str, Secret])
def test_what_no_header_can_carry_is_refused_and_not_shown(kind: Callable[[str], object], value: str) -> None:
    with pytest.raises(ValueError, match="the header X-A has") as caught:
        check_header("X-A", kind(value))
    tb = caught.value.__traceback__
    while tb is not None and tb.tb_next is not None:  # down to the function itself; the callers' locals are theirs
        tb = tb.tb_next
    error = caught.value.with_traceback(tb)
    shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "can" not in shown.replace("cannot", "")


LENGTH, CHUNKED = (b"content-length", b"1"), (b"Transfer-Encoding", b"chunked")


@in_one_test(
    "headers, framing, words",
    [
        ([(b"a b", b"x")], None, "a name that cannot be sent"),
        ([(b"", b"x")], None, "a name that cannot be sent"),
        ([(b"\xe9", b"x")], None, "a name that cannot be sent"),
        *(
            ([(b"X-Fine", b"x"), (b"X-A", value)], None, "header X-A has")
            for value in (b" x", b"x ", b"\tx", b"x\t", b"x\ny", b"x\ry", b"x\x00y", b"x\x1fy", b"x\x7fy")
        ),
        ([LENGTH], None, "set content-length, which belongs"),
        ([LENGTH, LENGTH], LENGTH, "set content-length, which belongs"),
        ([LENGTH, (b"a", b"b"), CHUNKED], LENGTH, "set Transfer-Encoding, which belongs"),
        ([(b"content-length", b"2")], LENGTH, "set content-length, which belongs"),
        *(([(name, b"x")], None, "which belongs") for name in (b"Expect", b"TE", b"Trailer", b"UPGRADE")),
    ],
)
def test_headers_that_an_http_client_added_and_that_cannot_be_sent(
    headers: list[tuple[bytes, bytes]], framing: tuple[bytes, bytes] | None, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        check_added_headers(headers, framing)


@in_one_test(
    "headers, framing",
    [
        ([], None),
        ([(b"X-A", b""), (b"x-b", b"a\tb c"), (b"!#$%&'*+-.^_`|~09azAZ", b"\x80\xff")], None),
        ([(b"Content-Length", b"1"), (b"x", b"y")], LENGTH),
        ([CHUNKED, (b"Connection", b"close"), (b"host", b"y")], (b"transfer-encoding", b"chunked")),
    ],
)
def test_headers_that_can_be_sent(headers: list[tuple[bytes, bytes]], framing: tuple[bytes, bytes] | None) -> None:
    check_added_headers(headers, framing)
