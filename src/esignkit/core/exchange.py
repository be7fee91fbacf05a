"""The exchange with a server, as one flow for every runner.

authenticate → send → classify → wait → repeat or give up → decode
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from esignkit.core.auth.base import Authorization
from esignkit.core.context import Context, ResponseInfo
from esignkit.core.flow import (
    Call,
    ClientValue,
    Flow,
    Locked,
    Now,
    Prepare,
    Primitive,
    Response,
    Send,
    SendFailed,
    Sleep,
    Steps,
    Within,
)
from esignkit.core.http_dates import parse_http_date
from esignkit.core.operation import Dated, Operation, Repeat
from esignkit.core.outcomes import Failure, classify, combined, is_gone, send_failure
from esignkit.core.request import Request, prepare
from esignkit.core.retry import backoff, proves_nothing
from esignkit.core.value_objects import define, evolve
from esignkit.errors import ESignError
from esignkit.types import Outcome, Secret

if TYPE_CHECKING:
    from esignkit.core.observing import ObservedCall
    from esignkit.core.reconciliation import FindOut

__all__ = ["clock_skew", "exchange", "interpret"]

T = TypeVar("T")
AnyEffect: TypeAlias = "Operation[Any] | Dated[Any] | Within[Any] | Now | ClientValue | Primitive"

_NO_CREDENTIALS = Authorization(())
_DEBUG, _INFO = 10, 20
"""Levels of `logging`."""


@define(eq=False, repr=False)
class _Tries:
    """What is known of all tries of a call together."""

    number: int = 0
    outcome: Outcome = Outcome.NOT_SENT
    refused_token: Secret | None = None
    """The token that the server refused. It is replaced once."""
    watch: ObservedCall | None = None
    """Is told of each try; None when nobody observes."""


def exchange(operation: Operation[T], context: Context) -> Steps[T]:
    """Carry one operation out, safely.

    Yields only `Send`, `Prepare`, `Sleep`, `Locked` and `Call`. The operation itself says what may be
    repeated; a write whose outcome is not known is never sent again.
    """
    if context.observers:
        from esignkit.core.observing import observed  # most clients have none

        return observed(operation, context, _attempts)
    return _attempts(operation, context, None)


def _attempts(operation: Operation[T], context: Context, watch: ObservedCall | None) -> Steps[T]:
    request = yield from prepare(operation, context)
    operation = request.operation
    tries = _Tries(watch=watch)
    while True:
        tries.number += 1
        sent_at = context.now()
        authorization = _NO_CREDENTIALS
        cause: ESignError | None = None
        try:
            authorization = _ready(request, tries, context, sent_at) or (
                yield from _authorize(request, tries, context, sent_at)
            )
            response: Response = yield _send(request, authorization, tries, context)
        except SendFailed as error:
            _tell_end(tries, None, context.now() - sent_at)
            failure = send_failure(operation, error)
        except ESignError as error:
            failure, cause = _sign_in_failure(operation, tries, error), error
        else:
            elapsed = context.now() - sent_at
            _observe(operation, response, tries, elapsed, context)
            if _retry_with_new_token(request, tries, response, authorization, context):
                _announce_retry(operation, tries, response.status, elapsed, None)
                continue
            result = classify(operation, response, context.provider, context.wall_clock())
            if not isinstance(result, Failure):
                _log(operation, response.status, elapsed, tries.number)
                _refill(tries, context)
                return result
            if operation.gone_is_done and tries.outcome is Outcome.AMBIGUOUS and is_gone(response, result):
                return operation.returns(response)
            failure = result
        tries.outcome = combined(operation, tries.outcome, failure.outcome)
        delay = _delay(request, tries, failure, context)
        if delay is None:
            _log(operation, failure.status, context.now() - sent_at, tries.number, ", giving up")
            raise _error(request, tries, failure, context, authorization) from cause
        _announce_retry(operation, tries, failure.status, context.now() - sent_at, delay)
        if delay > 0:
            yield Sleep(delay)


def _send(request: Request, authorization: Authorization, tries: _Tries, context: Context) -> Send:
    """Return the exchange of one try."""
    operation = request.operation
    headers = [*request.headers, *authorization.headers]
    if tries.watch is not None:
        tries.watch.request_started(tries.number)
        if not request.cross_origin:
            tries.watch.add_headers(headers)
    return Send(
        operation.method,
        request.target,
        context.provider.seal(operation, headers),
        request.body,
        operation.sink,
        request.deadline,
        operation.at_root,
        request.per_byte,
        request.timeout,
    )


def _ready(request: Request, tries: _Tries, context: Context, now: float) -> Authorization | None:
    """Return the credentials for one try, if it takes no steps to have them."""
    auth = context.auth
    if auth is None or not request.operation.authenticated or request.cross_origin:
        return _NO_CREDENTIALS
    ready: Callable[..., Authorization | None] | None = getattr(auth, "ready", None)
    return None if ready is None else ready(now, tries.refused_token)


def _authorize(request: Request, tries: _Tries, context: Context, now: float) -> Steps[Authorization]:
    """Get the credentials for one try. This may make calls of its own to sign in."""
    assert context.auth is not None  # noqa: S101 - `_ready` has looked
    return (
        yield from interpret(
            context.auth.authorize(now, request.deadline, tries.refused_token), context, request.deadline
        )
    )


def _sign_in_failure(operation: Operation[Any], tries: _Tries, error: ESignError) -> Failure:
    """Return the failure of a call whose earlier try may have been carried out, and which could not sign in again.

    Raises:
        ESignError: `error` itself, with the outcome of the call, when no earlier try may have been carried out.
    """
    if tries.outcome is not Outcome.AMBIGUOUS or operation.repeat is Repeat.READ:
        if error.outcome is not Outcome.REJECTED:
            error.outcome = tries.outcome
        raise error
    tries.number -= 1
    return Failure(f"signing in anew failed: {error}", Outcome.AMBIGUOUS, retryable=False)


def _retry_with_new_token(
    request: Request, tries: _Tries, response: Response, authorization: Authorization, context: Context
) -> bool:
    """Whether the call goes out once more with a new token, which does not count as a try."""
    operation = request.operation
    if tries.refused_token is not None or not request.replayable:
        return False
    if not _refreshable(operation, response, authorization, context):
        return False
    tries.refused_token = authorization.token
    proven = Outcome.AMBIGUOUS if proves_nothing(response.status) else Outcome.REJECTED
    tries.outcome = combined(operation, tries.outcome, proven)
    tries.number -= 1
    return True


def _delay(request: Request, tries: _Tries, failure: Failure, context: Context) -> float | None:
    """Return the seconds to wait before the next try; None when there is none."""
    attempts = (request.operation.options or {}).get("attempts", context.retry.attempts)
    if not failure.retryable or tries.number >= attempts or not request.replayable:
        return None
    delay = backoff(context.retry, tries.number, failure.retry_after, context.jitter())
    if delay is None or context.now() + delay >= request.deadline:
        return None
    return delay if context.budget.spend(throttled=failure.throttled) else None


def _error(
    request: Request, tries: _Tries, failure: Failure, context: Context, authorization: Authorization
) -> ESignError:
    """Make the error of a call that is given up."""
    from esignkit.core.reporting import make_error, secrets_of  # most programs never see one

    return make_error(
        request.operation,
        failure,
        tries.number,
        tries.outcome,
        context.provider,
        context.values,
        secrets_of(request.operation, authorization.token, tries.refused_token),
        _inquiry(request, tries.outcome, context),
    )


def _refreshable(operation: Operation[Any], response: Response, authorization: Authorization, context: Context) -> bool:
    """Whether the server refused a token that can be replaced: nothing was done, so the call may go out once more."""
    if operation.repeat is Repeat.NEVER and proves_nothing(response.status):
        return False
    return (
        context.auth is not None
        and context.auth.renewable
        and authorization.token is not None
        and context.provider.is_stale_token(operation, response)
    )


def _inquiry(request: Request, outcome: Outcome, context: Context) -> FindOut | None:
    """Return the plan that looks whether a write was carried out; None when it cannot be imported."""
    if outcome is not Outcome.AMBIGUOUS or request.operation.repeat is Repeat.READ:
        return None
    try:
        from esignkit.core.reconciliation import find_out

        until = context.wall_clock()
        since = until - (context.now() - request.start)
        return find_out(request.operation, since, until, request.request_id)
    except (OSError, ImportError):  # raise the error about the call instead
        return None


def _tell_end(tries: _Tries, response: Response | None, elapsed: float) -> None:
    if tries.watch is not None:
        status, request_id = (None, None) if response is None else (response.status, response.request_id)
        tries.watch.request_ended(status, elapsed, request_id)


def _observe(operation: Operation[Any], response: Response, tries: _Tries, elapsed: float, context: Context) -> None:
    _tell_end(tries, response, elapsed)
    if context.observe is not None:
        headers = {k: v for k, v in response.headers.items() if k not in ("set-cookie", "set-cookie2")}
        content = response.content if operation.authenticated else b""  # that of a log-in is a credential
        info = ResponseInfo(
            operation.name, response.status, headers, response.request_id, tries.number, elapsed, content=content
        )
        context.observe(info)


def _refill(tries: _Tries, context: Context) -> None:
    """Give a retry back to the budget when a call succeeds at its first try."""
    if tries.number == 1:
        context.budget.refill()


def _announce_retry(
    operation: Operation[Any], tries: _Tries, status: int | None, elapsed: float, delay: float | None
) -> None:
    """Say that another try follows, after a delay, or (None) with a new token, which does not count as a try."""
    if delay is None:
        _log(operation, status, elapsed, tries.number + 1, ", signing in anew")
    else:
        _log(operation, status, elapsed, tries.number, f", waiting {delay:.2f} s")
    if tries.watch is not None:
        tries.watch.retry_planned(status, delay or 0.0, new_token=delay is None)


def _log(operation: Operation[Any], status: int | None, elapsed: float, attempt: int, next_step: str = "") -> None:
    """Log one line per try. It holds no ids, queries, headers or bodies."""
    if "logging" not in sys.modules:  # nobody has set it up, so it would drop the line; loading it is no trifle
        return
    from esignkit.core.logs import logger

    level = _INFO if next_step else _DEBUG
    if logger.isEnabledFor(level):
        status_text = "no response" if status is None else status
        name, method, path = operation.name, operation.method, operation.route
        line = "%s %s %s -> %s in %.0f ms (try %d)%s"
        logger.log(level, line, name, method, path, status_text, elapsed * 1000, attempt, next_step)


def _dated(operation: Operation[T], context: Context) -> Steps[tuple[T, float | None]]:
    """Carry an operation out, and compare the service's clock with ours when its last response came."""
    skew: float | None = None

    def observe(info: ResponseInfo) -> None:
        nonlocal skew
        skew = clock_skew(info.headers.get("date"), context.wall_clock())
        if context.observe is not None:
            context.observe(info)

    result = yield from exchange(operation, evolve(context, observe=observe))
    return result, skew


