"""Steps in doubt: writes whose answer nobody has."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from esignkit.core.flow import Response
from esignkit.core.operation import Operation, Repeat
from esignkit.core.response_readers import Read
from esignkit.databases import SQLiteDatabase
from esignkit.durable import Journal, PlanChangedError
from esignkit.durable.doubt import stand_in
from esignkit.durable.values import ClaimedRun, Step
from esignkit.errors import NotFoundError, NotSentError, OutcomeUnknownError, ServerError
from esignkit.esignlive import Package, Role
from esignkit.ignisign.models.signature_requests import PublishResult
from esignkit.types import Finding, Verdict
from tests.durable import recorded_flows as flows
from tests.durable.conftest import Clock
from tests.durable.runs import IGNISIGN, Killed, Runs, killed
from tests.inside import claims_of
from tests.operations import Service
from tests.services import SERVICES
from tests.support import LOST, REFUSED, Sent, reply
from tests.tables import in_one_test

CREATED = reply(200, {"id": "p-1"})
NOTHING = reply(200, {"count": 0, "results": []})
CREATE = flows.PACKAGES.create(Package(name="Lease"))
REQUESTED = reply(200, {"signatureRequestId": "r-1"})
ALREADY = reply(
    400, {"code": "CANNOT_PUBLISH_SIGNATURE_REQUEST__REQUEST_ALREADY_PUBLISHED", "message": "already published"}
)


def request_id(sent: Sent) -> str:
    value: str = sent.json["data"]["esignkitRequestId"]
    return value


def in_doubt(runs: Runs, plan: Any = CREATE, **arguments: Any) -> Sent:
    """Leave a run whose first write was sent, and not answered; return what was sent."""
    with pytest.raises(Killed):
        runs.run(plan, killed, **arguments)
    return runs.record.sent[-1]


def shown(mark: str, **members: Any) -> dict[str, Any]:
    return {
        "id": "p-7",
        "name": "Lease",
        "created": "2027-01-15T08:00:01Z",
        "data": {"esignkitRequestId": mark},
        **members,
    }


def test_what_was_made_is_found_by_the_mark_of_the_step(runs: Runs) -> None:
    mark = request_id(in_doubt(runs))
    whole = shown(mark)
    rows = [{**whole, "id": "other", "data": {}}, whole]  # another one of the same name, made at the same time
    assert runs.run(CREATE, reply(200, {"count": 2, "results": rows}), NOTHING, reply(200, whole)) == "p-7"
    assert "POST" not in "".join(runs.sent)
    assert runs.run(CREATE) == "p-7"
    assert runs.sent == []


def test_a_list_that_grows_while_it_is_walked_can_be_walked_to_its_end(runs: Runs) -> None:
    """Others are at work at the account: what they make comes first in the list, and is no gap."""
    in_doubt(runs)
    rows = [{"id": f"p{n}", "name": "x", "created": "2027-01-15T08:00:00Z"} for n in range(102)]
    first, second = reply(200, {"count": 102, "results": rows[:100]}), reply(200, {"count": 104, "results": rows[98:]})
    assert runs.run(CREATE, first, second, NOTHING, CREATED) == "p-1"


def test_what_was_not_made_is_sent_with_the_same_mark(runs: Runs) -> None:
    mark = request_id(in_doubt(runs))
    assert runs.run(CREATE, NOTHING, NOTHING, CREATED) == "p-1"
    assert request_id(runs.record.sent[-1]) == mark


def test_each_step_and_each_run_has_a_mark_of_its_own(runs: Runs) -> None:
    marks = {request_id(in_doubt(runs, key=key)) for key in ("a", "b")}
    assert len(marks) == 2


def test_the_callers_own_function_gives_the_mark_where_there_is_one(runs: Runs) -> None:
    ids = iter(["mine-1", "mine-2"])
    with pytest.raises(Killed):
        runs.run(CREATE, killed, new_request_id=lambda: next(ids))
    assert runs.run(CREATE, NOTHING, NOTHING, CREATED, new_request_id=lambda: next(ids)) == "p-1"
    assert request_id(runs.record.sent[-1]) == "mine-1"


def test_a_lost_answer_is_looked_up_in_the_same_run(runs: Runs) -> None:
    assert runs.run(CREATE, LOST, NOTHING, NOTHING, CREATED) == "p-1"
    assert runs.state == "done"
    runs.run(CREATE)
    assert runs.sent == []


def test_settle_is_waited_for_before_a_step_is_sent_again(tmp_path: Path) -> None:
    runs = Runs(Journal(tmp_path / "runs.sqlite", settle=10))
    in_doubt(runs)
    assert runs.run(CREATE, *[NOTHING] * 10, CREATED) == "p-1"  # five looks through two lists
    assert sum(runs.record.slept) == pytest.approx(10)


def test_a_service_that_was_slow_is_given_as_long_again(tmp_path: Path) -> None:
    """It may still be at work on a call that ran out of time; what it makes then is no reason to make another one."""
    runs = Runs(Journal(tmp_path / "runs.sqlite", settle=0.5))

    def too_slow(sent: Sent) -> Response:
        runs.record.now += 20
        raise LOST

    def shows_up(sent: Sent) -> Response:
        return reply(200, {"count": 1, "results": [shown(request_id(runs.record.sent[0]))]})

    def whole(sent: Sent) -> Response:
        return reply(200, shown(request_id(runs.record.sent[0])))

    assert runs.run(CREATE, too_slow, *[NOTHING] * 8, shows_up, NOTHING, whole) == "p-7"
    assert sum(runs.record.slept) == pytest.approx(15)  # after the fourth pause
    assert runs.sent.count("POST /packages") == 1


@pytest.mark.parametrize(("seconds", "is_found"), [(3, True), (14, True), (60, False)])
def test_what_the_service_made_while_it_was_waited_for_is_no_copy(tmp_path: Path, seconds: int, is_found: bool) -> None:
    """A worker is frozen, and the service takes longer than the lease; a copy that a person makes comes later."""
    runs = Runs(Journal(tmp_path / "runs.sqlite", lease=5, settle=10))
    mark = request_id(in_doubt(runs))
    runs.wall += 90
    whole = shown(mark, created=f"2027-01-15T08:{seconds // 60:02}:{seconds % 60:02}Z")
    found = reply(200, {"count": 1, "results": [whole]}, {"date": "Fri, 15 Jan 2027 08:01:30 GMT"})
    if is_found:
        assert runs.run(CREATE, found, NOTHING, reply(200, whole)) == "p-7"
    else:
        assert "it is a copy" in str(runs.fail(OutcomeUnknownError, CREATE, found, NOTHING))


def test_settle_counts_from_the_end_of_what_may_have_been_sent(tmp_path: Path) -> None:
    runs = Runs(Journal(tmp_path / "runs.sqlite", lease=60, settle=10))
    in_doubt(runs)
    runs.wall += 3600
    assert runs.run(CREATE, NOTHING, NOTHING, CREATED) == "p-1"
    assert runs.record.slept == []


# Clocks that are set --------------------------------------------------------------------------------------------------
def test_a_clock_that_was_set_back_does_not_end_the_look_up_too_early(runs: Runs) -> None:
    """The list, from the newest, seems to reach back to before the call: it is walked on, and the call is found."""
    mark = request_id(in_doubt(runs))
    runs.wall -= 3600
    date = {"date": "Fri, 15 Jan 2027 07:00:30 GMT"}
    others = [{"id": f"p{n}", "name": "x", "created": "2027-01-15T07:00:20Z"} for n in range(100)]
    whole = shown(mark, created="2027-01-15T07:00:01Z")
    first, second = ({"count": 101, "results": rows} for rows in (others, [whole]))
    answers = [reply(200, first, date), reply(200, second, date), NOTHING, reply(200, whole, date)]
    assert runs.run(CREATE, *answers) == "p-7"
    assert "from=101" in runs.record.sent[1].target


def two_pages(runs: Runs, *before: Sent) -> Callable[[Sent], Response]:
    """The service: the call's row is on the second page; those of the first are from before the call, by our clock."""
    pages: list[str] = []

    def answer(sent: Sent) -> Response:
        now = datetime.fromtimestamp(runs.record.wall, UTC)
        date = {"date": format_datetime(now, usegmt=True)}
        mark = request_id(next(one for one in [*before, *runs.record.sent] if one.method == "POST"))
        whole = shown(mark, created="2027-01-15T07:59:56Z")
        if sent.method == "POST":
            return CREATED
        if sent.target.startswith("/packages/p-7"):
            return reply(200, whole, date)
        pages.append(sent.target)
        if "from=101" in sent.target:
            return reply(200, {"count": 101, "results": [whole]}, date)
        others = [{"id": f"p{n}", "name": "x", "created": "2027-01-15T07:59:57Z"} for n in range(100)]
        return reply(200, {"count": 101, "results": others}, date) if len(pages) == 1 else NOTHING

    return answer


