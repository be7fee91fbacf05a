"""The exchange with a server, as one flow for every runner.

authenticate → send → classify → wait → repeat or give up → decode
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define, evolve, field, frozen

from esignkit.core.auth.base import Auth, Authorization
from esignkit.core.bodies import compile_body
from esignkit.core.flow import (
    Answer,
    Call,
    ClientValue,
    Dated,
    Effect,
    Flow,
    Locked,
    Now,
    Payload,
    Prepare,
    Send,
    SendFailed,
    Sleep,
    Steps,
    Within,
)
from esignkit.core.operation import Operation, Repeat
from esignkit.core.options import check_header, check_options
from esignkit.core.outcomes import Failure, broken, classify, is_gone, together
from esignkit.core.provider import Provider
from esignkit.core.reporting import make_error, secrets_of
from esignkit.core.retry import Budget, RetryPolicy, pause, proves_nothing
from esignkit.core.value import Shown, Value
from esignkit.core.writing import Writer
from esignkit.errors import ConfigurationError, ESignError
from esignkit.types import CallOptions, Outcome, Secret

if TYPE_CHECKING:
    from esignkit.core.finding import FindOut

__all__ = ["AnswerInfo", "Context", "conduct", "exchange"]

T = TypeVar("T")

logger: logging.Logger = logging.getLogger("esignkit")
logger.addHandler(logging.NullHandler())

BYTES_PER_SECOND = 100_000
"""The slowest transfer that a call without a time-out of its own waits for."""
LONGEST_TARGET = 60_000
"""Bytes of path and query; longer ones are refused by servers, and by HTTP libraries on the way."""


@frozen(eq=False, repr=False)
class AnswerInfo(Value):
    """What is known of one exchange beside its result.

    Attributes:
        operation: Name of the call.
        status: HTTP status.
        headers: Response headers, lower-case names; cookies are left out.
        request_id: The server's name for the exchange, when it sent one.
        attempt: Number of the try, from 1.
        elapsed: Seconds from sending to the last byte.
    """

    operation: str
    status: int
    headers: Mapping[str, str]
    request_id: str | None
    attempt: int
    elapsed: float


@define(eq=False, repr=False)
class Context(Shown):
    """What a client brings to its calls. The clocks and chance are given, so tests can hold them still."""

    provider: Provider
    auth: Auth | None
    now: Callable[[], float]
    wall: Callable[[], float]
    chance: Callable[[], float]
    values: Mapping[str, str | None] = field(factory=dict[str, "str | None"])
    retry: RetryPolicy = field(factory=RetryPolicy)
    timeout: float = 60.0
    budget: Budget = field(factory=Budget)
    observe: Callable[[AnswerInfo], None] | None = None
    options: CallOptions | None = None
    new_request_id: Callable[[], str] | None = None
    """Gives the id that a write bears where the service keeps one; None when calls go out as they were said."""
    until: float = math.inf
    """Instant by which each call must be done, whatever its own time-out is."""


def exchange(operation: Operation[T], context: Context) -> Steps[T]:
    """Carry one operation out, safely.

    Yields only `Send`, `Prepare`, `Sleep`, `Locked` and `Call`. What may be repeated is the operation's own word;
    a write whose fate is not known is never sent again.
    """
    if operation.provider not in ("", context.provider.name):
        msg = (
            f"{operation.name} is a call of {operation.provider}, and this client is one of {context.provider.name}; "
            f"nothing was sent: run it on a client of {operation.provider}"
        )
        raise ConfigurationError(msg, operation=operation.name)
    elsewhere = isinstance(operation.at_root, str)
    if context.options:
        operation = evolve(operation, options={**_fitting(context.options, elsewhere), **(operation.options or {})})
    options = operation.options or {}
    if options:
        check_options(options)
    start = context.now()
    timeout, own_timeout = _timeout(options, context, start)
    deadline = start + timeout
    attempts = options.get("attempts", context.retry.attempts)
    request_id: str | None = None
    if context.new_request_id is not None and operation.repeat is Repeat.NEVER:
        operation, request_id = context.provider.with_request_id(operation, context.new_request_id)
    target = operation.target(context.values).encode("ascii")
    if len(target) > LONGEST_TARGET:
        msg = f"{operation.name}: path and query are {len(target)} bytes long, and at most {LONGEST_TARGET} are sent"
        raise ValueError(msg)
    content_type, body = yield from _body(operation, context)
    per_byte = 0.0
    if not own_timeout:
        per_byte = 1 / BYTES_PER_SECOND
        if not isinstance(body, bytes) and body.size:
            deadline += body.size * per_byte
    fixed = _headers(operation, context, content_type)

    attempt, refused = 0, None
    known = Outcome.NOT_SENT  # of all tries together
    while True:
        attempt += 1
        sent_at = context.now()
        authorization = Authorization(())
        cause: ESignError | None = None
        try:
            if context.auth is not None and operation.authenticated and not elsewhere:
                authorization = yield from conduct(
                    context.auth.authorize(sent_at, deadline, refused), context, deadline
                )
            answer: Answer = yield Send(
                operation.method,
                target,
                context.provider.seal(operation, [*fixed, *authorization.headers]),
                body,
                operation.sink,
                deadline,
                operation.at_root,
                per_byte,
                timeout,
            )
        except SendFailed as failed:
            failure = broken(operation, failed)
        except ESignError as failed:  # signing in failed: what is known of that says nothing of this call
            if known is not Outcome.AMBIGUOUS or operation.repeat is Repeat.READ:
                if failed.outcome is not Outcome.REJECTED:
                    failed.outcome = known
                raise
            attempt -= 1
            cause = failed
            failure = Failure(f"signing in anew failed: {failed}", Outcome.AMBIGUOUS, again=False)
        else:
            elapsed = context.now() - sent_at
            if context.observe is not None:
                context.observe(_info(operation, answer, attempt, elapsed))
            if refused is None and _refreshable(operation, answer, authorization, context) and _replayable(body):
                _log(operation, answer.status, elapsed, attempt, ", signing in anew")
                refused = authorization.token
                proven = Outcome.AMBIGUOUS if proves_nothing(answer.status) else Outcome.REJECTED
                known = together(operation, known, proven)
                attempt -= 1
                continue
            result = classify(operation, answer, context.provider, context.wall())
            if not isinstance(result, Failure):
                _log(operation, answer.status, elapsed, attempt)
                if attempt == 1:
                    context.budget.refill()
                return cast("T", result)
            if operation.gone_is_done and known is Outcome.AMBIGUOUS and is_gone(answer, result):
                return operation.returns(answer)
            failure = result
        known = together(operation, known, failure.outcome)
        if failure.again and attempt < attempts and _replayable(body):
            delay = pause(context.retry, attempt, failure.hint, context.chance())
            if (
                delay is not None
                and context.now() + delay < deadline
                and context.budget.spend(throttled=failure.throttled)
            ):
                _log(operation, failure.status, context.now() - sent_at, attempt, f", waiting {delay:.2f} s")
                if delay > 0:
                    yield Sleep(delay)
                continue
        _log(operation, failure.status, context.now() - sent_at, attempt, ", giving up")
        secrets = secrets_of(operation, authorization.token, refused)
        inquiry = _inquiry(operation, known, context, start, request_id)
        raise make_error(
            operation, failure, attempt, known, context.provider, context.values, secrets, inquiry
        ) from cause


def _timeout(options: CallOptions, context: Context, start: float) -> tuple[float, bool]:
    """Return how many seconds a call has, and whether they were said for it alone."""
    own = options.get("timeout")
    timeout = context.timeout if own is None else own
    left = context.until - start
    return (timeout, own is not None) if timeout <= left else (max(left, 1e-6), True)


def _fitting(options: CallOptions, elsewhere: bool) -> CallOptions:
    """Leave the client's own headers out of calls to another address: a gateway's key is meant for one host."""
    if not elsewhere or "extra_headers" not in options:
        return options
    fitting = options.copy()
    del fitting["extra_headers"]
    return fitting


def _body(operation: Operation[Any], context: Context) -> Steps[tuple[str | None, bytes | Payload]]:
    if operation.body is None:
        return None, b""
    extra = operation.options.get("extra_body") if operation.options else None
    writer = Writer(context.provider.format, context.values, operation.name)
    content_type, body, progress = compile_body(operation.body, writer, extra)
    if isinstance(body, bytes):
        return content_type, body
    payload: Payload = yield Prepare(body, progress)
    return content_type, payload


def _headers(operation: Operation[Any], context: Context, content_type: str | None) -> list[tuple[bytes, bytes]]:
    media_type = context.provider.media_type
    named: dict[str, str | Secret] = {"accept": media_type(operation.accept), **context.provider.headers}
    if content_type is not None:
        named["content-type"] = media_type(content_type)
    named |= {k.lower(): v for k, v in operation.headers.items()}
    named |= {k.lower(): v for k, v in ((operation.options or {}).get("extra_headers") or {}).items()}
    return [(k.encode("ascii"), check_header(k, v)) for k, v in named.items()]


def _refreshable(operation: Operation[Any], answer: Answer, authorization: Authorization, context: Context) -> bool:
    """Whether the server refused a token that can be replaced: nothing was done, so the call may go out once more."""
    if operation.repeat is Repeat.NEVER and proves_nothing(answer.status):
        return False
    return (
        context.auth is not None
        and context.auth.renewable
        and authorization.token is not None
        and context.provider.is_stale_token(operation, answer)
    )


def _replayable(body: bytes | Payload) -> bool:
    return isinstance(body, bytes) or body.replayable


def _inquiry(
    operation: Operation[Any], known: Outcome, context: Context, start: float, request_id: str | None
) -> FindOut | None:
    """Return what finds out what became of a write; None when that cannot even be loaded (no file can be opened)."""
    if known is not Outcome.AMBIGUOUS or operation.repeat is Repeat.READ:
        return None
    try:
        from esignkit.core.finding import find_out

        until = context.wall()
        since = until - (context.now() - start)
        return find_out(operation, context.provider.question(operation, request_id), since, until, request_id)
    except (OSError, ImportError):  # the error about the call matters more
        return None


def _info(operation: Operation[Any], answer: Answer, attempt: int, elapsed: float) -> AnswerInfo:
    headers = {k: v for k, v in answer.headers.items() if k not in ("set-cookie", "set-cookie2")}
    return AnswerInfo(operation.name, answer.status, headers, answer.request_id, attempt, elapsed)


def _log(operation: Operation[Any], status: int | None, elapsed: float, attempt: int, then: str = "") -> None:
    """One line per try, made of nothing but what is named here: no ids, no queries, no headers, no bodies."""
    level = logging.DEBUG if not then else logging.INFO
    if logger.isEnabledFor(level):
        shown = "no answer" if status is None else status
        name, method, path = operation.name, operation.method, operation.path
        line = "%s %s %s -> %s in %.0f ms (try %d)%s"
        logger.log(level, line, name, method, path, shown, elapsed * 1000, attempt, then)


def _dated(operation: Operation[T], context: Context) -> Steps[tuple[T, float | None]]:
    """Carry an operation out, and compare the service's clock with ours when its last answer came."""
    skew: float | None = None

    def observe(info: AnswerInfo) -> None:
        nonlocal skew
        skew = _skew(info.headers.get("date"), context.wall())
        if context.observe is not None:
            context.observe(info)

    result = yield from exchange(operation, evolve(context, observe=observe))
    return result, skew


