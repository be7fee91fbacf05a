"""What a run writes down, and what running it again does."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from esignkit.databases import SQLiteDatabase
from esignkit.durable import Journal, JournalError, PlanChangedError, RunState
from esignkit.errors import (
    AuthenticationError,
    DecodeError,
    ESignError,
    NotFoundError,
    PlanError,
    ServerError,
    ValidationError,
)
from esignkit.esignlive import Document, Package, Role
from tests.durable import recorded_flows as flows
from tests.durable.runs import IGNISIGN, Killed, Runs, killed
from tests.inside import claims_of, watch_writes
from tests.support import LOST, REFUSED, reply
from tests.trials import SIZE

CREATED = reply(200, {"id": "p-1"})
DATE = {"date": "Fri, 15 Jan 2027 08:00:10 GMT"}


def test_a_run_that_is_done_gives_its_result_again_without_a_request(runs: Runs) -> None:
    plan = flows.create_and_send("Lease")
    assert runs.run(plan, CREATED, reply()) == "p-1"
    assert runs.sent == ["POST /packages", "POST /packages/p-1"]
    assert runs.state == "done"
    assert runs.run(plan) == "p-1"
    assert runs.sent == []
    assert runs.run(None) == "p-1"  # by the key alone


def test_a_run_that_was_killed_goes_on_after_the_last_answer(runs: Runs) -> None:
    plan = flows.create_and_send("Lease")
    with pytest.raises(Killed):
        runs.run(plan, CREATED, killed)
    sent = reply(200, {"id": "p-1", "status": "SENT"})
    assert runs.run(plan, sent) == "p-1"
    assert runs.sent == ["GET /packages/p-1"]  # it was asked for, and not sent twice


def test_everything_that_chance_and_clock_said_is_said_again(runs: Runs) -> None:
    answers = [reply(200, {"name": "P"}, DATE), reply(200, {"name": "Q"}), CREATED]
    first = runs.run(flows.everything(), *answers)
    assert runs.record.slept == [5]
    assert first[2] == {"chance": 0, "n": None}
    assert first[5] == pytest.approx(10)
    runs.wall += 3600
    assert runs.run(flows.everything()) == first
    assert (runs.record.slept, runs.sent) == ([], [])
    assert flows.CALLS == ["json", "tuple", "tuple"]  # what JSON does not give back is asked for again


def test_the_time_of_a_run_never_goes_back(runs: Runs) -> None:
    with pytest.raises(Killed):
        runs.run(flows.everything(), reply(200, {"name": "P"}, DATE), reply(200, {"name": "Q"}), killed)
    runs.wall -= 7200
    page = reply(200, {"count": 0, "results": []})
    first, *_, last = runs.run(flows.everything(), page, page, CREATED)
    assert last >= first


def test_a_time_limit_holds_for_the_calls_within_it(runs: Runs) -> None:
    answers = [reply(200, {"name": "P"}), reply(200, {"name": "Q"}), CREATED]
    runs.run(flows.everything(), *answers)
    limits = [sent.send.deadline - 1000 for sent in runs.record.sent]  # the clock began at 1000
    assert limits[1] == pytest.approx(30)
    assert limits[0] > 60


def test_a_caught_error_is_caught_again(runs: Runs) -> None:
    missing = reply(404, {"messageKey": "error.notFound.packageNotFound", "message": "no such package"})
    with pytest.raises(Killed):
        runs.run(flows.find_or_create("Lease"), missing, killed)
    page = reply(200, {"count": 0, "results": []})
    assert runs.run(flows.find_or_create("Lease"), page, page, CREATED) == "p-1"
    first, second = flows.CALLS
    assert first == second
    assert first.startswith("NotFoundError 404 error.notFound.packageNotFound")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(reply(400, {"message": "no name"}), ValidationError), (REFUSED, ESignError)],
)
def test_a_run_that_stopped_goes_on_at_the_failed_call(runs: Runs, answer: Any, kind: type[ESignError]) -> None:
    plan = flows.create_and_send("Lease")
    runs.fail(kind, plan, CREATED, *[answer] * 3)
    assert runs.state == "stopped"
    assert runs.run(plan, reply()) == "p-1"
    assert runs.sent == ["POST /packages/p-1"]


TRASH = flows.PACKAGES.trash("p-1")


def made_nothing(runs: Runs) -> bool:
    info = runs.journal.get("run-1")
    assert info is not None
    return info.made_nothing


@pytest.mark.parametrize(
    ("answers", "error", "expected"),
    [
        ([killed], Killed, False),
        ([LOST] * 3, ESignError, False),
        ([reply(500)] * 3, ESignError, False),
        ([LOST, reply(403)], ESignError, False),
        ([RuntimeError("a hook of the caller's")], RuntimeError, False),
        ([REFUSED] * 3, ESignError, True),
        ([reply(403)], ESignError, True),
    ],
    ids=["killed", "lost", "500", "refused after a lost one", "hook", "not sent", "refused"],
)
def test_a_write_that_may_be_repeated_holds_the_key_once_it_may_have_been_carried_out(
    runs: Runs, answers: list[Any], error: type[BaseException], expected: bool
) -> None:
    runs.fail(error, TRASH, *answers)
    assert made_nothing(runs) is expected
    other = flows.PACKAGES.trash("p-2")
    if expected:
        runs.run(other, reply())
        return
    runs.fail(PlanChangedError, other)
    assert runs.sent == []
    runs.fail(ESignError, TRASH, *[REFUSED] * 3)  # which says nothing of the try before
    assert not made_nothing(runs)
    runs.run(TRASH, reply())
    assert len(runs.sent) == 1


@pytest.mark.parametrize(
    ("answers", "expected"),
    [([reply(500)] * 3, False), ([LOST, reply(403)], False), ([reply(403)], True), ([REFUSED] * 3, True)],
    ids=["500", "refused after a lost one", "refused", "not sent"],
)
def test_a_retry_does_not_forget_that_a_write_may_have_been_carried_out(
    runs: Runs, answers: list[Any], expected: bool
) -> None:
    """Nor does the next try, though it is refused and the flow catches that."""
    plan = flows.trashes_and_gives_up()
    runs.fail(ValueError, plan, *answers)
    for _ in range(2):
        assert (runs.state, made_nothing(runs)) == ("failed", expected)
        runs.journal.retry("run-1")
        assert (runs.state, made_nothing(runs)) == ("stopped", expected)
        runs.fail(ValueError, plan, reply(403))
        assert len(runs.sent) == 1
    if not expected:
        runs.fail(PlanChangedError, TRASH)


@pytest.mark.parametrize("what", ["it fails", "a read fails", "it cleans up", "it cleans up and says so"])
def test_a_function_that_was_called_may_have_changed_something(runs: Runs, what: str) -> None:
    """Whether it fails, returns what is not kept, or is called again when the run goes on."""
    flows.CALLS.clear()
    for _ in range(2):
        runs.fail(Exception, flows.calls_a_function(what), *[reply(403)] * (what != "it fails"))
        assert not made_nothing(runs)
        runs.journal.retry("run-1")
        assert not made_nothing(runs)
    assert len(flows.CALLS) == 2
    runs.fail(PlanChangedError, TRASH)
    runs.journal.forget("run-1")
    runs.run(TRASH, reply())


@pytest.mark.parametrize("what", ["it fails", "it is kept", "its file cannot be read"])
def test_a_function_that_only_reads_changes_nothing(runs: Runs, tmp_path: Path, what: str) -> None:
    """Neither does one of the SDK's own that looks at a file: a file with a mistake is mended, and run again."""
    if what == "its file cannot be read":
        wrong = flows.PACKAGES.bulk_send("t-1", b"email\n", name="Batch")
        runs.fail(ValueError, wrong)
    else:
        plan = flows.calls_a_function("it reads" if what == "it is kept" else "it reads and fails")
        runs.fail(Exception, plan, *[reply(403)] * (what == "it is kept"))
    assert made_nothing(runs)
    runs.journal.retry("run-1")
    runs.run(TRASH, reply())


