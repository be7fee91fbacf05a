"""A doubt is never forgotten: what may have been carried out is not sent again, whatever happens next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from esignkit.constellation1 import Signer
from esignkit.constellation1.signers import Signers
from esignkit.core.endpoint import PLANNER
from esignkit.core.flow import Call, Response, Send, SendFailed, Steps, Within, now
from esignkit.core.hooks import Hooks, RequestStarted
from esignkit.durable import Journal, LeaseLostError, flow
from esignkit.durable.bulk_report import BulkState
from esignkit.durable.bulk_tasks import failed
from esignkit.durable.recorder import record
from esignkit.durable.values import ClaimedRun
from esignkit.errors import (
    ESignError,
    NotFoundError,
    NotSentError,
    OutcomeUnknownError,
    PermissionDeniedError,
    ValidationError,
)
from esignkit.esignlive import Package
from esignkit.types import Outcome
from tests.core.test_hooks import Told
from tests.durable import recorded_flows as flows
from tests.durable.conftest import Clock
from tests.durable.runs import CONSTELLATION1, IGNISIGN, Killed, Runs, killed
from tests.durable.test_doubt import ALREADY, CREATED, NOTHING, shown
from tests.inside import claims_of
from tests.support import LOST, REFUSED, AnswerLike, Record, Sent, reply

CREATE = flows.PACKAGES.create(Package(name="Lease"))
PUBLISH = flows.REQUESTS.publish("r-1")
STRANGE = reply(200, {"_id": "r-1", "status": "STRANGE"})
DRAFT = reply(200, {"_id": "r-1", "status": "DRAFT"})
FORBIDDEN = reply(403, {"code": "FORBIDDEN", "message": "no"})


def stands(runs: Runs) -> tuple[str, str]:
    info = runs.journal.get("run-1")
    assert info is not None
    return info.state.value, info.step


def kill(runs: Runs, plan: Any, *answers: AnswerLike) -> None:
    with pytest.raises(Killed):
        runs.run(plan, *answers, killed)


# When the last try ended ----------------------------------------------------------------------------------------------
def test_the_last_of_two_tries_is_settled_after_too(tmp_path: Path) -> None:
    """The second worker, too, was killed while its try was under way."""
    runs = Runs(Journal(tmp_path / "runs.sqlite", settle=10))
    kill(runs, CREATE)
    runs.wall += 3600
    kill(runs, CREATE, NOTHING, NOTHING)
    runs.wall += 1
    assert runs.run(CREATE, *[NOTHING] * 10, CREATED) == "p-1"
    assert sum(runs.record.slept) == pytest.approx(10)


def test_a_try_after_a_pause_is_settled_after_too(tmp_path: Path) -> None:
    runs = Runs(Journal(tmp_path / "runs.sqlite", lease=20, settle=10))

    def throttled(sent: Sent) -> Any:
        runs.record.wall += 40  # the pause that follows
        return reply(429, {}, {"retry-after": "40"})

    with pytest.raises(Killed):
        runs.run(CREATE, throttled, killed)
    runs.wall += 41
    assert runs.run(CREATE, *[NOTHING] * 10, CREATED) == "p-1"
    assert sum(runs.record.slept) == pytest.approx(10)


# Errors that prove nothing --------------------------------------------------------------------------------------------
def test_what_was_done_in_part_is_not_done_again(runs: Runs) -> None:
    runs.service = CONSTELLATION1
    signers = [
        Signer(signer_id=str(n), first_name="A", last_name="B", email_address=f"{n}@example.com") for n in (1, 2)
    ]
    plan: Any = Signers(PLANNER).send_invites("s-1", signers, return_url="https://example.com")
    error = runs.fail(ValidationError, plan, reply(200, {"Details": ["Signer 2: e-mail could not be sent"]}))
    assert "Signer 2" in str(error)
    assert stands(runs) == ("unknown", "signers.send_invites")
    assert failed(error, runs.journal, "run-1").state is BulkState.UNKNOWN
    runs.fail(OutcomeUnknownError, plan)
    assert runs.sent == []


@pytest.mark.parametrize("error", [RuntimeError("a hook"), NotSentError("a hook that makes calls")])
def test_an_error_of_the_callers_own_client_proves_nothing(runs: Runs, error: Exception) -> None:
    runs.fail(RuntimeError if isinstance(error, RuntimeError) else OutcomeUnknownError, CREATE, error)
    assert stands(runs) == ("stopped", "packages.create")
    assert runs.run(CREATE, NOTHING, NOTHING, CREATED) == "p-1"


@pytest.mark.parametrize("kind", [RuntimeError, NotSentError])
def test_neither_does_one_of_a_function_that_is_told_of_responses(runs: Runs, kind: type[Exception]) -> None:
    def observe(info: object) -> None:
        raise kind("an observer")

    runs.fail(Exception, CREATE, CREATED, observe=observe)
    assert stands(runs) == ("stopped", "packages.create")


def test_an_error_of_the_callers_before_anything_was_sent_leaves_no_doubt(runs: Runs) -> None:
    def new_id() -> str:
        raise RuntimeError

    runs.fail(RuntimeError, CREATE, new_request_id=new_id)
    assert stands(runs)[1] == ""


# A doubt that is followed by something else ---------------------------------------------------------------------------
@pytest.mark.parametrize("next_one", [FORBIDDEN, REFUSED, reply(429, {}, {"retry-after": "900"})])
def test_a_refusal_of_the_second_try_says_nothing_of_the_first(runs: Runs, next_one: AnswerLike) -> None:
    runs.service = IGNISIGN
    again = [next_one] * 3 if next_one is REFUSED else [next_one]
    error = runs.fail(OutcomeUnknownError, PUBLISH, LOST, STRANGE, *again, DRAFT)
    assert error.outcome is Outcome.AMBIGUOUS
    assert stands(runs) == ("stopped", "signature_requests.publish")
    assert runs.run(PUBLISH, STRANGE, ALREADY).signature_request_id == "r-1"


def test_a_refusal_in_a_second_process_says_nothing_of_the_first_either(runs: Runs) -> None:
    runs.service = IGNISIGN
    kill(runs, PUBLISH)
    runs.fail(OutcomeUnknownError, PUBLISH, STRANGE, FORBIDDEN, DRAFT)
    assert stands(runs) == ("stopped", "signature_requests.publish")


def test_the_services_word_that_it_was_not_done_ends_the_doubt(runs: Runs) -> None:
    runs.fail(PermissionDeniedError, CREATE, LOST, NOTHING, NOTHING, reply(403))
    assert stands(runs) == ("stopped", "")


def test_a_flow_that_cleans_up_leaves_the_step_in_doubt(runs: Runs) -> None:
    plan = flows.cleans_up()
    strange = reply(200, {"id": "p-1", "status": "PREPARING_X"})
    error = runs.fail(OutcomeUnknownError, plan, CREATED, LOST, strange, reply(200, {}))
    assert stands(runs) == ("unknown", "packages.send")
    assert failed(error, runs.journal, "run-1").state is BulkState.UNKNOWN
    runs.fail(OutcomeUnknownError, plan)  # it cleans up no second time
    assert runs.sent == []
    runs.journal.retry("run-1")
    runs.fail(OutcomeUnknownError, plan)
    assert stands(runs) == ("unknown", "packages.send")
    runs.journal.resolve("run-1", done={"id": "p-1", "status": "SENT"})
    assert runs.run(plan) is None
    assert stands(runs) == ("done", "")


def test_a_person_who_says_again_has_only_that_call_sent(runs: Runs) -> None:
    plan = flows.cleans_up()
    strange = reply(200, {"id": "p-1", "status": "PREPARING_X"})
    runs.fail(OutcomeUnknownError, plan, CREATED, LOST, strange, reply(200, {}))
    runs.journal.resolve("run-1", again=True)
    runs.fail(ESignError, plan, reply(404, {"messageKey": "error.notFound.package"}))
    assert runs.sent == ["PUT /packages/p-1"] or runs.sent == ["POST /packages/p-1"]


def test_a_doubt_that_a_flow_swallows_before_it_gives_up_stays(runs: Runs) -> None:
    runs.fail(ValueError, flows.swallows_and_gives_up(), LOST, *[reply(500)] * 3, reply(200, {"id": "p"}))
    assert stands(runs) == ("unknown", "packages.create")


def test_a_doubt_that_comes_after_the_error_that_ends_the_flow_stays(runs: Runs) -> None:
    runs.fail(NotFoundError, flows.creates_and_gives_up(), reply(404), LOST, *[reply(500)] * 3)
    assert stands(runs) == ("unknown", "packages.create")


def test_a_doubt_that_a_flow_swallows_before_it_is_refused_is_no_refusal_to_bulk(runs: Runs) -> None:
    plan = flows.swallows_and_reads()
    error = runs.fail(PermissionDeniedError, plan, LOST, *[reply(500)] * 4, reply(403))
    assert stands(runs) == ("stopped", "packages.create")
    assert failed(error, runs.journal, "run-1").state is BulkState.UNKNOWN


def test_who_is_cancelled_before_the_second_try_keeps_the_first_in_doubt(runs: Runs) -> None:
    runs.service = IGNISIGN
    kill(runs, PUBLISH)
    context = runs.service.context(Record(wall=runs.wall))
    steps = iter(record(claims_of(runs.journal), PUBLISH, "run-1", context, runs.account))
    effect = next(steps)
    while not (isinstance(effect, Call) and "write" in repr(effect.fn) and "intent" in repr(effect.fn)):
        if isinstance(effect, Send):
            effect = steps.send(STRANGE)
        else:
            assert isinstance(effect, Call)
            effect = steps.send(effect.fn())
    effect.fn()
    steps.close()
    assert stands(runs) == ("stopped", "signature_requests.publish")


# A run that was taken over --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("plan", [flows.PACKAGES.trash("p-1"), CREATE], ids=["idempotent", "never"])
def test_a_worker_that_was_frozen_between_two_tries_makes_no_second_one(runs: Runs, clock: Clock, plan: Any) -> None:
    """Not even of a call that may be repeated: what came after it elsewhere would be undone."""

    def taken_over(sent: Sent) -> Response:
        clock.advance(61)
        claimed = ClaimedRun("run-1")
        claims_of(runs.journal).claim(claimed, plan.digest, plan.to_json(), "esignlive", runs.account)
        return reply(429, {}, {"retry-after": "1"})

    runs.fail(LeaseLostError, plan, taken_over)
    assert len(runs.sent) == 1


@pytest.mark.parametrize("plan", [flows.PACKAGES.trash("p-1"), CREATE], ids=["idempotent", "never"])
@pytest.mark.parametrize(
    ("answers", "outcome"),
    [([], Outcome.NOT_SENT), ([reply(429, {}, {"retry-after": "1"})], Outcome.REJECTED)],
    ids=["at once", "at the second try"],
)
def test_observers_are_told_that_a_write_was_not_sent_which_the_journal_refused(
    runs: Runs, clock: Clock, plan: Any, answers: list[Response], outcome: Outcome
) -> None:
    observer = Told()

    def take_over(started: RequestStarted) -> None:
        if started.attempt > len(answers):
            clock.advance(61)
            claims_of(runs.journal).claim(ClaimedRun("run-1"), plan.digest, plan.to_json(), "esignlive", runs.account)

    error = runs.fail(LeaseLostError, plan, *answers, observers=(Hooks(on_request=take_over), observer))
    assert error.outcome is Outcome.NOT_SENT
    assert len(runs.sent) == len(answers)
    end = observer.events[-1]
    assert (type(end.error), end.outcome) == (LeaseLostError, outcome)
    assert observer.short()[-2] == f"{len(answers) + 1} -> None in 0"


@pytest.mark.parametrize("plan", [flows.PACKAGES.trash("p-1"), CREATE], ids=["idempotent", "never"])
@pytest.mark.parametrize(("timeout", "waited", "is_cut"), [(600, 54, True), (30, 30, False), (600, 20, False)])
def test_a_write_that_the_lease_cuts_off_says_so_and_what_to_set(
    runs: Runs, plan: Any, timeout: float, waited: float, is_cut: bool
) -> None:
    def too_slow(sent: Sent) -> Response:
        runs.record.now += waited
        runs.record.wall += waited
        raise SendFailed("the deadline passed", sent=True, timed_out=True)

    options = {"timeout": timeout, "attempts": 1}
    error = runs.fail(ESignError, plan, too_slow, *[REFUSED] * 3, options=options)
    assert ("open the journal with a longer one, such as lease=120" in str(error)) is is_cut


# The client's own settings --------------------------------------------------------------------------------------------
def test_a_client_that_never_repeats_sends_once(runs: Runs) -> None:
    runs.fail(OutcomeUnknownError, CREATE, LOST, NOTHING, NOTHING, options={"attempts": 1})
    assert runs.sent.count("POST /packages") == 1


@flow
def within_a_minute() -> Steps[str]:
    begun = yield from now()
    return (yield from Within(CREATE, begun + 60))


def test_a_look_up_has_its_own_time_when_that_of_the_flow_is_over(runs: Runs) -> None:
    kill(runs, within_a_minute())
    mark = runs.record.sent[0].json["data"]["esignkitRequestId"]
    runs.wall += 3600

    def shows(sent: Sent) -> Response:
        assert sent.send.deadline > runs.record.now + 1
        row = shown(mark)
        return reply(200, {"count": 1, "results": [row]} if sent.target.startswith("/packages?") else row)

    assert runs.run(within_a_minute(), shows, NOTHING, shows) == "p-7"


def test_a_second_one_that_is_refused_for_its_status_is_looked_up(runs: Runs) -> None:
    """That code says nothing of itself; the documentation gives it beside the one that says it."""
    runs.service = IGNISIGN
    kill(runs, PUBLISH)
    bad_status = reply(400, {"code": "SIGNATURE_REQUEST_BAD_STATUS", "message": "not in that status"})
    runs.fail(OutcomeUnknownError, PUBLISH, DRAFT, bad_status, DRAFT)
    assert stands(runs) == ("stopped", "signature_requests.publish")
    in_progress = reply(200, {"_id": "r-1", "status": "IN_PROGRESS"})
    assert runs.run(PUBLISH, in_progress).signature_request_id == "r-1"
