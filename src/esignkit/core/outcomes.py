"""The result of one attempt of a call: a value, or a failure and its outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define

from esignkit.core.files import WholenessError
from esignkit.core.flow import Response, SendFailed
from esignkit.core.operation import Open, Operation, Repeat
from esignkit.core.provider import Problem
from esignkit.core.readers import OtherShape, Unreadable
from esignkit.core.retry import TRANSIENT, parse_retry_after, proves_nothing
from esignkit.errors import DecodeError, NotFoundError
from esignkit.types import Outcome

if TYPE_CHECKING:
    from esignkit.core.provider import Provider

__all__ = ["Failure", "classify", "combined", "is_gone", "send_failure"]

T = TypeVar("T")


@define(eq=False, repr=False)
class Failure:
    """One failed try, classified."""

    why: str
    outcome: Outcome
    again: bool
    status: int | None = None
    response: Response | None = None
    problem: Problem | None = None
    hint: float | None = None
    late: bool = False
    throttled: bool = False
    decode: str | None = None


def send_failure(operation: Operation[Any], failed: SendFailed) -> Failure:
    """Say what a broken exchange means for the call."""
    again = not failed.fatal and not failed.late and (not failed.sent or operation.repeat is not Repeat.NEVER)
    outcome = Outcome.AMBIGUOUS if failed.sent else Outcome.NOT_SENT
    return Failure(str(failed), outcome, again, status=failed.status, late=failed.late)


def classify(operation: Operation[T], response: Response, provider: Provider, wall_clock: float) -> T | Failure:
    """Tell a result from a failure, and say of a failure what is known.

    Args:
        operation: The call.
        response: What came back.
        provider: Reads it.
        wall_clock: The wall clock, in seconds since 1970.
    """
    status = response.status
    safe = operation.repeat is not Repeat.NEVER
    if not 200 <= status < 300:
        problem = provider.problem(operation, response)
        hint = parse_retry_after(response.headers.get("retry-after"), wall_clock)
        why = problem.message or f"HTTP {status}"
        if proves_nothing(status):  # whatever its words and headers say: they may be a proxy's
            again = safe and status in TRANSIENT and not problem.rejected
            return Failure(why, Outcome.AMBIGUOUS, again, status, response, problem, hint)
        throttled = status == 429
        return Failure(why, Outcome.REJECTED, throttled, status, response, problem, hint, throttled=throttled)
    refusal = provider.refusal(operation, response)
    if refusal is not None:
        outcome = Outcome.DONE if refusal.done else Outcome.REJECTED
        return Failure(refusal.message, outcome, False, status, response, refusal)
    if isinstance(operation.sink, Open):
        return cast("T", response)
    try:
        return cast("T", provider.read(operation, response))
    except (Unreadable, WholenessError) as error:
        again = safe and not isinstance(error, OtherShape)
        return Failure(str(error), Outcome.AMBIGUOUS, again, status, response, decode=str(error))
    except (DecodeError, ValueError, TypeError, OverflowError, RecursionError) as error:
        text = error.message if isinstance(error, DecodeError) else f"{type(error).__name__}: {error}"
        return Failure(text, Outcome.DONE, False, status, response, decode=text)


def combined(operation: Operation[Any], before: Outcome, now: Outcome) -> Outcome:
    """Return what is known of a call after one more try.

    Args:
        operation: The call.
        before: What was known of the tries before it, `NOT_SENT` when there were none.
        now: What this try came to.
    """
    if now is Outcome.NOT_SENT:
        return before
    if now is Outcome.REJECTED and before is Outcome.AMBIGUOUS and operation.repeat is not Repeat.READ:
        return before  # this one was refused; an earlier one may have been carried out all the same
    return now


def is_gone(response: Response, failure: Failure) -> bool:
    """Whether the service says that there is no such thing, by its status or in its words."""
    if proves_nothing(response.status):
        return False
    error = failure.problem.error if failure.problem else None
    return response.status in (404, 410) or (error is not None and issubclass(error, NotFoundError))
