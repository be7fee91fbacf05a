"""What a person does with a journal: look at runs, decide, forget; and what its place may be."""

from __future__ import annotations

import errno
import os
import pickle
import shutil
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from esignkit.databases import Schema, open_database
from esignkit.durable import Journal, JournalError, PlanChangedError, RunBusyError, RunInfo, RunState
from esignkit.durable.bindings import ASKED
from esignkit.durable.tables import SCHEMA
from esignkit.durable.values import ClaimedRun, Step
from esignkit.errors import ConfigurationError
from esignkit.types import Secret
from tests.durable.conftest import Clock
from tests.durable.journals import PLAN, claimed, elsewhere, step
from tests.inbox.databases import DATABASES
from tests.inside import claims_of


def ended(journal: Journal, key: str, state: RunState, *steps: str, note: str = "") -> None:
    """Make a run that stands so, with steps of these states."""
    written = [step(number, kind) for number, kind in enumerate(steps)]
    claims_of(journal).write(claimed(journal, key), written, state, note=note)


def keys(runs: list[RunInfo]) -> list[str]:
    return [info.key for info in runs]


# Looking at runs --------------------------------------------------------------------------------------------------------
def test_how_a_run_stands(journal: Journal, clock: Clock) -> None:
    assert journal.get("a") is None
    run = claimed(journal)
    clock.advance(60)
    claims_of(journal).write(
        run, [step(0, "answer"), step(1)], RunState.UNKNOWN, note="two packages are named so\0\ud800"
    )
    info = journal.get("a")
    assert info is not None
    assert info == RunInfo(
        key="a",
        state=RunState.UNKNOWN,
        service="esignlive",
        account="account-1",
        digest="d",
        plan=PLAN,
        note=info.note,
        step="packages.create",
        made_nothing=False,
        created_at=datetime.fromtimestamp(1_700_000_000, UTC),
        changed_at=datetime.fromtimestamp(1_700_000_060, UTC),
    )
    assert info.note.startswith("two packages are named so")
    assert PLAN not in repr(info)  # which may hold personal data


READ = Step(0, "packages.get", "to", "answer", 1.0, 200, "{}")
REFUSED = {name: f'{{"error": {{"outcome": "{name}"}}}}' for name in ("rejected", "not_sent", "ambiguous", "done")}


@pytest.mark.parametrize(
    ("steps", "made_nothing"),
    [
        ([], True),
        ([READ], True),
        ([attrs.evolve(step(0, "error"), extra=REFUSED["rejected"])], True),
        ([READ, attrs.evolve(step(1, "error"), extra=REFUSED["not_sent"])], True),
        ([attrs.evolve(READ, state="error", extra=REFUSED["ambiguous"])], True),
        ([attrs.evolve(step(0, "error"), extra=REFUSED["ambiguous"])], False),
        ([attrs.evolve(step(0, "error"), extra=REFUSED["done"])], False),
        ([step(0, "intent"), attrs.evolve(READ, number=1)], False),
        ([READ, step(1, "answer")], False),
        ([Step(0, ASKED, "", "value", 1.0, extra="1")], False),
        ([Step(0, "the time", "", "value", 1.0, extra="1")], True),
    ],
)
def test_whether_a_run_made_anything(journal: Journal, steps: list[Step], made_nothing: bool) -> None:
    """It is told as a claim of another plan sees it, which the key is free for or not."""
    claims_of(journal).write(claimed(journal), steps, RunState.STOPPED)
    claims_of(journal).write(
        claimed(journal, "beside"), [step(0, "answer" if made_nothing else "error")], RunState.DONE
    )
    assert {run.key: run.made_nothing for run in journal.runs()}["a"] is made_nothing
    assert journal.unfinished()[0].made_nothing is made_nothing
    if made_nothing:
        assert claimed(journal, digest="e").steps == {}
    else:
        with pytest.raises(PlanChangedError):
            claimed(journal, digest="e")


def test_runs_are_listed_the_newest_first(journal: Journal, clock: Clock) -> None:
    states = [RunState.DONE, RunState.UNKNOWN, RunState.DONE, RunState.STOPPED]
    for number, state in enumerate(states):
        clock.advance(1)
        ended(journal, f"k{number}", state)
    assert keys(journal.runs()) == ["k3", "k2", "k1", "k0"]
    assert keys(journal.runs("done")) == keys(journal.runs(RunState.DONE)) == ["k2", "k0"]
    assert keys(journal.runs(limit=2)) == ["k3", "k2"]
    assert journal.counts() == {RunState.DONE: 2, RunState.UNKNOWN: 1, RunState.STOPPED: 1}
    with pytest.raises(ConfigurationError, match="'finished'; give one of running, stopped, unknown, failed, done"):
        journal.runs("finished")


