"""Credentials that a server echoes do not come back in errors; JSON bodies may hold them."""

from __future__ import annotations

from typing import Any

import pytest

from esignkit.core.auth import StaticHeader
from esignkit.core.codec import Writer, nothing
from esignkit.core.exchange import Context
from esignkit.core.flow import Answer
from esignkit.core.operation import Form, Json, Operation
from esignkit.core.provider import Problem, Provider
from esignkit.core.redaction import conceal
from esignkit.errors import ApiError
from esignkit.types import Secret
from tests.support import context_of, drive, reply


class Echo(Provider):
    def problem(self, operation: Operation[Any], answer: Answer) -> Problem:
        return Problem(answer.content.decode(), details={"heard": [answer.content.decode()]})


def context(auth: StaticHeader | None) -> Context:
    return context_of(None, provider=Echo(), auth=auth)


@pytest.mark.parametrize(
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


def test_conceal_goes_everywhere() -> None:
    value = conceal({"a canary": ["canary", 1, None, {"b": "xcanaryx"}]}, ["canary"])
    assert value == {"a …": ["…", 1, None, {"b": "x…x"}]}
