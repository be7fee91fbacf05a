"""The digest binds the call, its values and the content of its files, wherever they lie."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from esignkit import PlanError
from esignkit.agreements import Agreement, Document, Party
from esignkit.constellation1 import Document as SessionDocument
from esignkit.constellation1 import Session, SessionInfo, Sessions
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.durable import from_json
from esignkit.esignlive import Package, Packages
from esignkit.ignisign import NewDocument, SignatureRequests
from tests.durable.own_flows import let
from tests.durable.plans import AGREEMENTS

PACKAGES: Packages[Plan] = Packages(PLANNER)
ADA = Party("Ada Byron", "ada@example.com")
CONTENT = b"%PDF-1.4 the lease %%EOF"

# each sends one file
PLANS: dict[str, Callable[[Any], Any]] = {
    "an operation": lambda file: PACKAGES.create(Package(name="Lease"), files=[file]),
    "several steps": lambda file: SignatureRequests(PLANNER).send("p", title="L", documents=[file], signers=["s"]),
    "a value of several steps": lambda file: SignatureRequests(PLANNER).send(
        "p", title="L", documents=[NewDocument(file=file)], signers=["s"]
    ),
    "an agreement": lambda file: AGREEMENTS["esignlive"].send(
        Agreement(title="L", documents=[Document(file)], parties=[ADA])
    ),
    "an own flow": lambda file: let(PACKAGES, file),
    "an own flow, one of several": lambda file: let(PACKAGES, b"other", b"another", file),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lease.pdf"
    path.write_bytes(CONTENT)
    return path


@pytest.mark.parametrize("make", PLANS.values(), ids=PLANS)
def test_one_byte_of_a_file_changes_it_and_its_place_does_not(make: Callable[[Any], Any], file: Path) -> None:
    plan = make(file)
    digest = plan.digest
    assert make(str(file)).digest == make(file).digest == digest == from_json(plan.to_json()).digest
    elsewhere = file.parent / "elsewhere" / file.name
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(CONTENT)
    assert make(elsewhere).digest == digest
    file.write_bytes(CONTENT[:-1] + b"f")
    assert plan.digest != digest
    assert make(("lease.pdf", CONTENT)).digest != make(("lease.pdf", CONTENT[:-1] + b"f")).digest
    assert make(("lease.pdf", file)).digest != make(("lease.pdf", elsewhere)).digest
    assert make(CONTENT).digest != make(CONTENT + b" ").digest


def test_the_name_of_a_file_counts_for_it_is_sent(file: Path) -> None:
    other = file.rename(file.with_name("other.pdf"))
    file.write_bytes(CONTENT)
    assert PLANS["an operation"](file).digest != PLANS["an operation"](other).digest


def test_a_file_within_a_model_counts(file: Path) -> None:
    def make(content: Any) -> Any:
        return Sessions(PLANNER).create(
            Session(session_info=SessionInfo(title="L"), documents=[SessionDocument(file_bytes=content)])
        )

    plan = make(file)
    digest = plan.digest
    assert from_json(plan.to_json()) == plan
    assert from_json(make(CONTENT).to_json()) == make(CONTENT)
    text = plan.to_json()
    file.write_bytes(b"other")
    assert plan.digest != digest
    with pytest.raises(PlanError, match=r"session\.documents\[0\]\.file_bytes: .* it had 24 bytes, and now has 5"):
        from_json(text)


@pytest.mark.parametrize("make", PLANS.values(), ids=PLANS)
def test_a_file_that_changed_or_is_gone_is_told_when_the_json_is_read(make: Callable[[Any], Any], file: Path) -> None:
    text = make(file).to_json()
    file.write_bytes(CONTENT[:-1] + b"f")
    with pytest.raises(PlanError, match=f"{file} is not the file that was planned: its content has changed"):
        from_json(text)
    file.write_bytes(CONTENT + b"\n")
    with pytest.raises(PlanError, match="it had 24 bytes, and now has 25"):
        from_json(text)
    file.unlink()
    with pytest.raises(PlanError, match=rf"{file} cannot be read \(No such file"):
        from_json(text)


def test_it_does_not_depend_on_the_order_of_names_but_on_that_of_lists() -> None:
    one: Any = PACKAGES.create(Package(name="L", data={"a": 1, "b": [1, 2]}))
    two: Any = PACKAGES.create(Package(data={"b": [1, 2], "a": 1}, name="L"))
    three: Any = PACKAGES.create(Package(name="L", data={"a": 1, "b": [2, 1]}))
    assert one.digest == two.digest != three.digest

    def turned(value: Any) -> Any:
        if type(value) is list:
            return list(map(turned, cast("list[Any]", value)))
        members: dict[str, Any] = value if type(value) is dict else {}
        return {name: turned(members[name]) for name in reversed(members)} if members else value

    assert from_json(json.dumps(turned(json.loads(one.to_json())), indent=2)) == one


def test_it_tells_calls_values_and_options_apart() -> None:
    plans: list[Any] = [
        PACKAGES.get("a"),
        PACKAGES.get("b"),
        PACKAGES.get("a", options={"timeout": 5.0}),
        PACKAGES.delete("a"),
        PACKAGES.list(),
        PACKAGES.list(limit=5),
    ]
    assert len({plan.digest for plan in plans}) == len(plans)
    assert plans[0].with_options({"timeout": 5.0}).digest == plans[2].digest


def test_this_version_and_the_next_agree() -> None:
    """A journal may hold digests of an earlier version: they stay what they are."""
    plan: Any = PACKAGES.create(Package(name="Lease"), files=[("lease.pdf", CONTENT)])
    assert plan.digest == "09fed1a42cb611e6d0d2252f3a9ad91b3e8f9eb52858a448a5f13cd092c94b7a"


@pytest.mark.parametrize("make", PLANS.values(), ids=PLANS)
def test_a_file_that_changes_after_the_json_was_read_is_not_sent(make: Callable[[Any], Any], file: Path) -> None:
    plan, digest = from_json(make(file).to_json()), make(file).digest
    file.write_bytes(CONTENT[:-1] + b"f")
    with pytest.raises(PlanError, match="has changed since the plan was read"):
        plan.to_json()
    file.write_bytes(CONTENT)
    assert plan.digest == digest


@pytest.mark.parametrize("make", PLANS.values(), ids=PLANS)
def test_a_plan_that_was_made_here_goes_by_its_files_as_they_are(make: Callable[[Any], Any], file: Path) -> None:
    plan = make(file)
    digest, text = plan.digest, plan.to_json()
    file.write_bytes(CONTENT[:-1] + b"f")
    assert plan.digest != digest
    assert plan.to_json() != text
