"""Credentials that a server echoes do not come back in errors; JSON bodies may hold them."""

from __future__ import annotations

from typing import Any

import pytest

from esignkit.core.auth import StaticHeader
from esignkit.core.context import Context
from esignkit.core.flow import Response
from esignkit.core.operation import Form, Json, Operation
from esignkit.core.provider import Problem, Provider
from esignkit.core.redaction import redact_sent
from esignkit.core.response_readers import nothing
from esignkit.core.serialization import Writer
from esignkit.errors import ApiError
from esignkit.types import Secret
from tests.clocks import growth
from tests.support import context_of, drive, reply
from tests.tables import in_one_test


class Echo(Provider):
    def problem(self, operation: Operation[Any], answer: Response) -> Problem:
        return Problem(answer.content.decode(), details={"heard": [answer.content.decode()]})


def context(auth: StaticHeader | None) -> Context:
    return context_of(None, provider=Echo(), auth=auth)


@in_one_test(
    "operation",
    [
        Operation("x.y", "GET", "/a/{id}", nothing, {"id": Secret("canary")}),
        Operation("x.y", "GET", "/a", nothing, query={"token": Secret("canary")}),
        Operation("x.y", "GET", "/a", nothing, headers={"X-Key": Secret("canary")}),
        Operation("x.y", "POST", "/a", nothing, body=Json({"secret": Secret("canary")})),
        Operation("x.y", "POST", "/a", nothing, body=Form({"secret": Secret("canary")})),
        Operation("x.y", "GET", "/a", nothing),
    ],
)
def test_an_echoed_credential_is_replaced(operation: Operation[None]) -> None:
    auth = StaticHeader("authorization", Secret("canary"))
    with pytest.raises(ApiError) as caught:
        drive(operation, [reply(400, b"you sent canary!")], context(auth))
    assert "canary" not in f"{caught.value} {vars(caught.value)}"
    assert caught.value.details == {"heard": ["you sent …!"]}


def test_secrets_are_written_but_not_shown() -> None:
    body = {"secret": Secret("canary")}
    assert Writer().write(body) == {"secret": "canary"}
    assert "canary" not in repr(Operation("x.y", "POST", "/a", nothing, body=Json(body)))


def test_redaction_goes_everywhere() -> None:
    value = redact_sent({"a canary": ["canary", 1, None, {"b": "xcanaryx"}]}, ["canary"])
    assert value == {"a …": ["…", 1, None, {"b": "x…x"}]}


@in_one_test(
    "echoed",
    [
        "ab+/cd=\"e'",
        r"ab+\/cd=\"e'",
        r"ab\u002b/cd\u003d\u0022e\u0027",
        r"ab\u002B\u002Fcd=\"e\u0027",
        "ab%2B%2Fcd%3D%22e%27",
        "ab%2b%2fcd%3d%22e'",
        "ab+/cd=&quot;e&#39;",
        "ab&#43;/cd=&#34;e&#x27;",
        r"\u0061\u0062\u002b\u002f\u0063\u0064\u003d\u0022\u0065\u0027",
        r"\u0061\u0062\u002B\u002F\u0063\u0064\u003D\u0022\u0065\u0027",
        "%61%62%2b%2f%63%64%3d%22%65%27",
        "%61%62%2B%2F%63%64%3D%22%65%27",
        "YWIrL2NkPSJlJw==",
        "YWIrL2NkPSJlJw",
    ],
)
def test_a_credential_is_found_in_the_escapes_of_json_urls_and_html(echoed: str) -> None:
    assert redact_sent(f"<{echoed}>", ["ab+/cd=\"e'"]) in ("<…>", "<…==>")


