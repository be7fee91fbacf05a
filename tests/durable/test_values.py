"""Values of all kinds in stored plans: each comes back as it was."""

from __future__ import annotations

import io
import json
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from esignkit import NULL, UNSET, PlanError
from esignkit.agreements import FieldKind
from esignkit.constellation1 import Session, SessionInfo, Sessions, UserStatus
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.durable import from_json
from esignkit.esignlive import (
    Documents,
    Package,
    Packages,
    PackageStatus,
    Role,
    Senders,
    Signer,
    Visibility,
)
from esignkit.ignisign import SignatureRequests, Signers
from tests.durable.own_flows import plain
from tests.support import drive
from tests.tables import in_one_test

PACKAGES: Packages[Plan] = Packages(PLANNER)
SENDERS: Senders[Plan] = Senders(PLANNER)

VALUES: dict[str, Any] = {
    "a moment with a zone": datetime(2030, 1, 31, 12, 30, 1, 5, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
    "a moment in UTC": datetime(2030, 1, 31, tzinfo=UTC),
    "a moment without a zone": datetime(2030, 1, 31, 12),
    "a day": date(2030, 1, 31),
    "a span": timedelta(days=-3, microseconds=1),
    "NULL": NULL,
    "UNSET, in a list": [UNSET],
    "an enum": PackageStatus.SENT,
    "an enum of numbers": UserStatus(1),
    "an enum that is closed": FieldKind.DATE,
    "an enum's text that is not known": PackageStatus("NEW_ONE"),
    "a number beyond a double's": 2**70 + 1,
    "a small number": 1e-300,
    "minus nothing": -0.0,
    "half of a surrogate pair": "a\ud83db",
    "an emoji": "\U0001f511 and ü",
    "names that look like ours": {"$new": "esignlive.Package", "with": {}, "$file": "/etc/passwd"},
    "keys that are enums": {PackageStatus.SENT: [1], "b": {2: (3, None)}},
    "a frozen set": frozenset({1, 2}),
    "bytes": bytes(range(256)),
    "a model": Package(name="L", roles=[Role(signers=[Signer(email="a@b.c")])], extra={"new": {"a": [1]}}),
    "a model with NULL": Package(name="L", description=NULL),
    "a model with an empty list": Package(name="L", documents=[]),
    "a choice as an enum": Package(name="L", visibility=Visibility.ACCOUNT),
    "a choice as text": Package(name="L", visibility="ACCOUNT"),
    "a choice that is not known": Package(name="L", status="NEW_ONE"),
    "deep": [[[[[[{"a": [{"b": [[]]}]}]]]]]],
}


def there_and_back(value: Any) -> Any:
    plan = plain(value)
    back = from_json(plan.to_json())
    assert back.to_json() == plan.to_json()
    assert from_json(plan.to_json().encode("utf-8")).digest == plan.digest == pickle.loads(pickle.dumps(plan)).digest
    return drive(back)[0][0][0]


@in_one_test("name", VALUES)
def test_it_comes_back(name: str) -> None:
    value = VALUES[name]
    back = there_and_back(value)
    assert (type(back), back, repr(back)) == (type(value), value, repr(value))


def test_a_moment_with_a_named_zone_is_the_same_moment() -> None:
    moment = datetime(2030, 7, 1, 12, tzinfo=ZoneInfo("Europe/Paris"))
    assert there_and_back(moment) == moment


def test_what_a_model_does_not_have_stays_so() -> None:
    back = there_and_back(Package(name="L"))
    assert back.to_wire() == {"name": "L"}
    assert list(back.documents) == []
    read = there_and_back(Package.from_wire({"id": "p-1", "name": "L"}))
    assert read.to_wire() == {"id": "p-1", "name": "L"}


def test_a_list_that_was_given_empty_is_sent_empty() -> None:
    assert there_and_back(Package(documents=[])).to_wire() == {"documents": []}


def test_what_is_like_a_number_or_like_bytes_is_one() -> None:
    plan = plain(Fraction(1, 2), bytearray(b"a"), memoryview(b"b"))
    assert drive(from_json(plan.to_json()))[0][0] == (0.5, b"a", b"b")


@in_one_test(
    "one, other, same",
    [
        (SENDERS.update("s", phone=None), SENDERS.update("s"), False),
        (SENDERS.update("s", phone=UNSET), SENDERS.update("s"), True),
        (SENDERS.update("s", phone=NULL), SENDERS.update("s", phone=None), False),
        (PACKAGES.list(limit=None), PACKAGES.list(), True),
        (PACKAGES.get("p", options={}), PACKAGES.get("p"), True),
        (PACKAGES.get(package_id="p"), PACKAGES.get("p"), True),
        (PACKAGES.list(query=PackageStatus.SENT), PACKAGES.list(query="SENT"), False),
    ],
)
def test_none_and_unset_and_what_is_left_out_are_told_apart(one: Any, other: Any, same: bool) -> None:
    assert (one.digest == other.digest) is same
    for plan in (one, other):
        assert from_json(plan.to_json()).digest == plan.digest


def test_an_argument_that_can_be_iterated_once_serves_every_run() -> None:
    calls: SignatureRequests[Plan] = SignatureRequests(PLANNER)
    plan: Any = calls.send("p", title="L", documents=[b"%PDF"], signers=iter(["s-1", "s-2"]))
    text = plan.to_json()
    assert '"signers":["s-1","s-2"]' in text
    assert plan.to_json() == text


def test_options_that_were_added_later_count() -> None:
    plan: Any = PACKAGES.get("p")
    timed = plan.with_options({"timeout": 5.0})
    assert from_json(timed.to_json()) == timed != plan
    assert json.loads(timed.to_json())["with"]["options"] == {"timeout": 5.0}
    body = PACKAGES.create(Package(name="L"), options={"extra_body": {"data": {"a": 1}}, "attempts": 1})
    assert from_json(body.to_json()) == body


def test_what_becomes_of_a_download_is_part_of_its_plan(tmp_path: Path) -> None:
    plan: Any = Documents(PLANNER).download("p", "d")
    forms = [plan, plan.bytes(), plan.stream(), plan.save("a.pdf"), plan.save(tmp_path / "a", overwrite=False)]
    assert len({one.digest for one in forms}) == len(forms)
    for one in forms:
        back = from_json(one.to_json())
        assert type(back) is type(one)
        assert back == one
        assert back.to_json() == one.to_json()
    with pytest.raises(PlanError, match="progress is a builtin_function"):
        plan.save("a.pdf", progress=print).to_json()
    with (tmp_path / "b").open("wb") as file, pytest.raises(PlanError, match="target is an open file"):
        plan.save(file).to_json()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: PACKAGES.create(Package(name="L"), progress=print),
            "progress is a builtin_function_or_method, which is",
        ),
        (lambda: PACKAGES.create(Package(name="L"), files=[io.BytesIO(b"%PDF")]), r"files\[0\] is an open file"),
        (
            lambda: PACKAGES.create(Package(name="L"), files=["/nowhere.pdf"]),
            r"files\[0\]: /nowhere\.pdf cannot be read",
        ),
        (
            lambda: PACKAGES.get("p", options={"extra_headers": {"x": "1"}}),
            r"options\.extra_headers may hold a credential",
        ),
        (lambda: PACKAGES.get("p", options={"extra_query": {"x": "1"}}), r"options\.extra_query may hold a credential"),
        (lambda: Signers(PLANNER).get("s", options={"extra_query": {"x": "1"}}), "extra_query may hold"),
        (
            lambda: Sessions(PLANNER).create(Session(session_info=SessionInfo(title="L", password="canary"))),
            r"session\.session_info\.password is a secret",
        ),
    ],
)
def test_what_has_no_json_form_is_refused_with_its_place(make: Any, words: str) -> None:
    with pytest.raises(PlanError, match=words) as caught:
        make().to_json()
    assert "canary" not in str(caught.value)


def test_a_plan_that_was_changed_afterwards_is_refused() -> None:
    plan: Any = PACKAGES.get("p")
    with pytest.raises(PlanError, match=r"packages\.get is not what esignlive\.Packages\.get makes"):
        evolve(plan, path="/elsewhere").to_json()
    listed: Any = PACKAGES.list(limit=5)
    with pytest.raises(PlanError, match="is not what"):
        evolve(listed, limit=6).to_json()
    with pytest.raises(PlanError, match=r"packages\.list does not say which call made it"):  # one page is no list
        listed.first.to_json()