SET_BACK = pytest.mark.parametrize(
    ("by_the_wall", "requests", "result"), [(6, 4, "p-7"), (10, 3, "p-1")], ids=["set back", "not set"]
)
"""How far the clock goes in ten seconds, and whether the list is read to its end, where the call's row is."""


@pytest.fixture
def lease_clock(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that nobody sets; the time of day is that of the runs."""
    made = Clock()
    monkeypatch.setattr(SQLiteDatabase, "clocks", lambda *_: (runs.wall, made.lease))
    monkeypatch.setattr("esignkit.durable.clock_readings.time", SimpleNamespace(time=lambda: runs.wall))
    return made


@SET_BACK
def test_a_clock_that_was_set_back_is_noticed_also_when_it_has_passed_the_call_again(
    runs: Runs, lease_clock: Clock, by_the_wall: int, requests: int, result: str
) -> None:
    sent = in_doubt(runs)
    runs.wall += by_the_wall
    lease_clock.lease += 10
    assert runs.run(CREATE, *[two_pages(runs, sent)] * requests) == result


@pytest.mark.parametrize("up_for", [3, 5000])
def test_after_the_machine_was_started_anew_nobody_knows_when_a_call_was_sent(
    runs: Runs, lease_clock: Clock, up_for: int
) -> None:
    sent = in_doubt(runs)
    runs.wall += 10
    lease_clock.lease = up_for
    assert runs.run(CREATE, *[two_pages(runs, sent)] * 4) == "p-7"


@SET_BACK
def test_a_clock_that_is_set_back_while_an_answer_is_waited_for_is_noticed(
    runs: Runs, by_the_wall: int, requests: int, result: str
) -> None:
    def lost(sent: Sent) -> Response:
        runs.record.wall += by_the_wall
        runs.record.now += 10
        raise LOST

    looks_again = 8 if result == "p-1" else 0  # a service that was so slow may be as slow again
    assert runs.run(CREATE, lost, *[two_pages(runs)] * (requests + looks_again)) == result


def test_a_clock_that_is_set_during_a_run_does_not_change_when_a_step_was_sent(runs: Runs) -> None:
    """It was an hour ahead when the run began, and is put right before the call; or the other way round."""
    for key, change in (("right", -3600), ("wrong", 3600)):
        plan = flows.create_and_send("Lease")

        def created(sent: Sent, change: int = change) -> Response:
            runs.record.wall += change
            return CREATED

        with pytest.raises(Killed):
            runs.run(plan, created, killed, key=key)
        step = claimed_steps(runs, key)[1]
        assert step.since == pytest.approx(runs.wall + min(0, change), abs=60)
        assert json.loads(step.extra)["until"] == pytest.approx(runs.wall + max(0, change) + 60, abs=60)


def claimed_steps(runs: Runs, key: str) -> dict[int, Step]:
    run, info = ClaimedRun(key), runs.journal.get(key)
    assert info is not None
    claims_of(runs.journal).claim(run, info.digest, info.plan, info.service, info.account)
    return run.steps


def test_a_clock_that_was_set_forward_does_not_shorten_the_wait(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker was killed a second after its lease began; by the time of day, that is long ago."""
    runs = Runs(Journal(tmp_path / "runs.sqlite", lease=60, settle=10))
    with monkeypatch.context() as patch:
        patch.setattr(claims_of(runs.journal), "drop", lambda *_: None)  # it let nothing go
        in_doubt(runs)
    clock.lease += 64  # the lease ran out four seconds ago
    clock.now += 3600
    runs.wall += 3600
    assert runs.run(CREATE, *[NOTHING] * 8, CREATED) == "p-1"
    assert sum(runs.record.slept) == pytest.approx(6)


@pytest.mark.parametrize(("passed", "waits"), [(1.0, 10.0), (3600.0, 0.0)], ids=["set forward", "not set"])
def test_a_clock_that_was_set_forward_after_a_run_was_let_go_does_not_shorten_the_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passed: float, waits: float
) -> None:
    runs, made = Runs(Journal(tmp_path / "runs.sqlite", lease=60, settle=10)), Clock()
    monkeypatch.setattr(SQLiteDatabase, "clocks", lambda *_: (runs.wall, made.lease))
    in_doubt(runs)
    runs.wall += 3600
    made.lease += passed
    assert runs.run(CREATE, *[NOTHING] * (10 if waits else 2), CREATED) == "p-1"
    assert sum(runs.record.slept) == pytest.approx(waits)