@pytest.mark.parametrize(
    ("plan", "answers", "synced"),
    [
        (TRASH, [reply()], [["begun"]]),
        (flows.create_and_send("Lease"), [CREATED, reply()], [["intent"], ["answer", "intent"]]),
        (flows.calls_a_function("a read fails"), [reply(404)], [["begun"]]),
        (flows.PACKAGES.get("p"), [reply(200, {"id": "p"})], []),
    ],
    ids=["repeatable", "not repeatable", "function", "read"],
)
def test_what_is_about_to_be_done_is_on_the_disk_before(
    runs: Runs, monkeypatch: pytest.MonkeyPatch, plan: Any, answers: list[Any], synced: list[list[str]]
) -> None:
    written: list[list[str]] = []
    seen: list[list[str]] = []
    transaction = SQLiteDatabase.transaction

    def watched(self: SQLiteDatabase, *, synced: bool = False, reads: bool = False) -> Any:
        if synced:
            seen.append(written[-1])
        return transaction(self, synced=synced, reads=reads)

    monkeypatch.setattr(SQLiteDatabase, "transaction", watched)
    watch_writes(runs.journal, before=lambda steps: written.append([step.state for step in steps]))
    with suppress(ESignError):
        runs.run(plan, *answers)
    assert seen == synced


