"""Calls on agreements that were sent: what they say when they cannot do all that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from esignkit.agreements import EvidenceKind
from esignkit.core.operation import Operation
from esignkit.core.watching import Watched, Watcher
from esignkit.errors import PermissionDeniedError, ValidationError
from tests.agreements.support import lease, open_case

if TYPE_CHECKING:
    from esignkit.sandbox import Sandbox


class Lists(Watcher):
    """Sees what lists are searched for."""

    def __init__(self) -> None:
        self.searches: list[object] = []

    def call_begins(self, operation: Operation[Any]) -> Operation[Any]:
        if operation.name == "packages.list":
            self.searches.append(operation.query.get("search"))
        return super().call_begins(operation)


@pytest.mark.parametrize(("count", "walks_all"), [(1, False), (2, True), (3, True)])
def test_a_search_that_may_have_left_something_out_is_no_answer(
    count: int, walks_all: bool, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("esignkit.agreements.esignlive.MOST_HITS", 2)
    case = open_case("esignlive", sandbox)
    with case.sign as sign:
        sent = {case.send(reference="r-1", title="Lease").id for _ in range(count)}
        case.send(reference="r-1", title="Annex")
        lists = Lists()
        states = sign.client.run(Watched(sign.plan.find("r-1", title="Lease"), lists))
        assert {state.id for state in states} == sent
        assert (None in lists.searches) == walks_all
        assert "Lease" in lists.searches


def test_a_draft_in_the_bin_is_not_sent(sandbox: Sandbox):
    case = open_case("esignlive", sandbox)
    with case.sign as sign:
        sent = case.send()
        sign.cancel(sent.id)
        before = sandbox.ledger("esignlive", "packages.send")
        with pytest.raises(ValidationError, match="is in the bin, where `cancel` puts what it calls off"):
            sign.send(sent.id)
        assert sandbox.ledger("esignlive", "packages.send") == before
        draft = sign.create(lease())
        assert sign.send(draft.id).id == draft.id


def test_evidence_that_fails_for_now_is_no_evidence_that_is_missing(sandbox: Sandbox):
    case = open_case("ignisign", sandbox)
    with case.sign as sign:
        sent = case.send()
        sandbox.sign_all(sent.id)
        add = sandbox.faults.add
        add(
            "status",
            "ignisign",
            "documents.signature_proof",
            status=403,
            body="{}",
            times=None,
            tenant=case.account.tenant,
        )
        with pytest.raises(PermissionDeniedError):
            sign.evidence(sent.id)
        sandbox.faults.clear()
        add("status", "ignisign", "documents.signature_proof", status=404, body="{}", tenant=case.account.tenant)
        missing = {one.kind: one.reason for one in sign.evidence(sent.id).missing}
        assert "the service refused it" in missing[EvidenceKind.CERTIFICATE]


def test_a_misspelt_loss_is_told_with_what_it_may_be(sandbox: Sandbox):
    with open_case("esignlive", sandbox).sign as sign:
        with pytest.raises(ValueError, match=r"'reminder' is nothing that can be lost; did you mean 'reminders'\?"):
            sign.check(lease(), allow_loss={"reminder"})
        with pytest.raises(ValueError, match=r"give some of anchor, approver, audit trail"):
            sign.check(lease(), allow_loss={"everything"})
