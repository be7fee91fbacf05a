"""A text that is close to a known value of an enum warns, at the line of the program; all others pass in silence."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import attrs
import httpx
import pytest

from esignkit import AsyncESignLive, ESignLive, OpenEnum, UnknownValueWarning, constellation1, esignlive, ignisign
from esignkit.core.argument_types import Kinds
from esignkit.core.deserialization import enums_of, wires_of
from esignkit.core.endpoint import PLANNER
from esignkit.core.unknown_values import near_value
from esignkit.esignlive.callbacks import Callbacks
from tests.core.test_argument_types import SERVICES, methods, refused, sample
from tests.tables import in_one_test
from tests.test_house import MODELS, short


@contextmanager
def noted() -> Iterator[list[warnings.WarningMessage]]:
    with warnings.catch_warnings(record=True) as notes:
        warnings.simplefilter("default")
        yield notes


def line() -> int:
    """The line that asks."""
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_lineno


@in_one_test(
    "enum, text, meant",
    [
        (esignlive.CallbackEventName, "PACKAGE_COMPLETED", "PACKAGE_COMPLETE"),
        (esignlive.CallbackEventName, "package.complete", "PACKAGE_COMPLETE"),
        (esignlive.PackageStatus, "draft", "DRAFT"),
        (esignlive.FieldType, "SIGNTURE", "SIGNATURE"),
        (esignlive.FieldType, "SIGNATUER", "SIGNATURE"),
        (esignlive.SearchType, "exact_name", "exactname"),
        (ignisign.Language, "fr", "FR"),
        (ignisign.ApplicationStatus, "Org archived", "ORG_ARCHIVED"),
        (constellation1.GroupRole, "amdin", "Admin"),
        (constellation1.GroupRole, "admin", None),
        (constellation1.AnchorType, "DATETIME", "dt"),
        # known, also as the service's own reading takes it
        (esignlive.PackageStatus, "DRAFT", None),
        (constellation1.SortOrder, "DESC", None),
        # new, and not close
        (esignlive.CallbackEventName, "PACKAGE_NOTARIZED", None),
        (esignlive.CallbackEventName, "PACKAGE_ARCHIVE", None),
        (esignlive.PackageStatus, "", None),
        (ignisign.Language, "FI", None),
        # another number is another thing
        (constellation1.SignerRole, "Seller 2", None),
        (esignlive.ConnectorOrigin, "dynamics2025", None),
    ],
)
def test_which_value_was_meant(enum: type[OpenEnum], text: str, meant: str | None) -> None:
    assert near_value(text, (enum,)) == meant


def test_no_known_value_is_taken_for_another() -> None:
    for module in (constellation1, esignlive, ignisign):
        for name in module.__all__:
            enum = getattr(module, name)
            if inspect.isclass(enum) and issubclass(enum, OpenEnum):
                assert not [member for member in enum if near_value(member.value, (enum,))]


def misspelt(enums: tuple[type[OpenEnum], ...]) -> str | None:
    """A known value without one of its letters."""
    texts = sorted((member.value for enum in enums for member in enum), key=len)
    return next((text for v in texts if near_value(text := v[:2] + v[3:], enums)), None)


@in_one_test("service", SERVICES)
def test_every_argument_that_takes_an_enums_text_warns_once_at_the_callers_line(service: str) -> None:
    asked = 0
    for cls, method, build in methods(service):
        parameters = list(inspect.signature(build).parameters.values())[1:]
        good = {one.name: sample(one.annotation, build.__globals__) for one in parameters if one.default is one.empty}
        kinds = Kinds(build)
        bound: Callable[..., object] = getattr(cls(PLANNER), method)
        for one in parameters:
            if text := misspelt(kinds[one.name].enums):
                takes = kinds[one.name].classes
                given = [text] if kinds[one.name].items else {"sgn_1": text} if Mapping in takes else text
                with noted() as notes:
                    warnings.simplefilter("ignore", DeprecationWarning)
                    refused(lambda bound=bound, args={**good, one.name: given}: bound(**args), service)
                place = f"{cls.__name__}.{method}({one.name})"
                assert [(n.category, n.filename, n.lineno) for n in notes] == [
                    (UnknownValueWarning, __file__, line() - 3)
                ], f"{place}: {[str(n.message) for n in notes]}"
                assert str(notes[0].message).startswith(f"{one.name}: {text!r} is no known value of "), place
                asked += 1
    assert asked >= {"constellation1": 3, "ignisign": 6, "esignlive": 20}[service]


def test_the_members_of_models_warn_where_the_model_is_made() -> None:
    asked = 0
    for cls in MODELS:
        for name, enums in enums_of(cls).items():
            if text := misspelt(enums):
                given = [text] if "list" in str(attrs.fields_dict(cls)[name].type) else text
                with noted() as notes:
                    made = cls(**{name: given})
                assert [(n.category, n.filename, n.lineno) for n in notes] == [
                    (UnknownValueWarning, __file__, line() - 2)
                ], f"{short(cls)}.{name}"
                assert getattr(made, name) == given
                asked += 1
    assert asked > 50


def test_responses_never_warn() -> None:
    for cls in MODELS:
        wires = dict(wires_of(cls))
        for name, enums in enums_of(cls).items():
            if name not in cls.READ and (text := misspelt(enums)):
                many = "list" in str(attrs.fields_dict(cls)[name].type)
                cls.from_wire({wires[name]: [text] if many else text})  # a warning is an error here


CLIENT: dict[str, Any] = {"api_key": "a2V5", "environment": "us2-sandbox"}


def answer(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"url": "https://a.example"})


def test_a_blocking_call_warns_at_its_line() -> None:
    with ESignLive(**CLIENT, http_client=httpx.Client(transport=httpx.MockTransport(answer))) as client:
        with pytest.warns(UnknownValueWarning, match="did you mean 'PACKAGE_COMPLETE'") as notes:
            client.callbacks.register("https://a.example", events=["PACKAGE_COMPLETED", "PACKAGE_TRASH"])
        assert [(n.filename, n.lineno) for n in notes] == [(__file__, line() - 1)]


@pytest.mark.anyio
async def test_an_awaiting_call_warns_at_its_line(anyio_backend: Any) -> None:
    http_client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    async with AsyncESignLive(**CLIENT, http_client=http_client) as client:
        with pytest.warns(UnknownValueWarning, match="did you mean 'PACKAGE_COMPLETE'") as notes:
            await client.callbacks.register("https://a.example", events=["PACKAGE_COMPLETED"])
        assert [(n.filename, n.lineno) for n in notes] == [(__file__, line() - 1)]


@in_one_test(
    "event, hint",
    [
        ("COMPLETED", "did you mean 'SIGNER_COMPLETE' or 'PACKAGE_COMPLETE' or 'PACKAGE_READY_FOR_COMPLETE'"),
        ("PACKAGE_NOTARIZED", rf"it has {len(esignlive.CallbackEventName)} known ones"),
    ],
)
def test_an_event_that_is_close_to_none_warns_where_it_is_registered(event: str, hint: str) -> None:
    for register in (
        lambda: Callbacks(PLANNER).register("https://a.example", events=[event]),
        lambda: Callbacks(PLANNER).register_connector("dynamics2015", "https://a.example", events=[event]),
    ):
        words = rf"^events: '{event}' is no known value of CallbackEventName; {hint}"
        with pytest.warns(UnknownValueWarning, match=words) as notes:
            register()
        assert [n.filename for n in notes] == [__file__]


def test_a_place_warns_once_and_can_be_silenced() -> None:
    with warnings.catch_warnings(record=True) as notes:
        warnings.simplefilter("default")
        for _ in range(3):
            Callbacks(PLANNER).register("https://a.example", events=["PACKAGE_COMPLETED"])
        Callbacks(PLANNER).register("https://a.example", events=["PACKAGE_COMPLETED"])
        assert len(notes) == 2
        warnings.filterwarnings("ignore", category=UnknownValueWarning)
        esignlive.Role(type="SIGNR")
    assert len(notes) == 2
