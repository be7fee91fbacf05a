"""Each cell of the table of capabilities has its proof: what is YES works, what is LIMITED goes so far and no further,
and what is NO is refused before anything is sent, or left out where that was allowed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import tests.agreements.proofs_of_calls
import tests.agreements.proofs_of_events
import tests.agreements.proofs_of_places  # noqa: F401 - it registers proofs
from esignkit.agreements import CAPABILITIES, Capability, Feature, Support, UnsupportedError, capability
from esignkit.types import Outcome
from tests.agreements.proofs import ASKED, PROOFS, Proof
from tests.agreements.support import SERVICES, Case, lease, open_case
from tests.tables import in_one_test

if TYPE_CHECKING:
    from esignkit.sandbox import Sandbox

CELLS = [(service, feature) for service in SERVICES for feature in Feature]


def refused(service: str, feature: Feature) -> bool:
    """Whether a cell is about what an agreement asks for and the service cannot do."""
    return CAPABILITIES[service][feature].support is Support.NO and feature in ASKED


def test_each_cell_has_its_proof():
    assert all(set(table) == set(Feature) for table in CAPABILITIES.values())
    unproved = [cell for cell in CELLS if cell not in PROOFS and not refused(*cell)]
    assert not unproved
    assert not [cell for cell in PROOFS if refused(*cell)]
    assert len(CELLS) == 114


@in_one_test("service, feature", CELLS)
def test_a_cell_says_what_it_must(service: str, feature: Feature):
    can: Capability = capability(service, feature.value)
    assert can.support is not Support.LIMITED or can.reason
    assert (can.support is Support.NO) == bool(can.nearest)
    assert can.support is not Support.NO or can.reason
    assert not can.reason.endswith(".")


def test_a_cell_that_is_not_there_is_refused_by_name():
    with pytest.raises(ValueError, match="'docusign' is no service; give constellation1"):
        capability("docusign", Feature.BOX)
    with pytest.raises(ValueError, match="'boxes'"):
        capability("ignisign", "boxes")


def proofs_of(service: str) -> list[tuple[str, Feature, Proof]]:
    return [(service, feature, proof) for (one, feature), proof in PROOFS.items() if one == service]


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_service_can_do_works(service: str, sandbox: Sandbox):
    failed: list[Exception] = []
    for _, feature, proof in proofs_of(service):
        case = open_case(service, sandbox)
        try:
            with case.sign:
                proof(case)
        except Exception as error:
            error.add_note(f"cell: {service}, {feature.value}")
            failed.append(error)
    if failed:
        raise ExceptionGroup(f"{len(failed)} cells: {[error.__notes__[-1] for error in failed]}", failed)


@in_one_test("service, feature", [cell for cell in CELLS if refused(*cell)])
def test_what_a_service_cannot_do_is_refused_unsent(service: str, feature: Feature, sandbox: Sandbox):
    can = capability(service, feature)
    case: Case = open_case(service, sandbox)
    agreement = lease(**ASKED[feature])
    with case.sign as sign:
        requests = len(sandbox.requests())
        problems = [problem for problem in sign.check(agreement) if problem.feature is feature]
        for call in (sign.send, sign.create):
            with pytest.raises(UnsupportedError) as caught:
                call(agreement)
            assert [problem for problem in caught.value.problems if problem.feature is feature] == problems
            assert caught.value.outcome is Outcome.NOT_SENT
            assert can.nearest in str(caught.value)
            assert repr(feature.value) in str(caught.value)  # how it is left out
        assert len(sandbox.requests()) == requests
        (problem,) = problems
        assert (can.reason in problem.reason, problem.nearest) == (True, can.nearest)
        member = next(iter(ASKED[feature]))
        assert problem.path.startswith(member)
        if member == "parties":
            assert problem.path.count(".") > 0
        needed = {one.feature.value for one in sign.check(agreement) if one.feature is not None}
        assert sign.check(agreement, allow_loss=needed) == []
        sent = sign.send(agreement, allow_loss=needed)
        assert {one.value for one in sent.lost} == needed
        assert sign.state(sent.id).id == sent.id


@pytest.mark.parametrize("service", SERVICES)
def test_a_loss_is_named_and_only_what_is_asked_for_is_lost(service: str, sandbox: Sandbox):
    with open_case(service, sandbox).sign as sign:
        everything = {feature.value for feature in Feature}
        assert sign.send(lease(), allow_loss=everything).lost == frozenset()
        with pytest.raises(ValueError, match="'remindres' is nothing that can be lost"):
            sign.check(lease(), allow_loss={"remindres"})
        with pytest.raises(TypeError, match="give a set of names"):
            sign.check(lease(), allow_loss="reminders")
