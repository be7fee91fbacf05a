"""Carrying a plan out under a key: what is written down is replayed, and what happens is written down."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from attrs import define, field

from esignkit.core.context import Context
from esignkit.core.flow import Call, ClientValue, Flow, Locked, Now, Prepare, Sleep, Steps, Within
from esignkit.core.operation import Dated, Operation
from esignkit.core.value_objects import evolve
from esignkit.durable.answers import saved_skew
from esignkit.durable.bindings import ASKED, ONLY_READ
from esignkit.durable.calls import Calls
from esignkit.durable.claiming import claim
from esignkit.durable.endings import write_ending
from esignkit.durable.errors import JournalError, PlanChangedError
from esignkit.durable.run_clock import RunClock
from esignkit.durable.run_writer import RunWriter
from esignkit.durable.values import ClaimedRun, RunState, Step
from esignkit.types import JSON

if TYPE_CHECKING:
    from esignkit.durable.claims import Claims

__all__ = ["Recorder", "record"]


def record(
    journal: Claims,
    plan: Flow[Any] | None,
    key: str,
    context: Context,
    account: str,
    *,
    accept_orphans: bool = False,
) -> Steps[Any]:
    """Return a flow that carries a plan out once under a key, whatever becomes of the process.

    Args:
        journal: Where the run is written down.
        plan: What to do; None for the plan that the journal holds under the key.
        key: The run's key.
        context: The settings of the client that carries it out.
        account: What tells the client's account from others.
        accept_orphans: Whether a call is repeated that may leave something useless behind.

    Raises:
        PlanError: The plan has no JSON form.
        PlanChangedError: The key is another plan's or another account's, or the flow does other steps than it did.
        RunBusyError: Another worker carries the run out.
        LeaseLostError: Another worker has taken the run over.
        OutcomeUnknownError: Nobody can tell whether a call was carried out; its text says what to look at.
        ESignError: A call failed.
    """
    run = ClaimedRun(key)
    writer = RunWriter(journal, run, context)
    calls = Calls(writer, accept_orphans)
    claimed = False
    try:
        flow = yield Call(functools.partial(claim, journal, run, plan, context, account))
        claimed = True
        result = yield from Recorder(calls, context).drive(flow)
        if run.state is RunState.FAILED:
            msg = f"run {key!r} ended in an error, and now its flow ends without one; journal.retry({key!r}) resumes it"
            raise PlanChangedError(msg)
        if run.state is not RunState.DONE:
            yield from writer.in_journal(functools.partial(writer.finish, RunState.DONE))
    except JournalError as error:
        yield Call(functools.partial(_let_go, writer, str(error)))
        raise
    except Exception as error:
        if claimed:
            yield Call(functools.partial(write_ending, calls, error))
        raise
    except BaseException:  # a cancellation, Ctrl-C
        _let_go(writer)
        raise
    return result


def _let_go(writer: RunWriter, note: str = "") -> None:
    with suppress(Exception):  # what ended the run is what is to be seen; the run is free when its lease has run out
        writer.let_go(note)


@define(eq=False)
class Recorder:
    """Carries flows out, and numbers their steps."""

    calls: Calls
    context: Context
    number: int = 0
    clock: RunClock = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.clock = RunClock(self.context)

    @property
    def is_behind(self) -> bool:
        """Whether something that is written down is still to come."""
        return self.number <= max(self.calls.writer.run.steps, default=-1)

    def drive(self, flow: Flow[Any]) -> Steps[Any]:
        """Carry a flow out. What the journal refuses ends it at once: the flow itself does not get to see that."""
        steps = cast("Generator[object, Any, Any]", iter(flow))
        try:
            effect = next(steps)
            while True:
                try:
                    value = yield from self._perform(effect)
                except JournalError:
                    raise
                except Exception as error:
                    effect = steps.throw(error)
                else:
                    effect = steps.send(value)
        except StopIteration as stop:
            return stop.value
        finally:
            steps.close()

    def _perform(self, effect: object) -> Steps[Any]:
        if isinstance(effect, Operation | Dated):
            return (yield from self._call(cast("Operation[Any] | Dated[Any]", effect)))
        if isinstance(effect, Now):
            instant: Any = self._value("the time", self.clock.now)
            self.clock.replay(instant)
            return instant
        if isinstance(effect, ClientValue):
            name = effect.name
            return self._value(f"the client's {name}", lambda: self.context.values.get(name))
        if isinstance(effect, Within):
            return (yield from self._within(cast("Within[Any]", effect)))
        if isinstance(effect, Call):
            return (yield from self._ask(cast("Call[Any]", effect)))
        if (isinstance(effect, Sleep) and self.is_behind) or (
            isinstance(effect, Prepare) and self.calls.writer.has_ended  # the file that was sent may be gone
        ):
            return None
        if isinstance(effect, Locked):
            locked = cast("Locked[Any]", effect)
            effect = Locked(locked.key, self.drive(locked.flow), locked.deadline)
        return (yield from self.calls.writer.carry_out(effect))

    def _call(self, effect: Operation[Any] | Dated[Any]) -> Steps[Any]:
        number = self.number
        self.number += 1
        if isinstance(effect, Operation):
            return (yield from self.calls.call(effect, number, self.context))[0]
        result, step = yield from self.calls.call(effect.operation, number, self.context)
        return result, saved_skew(step)

    def _within(self, effect: Within[Any]) -> Steps[Any]:
        outer = self.context
        self.context = evolve(outer, until=min(self.clock.monotonic(effect.deadline), outer.until))
        try:
            return (yield from self.drive(effect.flow))
        finally:
            self.context = outer

    # What clocks, chance and foreign code said ------------------------------------------------------------------------
    def _value(self, name: str, get: Callable[[], JSON]) -> JSON:
        """Return what was said the first time."""
        known = self.calls.writer.run.steps.get(self.number)
        if known is None:
            return self._note(self.number, name, json.dumps(get()))
        self.number += 1
        self.calls.check_name(known, name)
        return cast("JSON", json.loads(known.extra))

    def _note(self, number: int, name: str, text: str, digest: str = "") -> JSON:
        step = Step(number, name, digest, "value", self.context.wall_clock(), extra=text)
        self.calls.writer.pending.append(step)
        self.number = number + 1
        return cast("JSON", json.loads(text))

    def _ask(self, effect: Call[Any]) -> Steps[object]:
        """Call a function. What JSON would not give back as it is, is not written down: it is called again.

        That it is called is written down before, for it may change something and then fail.
        """
        number, name = self.number, ASKED
        if not effect.reads:
            self.calls.last_function = number
        known = self.calls.writer.run.steps.get(number)
        if known is not None and (known.name != name or known.state != "begun"):
            return self._value(name, lambda: None)
        self.number += 1
        if known is None and not effect.reads:
            self.calls.writer.pending.append(Step(number, name, "", "begun", self.context.wall_clock()))
        value: object = yield from self.calls.writer.carry_out(effect)
        text = _json_text(value)
        return value if text is None else self._note(number, name, text, ONLY_READ if effect.reads else "")


def _json_text(value: object) -> str | None:
    """Return a value as JSON; None where it would come back as another one, as a tuple does."""
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return None
    return text if _is_plain(value) else None


def _is_plain(value: object) -> bool:
    if type(value) is dict:
        members = cast("dict[object, object]", value)
        return all(type(name) is str and _is_plain(member) for name, member in members.items())
    if type(value) is list:
        return all(map(_is_plain, cast("list[object]", value)))
    return value is None or type(value) in (str, int, float, bool)