def test_unfinished_runs_are_those_that_can_go_on_and_that_nobody_has(journal: Journal, clock: Clock) -> None:
    for number, state in enumerate([RunState.STOPPED, RunState.UNKNOWN, RunState.FAILED, RunState.DONE]):
        clock.advance(1)
        ended(journal, f"k{number}", state)
    clock.advance(1)
    claimed(journal, "far", owner=elsewhere())
    clock.advance(61)
    kept = claimed(journal, "mine")
    assert keys(journal.unfinished()) == ["k0", "far"]
    assert keys(journal.runs(RunState.RUNNING)) == [kept.key, "far"]


# Deciding ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("done", "content"), [({"id": "p1"}, b'{"id": "p1"}'), (None, b"null"), (b"%PDF", b"%PDF"), (b"", b"")]
)
def test_a_step_in_doubt_was_done(journal: Journal, done: dict[str, str] | bytes | None, content: bytes) -> None:
    ended(journal, "a", RunState.UNKNOWN, "answer", "intent", note="look at it")
    journal.resolve("a", done=done)
    info = journal.get("a")
    assert info is not None
    assert (info.state, info.step, info.note) == (RunState.STOPPED, "", "")
    run = claimed(journal)
    assert run.state is RunState.STOPPED
    assert run.steps == {0: step(0, "answer"), 1: attrs.evolve(step(1, "answer", content), extra='{"resolved": {}}')}


def test_what_was_said_by_mistake_is_said_anew(journal: Journal) -> None:
    ended(journal, "a", RunState.UNKNOWN, "answer", "intent")
    before = claimed(journal)
    claims_of(journal).write(before, [], RunState.UNKNOWN)
    journal.resolve("a", done={"id": "wrong"})
    journal.resolve("a", done={"id": "p1"})
    run = claimed(journal)
    assert run.steps[1].content == b'{"id": "p1"}'
    claims_of(journal).write(run, [Step(2, "packages.get", "to", "answer", 1.0, 200, "{}")], RunState.FAILED)
    journal.resolve("a", again=True)
    assert claimed(journal).steps == {0: step(0, "answer")}


def test_what_was_said_stays_once_something_was_made_with_it(journal: Journal) -> None:
    ended(journal, "a", RunState.UNKNOWN, "intent")
    journal.resolve("a", done={"id": "p1"})
    claims_of(journal).write(claimed(journal), [step(1, "answer")], RunState.STOPPED)
    with pytest.raises(JournalError, match="no step in doubt"):
        journal.resolve("a", again=True)


def test_an_answer_is_json(journal: Journal) -> None:
    ended(journal, "a", RunState.UNKNOWN, "intent")
    wrong: Any = {"at": object()}
    with pytest.raises(ConfigurationError, match="JSON values"):
        journal.resolve("a", done=wrong)


def test_a_step_in_doubt_was_not_done(journal: Journal) -> None:
    ended(journal, "a", RunState.UNKNOWN, "answer", "intent")
    journal.resolve("a", again=True)
    assert claimed(journal).steps == {0: step(0, "answer")}


def test_a_run_that_failed_goes_on_at_its_error(journal: Journal) -> None:
    ended(journal, "a", RunState.FAILED, "answer", "error")
    journal.retry("a")
    again = claimed(journal)
    assert (again.state, again.steps) == (RunState.STOPPED, {0: step(0, "answer")})


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (RunState.FAILED, ["error", "answer"]),
        (RunState.STOPPED, ["answer"]),
        (RunState.UNKNOWN, ["answer", "intent"]),
        (RunState.STOPPED, []),
    ],
)
def test_nothing_but_a_last_error_is_taken_back(journal: Journal, state: RunState, steps: list[str]) -> None:
    ended(journal, "a", state, *steps)
    journal.retry("a")
    again = claimed(journal)
    assert (again.state, [one.state for one in again.steps.values()]) == (RunState.STOPPED, steps)


