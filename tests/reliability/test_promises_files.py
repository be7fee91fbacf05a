"""The promises of docs/reliability.md about files: where they go, whether they are whole, and where they land."""

from __future__ import annotations

import copy
import importlib
import inspect
import io
import pkgutil
from array import array
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import attrs
import pytest

import esignkit.constellation1.wire_format
import esignkit.esignlive.wire_format
import esignkit.ignisign.wire_format
from esignkit.core.endpoint import PLANNER, Resource, downloaded, endpoint, paged
from esignkit.core.exchange import exchange
from esignkit.core.model import Model
from esignkit.core.operation import Form, Json, Multipart, Operation, Part, Upload
from esignkit.core.request_body import compile_body
from esignkit.core.serialization import Writer
from esignkit.core.wire_format import WireFormat
from esignkit.types import Secret
from tests.reliability import report
from tests.services import SERVICES as TABLES
from tests.support import context_of

SERVICES: dict[str, WireFormat] = {
    "constellation1": esignkit.constellation1.wire_format.FORMAT,
    "ignisign": esignkit.ignisign.wire_format.FORMAT,
    "esignlive": esignkit.esignlive.wire_format.FORMAT,
}
services = pytest.mark.parametrize("service", SERVICES)


def specimens() -> dict[str, Any]:
    """A file in each form: what is uploaded where a file belongs, and nowhere else."""
    return {
        "Path": Path(__file__),
        "bytes": b"%PDF-1.7",
        "bytearray": bytearray(b"%PDF-1.7"),
        "memoryview": memoryview(b"%PDF-1.7"),
        "array": array("B", b"%PDF-1.7"),
        "BytesIO": io.BytesIO(b"%PDF-1.7"),
        "text file": io.StringIO("%PDF-1.7"),
    }


FILE_FIELDS = {
    ("constellation1", "Document", "file_bytes"),
    ("esignlive", "Document", "base64_content"),
    ("esignlive", "SignedDocument", "base64_content"),  # a document too
}
"""The only members of models that take a file."""

FILE_ARGUMENTS = {
    "constellation1": set[str](),
    "ignisign": {
        "documents.upload(file)",
        "documents.check_authenticity(file)",
        "documents.set_private_hash_of_file(file)",
        "signature_requests.send(documents)",
        "v4.one_call_sign(documents)",
        "v4.seal(content)",
        "webhooks.verify(delivery)",
    },
    "esignlive": {
        "attachments.upload(files)",
        "notaries.update_seal(file)",
        "senders.set_signature(image)",
        "documents.create(file)",
        "documents.create_many(files)",
        "documents.replace(file)",
        "packages.create(files)",
        "packages.create_accessible(files)",
        "packages.bulk_send(csv)",
        "packages.download_all(folder)",
        "templates.create(files)",
        "supporting_documents.upload(files)",
    },
}
"""The only arguments that take a file, beside `target` of downloads."""


def modules(service: str) -> Iterator[Any]:
    package = importlib.import_module(f"esignkit.{service}")
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        yield importlib.import_module(found.name)


def classes(service: str, base: type) -> list[type[Any]]:
    found = {
        value
        for module in modules(service)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, base) and value.__module__ == module.__name__
    }
    return sorted(found, key=lambda cls: (cls.__module__, cls.__name__))


def methods(service: str) -> Iterator[tuple[type[Any], str, inspect.Signature]]:
    """Each method of each resource, by the class that has it."""
    for cls in classes(service, Resource):
        for name, value in vars(cls).items():
            if isinstance(value, endpoint | paged | downloaded):
                yield cls, name, inspect.signature(value.build)


@services
def test_promise_47_no_argument_takes_a_file_that_does_not_ask_for_one(service: str) -> None:
    """`packages.update(name=Path(…))`, Ignisign's `external_id=`: refused by name, while the call is said."""
    asked: set[str] = set()
    refused = 0
    for cls, name, signature in methods(service):
        parameters = list(signature.parameters.values())[1:]
        for parameter in parameters:
            if (
                "File" in str(parameter.annotation)
                or "bytes" in str(parameter.annotation)
                or parameter.name == "folder"
            ):
                asked.add(f"{name}({parameter.name})")
                continue
            for specimen in specimens().values():
                given = {p.name: "x" for p in parameters if p.default is inspect.Parameter.empty}
                plan = getattr(cls(PLANNER), name)
                with pytest.raises(TypeError, match=rf"\b{parameter.name} is ") as caught:
                    plan(**{**given, parameter.name: specimen})
                assert "give text" in str(caught.value)
                refused += 1
    expected = {text.partition(".")[2] for text in FILE_ARGUMENTS[service]}
    assert {text for text in asked if not text.endswith("(target)")} == expected
    report.note("47", arguments=refused)


