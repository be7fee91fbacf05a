"""The exchange with a server, as one flow for every runner.

authenticate → send → classify → wait → repeat or give up → decode
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define, evolve, field, frozen

from esignkit.core.auth.base import Auth, Authorization
from esignkit.core.bodies import compile_body
from esignkit.core.files import WholenessError
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
)
from esignkit.core.operation import Form, Json, Open, Operation, Repeat
from esignkit.core.options import check_options
from esignkit.core.provider import Problem, Provider, error_for_status
from esignkit.core.readers import Unreadable
from esignkit.core.redaction import conceal, veil_parts
from esignkit.core.retry import TRANSIENT, Budget, RetryPolicy, parse_retry_after, pause
from esignkit.core.value import Shown, Value
from esignkit.core.writing import Writer
from esignkit.errors import (
    ApiError,
    ConfigurationError,
    DeadlineExceededError,
    DecodeError,
    ESignError,
    NotFoundError,
    NotSentError,
    OutcomeUnknownError,
    ServerError,
)
from esignkit.types import CallOptions, Outcome, Secret

if TYPE_CHECKING:
    from esignkit.core.finding import FindOut

__all__ = ["AnswerInfo", "Context", "conduct", "exchange"]

T = TypeVar("T")

logger: logging.Logger = logging.getLogger("esignkit")
logger.addHandler(logging.NullHandler())

BYTES_PER_SECOND = 100_000
"""The slowest transfer that a call without a time-out of its own waits for."""
ERROR_TEXT = 8192


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
    headers: tuple[tuple[bytes, bytes], ...] = ()
    budget: Budget = field(factory=Budget)
    observe: Callable[[AnswerInfo], None] | None = None
    options: CallOptions | None = None


@define(eq=False, repr=False)
class _Failure:
    """One failed try, classified."""

    why: str
    outcome: Outcome
    again: bool
    status: int | None = None
    answer: Answer | None = None
    problem: Problem | None = None
    hint: float | None = None
    late: bool = False
    throttled: bool = False
    decode: str | None = None


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
    own_timeout = options.get("timeout")
    deadline = start + (context.timeout if own_timeout is None else own_timeout)
    attempts = options.get("attempts", context.retry.attempts)
    target = operation.target(context.values).encode("ascii")
    content_type, body = yield from _body(operation, context)
    per_byte = 0.0
    if own_timeout is None:
        per_byte = 1 / BYTES_PER_SECOND
        if not isinstance(body, bytes) and body.size:
            deadline += body.size * per_byte
    fixed = _headers(operation, context, content_type)

    attempt, refused, maybe_applied = 0, None, False
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
            )
        except SendFailed as broken:
            failure = _broken(operation, broken, body)
        except ESignError as failed:  # signing in failed: what is known of that says nothing of this call
            if not maybe_applied:
                if failed.maybe_applied:
                    failed.outcome = Outcome.NOT_SENT
                raise
            attempt -= 1
            cause = failed
            failure = _Failure(f"signing in anew failed: {failed}", Outcome.AMBIGUOUS, again=False)
        else:
            elapsed = context.now() - sent_at
            if context.observe is not None:
                context.observe(_info(operation, answer, attempt, elapsed))
            if refused is None and _refreshable(operation, answer, authorization, context) and _replayable(body):
                _log(operation, answer.status, elapsed, attempt, ", signing in anew")
                refused = authorization.token
                attempt -= 1
                continue
            result = _classify(operation, answer, context)
            if not isinstance(result, _Failure):
                _log(operation, answer.status, elapsed, attempt)
                if attempt == 1:
                    context.budget.refill()
                return cast("T", result)
            if operation.gone_is_done and maybe_applied and _is_gone(answer, result):
                return operation.returns(answer)
            failure = result
        maybe_applied = maybe_applied or (failure.outcome is Outcome.AMBIGUOUS and operation.repeat is not Repeat.READ)
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
        error = _error(operation, failure, attempt, maybe_applied, context, _secrets(operation, authorization.token))
        if isinstance(error, OutcomeUnknownError):
            error.inquiry = _inquiry(operation, context, context.wall() - (context.now() - start))
        raise error from cause


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
    for name, value in ((operation.options or {}).get("extra_headers") or {}).items():
        if name.lower() in ("authorization", "cookie", "host", "content-length", "transfer-encoding"):
            msg = f"extra_headers cannot set {name}: credentials belong to the client, the others to the request itself"
            raise ValueError(msg)
        named[name.lower()] = value
    common = () if isinstance(operation.at_root, str) else context.headers
    return [*common, *((k.encode("ascii"), _checked(k, v)) for k, v in named.items())]


def _checked(name: str, value: str | Secret) -> bytes:
    text = value.reveal() if isinstance(value, Secret) else value
    if not (text.isascii() and text.isprintable()):
        msg = f"the header {name} has line breaks or characters that are not ASCII"
        raise ValueError(msg)
    return text.encode("ascii")


def _refreshable(operation: Operation[Any], answer: Answer, authorization: Authorization, context: Context) -> bool:
    """Whether the server refused a token that can be replaced: nothing was done, so the call may go out once more."""
    return (
        context.auth is not None
        and context.auth.renewable
        and authorization.token is not None
        and context.provider.is_stale_token(operation, answer)
    )


def _replayable(body: bytes | Payload) -> bool:
    return isinstance(body, bytes) or body.replayable


def _broken(operation: Operation[Any], broken: SendFailed, body: bytes | Payload) -> _Failure:
    again = not broken.fatal and not broken.late and (not broken.sent or operation.repeat is not Repeat.NEVER)
    outcome = Outcome.AMBIGUOUS if broken.sent else Outcome.NOT_SENT
    return _Failure(str(broken), outcome, again, status=broken.status, late=broken.late)


def _classify(operation: Operation[T], answer: Answer, context: Context) -> T | _Failure:
    """Tell a result from a failure, and say of a failure what is known."""
    status = answer.status
    safe = operation.repeat is not Repeat.NEVER
    if not 200 <= status < 300:
        problem = context.provider.problem(operation, answer)
        hint = parse_retry_after(answer.headers.get("retry-after"), context.wall())
        why = problem.message or f"HTTP {status}"
        if problem.rejected:
            return _Failure(why, Outcome.REJECTED, False, status, answer, problem, hint)
        if status == 429 or (status == 503 and hint is not None):
            return _Failure(why, Outcome.REJECTED, True, status, answer, problem, hint, throttled=True)
        if status in TRANSIENT:
            return _Failure(why, Outcome.AMBIGUOUS, safe, status, answer, problem, hint)
        return _Failure(why, Outcome.REJECTED, False, status, answer, problem)
    refusal = context.provider.refusal(operation, answer)
    if refusal is not None:
        outcome = Outcome.DONE if refusal.done else Outcome.REJECTED
        return _Failure(refusal.message, outcome, False, status, answer, refusal)
    if isinstance(operation.sink, Open):
        return cast("T", answer)
    try:
        return cast("T", context.provider.read(operation, answer))
    except (Unreadable, WholenessError) as error:
        return _Failure(str(error), Outcome.AMBIGUOUS, safe, status, answer, decode=str(error))
    except (DecodeError, ValueError, TypeError, OverflowError, RecursionError) as error:
        text = error.message if isinstance(error, DecodeError) else f"{type(error).__name__}: {error}"
        return _Failure(text, Outcome.DONE, False, status, answer, decode=text)


def _inquiry(operation: Operation[Any], context: Context, since: float) -> FindOut | None:
    """Return what finds out what became of a call; None when that cannot even be loaded (no file can be opened)."""
    try:
        from esignkit.core.finding import find_out

        return find_out(operation, context.provider.question(operation), since)
    except (OSError, ImportError):  # the error about the call matters more
        return None


def _is_gone(answer: Answer, failure: _Failure) -> bool:
    """Whether the answer says that there is no such thing, by its status or in its words."""
    error = failure.problem.error if failure.problem else None
    return answer.status in (404, 410) or (error is not None and issubclass(error, NotFoundError))


def _error(
    operation: Operation[Any],
    failure: _Failure,
    attempts: int,
    maybe_applied: bool,
    context: Context,
    secrets: list[str],
) -> ESignError:
    """Make the error that the caller sees."""
    provider, answer, problem = context.provider.name, failure.answer, failure.problem
    outcome = failure.outcome
    kind: type[ESignError]
    if maybe_applied and failure.outcome is not Outcome.DONE:
        kind, outcome = OutcomeUnknownError, Outcome.AMBIGUOUS
    elif failure.decode is not None:
        kind, outcome = DecodeError, Outcome.DONE
    elif failure.late:
        kind, outcome = DeadlineExceededError, Outcome.NOT_SENT
    elif failure.status is not None and answer is not None:
        kind = (problem.error if problem else None) or error_for_status(failure.status)
        outcome = Outcome.REJECTED
        if problem is not None and (problem.done or problem.partly):
            outcome = Outcome.DONE if problem.done else Outcome.AMBIGUOUS
    elif failure.outcome is Outcome.NOT_SENT:
        kind = NotSentError
    else:
        kind, outcome = ServerError, Outcome.REJECTED  # a read that broke off every time
    veil = functools.partial(context.provider.veil, operation)
    text = f"{provider} {operation.name}: {veil(str(conceal(failure.why, secrets)))}"
    if kind is OutcomeUnknownError and operation.repeat is Repeat.IDEMPOTENT:
        text += (
            f" — the service may have carried this out ({attempts} {'try' if attempts == 1 else 'tries'}). "
            "The same call may be made again: done twice it is the same as done once."
        )
    elif kind is OutcomeUnknownError:
        words = context.provider.look_up(operation)
        text += (
            f" — the service may have carried this out, and it was not sent again. "
            f"Look before you repeat {operation.shown(context.values)}{': ' + words if words else ''}."
        )
    elif kind is DeadlineExceededError:
        text += " (raise the limit with options={'timeout': seconds} or on the client)"
    elif kind is ServerError and answer is None:
        text += f" ({attempts} tries)"
    error = kind(
        text,
        operation=operation.name,
        provider=provider,
        method=operation.method,
        path=operation.path,
        status=failure.status,
        attempts=attempts,
        outcome=outcome,
        code=problem.code if problem else None,
        details=veil_parts(conceal(problem.details, secrets), veil) if problem else None,
        request_id=answer.request_id if answer else None,
        retry_after=failure.hint,
        body=veil(_shown(answer.content, secrets)) if answer and not _holds_secret(operation) else None,
    )
    if isinstance(error, ApiError) and error.status in (301, 302, 303, 307, 308):
        error.add_note("Redirects are never followed: a credential sent to another address is a leak.")
    return error


def _shown(content: bytes, secrets: list[str]) -> str:
    """Return the beginning of an answer for people to read; a credential that the cut would halve is not shown."""
    text = str(conceal(content[: 2 * ERROR_TEXT].decode("utf-8", "replace"), secrets))
    if len(content) > 2 * ERROR_TEXT and secrets:
        text = text[: -6 * max(map(len, secrets))]  # six characters for one: `\u002b`
    return text[:ERROR_TEXT]


def _holds_secret(operation: Operation[Any]) -> bool:
    """Whether an answer may echo a credential: calls that carry one in their path, query, headers or form."""
    values = (*operation.args.values(), *operation.query.values(), *operation.headers.values())
    return any(isinstance(value, Secret) for value in values) or not operation.authenticated


def _secrets(operation: Operation[Any], token: Secret | None) -> list[str]:
    """Return the credentials that went out with a call, so that an error does not show them when they come back."""
    body = operation.body
    inside: object = body.values if isinstance(body, Form) else body.value if isinstance(body, Json) else None
    values = (*operation.args.values(), *operation.query.values(), *operation.headers.values(), token)
    found = [value.reveal() for value in (*values, *_within(inside)) if isinstance(value, Secret) and value]
    return found + [value.partition(" ")[2] for value in found if value.startswith(("Basic ", "Bearer "))]


def _within(value: object) -> Iterator[object]:
    """Yield what is in a body, however deep."""
    if isinstance(value, Mapping):
        for member in cast("Mapping[str, object]", value).values():
            yield from _within(member)
    elif isinstance(value, list | tuple):
        for item in cast("Iterable[object]", value):
            yield from _within(item)
    else:
        yield value


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
    if not hasattr(flow, "__next__") and not hasattr(type(flow), "__iter__"):
        msg = (
            f"{type(flow).__name__} is not a plan: run() takes what .plan gives, as in "
            "client.run(client.packages.plan.get(package_id)), or a generator of such steps"
        )
        raise TypeError(msg)
    steps = iter(flow)
    try:
        effect = next(steps)
        while True:
            try:
                if isinstance(effect, Operation):
                    if deadline is not None:
                        left = max(deadline - context.now(), 1e-6)  # too late is for the runner to say, as ever
                        effect = effect.with_options({"timeout": left})
                    value: object = yield from exchange(effect, context)
                elif isinstance(effect, Call) and deadline is not None:
                    value = yield evolve(effect, deadline=deadline)
                elif isinstance(effect, Dated):
                    value = yield from _dated(effect.operation, context)
                elif isinstance(effect, Now):
                    value = context.now()
                elif isinstance(effect, ClientValue):
                    value = context.values.get(effect.name)
                else:
                    value = yield _primitive(effect)
            except Exception as error:
                effect = steps.throw(error)
            else:
                effect = steps.send(value)
    except StopIteration as stop:
        return cast("T", stop.value)
    finally:
        steps.close()