@pytest.mark.parametrize(
    ("decide", "error"),
    [
        (lambda journal: journal.resolve("a"), r"one of done=… \(the service did it\) and again=True"),
        (lambda journal: journal.resolve("a", done=1, again=True), "one of done"),
        (lambda journal: journal.resolve("b", again=True), "no run 'b' in this journal"),
        (lambda journal: journal.resolve("a", again=True), "'a' has no step in doubt"),
        (lambda journal: journal.retry("b"), "no run 'b' in this journal"),
        (lambda journal: journal.retry("a"), "'a' is done; to do it once more, run the plan with a new key"),
    ],
)
def test_decisions_that_are_refused(journal: Journal, decide: Callable[[Journal], None], error: str) -> None:
    ended(journal, "a", RunState.DONE, "answer")
    with pytest.raises((JournalError, ConfigurationError), match=error):
        decide(journal)
    assert claimed(journal).state is RunState.DONE


@pytest.mark.parametrize("key", ["a\ud800", "a\0", "", "a" * 201])
def test_what_cannot_be_a_key_is_refused_by_name(journal: Journal, key: str) -> None:
    calls: list[Callable[[], object]] = [
        lambda: journal.get(key),
        lambda: journal.forget(key),
        lambda: journal.retry(key),
        lambda: journal.resolve(key, again=True),
    ]
    for call in calls:
        with pytest.raises(ConfigurationError, match=r"^key h"):
            call()


@pytest.mark.parametrize("name", ["resolve", "retry", "forget"])
def test_a_run_in_work_is_left_alone(journal: Journal, clock: Clock, name: str) -> None:
    run = claimed(journal, owner=elsewhere())
    claims_of(journal).write(run, [step(0)])
    arguments = {"again": True} if name == "resolve" else {}
    with pytest.raises(RunBusyError, match="process 17 on other"):
        getattr(journal, name)("a", **arguments)
    clock.advance(61)  # its worker is dead
    run.dropped = True  # or it would go on in the background
    getattr(journal, name)("a", **arguments)


# Forgetting -------------------------------------------------------------------------------------------------------------
def test_a_forgotten_run_is_new_again(journal: Journal) -> None:
    ended(journal, "a", RunState.DONE, "answer")
    ended(journal, "b", RunState.DONE, "answer")
    assert [journal.forget("a"), journal.forget("a")] == [True, False]
    assert keys(journal.runs()) == ["b"]
    assert (claimed(journal).state, claimed(journal, "b").steps) == (None, {0: step(0, "answer")})


def test_what_ended_long_ago_is_purged(journal: Journal, clock: Clock) -> None:
    for state in RunState:
        ended(journal, state.value, state, "answer")
    run = claimed(journal, "late")
    clock.advance(3600)
    claims_of(journal).write(run, [], RunState.DONE)
    assert journal.purge(timedelta(hours=2)) == 0
    assert journal.purge(timedelta(minutes=30)) == 2
    assert sorted(keys(journal.runs())) == ["late", "running", "stopped", "unknown"]
    assert claimed(journal, "done").steps == {}


@pytest.mark.parametrize("delete", ["forget", "purge"])
@pytest.mark.parametrize("others", [False, True])
def test_nothing_of_a_deleted_run_is_left_in_the_file(tmp_path: Path, delete: str, others: bool) -> None:
    with Journal(tmp_path / "j.sqlite") as journal, Journal(tmp_path / "j.sqlite") as beside:
        for key in ("canary", *("abcdefgh" * others)):
            run = claimed(beside, key, plan=f'"plan of {key}"' + "x" * 3000)
            for number in range(20):
                claims_of(journal).write(run, [step(number)])
                claims_of(journal).write(run, [step(number, "answer", f"answer for {key}".encode() * 100)])
            claims_of(journal).write(
                run, [], RunState.DONE if key == "canary" else RunState.STOPPED, note=f"note on {key}"
            )
        assert "canary" in text_in(tmp_path)
        if delete == "forget":
            assert journal.forget("canary")
        else:
            assert journal.purge(timedelta(seconds=-1)) == 1
        assert "canary" not in text_in(tmp_path)
        assert ("answer for a" in text_in(tmp_path)) is others


def text_in(folder: Path) -> str:
    return "".join(path.read_bytes().decode("latin-1") for path in folder.iterdir())


# Its place --------------------------------------------------------------------------------------------------------------
def test_only_the_owner_can_read_a_journal(tmp_path: Path) -> None:
    with Journal(tmp_path / "j.sqlite") as journal:
        claimed(journal)
        assert [stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()] == [0o600] * 3


def test_two_journals_in_one_place_share_runs(journal: Journal, place: str) -> None:
    run = claimed(journal)
    with Journal(Secret(place), synchronous="FULL") as other:
        with pytest.raises(RunBusyError):
            claimed(other)
        claims_of(journal).write(run, [step(0, "answer")], RunState.DONE)
        assert claimed(other).steps == {0: step(0, "answer")}