def test_a_function_is_noted_before_it_is_called(runs: Runs) -> None:
    written: list[str] = []
    watch_writes(runs.journal, before=lambda steps: written.extend(step.state for step in steps))
    runs.fail(Exception, flows.calls_a_function("it fails"))
    assert written == ["begun"]


def test_a_write_that_may_be_repeated_is_written_down_once_however_often_it_is_sent(runs: Runs) -> None:
    written: list[str] = []
    watch_writes(runs.journal, before=lambda steps: written.extend(step.state for step in steps))
    runs.run(TRASH, reply(429, {}, {"retry-after": "1"}), reply(429, {}, {"retry-after": "1"}), reply())
    assert written == ["begun", "answer"]


def test_a_flow_that_gives_up_for_a_reason_of_its_own_has_failed_for_good(runs: Runs) -> None:
    runs.fail(ValueError, flows.gives_up(), reply(200, {"name": "P"}))
    assert runs.state == "failed"
    error = runs.fail(ValueError, flows.gives_up())
    assert (str(error), runs.sent) == ("not this one", [])


def test_a_flow_that_changed_something_after_the_error_has_failed_for_good(runs: Runs) -> None:
    error = runs.fail(ValidationError, flows.cleans_up(), CREATED, reply(400, {"message": "no signer"}), reply())
    assert runs.state == "failed"
    again = runs.fail(ValidationError, flows.cleans_up())
    assert (type(again), again.args, again.__dict__) == (type(error), error.args, error.__dict__)
    assert runs.sent == []


@pytest.mark.parametrize("change", ["step", "target"])
def test_a_flow_that_does_other_steps_is_refused(runs: Runs, change: str) -> None:
    plan = flows.create_and_send("Lease")
    runs.run(plan, CREATED, reply())
    flows.CHANGED.add(change)
    error = runs.fail(PlanChangedError, plan)
    assert "step 1" in str(error)
    assert runs.sent == []
    assert runs.state == "done"


def test_a_flow_that_changes_in_the_middle_leaves_the_run_free(runs: Runs) -> None:
    plan = flows.create_and_send("Lease")
    runs.fail(ValidationError, plan, CREATED, reply(400, {"message": "not yet"}))
    assert [row.state for row in runs.journal.runs()] == [RunState.STOPPED]
    flows.CHANGED.add("step")
    assert runs.run(plan, reply()) == "p-1"  # the step that failed was taken out: another one may stand there


def test_another_plan_is_refused_under_the_same_key_with_what_differs(runs: Runs) -> None:
    runs.run(flows.PACKAGES.create(Package(name="Lease")), CREATED)
    error = runs.fail(PlanChangedError, flows.PACKAGES.create(Package(name="Sale")))
    assert "'Lease' → 'Sale'" in str(error)


def test_a_list_is_replayed_with_all_its_pages(runs: Runs) -> None:
    rows = [{"id": f"p{n}", "name": "x"} for n in range(3)]
    plan = flows.PACKAGES.list(page_size=2)
    pages = [reply(200, {"count": 3, "results": rows[:2]}), reply(200, {"count": 3, "results": rows[2:]})]
    first = runs.run(plan, *pages)
    assert len(first) == 3
    assert runs.run(plan) == first
    assert runs.sent == []


def test_a_read_that_failed_is_made_again(runs: Runs) -> None:
    runs.fail(ServerError, flows.PACKAGES.get("p"), *[reply(503)] * 3)
    assert runs.run(flows.PACKAGES.get("p"), reply(200, {"name": "P"})).name == "P"


def test_an_answer_that_cannot_be_read_is_not_asked_for_twice(runs: Runs) -> None:
    """The call was carried out, and its answer is kept: a later version may be able to read it."""
    plan = flows.ROLES.create("p", Role(id="r"))
    error = runs.fail(DecodeError, plan, reply(200, {"id": "r", "signers": "nobody"}))
    assert runs.state == "failed"
    again = runs.fail(DecodeError, plan)
    assert (str(again), again.outcome, runs.sent) == (str(error), error.outcome, [])


def test_an_account_of_another_name_is_refused(runs: Runs) -> None:
    plan = flows.PACKAGES.create(Package(name="Lease"))
    runs.run(plan, CREATED)
    runs.account = "account-2"
    assert "account" in str(runs.fail(PlanChangedError, plan))


def test_not_found_is_the_same_class_again(runs: Runs) -> None:
    runs.fail(NotFoundError, flows.PACKAGES.get("p"), reply(404, {"message": "gone"}))
    assert runs.state == "stopped"


