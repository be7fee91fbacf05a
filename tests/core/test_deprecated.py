"""Calls that a service gives up warn, at the line of the program that makes them."""

from __future__ import annotations

import ast
import inspect
import warnings
from typing import Any

import httpx
import pytest

from esignkit import AsyncConstellation1, Constellation1
from esignkit.constellation1 import Sessions, Tokens
from esignkit.core.endpoint import PLANNER
from tests.core.test_unknown_values import line
from tests.docs.hooks import shown
from tests.source import PACKAGE, nodes_of
from tests.test_house import ENDPOINTS

CLIENT: dict[str, Any] = {"token": "t", "base_url": "https://x.example"}
GIVEN_UP = "is deprecated: the service means to give this call up; use list_lite_by_transaction_id"
WORDS = ("means to give", "deprecated")


def answer(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"ReturnValue": "token"} if "tokenusername" in request.url.path else [])


def deprecated_call() -> Any:
    return pytest.warns(DeprecationWarning, match=GIVEN_UP)


def test_a_blocking_call_warns_at_its_line() -> None:
    with Constellation1(**CLIENT, http_client=httpx.Client(transport=httpx.MockTransport(answer))) as client:
        with deprecated_call() as notes:
            client.sessions.list_by_transaction_id("t", username="me@example.com")
        assert [(n.filename, n.lineno) for n in notes] == [(__file__, line() - 1)]


@pytest.mark.anyio
async def test_an_awaiting_call_warns_at_its_line(anyio_backend: Any) -> None:
    http_client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    async with AsyncConstellation1(**CLIENT, http_client=http_client) as client:
        with deprecated_call() as notes:
            client.sessions.list_metadata_by_transaction_id("t", username="me@example.com")
        assert [(n.filename, n.lineno) for n in notes] == [(__file__, line() - 1)]
        with pytest.warns(DeprecationWarning, match=r"use create\(\)") as notes:
            await client.tokens.create_from_password("me@example.com", "cipher", salt="s")
        assert [(n.filename, n.lineno) for n in notes] == [(__file__, line() - 1)]


def test_a_plan_warns_at_its_line() -> None:
    with deprecated_call() as notes:
        Sessions(PLANNER).list_by_transaction_id("t")
    assert [(n.filename, n.lineno) for n in notes] == [(__file__, line() - 1)]
    with pytest.warns(DeprecationWarning, match=r"use create\(\)"):
        Tokens(PLANNER).create_from_password("me@example.com", "cipher", salt="s")


def test_other_calls_do_not_warn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Sessions(PLANNER).get("s")


def test_what_is_said_to_be_given_up_warns() -> None:
    """The docstring says it, the docs page says it, and the mark is there."""
    page = shown("reference/constellation1/operations.md")
    marked = {name for name, _, found in ENDPOINTS if hasattr(found.build, "__deprecated__")}
    said = {name for name, _, found in ENDPOINTS if any(word in inspect.getdoc(found.build) for word in WORDS)}
    assert marked == said
    assert len({name.rpartition(".")[2] for name in marked}) == 3
    for name in marked:
        method = name.rpartition(".")[2]
        assert any(f".{method}(" in row and ", deprecated" in row for row in page.splitlines()), name


def test_the_sdk_makes_no_such_call_itself() -> None:
    """Its caller could do nothing about the warning."""
    names = {name.rpartition(".")[2] for name, _, found in ENDPOINTS if hasattr(found.build, "__deprecated__")}
    assert names
    for path in PACKAGE.rglob("*.py"):
        if not any(name in path.read_text("utf-8") for name in names):
            continue  # without parsing what cannot call them
        called = {
            one.func.attr for one in nodes_of(path) if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)
        }
        assert not called & names, path