def test_a_journal_is_pickled_as_its_place_and_settings(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = place if "://" in place else Path(place).name
    with Journal(given, lease=7.0, settle=0, synchronous="FULL") as journal:
        claimed(journal)
        data = pickle.dumps(journal)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with pickle.loads(data) as again:
        assert (again.lease, again.settle, again.synchronous) == (7.0, 0, "FULL")
        assert keys(again.runs()) == ["a"]


def test_a_journal_that_travels_connects_when_it_is_used(tmp_path: Path) -> None:
    """A scheduler takes tasks apart, and a worker each of them: neither would survive an error, nor all connections."""
    folder = tmp_path / "gone"
    folder.mkdir()
    with Journal(folder / "j.sqlite") as journal:
        data = pickle.dumps(journal)
    shutil.rmtree(folder)
    again: Journal = pickle.loads(data)
    with pytest.raises(JournalError, match="its folder is not there"):
        again.runs()
    folder.mkdir()
    assert again.runs() == []
    again.close()


@pytest.mark.parametrize("place", DATABASES[1:], indirect=True)
def test_a_password_is_not_shown(place: str) -> None:
    with Journal(f"{place}&password=canary") as journal:
        assert repr(journal).startswith("Journal('postgresql://")
        assert "canary" not in repr(journal) + str(vars(journal))


def test_the_repr_of_a_file_is_its_path(tmp_path: Path) -> None:
    with Journal(tmp_path / "j.sqlite") as journal:
        assert repr(journal) == f"Journal('{tmp_path}/j.sqlite')"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"where": ""}, "names no file"),
        ({"where": ":memory:"}, "names no file"),
        ({"lease": 0}, "lease is 0"),
        ({"settle": -1}, "settle is -1"),
        ({"synchronous": "OFF"}, "synchronous is 'OFF'; give 'NORMAL' or 'FULL'"),
    ],
)
def test_arguments_that_are_refused(tmp_path: Path, arguments: dict[str, object], error: str) -> None:
    with pytest.raises(ValueError, match=error):
        Journal(**{"where": tmp_path / "j", **arguments})
    assert list(tmp_path.iterdir()) == []


def _refuse(*args: object) -> None:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def test_places_that_cannot_be_used_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(JournalError, match=r"the journal .*/no/j cannot be made: its folder is not there"):
        Journal(tmp_path / "no" / "j")
    with monkeypatch.context() as patch:
        patch.setattr("os.open", _refuse)
        with pytest.raises(
            JournalError, match=r"Read-only file system; give a path in a folder that can be written to"
        ):
            Journal(tmp_path / "j")
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir or Madam, " * 100)
    with pytest.raises(JournalError, match=r"letter\.txt is no SQLite database"):
        Journal(letter)
    monkeypatch.setattr("esignkit.durable.journal.network_drive", lambda path: "nfs4")
    with pytest.raises(JournalError, match=r"on a network drive \(nfs4\), where SQLite's locks fail; give a path on"):
        Journal(tmp_path / "j")


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(JournalError, match=r"the journal at postgresql://ann@127\.0\.0\.1:1/db cannot be") as caught:
        Journal("postgresql://ann:canary@127.0.0.1:1/db")
    assert "canary" not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_a_journal_of_a_newer_release_is_refused(place: str) -> None:
    newer = open_database(place, Schema("esignkit_journal", [()] * 9))
    with newer.transaction():
        pass
    newer.close()
    with pytest.raises(ConfigurationError, match="written by a newer esignkit: the tables esignkit_journal have"):
        Journal(place)


def test_the_runs_of_an_older_release_go_on(place: str) -> None:
    """It wrote no more of a lease than when it began."""
    older = open_database(place, Schema(SCHEMA.name, SCHEMA.migrations[:1]))
    with older.transaction() as transaction:
        _, lease = older.clocks(transaction)
        for key, owner in (("busy", elsewhere()), ("free", "")):
            transaction.execute(
                "INSERT INTO esignkit_journal_runs VALUES (?, 'd', ?, 'esignlive', 'account-1', 'running', '', ?, ?, 60, 1, 1)",
                (key, PLAN, owner, lease),
            )
    older.close()
    with Journal(place) as journal:
        assert keys(journal.unfinished()) == ["free"]
        assert claimed(journal, "free").state is RunState.RUNNING
        with pytest.raises(RunBusyError):
            claimed(journal, "busy")


def test_a_run_is_told_as_its_key_and_owner() -> None:
    assert repr(ClaimedRun("a", owner="me")).startswith("ClaimedRun(key='a', owner='me', state=None")