def test_a_step_of_another_machine_goes_by_the_journals_clock(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose clock is ahead of the service's left a step in doubt; ours agrees with the service."""
    claim = claims_of(runs.journal).claim
    ahead = -600.0

    def claimed(run: Any, *arguments: Any) -> None:
        claim(run, *arguments)
        run.ahead = ahead

    monkeypatch.setattr(claims_of(runs.journal), "claim", claimed)
    runs.wall += 600
    mark = request_id(in_doubt(runs))
    runs.wall -= 540
    ahead = 0.0
    whole = shown(mark)
    found = reply(200, {"count": 1, "results": [whole]}, {"date": "Fri, 15 Jan 2027 08:01:00 GMT"})
    assert runs.run(CREATE, found, NOTHING, reply(200, whole)) == "p-7"


def test_a_question_that_fails_leaves_the_step_in_doubt(runs: Runs) -> None:
    in_doubt(runs)
    for answers in ([REFUSED] * 3, [reply(503)] * 3):
        error = runs.fail(OutcomeUnknownError, CREATE, *answers)
        assert "could not be looked up" in str(error)
        assert isinstance(error.__cause__, NotSentError | ServerError)
        assert (runs.state, runs.journal.get("run-1").step) == ("stopped", "packages.create")
        assert "POST" not in "".join(runs.sent)
    assert runs.run(CREATE, NOTHING, NOTHING, CREATED) == "p-1"


def test_what_nobody_can_tell_stops_and_says_what_to_look_at(runs: Runs) -> None:
    runs.service = IGNISIGN
    plan = flows.REQUESTS.create("profile-1")
    in_doubt(runs, plan)
    error = runs.fail(OutcomeUnknownError, plan)
    for words in ("run-1", "signature_requests.create", "2027-01-15 08:00:00 UTC", "draft without a title", "resolve"):
        assert words in str(error), words
    info = runs.journal.get("run-1")
    assert info is not None
    assert (info.state.value, info.step) == ("unknown", "signature_requests.create")
    assert "signature_requests.create" in info.note
    runs.fail(OutcomeUnknownError, plan)
    assert runs.sent == []


@pytest.mark.parametrize("again", [True, False])
def test_a_person_decides(runs: Runs, again: bool) -> None:
    runs.service = IGNISIGN
    plan = flows.REQUESTS.create("profile-1")
    in_doubt(runs, plan)
    runs.fail(OutcomeUnknownError, plan)
    if again:
        runs.journal.resolve("run-1", again=True)
        assert runs.run(plan, REQUESTED) == "r-1"
    else:
        runs.journal.resolve("run-1", done={"signatureRequestId": "r-2"})
        assert runs.run(plan) == "r-2"
    assert runs.state == "done"


@pytest.mark.parametrize("wrong", ["r-2", b"r-2", 5, ["r-2"]])
def test_an_answer_that_cannot_be_read_leaves_the_step_in_doubt(runs: Runs, wrong: Any) -> None:
    runs.service = IGNISIGN
    plan = flows.REQUESTS.create("profile-1")
    in_doubt(runs, plan)
    runs.fail(OutcomeUnknownError, plan)
    runs.journal.resolve("run-1", done=wrong)
    error = runs.fail(OutcomeUnknownError, plan)
    assert "what journal.resolve was given as its answer cannot be read" in str(error)
    info = runs.journal.get("run-1")
    assert info is not None
    assert (info.state.value, info.step) == ("unknown", "signature_requests.create")
    assert str(error) in info.note
    runs.journal.resolve("run-1", done={"signatureRequestId": "r-2"})
    assert runs.run(plan) == "r-2"
    assert runs.sent == []


def test_an_error_after_a_wrong_answer_names_it(runs: Runs) -> None:
    in_doubt(runs, flows.create_and_send("Lease"))
    runs.journal.resolve("run-1", done={"id": "wrong"})
    error = runs.fail(NotFoundError, flows.create_and_send("Lease"), reply(404, {"message": "no such package"}))
    assert "The answer of packages.create was given by journal.resolve" in error.__notes__[0]
    info = runs.journal.get("run-1")
    assert info is not None
    assert error.__notes__[0] in info.note
    runs.journal.resolve("run-1", done={"id": "p-1"})
    runs.run(flows.create_and_send("Lease"), reply(200, {"id": "p-1"}), reply(200, {"id": "p-1"}))
    assert all("p-1" in sent.target for sent in runs.record.sent)


def test_an_orphan_is_left_only_where_that_was_allowed(runs: Runs) -> None:
    runs.service = IGNISIGN
    plan = flows.REQUESTS.create("profile-1")
    in_doubt(runs, plan)
    assert runs.run(plan, REQUESTED, accept_orphans=True) == "r-1"
    plan = SERVICES["Ignisign"].plan(SERVICES["Ignisign"]["user_invitations.create"])
    in_doubt(runs, plan, key="other")
    runs.fail(OutcomeUnknownError, plan, key="other", accept_orphans=True)
    assert runs.sent == []


def test_a_second_one_that_is_refused_says_that_the_first_was_carried_out(runs: Runs) -> None:
    runs.service = IGNISIGN
    plan = flows.REQUESTS.publish("r-1")
    in_doubt(runs, plan)
    draft = reply(200, {"_id": "r-1", "status": "DRAFT"})
    result: PublishResult = runs.run(plan, draft, ALREADY)
    assert result.signature_request_id == "r-1"
    assert runs.run(plan).signature_request_id == "r-1"
    assert runs.sent == []


def test_a_first_one_that_is_refused_so_was_not_carried_out_by_this_run(runs: Runs) -> None:
    runs.service = IGNISIGN
    error = runs.fail(Exception, flows.REQUESTS.publish("r-1"), ALREADY)
    assert error.code == "CANNOT_PUBLISH_SIGNATURE_REQUEST__REQUEST_ALREADY_PUBLISHED"
    assert runs.state == "stopped"


def test_a_step_in_doubt_that_now_sends_something_else_is_refused(runs: Runs) -> None:
    plan = flows.create_and_send("Lease")
    in_doubt(runs, plan)
    flows.CHANGED.add("body")
    assert "in doubt" in str(runs.fail(PlanChangedError, plan))
    assert runs.sent == []


def test_a_release_that_writes_answered_steps_otherwise_goes_on(runs: Runs) -> None:
    plan = flows.create_and_send("Lease")
    with pytest.raises(Killed):
        runs.run(plan, CREATED, killed)
    flows.CHANGED.add("body")
    assert runs.run(plan, reply(200, {"id": "p-1", "status": "SENT"})) == "p-1"


def test_a_flow_that_swallows_the_doubt_is_told_the_same_again(runs: Runs) -> None:
    answers = [LOST, NOTHING, NOTHING] * 3
    lost = [*answers, NOTHING, NOTHING]  # three tries, each looked up, and a last look; then the flow asks itself
    assert runs.run(flows.swallows(), *lost) == "not_done"
    assert runs.run(flows.swallows()) == "not_done"
    first, second = flows.CALLS
    assert first == second
    assert runs.sent == []


def test_a_doubt_that_is_never_cleared_stops_the_run_in_doubt(runs: Runs) -> None:
    runs.fail(OutcomeUnknownError, CREATE, *[LOST, NOTHING, NOTHING] * 3)
    assert (runs.state, runs.journal.get("run-1").step) == ("stopped", "packages.create")
    assert runs.run(CREATE, NOTHING, NOTHING, CREATED) == "p-1"


# What stands in for an answer -----------------------------------------------------------------------------------------
def asked(service: Service) -> list[Operation[Any]]:
    """The operations of a service that ask themselves what became of a lost call, one of each name."""
    operations = {operation.name: operation for operation in service.operations()}.values()
    return [one for one in operations if one.repeat is Repeat.NEVER and one.if_lost and one.if_lost.ask]


NEVER_DONE = {"sessions.update", "sessions.add_signers_and_documents", "layouts.create"}
"""Calls whose question never says that they were carried out."""
NOT_TOLD = {"v4.seal"}
"""Calls whose answer cannot be made up of what the service shows."""


@pytest.mark.parametrize("service", SERVICES.values(), ids=str)
@in_one_test("operation", asked, ids=lambda operation: operation.name)
def test_what_was_found_makes_up_an_answer_that_can_be_read(service: Service, operation: Operation[Any]) -> None:
    if operation.name in NEVER_DONE:
        return
    model = getattr(operation.returns, "model", None)
    found: Any = None
    if model is not None and model is not PublishResult:
        found = model.from_wire({"id": "x-1", "_id": "x-1", "signerId": "x-1", "packageId": "x-1", "name": "Lease"})
    if operation.name == "users.create":
        found = flows.USER
    response = stand_in(operation, Finding(Verdict.DONE, "it is there", found, "x-1"))
    if operation.name in NOT_TOLD:
        assert response is None or isinstance(operation.returns, Read)
        return
    assert response is not None
    service.context().provider.read(operation, response)


def test_a_part_of_what_was_read_stands_in_for_the_answer(runs: Runs) -> None:
    plan = flows.ROLES.create("p", Role(id="r-1", name="Tenant"))
    in_doubt(runs, plan)
    package = {"id": "p", "roles": [{"id": "owner"}, {"id": "r-1", "name": "Tenant"}]}
    assert runs.run(plan, reply(200, package)).id == "r-1"
    assert runs.sent == ["GET /packages/p"]


def test_that_it_is_looked_up_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    runs = Runs(Journal(tmp_path / "runs.sqlite", settle=10))
    whole = shown(request_id(in_doubt(runs)))
    with caplog.at_level("INFO", "esignkit.durable"):
        runs.run(CREATE, reply(200, {"count": 1, "results": [whole]}), NOTHING, reply(200, whole))
    assert "packages.create of run 'run-1' is in doubt: looking it up for 10 s" in caplog.text