@in_one_test(
    "secret, echoed, shown",
    [
        ("abc", "abc", "abc"),  # too short: it would be found everywhere
        ("abcd", "abcd", "…"),
        ("canary7", "Y2FuYXJ5Nw==", "Y2FuYXJ5Nw=="),
        ("canary-8", "Y2FuYXJ5LTg=", "…="),
        ("canary-2W", "Y2FuYXJ5LTJX", "…"),
        ("passé-wort", "pass%C3%A9-wort", "…"),
        ("key-🖋-long", r"key-\ud83d\udd8b-long", "…"),
        ("🖋-éa", r"\ud83d\udd8b\u002d\u00e9\u0061", "…"),
        ("🖋-éa", r"\uD83D\uDD8B\u002D\u00E9\u0061", "…"),
        ("🖋-éa", "%f0%9f%96%8b%2d%c3%a9%61", "…"),
        ("ab\ud800c", r"\u0061\u0062\ud800\u0063", "…"),
        ("ab\ud800c", "%61%62%ed%a0%80%63", "…"),
        ("canary\ud800", "canary\ud800", "…"),
        ("canary\ud800", "canary%ED%A0%80", "…"),
        ("canary-\ud800", "Y2FuYXJ5Le2ggA", "…"),
    ],
)
def test_short_strange_and_encoded_credentials(secret: str, echoed: str, shown: str) -> None:
    assert redact_sent(echoed, [secret]) == shown


def test_without_credentials_nothing_is_replaced() -> None:
    assert redact_sent("a text", []) == "a text"
    assert redact_sent({"a": ["b"]}, ["abc"]) == {"a": ["b"]}


@in_one_test("one, other", [("canary", "canary-more"), ("a+bc", "a%2Bbcdef")])
def test_of_credentials_that_begin_alike_nothing_is_left_over(one: str, other: str) -> None:
    assert redact_sent(other, [one, other]) == redact_sent(other, [other, one]) == "…"


def test_a_credential_deep_in_a_body_is_redacted() -> None:
    body = Json({"signers": [{"auth": {"answer": Secret("canary")}}]})
    with pytest.raises(ApiError) as caught:
        drive(Operation("x.y", "POST", "/a", nothing, body=body), [reply(400, b"not canary")], context(None))
    assert "canary" not in f"{caught.value} {vars(caught.value)}"


def test_the_value_after_the_scheme_is_a_credential_too() -> None:
    operation = Operation("x.y", "GET", "/a", nothing, headers={"authorization": Secret("Basic Y2FuYXJ5")})
    with pytest.raises(ApiError) as caught:
        drive(operation, [reply(400, b"cannot read Y2FuYXJ5")], context(None))
    assert "Y2FuYXJ5" not in f"{caught.value} {vars(caught.value)}"


@in_one_test("before", range(8150, 8200, 7))
def test_a_body_is_never_cut_in_the_middle_of_a_credential(before: int) -> None:
    secret = "canary" * 8
    auth = StaticHeader("authorization", Secret(secret))
    content = b" " * before + secret.encode() + b" " * 70_000
    with pytest.raises(ApiError) as caught:
        drive(Operation("x.y", "GET", "/a", nothing), [reply(400, content)], context_of(None, auth=auth))
    assert "can" not in (caught.value.body or "")
    assert len(caught.value.body or "") <= 8192


def test_a_body_full_of_a_credential_shows_none_of_it() -> None:
    secret = "canary" * 8
    auth = StaticHeader("authorization", Secret(secret))
    with pytest.raises(ApiError) as caught:
        drive(Operation("x.y", "GET", "/a", nothing), [reply(400, secret.encode() * 900)], context_of(None, auth=auth))
    assert "can" not in (caught.value.body or "")


def test_a_long_credential_is_looked_for_in_little_time() -> None:
    secret = ("A" * 30 + "+/") * 128  # 4 kB

    def look(copies: int) -> None:
        assert redact_sent(secret[:-1] * copies + secret, [secret]) == secret[:-1] * copies + "…"

    assert growth(look, 8, 16) < 3  # twice the text is twice the work, and not four times