@services
def test_promise_47_no_member_of_a_model_takes_a_file_that_does_not_ask_for_one(service: str) -> None:
    """`Document(name=Path(…))`, `Package(name=b"…")`: refused by name, while the body is written."""
    refused = 0
    for cls in classes(service, Model):
        for member in attrs.fields(cls):
            if (service, cls.__name__, member.name) in FILE_FIELDS:
                continue
            for specimen in specimens().values():
                for value in (specimen, [specimen], {"a": specimen}):
                    if member.name == "extra":
                        value = {"odd": value}
                    given = cls(**{member.name: value})
                    with pytest.raises(TypeError, match=rf"\b{member.name}\b"):
                        Writer(SERVICES[service]).write(given)
                    refused += 1
    assert refused > 300
    report.note("47", members=refused)


def calls(service: str) -> Iterator[Operation[Any]]:
    """One call of each kind, as the tables of the services have them."""
    (table,) = (one for name, one in TABLES.items() if name.lower() == service)
    return table.operations()


def places(value: Any) -> Iterator[Callable[[Any], Any]]:
    """For each member of a body, a function that makes the body with something else there."""
    if isinstance(value, Model):
        for name in (a.name for a in attrs.fields(type(value)) if getattr(value, a.name) is not None):
            if name not in type(value).FILES and name != "extra":
                for inner in places(getattr(value, name)):
                    yield lambda new, name=name, inner=inner: _with(value, name, inner(new))
    elif isinstance(value, Mapping):
        for name, member in cast("Mapping[str, Any]", value).items():
            for inner in places(member):
                yield lambda new, name=name, inner=inner: {**value, name: inner(new)}
    elif isinstance(value, list):
        for n, member in enumerate(cast("list[Any]", value)):
            for inner in places(member):
                yield lambda new, n=n, inner=inner: [*value[:n], inner(new), *value[n + 1 :]]
    if not isinstance(value, Upload):
        yield lambda new: new


def _with(value: Model, name: str, member: Any) -> Model:
    made = copy.copy(value)
    setattr(made, name, member)
    return made


def spoilt(operation: Operation[Any], specimen: Any) -> Iterator[Operation[Any]]:
    """The call with a file in each place of its path, query, form and JSON in turn."""
    for part in ("args", "query"):
        for name in getattr(operation, part):
            yield attrs.evolve(operation, **{part: {**getattr(operation, part), name: specimen}})
    body = operation.body
    if isinstance(body, Form):
        for name in body.values:
            yield attrs.evolve(operation, body=Form({**body.values, name: specimen}))
    elif isinstance(body, Json):
        for put in places(body.value):
            yield attrs.evolve(operation, body=Json(put(specimen)))
    elif isinstance(body, Multipart):
        for n, part in enumerate(body.parts):
            if isinstance(part.content, Json):
                for put in places(part.content.value):
                    parts = (*body.parts[:n], Part(part.name, Json(put(specimen))), *body.parts[n + 1 :])
                    yield attrs.evolve(operation, body=Multipart(parts))


@services
def test_promise_47_nothing_is_sent_of_a_call_with_a_file_where_none_belongs(service: str) -> None:
    context = context_of()
    context.values = {"api": "v3", "appId": "a", "appEnv": "DEVELOPMENT", "username": "u"}
    context.provider.format = SERVICES[service]
    refused, operations = 0, 0
    for operation in calls(service):
        operations += 1
        context.provider.name = operation.provider
        for specimen in specimens().values():
            for wrong in spoilt(operation, specimen):
                with pytest.raises(TypeError):
                    next(exchange(wrong, context))  # its first step would be to send, or to open a file
                refused += 1
    assert operations > 25
    report.note("47", places=refused)


def test_promise_47_extra_members_and_extra_bodies_take_no_file() -> None:
    for specimen in specimens().values():
        writer = Writer()
        with pytest.raises(TypeError, match=r"extra_body\.a"):
            compile_body(Json({}), writer, {"a": specimen})
        with pytest.raises(TypeError, match="a name in an object"):
            writer.write({specimen: 1} if specimen.__hash__ else {b"a": 1})
        assert writer.files == []


def test_promise_47_a_cell_of_a_csv_file_is_no_file() -> None:
    from esignkit.esignlive.bulk import write_csv

    person = {"FIRST_NAME": "Ada", "LAST_NAME": "Byron", "EMAIL": "ada@example.com"}
    for specimen in specimens().values():
        for row in ({**person, "EMAIL": specimen}, {"tenant": {**person, "EMAIL": specimen}}):
            with pytest.raises(TypeError, match=r"^row 1, (tenant\.)?EMAIL is "):
                write_csv([row])
    with pytest.raises(ValueError, match=r"^row 1, EMAIL: .* surrogate pair"):
        write_csv([{**person, "EMAIL": "\ud83d"}])


