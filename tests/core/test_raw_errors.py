"""Mistakes outside the calls of the services: each is a sentence that names the argument, and no raw Python error."""

from __future__ import annotations

import enum
import inspect
import io
import numbers
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from esignkit import AsyncConstellation1, AsyncESignLive, AsyncIgnisign, Constellation1, ESignLive, Ignisign
from esignkit.constellation1 import Sessions
from esignkit.core.endpoint import PLANNER
from esignkit.core.operation import Into
from esignkit.errors import ConfigurationError, OutcomeUnknownError
from esignkit.esignlive import ErrorDetails, Packages, SigningLogo
from esignkit.esignlive.groups import Groups
from esignkit.runners.raw_calls import raw_call
from esignkit.sandbox.fault_rules import Fault
from tests.tables import in_one_test

ANY: Any = None
TEXT: Any = "1"
VALUE_ERROR: Any = ValueError()

WRONG: dict[str, tuple[Callable[[], object], type[Exception], str]] = {
    "no member": (lambda: Groups(PLANNER).add_member("g", ANY), TypeError, "member is None; give GroupMember"),
    "a logo of text": (lambda: SigningLogo.from_bytes("en", TEXT), TypeError, "content is a str; give bytes"),
    "a page of text": (
        lambda: Sessions(PLANNER).list_lite_by_transaction_id("t", first_page=TEXT),
        TypeError,
        "first_page is a str; give a whole number",
    ),
    "time of text": (
        lambda: OutcomeUnknownError("x").find_out(settle=TEXT),
        TypeError,
        "settle is a number of seconds",
    ),
    "time before now": (lambda: OutcomeUnknownError("x").find_out(settle=-1), ValueError, "settle is -1"),
    "a status of text": (lambda: Fault("status", status=TEXT), TypeError, "status is of type str; give a whole number"),
    "times of text": (lambda: Fault("502", times=TEXT), TypeError, "times is of type str; give a whole number"),
    "chance of text": (lambda: Fault("502", probability=TEXT), TypeError, "probability is of type str; give a number"),
    "another error": (lambda: ErrorDetails.of(VALUE_ERROR), TypeError, "error is a ValueError; give ESignError"),
    "no error": (lambda: ErrorDetails.of(ANY), TypeError, "error is None; give ESignError"),
    "a file to read": (
        lambda: Into(io.BufferedReader(io.BytesIO())),
        ValueError,
        "target: the file is opened for reading",
    ),
}


@in_one_test("name", WRONG)
def test_a_mistake_is_named(name: str) -> None:
    call, kind, words = WRONG[name]
    with pytest.raises(kind, match=words):
        call()


CLIENTS: dict[Any, dict[str, Any]] = {
    Constellation1: {"api_key": "k", "salt": "s", "environment": "stage"},
    ESignLive: {"api_key": "k", "environment": "us2-sandbox"},
    Ignisign: {"app_id": "appId_a", "app_env": "DEVELOPMENT", "app_secret": "s"},
}
CLIENTS |= {
    other: CLIENTS[same]
    for other, same in ((AsyncConstellation1, Constellation1), (AsyncESignLive, ESignLive), (AsyncIgnisign, Ignisign))
}
MISTAKES: list[Any] = [object(), Path("a"), b"a", 7, 1.5, "text", ["a"], True]


def mistakes(call: Any, good: dict[str, Any]) -> list[str]:
    """The arguments whose mistake is told without their name."""
    unclear = []
    for name in inspect.signature(call).parameters:
        for value in MISTAKES:
            try:
                call(**{**good, name: value})
            except (TypeError, ValueError) as error:
                if not re.search(rf"\b{name}\b", str(error)):
                    unclear.append(f"{name} = {value!r}: {error!r}")
            except Exception as error:
                unclear.append(f"{name} = {value!r}: {error!r}")
    return unclear


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
def test_a_client_names_what_it_cannot_be_made_with(client: Any) -> None:
    assert mistakes(client, CLIENTS[client]) == []
    with pytest.raises(TypeError, match="base_url is a path"):
        client(**CLIENTS[client], base_url=Path("https://api.example"))


@pytest.mark.parametrize("client", list(CLIENTS)[:3], ids=lambda client: client.__name__)
def test_its_methods_name_their_arguments(client: Any) -> None:
    with client(**CLIENTS[client]) as made:
        assert mistakes(made.with_options, {}) == []


class Language(enum.Enum):
    FRENCH = "fr"


class Count:
    """What numpy's integers are: numbers, and no `int`."""

    def __index__(self) -> int:
        return 5


numbers.Integral.register(Count)


class Vector:
    """What an array is: its comparison is no truth."""

    def __eq__(self, other: object) -> bool:
        raise ValueError("the truth value of an array is ambiguous")

    __hash__ = None


PACKAGES: Packages[Any] = Packages(PLANNER)
OTHER: Any = {"of an enum": Language.FRENCH, "of a number": Count(), "of an array": Vector()}


def test_what_has_a_form_is_taken() -> None:
    assert PACKAGES.update("p", language=OTHER["of an enum"]) == PACKAGES.update("p", language=Language.FRENCH)
    assert PACKAGES.update("p", due="2030-01-01T00:00:00Z").body is not None
    assert PACKAGES.list(limit=OTHER["of a number"]).limit is OTHER["of a number"]


def test_what_is_compared_in_its_own_way_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="name is a Vector; give text"):
        PACKAGES.update("p", name=OTHER["of an array"])


def test_a_text_in_the_wrong_place_is_not_shown_whole() -> None:
    with pytest.raises(ValueError, match="repeat is 'skv2_staging'…; give 'never' or") as caught:
        raw_call("GET", "/x", None, None, None, cast("Any", "skv2_staging_app_SECRET"), None)
    assert "SECRET" not in str(caught.value)


PASTED: Any = "skv2_staging_app_SECRET-KEY"
MIXED_UP: dict[str, Callable[[], object]] = {
    "eSignLive's environment": lambda: ESignLive(api_key="k", environment=PASTED),
    "eSignLive's version": lambda: ESignLive(api_key="k", environment="us2", api_version=PASTED),
    "Ignisign's environment": lambda: Ignisign(app_id="a", app_env=PASTED, token="t"),
    "Ignisign's version": lambda: Ignisign(app_id="a", app_env="STAGING", token="t", api_version=PASTED),
    "Constellation1's environment": lambda: Constellation1(api_key="k", salt="s", username="u", environment=PASTED),
}


@in_one_test("name", MIXED_UP)
def test_a_key_pasted_into_another_argument_is_not_shown(name: str) -> None:
    with pytest.raises(ConfigurationError, match="skv2_staging'…") as caught:
        MIXED_UP[name]()
    assert "SECRET" not in str(caught.value)
