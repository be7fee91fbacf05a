"""Where an agreement and its parties stand: each word of each service, and what waiting makes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from esignkit.agreements import AgreementEndedError, PartyStatus, State, Status
from esignkit.agreements.constellation1_state import state_of as state_of_session
from esignkit.agreements.esignlive_state import state_of as state_of_package
from esignkit.agreements.ignisign_state import state_of as state_of_request
from esignkit.constellation1.enums import SessionStatus, SignerStatus
from esignkit.constellation1.models.sessions import Session, SessionInfo
from esignkit.constellation1.models.signers import Signer
from esignkit.errors import DeadlineExceededError
from esignkit.esignlive.enums import PackageStatus
from esignkit.esignlive.models.document import Approval
from esignkit.esignlive.models.document import Document as PackageDocument
from esignkit.esignlive.models.package import Package
from esignkit.esignlive.models.role import Role
from esignkit.esignlive.models.role import Signer as RoleSigner
from esignkit.ignisign.enums import SignatureRequestStatus
from esignkit.ignisign.models.signature_requests import SignatureRequestContext
from esignkit.types import Outcome
from tests.agreements.support import ADA, BOB, SERVICES, Hurried, lease, open_case
from tests.agreements.support import party as somebody
from tests.tables import in_one_test

if TYPE_CHECKING:
    from esignkit.sandbox import Sandbox

NOW = datetime(2030, 1, 2, tzinfo=UTC)


def session(status: Any, *signers: int) -> State:
    people = [Signer(signer_id=str(number), status_code=SignerStatus(code)) for number, code in enumerate(signers)]
    return state_of_session(Session(id="s", status_code=status, session_info=SessionInfo(), signers=people))


def request(status: Any, signed: int = 0, invited: int = 0) -> State:
    ids = [str(number) for number in range(invited)]
    return state_of_request(SignatureRequestContext(id="r", status=status, signed_by=ids[:signed], signer_ids=ids))


def package(status: Any, *signed: bool, trashed: bool = False, completed: datetime | None = None) -> State:
    """A package with a role for each flag, which says whether the role has signed."""
    roles = [
        Role(id=str(number), index=number, signers=[RoleSigner(email=f"{number}@example.com")])
        for number in range(len(signed))
    ]
    approvals = [
        Approval(id=f"a{number}", role=str(number), signed=NOW if done else None) for number, done in enumerate(signed)
    ]
    documents = [PackageDocument(id="d", approvals=approvals)]
    return state_of_package(
        Package(
            id="p", status=status, roles=roles, documents=documents, trashed=trashed, completed=completed, messages=[]
        )
    )


@in_one_test(
    "native, status, paused, archived",
    [
        (SessionStatus.IN_DRAFT, Status.DRAFT, False, False),
        (SessionStatus.IN_SENT, Status.OPEN, False, False),
        (SessionStatus.IN_PAUSED, Status.OPEN, True, False),
        (SessionStatus.COMPLETED, Status.COMPLETED, False, False),
        (SessionStatus.EXPIRED, Status.EXPIRED, False, False),
        (SessionStatus.CANCELLED, Status.CANCELLED, False, False),
        (SessionStatus.DELETED, Status.OTHER, False, True),
        (SessionStatus("Archived"), Status.OTHER, False, True),
        (SessionStatus("Purged"), Status.OTHER, False, True),
        (SessionStatus("To Be Purged"), Status.OTHER, False, True),
        (SessionStatus(99), Status.OTHER, False, False),
        (SessionStatus("Sealed"), Status.OTHER, False, False),
        (None, Status.OTHER, False, False),
    ],
)
def test_a_session_of_constellation1(native: Any, status: Status, paused: bool, archived: bool):
    state = session(native, 2)
    assert (state.status, state.paused, state.archived) == (status, paused, archived)
    assert state.native_status == (None if native is None else native.name)
    assert state.partial is False


def test_each_status_of_constellation1_is_in_the_table():
    statuses = {status: session(status, 4).status for status in SessionStatus}
    assert statuses[SessionStatus.DELETED] is Status.COMPLETED  # everybody had signed
    assert [status for status, ours in statuses.items() if ours is Status.OTHER] == []


def test_each_status_of_a_signer_of_constellation1():
    states = {status.name: session(SessionStatus.IN_SENT, status.value).parties[0].status for status in SignerStatus}
    assert states == {
        "PENDING_INVITE": PartyStatus.WAITING,
        "INVITED": PartyStatus.OPEN,
        "IN_PROGRESS": PartyStatus.OPEN,
        "COMPLETED": PartyStatus.DONE,
        "CANCELLED": PartyStatus.OTHER,
        "DECLINED": PartyStatus.DECLINED,
        "DELEGATED": PartyStatus.OTHER,
        "AUTHENTICATION_FAILED": PartyStatus.OTHER,
    }
    assert session(SessionStatus.IN_SENT, 42).parties[0].native_status == SignerStatus(42).name


IGNISIGN = {
    "DRAFT": Status.DRAFT,
    "WAITING_DOCUMENTS": Status.PREPARING,
    "WAITING_DOCUMENTS_GENERATION": Status.PREPARING,
    "READY": Status.PREPARING,
    "LAUNCHING": Status.PREPARING,
    "IN_PROGRESS": Status.OPEN,
    "PROCESSING": Status.FINISHING,
    "COMPLETED": Status.COMPLETED,
    "EXPIRED": Status.EXPIRED,
    "CANCELLED": Status.CANCELLED,
    "FAILED": Status.FAILED,
    "LAUNCH_ERROR": Status.FAILED,
    "CHILDREN_GENERATED": Status.SPLIT,
    "BRAND_NEW": Status.OTHER,
}


def test_each_status_of_ignisign():
    assert set(IGNISIGN) - {"BRAND_NEW"} == {status.value for status in SignatureRequestStatus}
    states = {word: request(SignatureRequestStatus(word), 2, 2) for word in IGNISIGN}
    assert {word: state.status for word, state in states.items()} == IGNISIGN
    assert {word: state.native_status for word, state in states.items()} == {word: word for word in IGNISIGN}
    assert not any(state.partial or state.paused or state.archived for state in states.values())


def test_a_request_that_was_closed_before_all_had_signed_is_partial():
    assert [request(SignatureRequestStatus.COMPLETED, *counts).partial for counts in ((1, 2), (2, 2), (0, 0))] == [
        True,
        False,
        False,
    ]
    assert request(SignatureRequestStatus.IN_PROGRESS, 1, 2).partial is False


ESIGNLIVE = {
    "DRAFT": Status.DRAFT,
    "SENT": Status.OPEN,
    "COMPLETED": Status.COMPLETED,
    "ARCHIVED": Status.OTHER,
    "DECLINED": Status.DECLINED,
    "OPTED_OUT": Status.DECLINED,
    "EXPIRED": Status.EXPIRED,
    "OVERVIEW": Status.OTHER,
    "TRASHED": Status.OTHER,
    "BRAND_NEW": Status.OTHER,
}


def test_each_status_of_esignlive():
    assert set(ESIGNLIVE) - {"BRAND_NEW"} == {status.value for status in PackageStatus}
    states = {word: package(PackageStatus(word), True, False) for word in ESIGNLIVE}
    assert {word: state.status for word, state in states.items()} == ESIGNLIVE
    assert {word: state.native_status for word, state in states.items()} == {word: word for word in ESIGNLIVE}
    assert [word for word, state in states.items() if state.archived] == ["ARCHIVED"]


def test_a_package_that_everybody_signed_is_being_finished_and_the_bin_is_a_flag():
    assert package(PackageStatus.SENT, True, True).status is Status.FINISHING
    assert package(PackageStatus.SENT).status is Status.OPEN
    binned = package(PackageStatus.DRAFT, False, trashed=True)
    assert (binned.status, binned.archived) == (Status.DRAFT, True)
    archived = package(PackageStatus.ARCHIVED, True, completed=NOW)
    assert (archived.status, archived.archived, archived.completed_at) == (Status.COMPLETED, True, NOW)


def test_parties_of_a_package_come_one_after_the_other():
    states = [party.status for party in package(PackageStatus.SENT, True, False, False).parties]
    assert states == [PartyStatus.DONE, PartyStatus.OPEN, PartyStatus.WAITING]
    assert {party.status for party in package(PackageStatus.DRAFT, False, False).parties} == {PartyStatus.WAITING}
    assert package(PackageStatus.SENT, True).parties[0].done_at == NOW


# Waiting -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("service", SERVICES)
def test_waiting_ends_with_the_state_of_each_end(service: str, sandbox: Sandbox):
    case = open_case(service, sandbox)
    with case.sign as sign:
        cancelled = sign.send(lease())
        sign.cancel(cancelled.id)
        ends = {cancelled.id: None if service == "esignlive" else Status.CANCELLED}
        if service == "esignlive":
            declined = sign.send(lease())
            sandbox.decline(declined.id, ADA.email, "Too dear")
            ends[declined.id] = Status.DECLINED
        for agreement_id, status in ends.items():
            with pytest.raises(AgreementEndedError) as caught:
                sign.wait(agreement_id, timeout=0)
            error = caught.value
            assert error.state == sign.state(agreement_id)
            assert status is None or error.state.status is status
            assert error.state.status.has_ended or error.state.archived
            assert (error.outcome, error.provider, error.operation) == (Outcome.DONE, error.provider, "agreements.wait")
            assert agreement_id in str(error)
            assert error.state.status is not Status.DECLINED or "Too dear" in str(error)
            assert "ended as DRAFT" not in str(error)
            assert error.state.status.has_ended or "nobody can sign it (its status is DRAFT)" in str(error)


@in_one_test("status", [status for status in Status if status.has_ended and status is not Status.COMPLETED])
def test_each_end_ends_the_waiting(status: Status):
    from esignkit.agreements.calls import AgreementCalls
    from esignkit.agreements.ignisign import IgnisignService
    from esignkit.core.endpoint import PLANNER

    class Ended(IgnisignService):
        def state(self, agreement_id: str, options: object) -> Any:
            yield from ()
            return State(id=agreement_id, service="ignisign", status=status, native_status="ITS_WORD")

    plan: Any = AgreementCalls(PLANNER, Ended()).wait("r-1", timeout=5)
    with pytest.raises(AgreementEndedError, match="r-1 ended as ITS_WORD"):
        drive(plan)


@pytest.mark.parametrize(
    ("stands", "said"),
    [
        (
            {"status": Status.DRAFT},
            r"is still draft after 0 s; it was never sent, or was taken back: send\(id\) sends it",
        ),
        ({"status": Status.OPEN, "paused": True}, "is still open after 0 s; it is paused, and nobody can sign"),
        ({"status": Status.FINISHING}, "is still finishing after 0 s; all have signed, and the service or its sender"),
        ({"status": Status.PREPARING}, "is still preparing after 0 s; it stays open, look again later"),
    ],
)
def test_what_cannot_be_completed_as_it_stands_is_told_when_the_time_is_up(stands: dict[str, Any], said: str):
    from esignkit.agreements.calls import AgreementCalls
    from esignkit.agreements.ignisign import IgnisignService
    from esignkit.core.endpoint import PLANNER

    class Stands(IgnisignService):
        def state(self, agreement_id: str, options: object) -> Any:
            yield from ()
            return State(id=agreement_id, service="ignisign", **stands)

    plan: Any = AgreementCalls(PLANNER, Stands()).wait("r-1", timeout=0)
    with pytest.raises(DeadlineExceededError, match=said):
        drive(plan)


def drive(flow: Any) -> Any:
    """Carry out a flow that sends nothing."""
    steps = iter(Hurried(flow))
    with pytest.raises(StopIteration) as caught:
        next(steps)
    return caught.value.value


@pytest.mark.parametrize("service", SERVICES)
def test_running_out_of_time_says_whose_turn_it_is(service: str, sandbox: Sandbox):
    case = open_case(service, sandbox)
    ordered = service != "ignisign"
    with case.sign as sign:
        sent = sign.send(lease(parties=[somebody(ADA, step=1), somebody(BOB, step=2)] if ordered else [ADA, BOB]))
        with pytest.raises(
            DeadlineExceededError, match=r"still open after 0 s; it is the turn of ada@example.com"
        ) as it:
            sign.wait(sent.id, timeout=0)
        assert ("bob@example.com" in str(it.value)) is not ordered
        sandbox.sign(sent.id, ADA.email if ordered else sent.parties[0].id)
        with pytest.raises(DeadlineExceededError, match=r"the turn of bob@example.com"):
            sign.client.run(Hurried(sign.plan.wait(sent.id, timeout=60)))
        draft = sign.create(lease())
        with pytest.raises(DeadlineExceededError, match=r"taken back: send\(id\) sends it"):
            sign.wait(draft.id, timeout=0)