def test_promise_47_a_file_is_sent_where_one_is_asked_for() -> None:
    """The control: the same forms of files, where they belong."""
    from esignkit.constellation1 import Document as C1Document
    from esignkit.esignlive import Document as EslDocument

    for name, specimen in specimens().items():
        if name in ("text file", "array"):
            continue
        for document in (C1Document(file_bytes=specimen), EslDocument(base64_content=specimen)):
            writer = Writer()
            writer.write(document)
            ((_, segment),) = writer.files
            assert isinstance(segment.upload, Upload)


def test_promise_47_what_is_no_file_is_written_as_ever() -> None:
    import enum
    from collections import deque
    from datetime import UTC, date, datetime
    from decimal import Decimal

    class Colour(enum.Enum):
        RED = "red"

    class Level(enum.IntEnum):
        HIGH = 3

    class Text(str):
        __slots__ = ()

    given: dict[Any, Any] = {
        Colour.RED: Colour.RED,
        "level": Level.HIGH,
        "text": Text("t"),
        "secret": Secret("s"),
        "date": date(2030, 1, 31),
        "moment": datetime(2030, 1, 31, tzinfo=UTC),
        "decimal": Decimal("12.50"),
        "whole": Decimal("1E+2"),
        "tuple": (1, 2.5),
        "deque": deque([1]),
        "keys": {"a": 1}.keys(),
        7: None,
    }
    assert Writer().write(given) == {
        "red": "red",
        "level": 3,
        "text": "t",
        "secret": "s",
        "date": "2030-01-31",
        "moment": "2030-01-31T00:00:00Z",
        "decimal": 12.5,
        "whole": 100,
        "tuple": [1, 2.5],
        "deque": [1],
        "keys": ["a"],
        "7": None,
    }
    for wrong in (
        {1, 2},
        iter([1]),
        (n for n in [1]),
        Colour,
        object(),
        Decimal("0.1234567890123456789"),
        Decimal("NaN"),
    ):
        with pytest.raises(ValueError, match=r"member"):
            Writer().write({"member": wrong})


def test_promise_47_a_hash_argument_takes_a_hash(tmp_path: Path) -> None:
    from esignkit.ignisign import Ignisign, m2m_file_hash, private_file_hash
    from esignkit.ignisign.documents import Documents
    from esignkit.ignisign.v4 import V4

    secret = tmp_path / "secret.pdf"
    secret.write_bytes(b"%PDF-1.7 secret")
    documents, v4 = Documents(PLANNER), V4(PLANNER)
    good = {private_file_hash(secret), m2m_file_hash(secret), m2m_file_hash(secret).upper()}
    takers: dict[str, tuple[Callable[[Any], Any], set[str]]] = {
        "set_private_hash": (lambda text: documents.set_private_hash("d", text), good),
        "seal": (lambda text: v4.seal("m", text, signed_hash="3045"), {h for h in good if len(h) == 64}),
        "log_capsule": (v4.log_capsule, {h for h in good if len(h) == 44}),
    }
    for take, taken in takers.values():
        for text in (
            *good,
            str(secret),
            "",
            "x",
            "0" * 63,
            "0" * 65,
            "g" * 64,
            "aGFzaA==",
            " " + "0" * 64,
            "0" * 64 + "\n",
        ):
            if text in taken:
                assert take(text)
            else:
                with pytest.raises(ValueError, match="is no SHA-256"):
                    take(text)
        for specimen in (secret, *specimens().values()):
            with pytest.raises(TypeError):
                take(specimen)
    assert not hasattr(Ignisign.documents, "set_private_content")


def test_promise_47_a_call_of_many_steps_looks_at_all_its_members_first() -> None:
    from esignkit.ignisign import NewDocument, NewSigner, Statement
    from esignkit.ignisign.signature_requests import SignatureRequests

    for specimen in specimens().values():
        with pytest.raises(TypeError, match=r"NewSigner\.external_id"):
            NewSigner(external_id=specimen)
        with pytest.raises(TypeError, match=r"NewDocument\.json_content\.a"):
            NewDocument(json_content={"a": specimen})
        plan = SignatureRequests(PLANNER).send(
            "p", title="t", documents=[b"%PDF"], signers=["s"], statements=[Statement(label_md=specimen)]
        )
        with pytest.raises(TypeError, match=r"label_md|labelMd"):
            next(iter(plan))
