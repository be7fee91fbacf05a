"""Arguments of another kind: each is refused by its name, before anything is sent."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal, Protocol, TypedDict

import pytest

from esignkit.core.argument_types import Kinds
from esignkit.core.download import DownloadPlan
from esignkit.core.endpoint import PLANNER, Resource, downloaded, endpoint, paged
from esignkit.core.settings import Settings
from esignkit.errors import ESignError
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.types import UNSET
from tests.constellation1.samples import settings as constellation1
from tests.esignlive.helper import settings as esignlive
from tests.ignisign.samples import settings as ignisign
from tests.support import Record, context_of, drive, reply
from tests.tables import in_one_test

SERVICES: dict[str, Callable[[], Settings]] = {
    "constellation1": constellation1,
    "esignlive": lambda: esignlive(api_key="key", environment="us2-sandbox"),
    "ignisign": ignisign,
}
WRONG: dict[str, Any] = {
    "None": None,
    "an object": object(),
    "a path": Path("lease.pdf"),
    "bytes": b"bytes",
    "a fraction": 1.5,
    "text": "text",
    "a dict": {"a": 1},
    "a list of objects": [object()],
    "a bool": True,
}
SAMPLES: dict[str, Any] = {
    "str": "x",
    "int": 1,
    "float": 1.0,
    "bool": True,
    "bytes": b"x",
    "JSON": {},
    "JSONObject": {"a": 1},
    "FileInput": ("a.pdf", b"%PDF-1.7\n%%EOF"),
    "FileTarget": "target.pdf",
    "datetime": datetime(2030, 1, 1, tzinfo=UTC),
    "date": date(2030, 1, 1),
}


def methods(service: str) -> Iterator[tuple[type[Any], str, Any]]:
    """Every written method of a service: its resource, its name, its function."""
    package = importlib.import_module(f"esignkit.{service}")
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        module = importlib.import_module(found.name)
        for cls in vars(module).values():
            if isinstance(cls, type) and issubclass(cls, Resource) and cls.__module__ == module.__name__:
                for name, method in vars(cls).items():
                    if isinstance(method, endpoint | paged | downloaded):
                        yield cls, name, method.build


def sample(annotation: str, names: dict[str, Any]) -> Any:
    """A value that the annotation takes, as far as one is known."""
    outer, _, inner = annotation.partition("[")
    if inner and " | " not in outer:
        inner = inner.rpartition("]")[0]
        several = [] if outer in ("Mapping", "dict") else [sample(inner, names)]
        return inner.split("'")[1] if outer == "Literal" else several or {}
    first = annotation.split(" | ")[0]
    if first in SAMPLES:
        return SAMPLES[first]
    named = names[first]
    return next(iter(named)) if hasattr(named, "__members__") else SAMPLES["str"] if named is str else named()


def refused(call: Callable[[], object], service: str) -> Exception | None:
    """What making a plan and carrying it out without a network raises, beside what the service's answers are for."""
    record = Record()
    try:
        flow: Any = call()
        flow = flow.bytes() if isinstance(flow, DownloadPlan) else flow
        drive(flow, [reply(200, {})] * 3, context_of(SERVICES[service](), record), record)
    except (ESignError, OSError, AssertionError) as error:
        return error if isinstance(error, ValueError) and not record.sent else None
    except Exception as error:
        return error
    return None


@pytest.mark.parametrize("service", SERVICES)
def test_every_argument_is_refused_by_its_name(service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # downloads that nobody refuses make their folders
    unclear: list[str] = []
    asked = refusals = 0
    for cls, method, build in methods(service):
        parameters = list(inspect.signature(build).parameters.values())[1:]
        good = {one.name: sample(one.annotation, build.__globals__) for one in parameters if one.default is one.empty}
        bound = getattr(cls(PLANNER), method)
        usual = refused(lambda bound=bound, good=good: bound(**good), service)
        kinds = Kinds(build, numbers_as_text=True)
        for one in parameters:
            for kind, value in WRONG.items():
                given = {**good, one.name: value}
                error = refused(lambda bound=bound, given=given: bound(**given), service)
                asked += 1
                refusals += error is not None
                if error is None or (type(error), str(error)) == (type(usual), str(usual)):
                    continue
                named = re.search(rf"\b{one.name}\b", str(error)) or kinds[one.name].refusal("", value) is None
                if not named or not isinstance(error, TypeError | ValueError):
                    unclear.append(f"{cls.__name__}.{method}({one.name}: {one.annotation} = {kind}): {error!r}")
    assert unclear == []
    assert refusals > asked / 2


class Members(TypedDict):
    a: int


class Shape(Protocol):
    sides: int


class Called(SimpleNamespace): ...


def unawaited() -> Coroutine[object, object, None]:
    """Return what a call is before it is awaited; closed, so that nothing warns of it."""

    async def send() -> None: ...

    made = send()
    made.close()
    return made


def call(
    count: int,
    package_id: str = "",
    names: list[str] | None = None,
    where: Path | str = "",
    unknown: Nowhere[int] | None = None,  # noqa: F821 - as in a caller's resource
    members: Members | None = None,
    shape: Shape | None = None,
    choice: Literal["a", "b"] | None = None,
) -> None: ...


@in_one_test(
    "name, value, words",
    [
        ("count", "1", "count is a str; give a whole number"),
        ("count", True, "count is a bool; give a whole number"),
        ("names", "a", "names is a str; give a list of text"),
        ("names", ["a", 1.5], r"names\[1\] is a float; give text"),
        ("choice", "c", "choice is 'c'; give 'a' or 'b'"),
        ("choice", 7, "choice is an int; give 'a' or 'b'"),
        ("package_id", Called(id="a"), "package_id is a Called; give text, such as its .id"),
        ("package_id", unawaited(), r"package_id is a call that was not awaited \(`await` is missing\); give text"),
        ("where", 7, r"where is an int; give Path\(…\) or text"),
    ],
)
def test_what_an_annotation_says(name: str, value: object, words: str) -> None:
    kind = Kinds(call)[name]
    assert re.fullmatch(words, str(kind.refusal(name, value)))


@in_one_test("name", ["unknown", "names", "where", "members", "shape", "choice"])
def test_what_is_not_known_is_not_refused(name: str) -> None:
    kind = Kinds(call)[name]
    values = {"names": iter([1.5]), "where": Path("a"), "choice": "b"}
    assert kind.refusal(name, values.get(name, object())) is None


def test_a_parameter_that_cannot_be_sent_is_named_as_it_was_written() -> None:
    from esignkit.esignlive.packages import Packages

    for call in (Packages(PLANNER).get("a\x00b"), Packages(PLANNER).get("\ud800")):
        assert re.match(r"package_id \(packageId\): ", str(refused(lambda call=call: call, "esignlive")))


def test_a_call_looks_at_each_argument_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of arguments that are no instance of a class that their annotation names, such as lists."""
    seen: list[str] = []
    monkeypatch.setattr("esignkit.core.endpoint.refuse_file", lambda where, value: seen.append(where))
    monkeypatch.setattr("esignkit.core.endpoint.refuse_wrong", lambda where, name, *rest: seen.append(name))
    lists = ["document_ids", "signer_ids", "signers_as_approver"]
    given: dict[str, Any] = {name: ["x"] for name in lists}
    SignatureRequests(PLANNER).update("r", title=UNSET, **given)
    assert seen == [
        *(f"SignatureRequests.update(): {name}" for name in ("signature_request_id", "title", *lists)),
        *lists,
    ]
