"""Tracebacks: our frames go, the caller's stay, the HTTP library's exceptions are not chained."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from esignkit.core.redaction import hide_arguments, redact_json, redact_received, strip_frames
from tests.support import context_of, drive, reply
from tests.tables import in_one_test


def text_of(error: BaseException) -> str:
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


def test_frames_of_the_machinery_are_dropped():
    def mine():
        from tests.core.test_exchange import READ

        drive(READ, [reply(404, {})], context_of())

    try:
        mine()
    except Exception as error:
        names = [f.name for f in traceback.extract_tb(strip_frames(error).__traceback__)]
        assert "mine" in names
        assert not {"exchange", "interpret"} & set(names)
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
        shown = text_of(strip_frames(error))
        assert "canary-canary" not in shown
        assert error.__cause__ is None
        assert error.__context__ is None


def test_a_cycle_of_causes_ends():
    first, second = ValueError("a"), ValueError("b")
    first.__context__, second.__context__ = second, first
    assert strip_frames(first) is first


# Whose frames are ours -------------------------------------------------------------------------------------------------
def function_of(module: str | None, code: str, **known: Any) -> Callable[..., Any]:
    """A function `made` that looks as if it were of that module."""
    scope: dict[str, Any] = {**known, **({} if module is None else {"__name__": module})}
    exec(code, scope)
    return scope["made"]


def raised(error: BaseException, module: str | None = "esignkit.core.fake") -> BaseException:
    """The error with a frame `made` of that module in its traceback."""
    try:
        function_of(module, "def made(error):\n raise error")(error)
    except BaseException as caught:
        return caught
    raise AssertionError("nothing was raised")


def frames(error: BaseException | None) -> list[str]:
    assert error is not None
    return [f.name for f in traceback.extract_tb(error.__traceback__)]


@in_one_test(
    "module, kept",
    [
        ("esignkit", False),
        ("esignkit.core.exchange", False),
        ("httpx._client", False),
        ("httpcore._sync.connection_pool", False),
        ("h11._connection", False),
        ("anyio._core", False),
        ("socket", False),
        ("httpx2._client", False),
        ("httpcore2", False),
        ("ssl", False),
        ("esignkitty", True),
        ("mine.esignkit", True),
        ("esignkit.sandbox.app", True),
        ("esignkit.demo", True),
        ("esignkit.cli", True),
        ("mine", True),
        (None, True),
    ],
)
def test_whose_frames_are_kept(module: str | None, kept: bool) -> None:
    error = strip_frames(raised(ValueError("x"), module))
    assert ("made" in frames(error)) is kept
    assert frames(error)[0] == "raised"


def test_cause_and_context_are_both_pruned_and_both_kept() -> None:
    error = ValueError("a")
    error.__cause__, error.__context__ = raised(KeyError("b")), raised(LookupError("c"))
    strip_frames(error)
    assert frames(error.__cause__) == frames(error.__context__) == ["raised"]
    assert isinstance(error.__cause__, KeyError)
    assert isinstance(error.__context__, LookupError)


def test_a_cause_without_a_context_is_pruned() -> None:
    error = ValueError("a")
    error.__cause__ = raised(KeyError("b"))
    strip_frames(error)
    assert frames(error.__cause__) == ["raised"]


def test_a_group_is_pruned_with_its_causes_and_all_that_is_in_it() -> None:
    inner = [raised(ValueError("a")), raised(KeyError("b"))]
    group = raised(BaseExceptionGroup("two", inner))
    group.__cause__ = raised(LookupError("c"))
    assert strip_frames(group) is group
    assert [frames(one) for one in (group, group.__cause__, *inner)] == [["raised"]] * 4


@in_one_test("library", ["httpx", "httpx2", "httpcore", "httpcore2", "h11"])
@in_one_test("part", ["", "._backends.sync"])
def test_exceptions_of_each_http_library_are_unchained(library: str, part: str) -> None:
    theirs = type("Theirs", (Exception,), {"__module__": library + part})
    error = ValueError("a")
    error.__cause__, error.__context__ = theirs(), theirs()
    strip_frames(error)
    assert error.__cause__ is None
    assert error.__context__ is None


# Functions that are given credentials ----------------------------------------------------------------------------------
LOG_IN = "def made(user, *, password, wrong=None):\n if wrong: raise wrong\n return user, password"


def test_a_guarded_function_does_what_it_did() -> None:
    made = function_of("esignkit.fake", LOG_IN)
    assert hide_arguments(made)("me", password="canary") == ("me", "canary")
    assert hide_arguments(made).__name__ == "made"


def test_a_guarded_function_shows_no_argument_when_it_fails() -> None:
    made = hide_arguments(function_of("esignkit.fake", LOG_IN))
    with pytest.raises(LookupError) as caught:
        made("canary-1", password="canary-2", wrong=LookupError("no"))
    here = caught.value.with_traceback(caught.value.__traceback__.tb_next)  # without this test's own locals
    assert "canary" not in text_of(here)
    assert "made" not in frames(caught.value)


def test_a_misspelt_argument_of_a_guarded_function_is_told_its_near_miss() -> None:
    made = hide_arguments(function_of("esignkit.fake", LOG_IN))
    with pytest.raises(TypeError, match="no argument 'pasword'; did you mean 'password'") as caught:
        made("me", pasword="canary")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_other_errors_of_a_guarded_function_are_its_own() -> None:
    made = hide_arguments(function_of("esignkit.fake", LOG_IN))
    mine = TypeError("of mine")
    with pytest.raises(TypeError) as caught:
        made("me", password="p", wrong=mine)
    assert caught.value is mine
    anything = hide_arguments(function_of("esignkit.fake", "def made(**given):\n raise ValueError('no')"))
    with pytest.raises(ValueError, match="no"):
        anything(password="p")


@in_one_test(
    "text, shown",
    [
        ('{"a": 1, "token": "x", "b": "y"}', '{"a": 1, "token": "…", "b": "y"}'),
        ('{"TOKEN" : "x\\"y"}', '{"TOKEN" : "…"}'),
        ('{"token": ["x", "y"], "b": [1]}', '{"token": "…", "b": [1]}'),
        ('{"token": {"x": "y"}}', '{"token": "…"}'),
        ('{"token": "broken of', '{"token": "…"'),
        ('{"token": "broken\\', '{"token": "…"\\'),
        ('{"token": null, "tokens": 3, "url": "https://a/b?t=x&u=y"}', None),
        ("https://a/b?u=y&token=x", "https://a/b?u=y&token=…"),
        ('{"url": "/?token=x\\" y"}', '{"url": "/?token=…\\" y"}'),
    ],
)
def test_members_and_parameters_are_redacted(text: str, shown: str | None) -> None:
    assert redact_received(text, ("token",), ("token",)) == (text if shown is None else shown)


def test_what_is_to_be_kept_is_kept() -> None:
    assert redact_received('{"token": "x y"}', ("token",), keep=lambda value: " " in value) == '{"token": "x y"}'


@in_one_test("value", [None, {"a": ['/?token=\\"é\n', {"token": "\ud800"}]}, ["token"], "x", 7])
def test_a_redacted_value_stays_json(value: Any) -> None:
    seen = redact_json(value, lambda text: redact_received(text, ("token",), ("token",)))
    assert type(seen) is type(value)
    assert "\ud800" not in str(seen)
    if not isinstance(value, dict):
        assert seen == value
