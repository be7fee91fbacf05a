"""Whatever workers do, in whatever order, a journal does as a few lines of Python do that keep it all in a dict."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from esignkit.databases import SQLiteDatabase
from esignkit.durable import Journal, JournalError, LeaseLostError, RunBusyError, RunState
from esignkit.durable.answers import given_answer, is_given
from esignkit.durable.bindings import made_nothing
from esignkit.durable.values import ClaimedRun, Step
from tests.durable.conftest import Clock
from tests.durable.journals import PLAN, elsewhere, step
from tests.inside import claims_of
from tests.trials import SIZE

LEASE = 6000.0
"""So long that no lease is extended in the background, whatever else the machine does."""
KEYS = st.sampled_from(["a", "b"])
NUMBERS = st.integers(0, 3)
ENDED = (RunState.DONE, RunState.FAILED)


@attrs.define
class Kept:
    """A run, as the model keeps it."""

    state: RunState = RunState.RUNNING
    owner: str = ""
    until: float = 0.0
    steps: dict[int, Step] = attrs.field(factory=dict)

    def undecided(self) -> int | None:
        """The step that a person may decide about."""
        for number in sorted(self.steps, reverse=True):
            one, later = self.steps[number], [step for after, step in self.steps.items() if after > number]
            if one.state == "intent" or (is_given(one) and made_nothing(later)):
                return None if self.state is RunState.DONE else number
        return None


class Workers(RuleBasedStateMachine):
    """Two journals on one file, workers of other machines, and a clock that is set."""

    runs: Bundle[ClaimedRun] = Bundle("runs")

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.folder = tempfile.TemporaryDirectory()
        self.patch = patch.object(SQLiteDatabase, "clocks", lambda *_: (self.clock.now, self.clock.lease))
        self.patch.start()
        self.journals = [Journal(Path(self.folder.name, "j"), lease=LEASE) for _ in range(2)]
        self.kept: dict[str, Kept] = {}

    def teardown(self) -> None:
        for journal in self.journals:
            journal.close()
        self.patch.stop()
        self.folder.cleanup()

    def is_free(self, kept: Kept) -> bool:
        return not kept.owner or kept.until <= self.clock.lease

    def is_owner(self, run: ClaimedRun) -> bool:
        kept = self.kept.get(run.key)
        return kept is not None and kept.owner == run.owner and not run.dropped

    @rule(target=runs, key=KEYS, which=st.integers(0, 1))
    def claim(self, key: str, which: int) -> ClaimedRun:
        run = ClaimedRun(key, owner=elsewhere())
        before = self.kept.get(key)
        try:
            claims_of(self.journals[which]).claim(run, "d", PLAN, "esignlive", "account")
        except RunBusyError as error:
            assert before is not None
            assert not self.is_free(before)
            assert error.retry_after == before.until - self.clock.lease
            return run
        assert run.state is (before and before.state)
        assert run.steps == (before.steps if before else {})
        if before is None or before.state not in ENDED:
            assert before is None or self.is_free(before)
            steps = dict(before.steps) if before else {}
            self.kept[key] = Kept(RunState.RUNNING, run.owner, self.clock.lease + LEASE, steps)
        return run

    @rule(
        run=runs,
        which=st.integers(0, 1),
        states=st.dictionaries(NUMBERS, st.sampled_from(["intent", "answer", "error"]), max_size=2),
        state=st.sampled_from([RunState.RUNNING, *RunState]),
        cut=st.none() | NUMBERS,
    )
    def write(self, run: ClaimedRun, which: int, states: dict[int, str], state: RunState, cut: int | None) -> None:
        steps = [step(number, kind, bytes([number])) for number, kind in states.items()]
        is_owner = self.is_owner(run)
        try:
            claims_of(self.journals[which]).write(run, steps, state, cut=cut)
        except LeaseLostError:
            assert not is_owner
            return
        assert is_owner
        kept = self.kept[run.key]
        kept.steps = {n: one for n, one in kept.steps.items() if cut is None or n < cut}
        kept.steps |= {one.number: one for one in steps}
        kept.state, kept.until = state, self.clock.lease + LEASE
        kept.owner = run.owner if state is RunState.RUNNING else ""

    @rule(run=consumes(runs), which=st.integers(0, 1), unsent=st.none() | NUMBERS)
    def drop(self, run: ClaimedRun, which: int, unsent: int | None) -> None:
        is_owner = self.is_owner(run)
        claims_of(self.journals[which]).drop(run, None if unsent is None else step(unsent))
        if is_owner:
            kept = self.kept[run.key]
            kept.state, kept.owner = RunState.STOPPED, ""
            if unsent in kept.steps and kept.steps[unsent].state == "intent":
                del kept.steps[unsent]

    @rule(key=KEYS, again=st.booleans(), which=st.integers(0, 1))
    def resolve(self, key: str, again: bool, which: int) -> None:
        kept = self.kept.get(key)
        number = kept.undecided() if kept else None
        may = kept is not None and self.is_free(kept) and number is not None
        try:
            if again:
                self.journals[which].resolve(key, again=True)
            else:
                self.journals[which].resolve(key, done=b"done")
        except JournalError:
            assert not may
            return
        assert may
        assert kept is not None
        assert number is not None
        known = kept.steps.pop(number)
        if is_given(known):
            kept.steps = {n: one for n, one in kept.steps.items() if n < number}
        if not again:
            kept.steps[number] = given_answer(known, b"done")
        kept.state, kept.owner = RunState.STOPPED, ""

    @rule(key=KEYS, which=st.integers(0, 1))
    def forget(self, key: str, which: int) -> None:
        kept = self.kept.get(key)
        with suppress(RunBusyError):
            assert self.journals[which].forget(key) is (kept is not None)
            assert kept is None or self.is_free(kept)
            self.kept.pop(key, None)

    @rule(seconds=st.sampled_from([1.0, LEASE / 2, LEASE + 1]))
    def time_passes(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @invariant()
    def both_see_the_same(self) -> None:
        for journal in self.journals:
            assert {info.key: info.state for info in journal.runs()} == {k: one.state for k, one in self.kept.items()}
            free = {
                key
                for key, one in self.kept.items()
                if one.state in (RunState.RUNNING, RunState.STOPPED) and self.is_free(one)
            }
            assert {info.key for info in journal.unfinished()} == free


TestWorkers = Workers.TestCase
TestWorkers.settings = settings(max_examples=30 if SIZE else 10, stateful_step_count=30, deadline=None)
