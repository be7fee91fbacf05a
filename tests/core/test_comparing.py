"""What differs between what was sent and what is there."""

from __future__ import annotations

import io
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from esignkit import NULL, Secret
from esignkit.constellation1 import Document as C1Document
from esignkit.constellation1 import Session, SessionInfo
from esignkit.core.comparing import Sent, comparable, differences, sent_by
from esignkit.core.endpoint import PLANNER
from esignkit.core.operation import FromClient
from esignkit.esignlive import Challenge, Document, Package, Packages, Role, Signer
from esignkit.ignisign.models.documents import Document as IgnisignDocument
from tests.tables import in_one_test


@in_one_test(
    "sent, held, expected",
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": 1}, {"a": 1.0}, []),
        ({"a": 1}, {"a": True}, ["a"]),
        ({"a": "x"}, {"a": "X"}, ["a"]),
        ({"a": "x"}, {"a": ""}, ["a"]),
        ({"a": 1}, {}, []),  # what is not shown is not compared
        ({"a": 1}, {"a": None}, []),
        ({"a": None}, {"a": 1}, []),  # null says nothing
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, ["a.c"]),
        ({"a": {"b": 1}}, {"a": [1]}, ["a"]),
        # a list: services add items of their own, and order them in their way
        ({"a": [{"n": 1}, {"n": 2}]}, {"a": [{"n": 0}, {"n": 2}, {"n": 1}]}, []),
        ({"a": [{"n": 1}, {"n": 1}]}, {"a": [{"n": 1}, {"n": 2}]}, ["a[1].n"]),
        ({"a": [{"n": 1}]}, {"a": [{"n": 2}, {"n": 3}]}, ["a[0]"]),
        ({"a": [{"n": [{"m": 1}]}]}, {"a": [{"n": [{"m": 2}]}]}, ["a[0].n[0].m"]),
        ({"a": []}, {"a": [1]}, []),
        ({"a": [1]}, {"a": []}, ["a[0]"]),
        # what the service is documented to change
        ({"skipped": 1, "a": [{"skipped": 1}]}, {"skipped": 2, "a": [{"skipped": 2}]}, []),
        ({"b": [{"c": 1}]}, {"b": [{"c": 2}, {"c": 3}]}, []),
        ({"c": 1}, {"c": 2}, ["c"]),
    ],
)
def test_differences(sent: Any, held: Any, expected: list[str]) -> None:
    assert list(differences(sent, held, frozenset({"skipped", "a.skipped", "b.c"}))) == expected


def test_credentials_and_files_are_neither_kept_nor_compared(tmp_path: Path) -> None:
    files: list[Any] = [b"hidden-2", io.BytesIO(b"content"), tmp_path]
    session = Session(
        session_info=SessionInfo(title="t", password="hidden-1"),
        documents=[C1Document(file_name=str(n), file_bytes=f) for n, f in enumerate(files)],
    )
    sent = Sent.of({"salt": Secret("hidden-3"), "userName": FromClient("username"), "session": session})
    assert b"hidden" not in pickle.dumps(sent)
    assert "hidden" not in repr(sent)
    assert [one.get("FileBytes") for one in sent.get("session")["Documents"]] == [None] * 3
    assert sent.get("session")["Documents"][2]["FileName"] == "2"
    assert Sent.of(session) == Sent.of(session)
    challenge = Challenge(question="q", answer="hidden-4")
    assert "hidden-4" not in str(comparable(challenge))


def test_what_a_caller_adds_to_a_body_is_kept_and_compared_like_the_body() -> None:
    due = datetime(2030, 1, 31, 12, tzinfo=UTC)
    added: Any = {"due": due, "x": Secret("hidden"), "description": "d"}
    call = Packages(PLANNER).create(Package(name="n")).with_options({"extra_body": added})
    sent = sent_by(call)
    assert b"hidden" not in pickle.dumps(sent)
    found = Package.from_wire({"name": "n", "due": "2030-01-31T12:00:00Z", "description": "other"})
    assert sent.differences(found) == ("description",)


def test_models_and_plain_values_are_compared_in_the_services_spelling() -> None:
    sent = Sent.of(
        Package(name="n", due="2030-01-31T12:00:00Z", roles=[Role(id="a", signers=[Signer(email="e")])])
    )  # text passes as it is
    found = Package.from_wire(
        {"name": "n", "due": "2030-01-31T13:00:00+01:00", "roles": [{"id": "o"}, {"id": "a", "signers": [{"email": "e"}]}]}
    )  # fmt: skip
    assert sent.differences(found) == ()
    assert Sent.of(Package(name="n", due=NULL)).differences(found) == ()
    assert Sent.of(Package(name="m")).differences(found) == ("name",)


def test_a_date_is_written_as_its_service_writes_it() -> None:
    """To the millisecond by one, to the second by the others."""
    at = datetime(2030, 1, 31, 12, 0, 0, 500_000, UTC)
    assert comparable(IgnisignDocument(created_at=at)) == {"_createdAt": "2030-01-31T12:00:00.500Z"}
    assert comparable(Package(due=at)) == {"due": "2030-01-31T12:00:00Z"}
    assert comparable({"at": at}) == {"at": "2030-01-31T12:00:00Z"}


def test_what_the_service_is_known_to_change_is_no_difference() -> None:
    held = Package.from_wire({"name": "m", "description": "e"})
    assert Sent.of(Package(name="n", description="d"), frozenset({"name"})).differences(held) == ("description",)


@in_one_test("members, value", [({"a": 1}, 1), ({"b": 1}, None), ([1], None), (None, None), ("a", None)])
def test_one_member_that_was_sent(members: Any, value: Any) -> None:
    assert Sent.of(members).get("a") == value


@in_one_test(
    "value, where",
    [
        ({"a": {"b": object()}}, "a.b"),
        (object(), "a value"),
        (Package(roles=[Role(extra={"a": object()})]), "Package.roles[0].extra.a"),
    ],
)
def test_what_cannot_be_compared_is_named(value: Any, where: str) -> None:
    with pytest.raises(ValueError) as caught:
        comparable(value)
    assert str(caught.value) == f"{where}: object has no JSON form"


def test_a_date_without_a_zone_in_an_answer_is_no_error() -> None:
    assert comparable({"created": datetime(2030, 1, 31, 12)}) == {"created": "2030-01-31T12:00:00"}


def test_what_the_service_adds_is_no_difference() -> None:
    found = Package.from_wire(
        {
            "id": "1",
            "name": "n",
            "status": "DRAFT",
            "documents": [{"id": "default-consent", "index": 0}, {"id": "d", "name": "D", "index": 1}],
        }
    )
    assert Sent.of(Package(name="n", documents=[Document(name="D")])).differences(found) == ()