def _skew(date: str | None, wall: float) -> float | None:
    try:
        return None if date is None else parsedate_to_datetime(date).timestamp() - wall
    except (ValueError, OverflowError):
        return None


def _primitive(effect: object) -> Effect:
    """Return what a runner can do; a plan that was yielded without `from` is not among it."""
    if isinstance(effect, Send | Prepare | Sleep | Locked | Call):
        return cast("Effect", effect)
    msg = (
        f"the flow yielded {type(effect).__name__}, which is no step: write `yield from` before a plan, another flow "
        "or sleep(…)"
    )
    raise TypeError(msg)


def _answered(effect: Effect, context: Context, deadline: float | None) -> Steps[object]:
    """Give a flow what it asked for beside calls."""
    if isinstance(effect, Dated):
        return (yield from _dated(effect.operation, context))
    if isinstance(effect, Within):
        until = min(effect.deadline, context.until)
        return (yield from conduct(effect.flow, evolve(context, until=until), deadline))
    if isinstance(effect, Now):
        return context.now()
    if isinstance(effect, ClientValue):
        return context.values.get(effect.name)
    primitive = _primitive(effect)
    if isinstance(primitive, Call) and deadline is not None:
        primitive = evolve(primitive, deadline=deadline)
    return (yield primitive)


def conduct(flow: Flow[T], context: Context, deadline: float | None = None) -> Steps[T]:
    """Turn a flow of operations into one of primitive effects.

    Args:
        flow: What to carry out.
        context: What the client brings.
        deadline: Instant by which each operation must be done, for steps that serve another call.
    """
    if isinstance(flow, Operation):
        result: T = yield from exchange(flow, context)
        return result
    steps = iter(flow) if hasattr(type(flow), "__iter__") else None
    if steps is None or not hasattr(steps, "throw"):  # texts and lists can be gone through, too
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
                    if deadline is not None:
                        left = max(deadline - context.now(), 1e-6)  # too late is for the runner to say, as ever
                        effect = effect.with_options({"timeout": left})
                    value: object = yield from exchange(effect, context)
                else:
                    value = yield from _answered(effect, context, deadline)
            except Exception as error:
                effect = steps.throw(error)
            else:
                effect = steps.send(value)
    except StopIteration as stop:
        return cast("T", stop.value)
    finally:
        steps.close()