def test_a_run_that_is_done_is_asked_for_by_its_key_when_its_files_are_gone(runs: Runs, tmp_path: Path) -> None:
    """Trap 15: the plan's digest binds the content of its files, which nobody can read any more."""
    file = tmp_path / "lease.pdf"
    file.write_bytes(b"%PDF-1.4")
    plan = flows.PACKAGES.create(Package(name="Lease", documents=[Document(name="lease")]), files=[file])
    assert runs.run(plan, CREATED) == "p-1"
    file.unlink()
    assert runs.run(None) == "p-1"
    assert runs.sent == []


def test_a_run_that_goes_on_needs_its_files(runs: Runs, tmp_path: Path) -> None:
    file = tmp_path / "lease.pdf"
    file.write_bytes(b"%PDF-1.4")
    plan = flows.PACKAGES.create(Package(name="Lease", documents=[Document(name="lease")]), files=[file])
    runs.fail(ValidationError, plan, reply(400, {"message": "not today"}))
    file.write_bytes(b"%PDF-1.5")
    assert "content has changed" in str(runs.fail(PlanError, None))
    assert runs.state == "stopped"


def test_a_key_that_is_not_there_needs_a_plan(runs: Runs) -> None:
    assert "give the plan" in str(runs.fail(JournalError, None))


def test_a_thousand_runs_give_their_results_again_without_a_request(runs: Runs) -> None:
    """A tenth of them, where no trials are asked for."""
    count = 1000 if SIZE else 100
    plan = flows.PACKAGES.create(Package(name="Lease"))
    for number in range(count):
        runs.run(plan, reply(200, {"id": f"p-{number}"}), key=f"run-{number}")
    assert [runs.run(plan, key=f"run-{number}") for number in range(count)] == [f"p-{n}" for n in range(count)]
    assert runs.sent == []  # and any other request would have found no answer


def test_an_intent_is_written_after_signing_in_and_right_before_the_request(runs: Runs) -> None:
    """What cannot be signed in for was not sent: nothing is in doubt."""
    runs.service = IGNISIGN
    auth = IGNISIGN.settings(token=None, app_secret="s").auth
    runs.fail(AuthenticationError, flows.REQUESTS.create("p"), reply(401, {"code": "no"}), auth=auth)
    info = runs.journal.get("run-1")
    assert info is not None
    assert (info.state.value, info.step) == ("stopped", "")
    login = reply(200, {"jwtToken": "a-token-of-the-client"})
    with pytest.raises(Killed):
        runs.run(flows.REQUESTS.create("p"), login, killed, auth=IGNISIGN.settings(token=None, app_secret="s").auth)
    info = runs.journal.get("run-1")
    assert info is not None
    assert info.step == "signature_requests.create"


def test_a_write_is_given_no_more_time_than_the_lease(tmp_path: Path) -> None:
    runs = Runs(Journal(tmp_path / "runs.sqlite", lease=10, settle=0))
    runs.run(flows.PACKAGES.create(Package(name="Lease")), REFUSED, CREATED)
    first, second = (sent.send.deadline for sent in runs.record.sent)
    assert first == pytest.approx(1000 + 9)  # the clock began at 1000
    assert second == pytest.approx(1000 + sum(runs.record.slept) + 9)
    runs.run(flows.PACKAGES.get("p"), reply(200, {"name": "P"}), key="a read")
    assert runs.record.sent[0].send.deadline > 1050


def test_nothing_is_sent_that_cannot_be_written_down(tmp_path: Path) -> None:
    left = [0]

    def fail(steps: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "no space left")

    runs = Runs(Journal(tmp_path / "runs.sqlite", settle=0))
    watch_writes(runs.journal, before=fail)
    error = runs.fail(JournalError, flows.cleans_up())
    assert "no space left" in str(error)
    assert runs.sent == []
    left[0] = 1
    runs.fail(JournalError, flows.cleans_up(), CREATED)  # the flow, which would clean up, does not get to see it
    assert runs.sent == ["POST /packages"]


def test_who_is_cancelled_is_told_so_although_the_journal_is_gone(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise JournalError("the disk is gone")

    monkeypatch.setattr(claims_of(runs.journal), "drop", gone)
    with pytest.raises(Killed):
        runs.run(flows.PACKAGES.get("p"), killed)


def test_a_long_note_is_cut_at_a_word(runs: Runs) -> None:
    words = "refused because of this " * 1000
    runs.fail(ValidationError, flows.PACKAGES.get("p"), reply(400, {"message": words}))
    info = runs.journal.get("run-1")
    assert info is not None
    assert 500 < len(info.note) <= 4002
    assert info.note.endswith((" …", "…"))
