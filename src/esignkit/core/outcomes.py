"""The result of one try of a call: a value, or a failure with its outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from esignkit.core.flow import Response, SendFailed
from esignkit.core.operation import Open, Operation, Repeat
from esignkit.core.provider import Problem
from esignkit.core.retry import TRANSIENT, parse_retry_after, proves_nothing
from esignkit.core.unreadable import OtherShape, Unreadable
from esignkit.core.value_objects import define
from esignkit.errors import DecodeError, NotFoundError
from esignkit.types import Outcome

if TYPE_CHECKING:
    from esignkit.core.provider import Provider

__all__ = ["Failure", "classify", "combined", "is_gone", "send_failure"]

T = TypeVar("T")


@define(eq=False, repr=False)
class Failure:
    """One failed try, classified."""

    message: str
    outcome: Outcome
    retryable: bool
    status: int | None = None
    response: Response | None = None
    problem: Problem | None = None
    retry_after: float | None = None
    timed_out: bool = False
    throttled: bool = False
    decode_error: str | None = None


def send_failure(operation: Operation[Any], error: SendFailed) -> Failure:
    """Classify an exchange that failed before its response was read."""
    retryable = not error.fatal and not error.timed_out and (not error.sent or operation.repeat is not Repeat.NEVER)
    outcome = Outcome.AMBIGUOUS if error.sent else Outcome.NOT_SENT
    return Failure(str(error), outcome, retryable, status=error.status, timed_out=error.timed_out)


def classify(operation: Operation[T], response: Response, provider: Provider, wall_clock: float) -> T | Failure:
    """Return the result of a call, or its failure with what is known of it.

    Args:
        operation: The call.
        response: The response.
        provider: Reads the response.
        wall_clock: The wall clock, in seconds since 1970.
    """
    status = response.status
    repeatable = operation.repeat is not Repeat.NEVER
    if not 200 <= status < 300:
        problem = provider.problem(operation, response)
        retry_after = parse_retry_after(response.headers.get("retry-after"), wall_clock)
        message = problem.message or f"HTTP {status}"
        if proves_nothing(status):  # whatever its body and headers say: they may be a proxy's
            retryable = repeatable and status in TRANSIENT and not problem.rejected
            return Failure(message, Outcome.AMBIGUOUS, retryable, status, response, problem, retry_after)
        throttled = status == 429
        return Failure(
            message, Outcome.REJECTED, throttled, status, response, problem, retry_after, throttled=throttled
        )
    refusal = provider.refusal(operation, response)
    if refusal is not None:
        outcome = Outcome.DONE if refusal.done else Outcome.REJECTED
        return Failure(refusal.message, outcome, False, status, response, refusal)
    if isinstance(operation.sink, Open):
        return cast("T", response)
    try:
        result: T = provider.read(operation, response)
        return result
    except Unreadable as error:
        retryable = repeatable and not isinstance(error, OtherShape)
        return Failure(str(error), Outcome.AMBIGUOUS, retryable, status, response, decode_error=str(error))
    except (DecodeError, ValueError, TypeError, OverflowError, RecursionError) as error:
        text = error.message if isinstance(error, DecodeError) else f"{type(error).__name__}: {error}"
        return Failure(text, Outcome.DONE, False, status, response, decode_error=text)


def combined(operation: Operation[Any], earlier: Outcome, latest: Outcome) -> Outcome:
    """Return what is known of a call after one more try.

    Args:
        operation: The call.
        earlier: What was known of the tries before it; `NOT_SENT` when there were none.
        latest: The outcome of this try.
    """
    if latest is Outcome.NOT_SENT:
        return earlier
    if latest is Outcome.REJECTED and earlier is Outcome.AMBIGUOUS and operation.repeat is not Repeat.READ:
        return earlier  # this try was refused; an earlier one may have been carried out
    return latest


def is_gone(response: Response, failure: Failure) -> bool:
    """Whether the service says that the resource does not exist, by its status or its error code."""
    if proves_nothing(response.status):
        return False
    error = failure.problem.error if failure.problem else None
    return response.status in (404, 410) or (error is not None and issubclass(error, NotFoundError))
