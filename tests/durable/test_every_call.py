"""Every call of the three services and of agreements survives JSON, or is refused because it carries a credential."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from esignkit import PlanError
from esignkit.agreements.calls import AgreementCalls
from esignkit.agreements.esignlive import ESignLiveService
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.core.plan_json import form_of
from esignkit.core.plan_values import has_credential
from esignkit.durable import from_json, to_json
from esignkit.ignisign import Webhooks
from esignkit.types import Secret
from tests.durable.plans import AGREEMENTS, of_agreements, of_several_steps
from tests.ignisign.test_webhooks import delivery
from tests.operations import Row, Service
from tests.services import SERVICES
from tests.support import Sent
from tests.tables import in_one_test

ROWS = [(service, row) for service in SERVICES.values() for row in service.rows]
HIDES = {"sessions.update"}
"""Calls whose examples have a member that models hide, such as the password of a session."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plans") / "lease.pdf"
    path.write_bytes(b"%PDF-1.4 the lease %%EOF")
    return path


@pytest.fixture(scope="module")
def plans(file: Path) -> list[tuple[str, Any]]:
    return [*of_several_steps(file), *of_agreements(file)]


def read(text: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # some calls of Constellation1 are
        return from_json(text)


def survives(plan: Any) -> Any:
    """Check that a plan goes to JSON and back; return it as it comes back."""
    text = plan.to_json()
    back = read(text)
    assert type(back) is type(plan)
    assert back.to_json() == text
    assert back.digest == plan.digest
    assert json.loads(text) == form_of(plan)
    return back


def request(sent: Sent) -> tuple[object, ...]:
    """A request without the boundary of its body, which is anew each time."""
    boundary = sent.headers.get("content-type", "").partition("boundary=")[2]
    headers = {name: value.replace(boundary, "-") for name, value in sent.headers.items()} if boundary else sent.headers
    return sent.method, sent.target, headers, sent.body.replace(boundary.encode() or b"\0", b"-")


@in_one_test("service, row", ROWS, ids=lambda cell: str(cell[1]))
def test_each_operation_and_list_and_download_is_equal_and_sends_the_same(service: Service, row: Row) -> None:
    plan = row.call.on(service.plans)
    if row.secrets or row.name in HIDES:
        with pytest.raises(PlanError, match=r"credential|secret"):
            to_json(plan)
        return
    back = survives(plan)
    assert back == plan
    if service.kind(row).__name__ == "downloaded":
        plan, back = plan.bytes(), back.bytes()
    (_, before), (_, after) = (service.run(one, row.reply()) for one in (plan, back))
    assert [*map(request, after.sent)] == [*map(request, before.sent)]


def test_each_call_of_several_steps_and_of_agreements_comes_back(plans: list[tuple[str, Any]]) -> None:
    for name, plan in plans:
        try:
            survives(plan)
        except Exception as error:
            error.add_note(name)
            raise


def test_no_call_is_missing(plans: list[tuple[str, Any]]) -> None:
    elsewhere = {name for service in SERVICES.values() for name in service.elsewhere}
    assert elsewhere - {name for name, _ in plans} == {"webhooks.verify"}
    of_agreements = {name.split()[1] for name, _ in plans if " " in name}
    calls = {name for name, value in vars(AgreementCalls).items() if hasattr(value, "build")}
    assert calls - of_agreements == {"parse_event"}


@pytest.mark.parametrize("name", AGREEMENTS)
def test_what_reads_a_delivery_is_refused_because_the_delivery_holds_a_credential(name: str) -> None:
    plan = AGREEMENTS[name].parse_event({"authorization": "Basic a2V5"}, b"{}")
    with pytest.raises(PlanError, match=r"^agreements\.AgreementCalls\.parse_event reads what holds a credential"):
        to_json(plan)
    webhooks: Any = Webhooks(PLANNER)
    with pytest.raises(PlanError, match=r"Webhooks\.verify"):
        webhooks.verify(delivery()).to_json()


def test_the_key_of_callbacks_is_left_out_and_does_not_count() -> None:
    calls: AgreementCalls[Plan] = AgreementCalls(PLANNER, ESignLiveService(Secret("canary")))
    plan: Any = calls.send("draft-1")
    assert "canary" not in plan.to_json()
    bare: Any = AgreementCalls(PLANNER, ESignLiveService()).send("draft-1")
    assert plan.digest == bare.digest
    assert read(plan.to_json()) == bare


def test_the_services_of_agreements_are_told_apart() -> None:
    plans: list[Any] = [calls.send("draft-1") for calls in AGREEMENTS.values()]
    assert len({plan.digest for plan in plans}) == len(plans)
    assert json.loads(plans[0].to_json())["made_with"] == [
        {"$new": "agreements.Constellation1Service", "with": {"invite_url": "https://sign.example/{token}"}}
    ]


def test_the_table_has_calls_with_credentials() -> None:
    refused = [row for _, row in ROWS if row.secrets]
    assert len(refused) > 20
    assert not has_credential({"a": [1, "b"]})
    assert has_credential({"a": [1, Secret("b")]})