def clock_skew(date: str | None, wall_clock: float) -> float | None:
    """Return how many seconds a service's clock is ahead, by its header `Date`; None when it cannot be told."""
    moment = parse_http_date(date)
    return None if moment is None else moment.timestamp() - wall_clock


def _primitive(effect: object) -> Primitive:
    """Return an effect that a runner can carry out.

    Raises:
        TypeError: The flow yielded something else, such as a plan without `from`.
    """
    if isinstance(effect, Send | Prepare | Sleep | Locked | Call):
        return cast("Primitive", effect)
    msg = (
        f"the flow yielded {type(effect).__name__}, which is no step: write `yield from` before a plan, another flow "
        "or sleep(…)"
    )
    raise TypeError(msg)


def _carry_out(effect: AnyEffect, context: Context, deadline: float | None) -> Steps[object]:
    """Carry out an effect that is no call, and return what the flow gets for it."""
    if isinstance(effect, Dated):
        return (yield from _dated(effect.operation, context))
    if isinstance(effect, Within):
        until = min(effect.deadline, context.until)
        return (yield from interpret(effect.flow, evolve(context, until=until), deadline))
    if isinstance(effect, Now):
        return context.now()
    if isinstance(effect, ClientValue):
        return context.values.get(effect.name)
    primitive = _primitive(effect)
    if isinstance(primitive, Call) and deadline is not None:
        primitive = evolve(primitive, deadline=deadline)
    return (yield primitive)


