"""Steps in doubt: writes that may have been sent, and whose answer nobody has.

The call's own question tells what became of it; see `esignkit.core.reconciliation`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from esignkit.core.context import Context
from esignkit.core.flow import Response
from esignkit.core.json_text import dumps
from esignkit.core.operation import Operation
from esignkit.core.reconciliation import FindOut, find_out
from esignkit.core.request import with_request_id
from esignkit.core.response_readers import nothing
from esignkit.durable.answers import extra_of
from esignkit.durable.clock_readings import CLOCKS_DIFFER, ClockReading
from esignkit.durable.values import ClaimedRun, Step
from esignkit.errors import OutcomeUnknownError
from esignkit.types import JSON, Finding

if TYPE_CHECKING:
    from esignkit.durable.claims import Claims

__all__ = ["doubt_error", "inquiry_of", "stand_in"]


def inquiry_of(
    operation: Operation[Any],
    step: Step,
    context: Context,
    run: ClaimedRun,
    journal: Claims,
    *,
    clock_was_set: bool = False,
) -> FindOut:
    """Return the flow that finds out what became of a call.

    Args:
        operation: The call.
        step: The line of its intent, or of its error.
        context: The client's settings.
        run: The run. It knows how far the journal's clock, by which the line goes, is ahead of this machine's.
        journal: It says how long the service takes at most until it shows what it has done. That counts from the end
            of the last try, whose latest moment is in the line.
        clock_was_set: Whether this machine's clock was set since the run was taken up.
    """
    extra, now = extra_of(step), context.wall_clock() + run.ahead
    mark, until = extra.get("mark"), extra.get("until")
    end = min(float(until) if isinstance(until, int | float) else step.since + journal.lease, now)
    lasted = extra.get("lasted")  # a service that was so slow to answer may be as slow again to do it
    settle = max(journal.settle, float(lasted) if isinstance(lasted, int | float) else 0.0)
    sent, request_id = with_request_id(operation, lambda: str(mark)) if mark else (operation, None)
    was_set = clock_was_set or _other_clock(extra.get("clock"), run) or step.since > now + CLOCKS_DIFFER
    left = min(settle, max(0.0, settle - _elapsed(now - end, run, was_set=was_set)))
    since = None if was_set else step.since - run.ahead  # by a clock that was set, nobody knows when it was sent
    end = max(end, step.since) - run.ahead
    return find_out(sent, since, end, request_id, settle=settle).settling(left)


def _elapsed(seconds: float, run: ClaimedRun, *, was_set: bool) -> float:
    """Return for how many seconds what was sent has had time to show, or fewer.

    Args:
        seconds: How many they are by the time of day.
        run: The run; its lease may tell as well.
        was_set: Whether the time of day does not tell.
    """
    if not was_set:
        return min(seconds, run.lost_for)
    return run.lost_for if math.isfinite(run.lost_for) else 0.0


def _other_clock(form: JSON, run: ClaimedRun) -> bool:
    """Whether a line goes by another clock than the run does now: one was set, or the machine was started anew."""
    reading = ClockReading.of(form)
    return reading is not None and not reading.agrees(run.clock)


def stand_in(operation: Operation[Any], finding: Finding) -> Response | None:
    """Return an answer that says what was found; None where what was found does not make up an answer of that call.

    Its reader says how such an answer looks, in a method `stand_in` that takes the call and the finding.

    Args:
        operation: The call.
        finding: What the service shows of it.
    """
    if operation.returns is nothing:
        return Response(200, {})
    make: Callable[[Operation[Any], Finding], JSON] | None = getattr(operation.returns, "stand_in", None)
    value = None if make is None else make(operation, finding)
    return None if value is None else Response(200, {"content-type": "application/json"}, dumps(value))


def doubt_error(operation: Operation[Any], step: Step, key: str, why: str, context: Context) -> OutcomeUnknownError:
    """Return the error of a step that stays in doubt: it says what a person has to look at.

    Args:
        operation: The call.
        step: The line of its intent.
        key: The run's key.
        why: Why it stays in doubt.
        context: The client's settings.
    """
    since = datetime.fromtimestamp(step.since, UTC)
    hint = f" {operation.if_lost.hint}." if operation.if_lost else ""
    provider = context.provider
    return OutcomeUnknownError(
        f"{provider.name} {operation.name}: the service may have carried this out at {since:%Y-%m-%d %H:%M:%S} UTC or "
        f"later, and it is not sent again: {why}. Look before you decide about {operation.shown(context.values)}:"
        f"{hint} Then journal.resolve({key!r}, again=True) sends it, and journal.resolve({key!r}, done=…) takes what "
        "you found as its answer.",
        operation=operation.name,
        provider=provider.name,
        method=operation.method,
        path=operation.path,
        attempts=1,
    )