def _ending_at(deadline: float | None, operation: Operation[T], context: Context) -> Operation[T]:
    """Return the operation with the time that is left until a deadline; as it is without one."""
    if deadline is None:
        return operation
    remaining = max(deadline - context.now(), 1e-6)  # the runner reports a passed deadline
    return operation.with_options({"timeout": remaining})


def interpret(flow: Flow[T], context: Context, deadline: float | None = None) -> Steps[T]:
    """Turn a flow of operations into one of primitive effects.

    Args:
        flow: What to carry out.
        context: The client's settings, clocks and credentials.
        deadline: When each operation must be done, on the clock of `context.now`. Set for steps that belong to another
            call, such as signing in for it.
    """
    if isinstance(flow, Operation):
        result: T = yield from exchange(_ending_at(deadline, flow, context), context)
        return result
    steps = cast("Generator[AnyEffect, Any, T] | None", iter(flow) if hasattr(type(flow), "__iter__") else None)
    if steps is None or not hasattr(steps, "throw"):  # text and lists are iterable, too
        msg = (
            f"{type(flow).__name__} is not a plan: run() takes what .plan gives, as in "
            "client.run(client.packages.plan.get(package_id)), or a generator of such steps"
        )
        raise TypeError(msg)
    try:
        effect = next(steps)
        while True:
            try:
                if isinstance(effect, Operation):
                    value: object = yield from exchange(_ending_at(deadline, effect, context), context)
                else:
                    value = yield from _carry_out(effect, context, deadline)
            except Exception as error:
                effect = steps.throw(error)
            else:
                effect = steps.send(value)
    except StopIteration as stop:
        return cast("T", stop.value)
    finally:
        steps.close()
