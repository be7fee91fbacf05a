"""Building the error that the caller sees: class, text and details, with secrets redacted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from esignkit.core.model import Model
from esignkit.core.operation import Form, Json, Multipart, Operation, Repeat, one_by_one
from esignkit.core.provider import error_for_status
from esignkit.core.record import names_of, values_of
from esignkit.core.redaction import redact_json, redact_sent
from esignkit.errors import (
    ApiError,
    DeadlineExceededError,
    DecodeError,
    ESignError,
    NotSentError,
    OutcomeUnknownError,
    ServerError,
    UnreadableResponseError,
)
from esignkit.types import Outcome, Secret

if TYPE_CHECKING:
    from esignkit.core.outcomes import Failure
    from esignkit.core.provider import Provider
    from esignkit.core.reconciliation import FindOut

__all__ = ["NO_SECRETS", "make_error", "secrets_of"]

ERROR_TEXT = 8192
LONGEST_SECRET = 1024
"""Characters. Longer values are taken for content, and are not looked for in responses."""


def make_error(
    operation: Operation[Any],
    failure: Failure,
    attempts: int,
    outcome: Outcome,
    provider: Provider,
    values: Mapping[str, str | None],
    secrets: list[str],
    inquiry: FindOut | None = None,
) -> ESignError:
    """Return the error that the caller sees.

    Args:
        operation: The call.
        failure: How its last try failed.
        attempts: Number of tries.
        outcome: What is known of all tries together.
        provider: The service that was called.
        values: The client's default values for parameters that the call leaves out.
        secrets: The credentials that were sent. They are redacted when the response repeats them.
        inquiry: The plan that looks whether the call was carried out, when that is not known.
    """
    response, problem = failure.response, failure.problem
    is_read = operation.repeat is Repeat.READ
    error_class, outcome = _error_class(operation, failure, outcome)

    def redact(text: str) -> str:
        return provider.redact(operation, str(redact_sent(text, secrets)))

    text = f"{provider.name} {operation.name}: {redact(failure.message)}"
    if issubclass(error_class, OutcomeUnknownError) and operation.repeat is Repeat.IDEMPOTENT:
        text += (
            f" — the service may have carried this out ({attempts} {'try' if attempts == 1 else 'tries'}). "
            "The same call may be made again: done twice it is the same as done once."
        )
    elif issubclass(error_class, OutcomeUnknownError):
        hint = f": {operation.if_lost.hint}" if operation.if_lost else ""
        text += (
            " — the service may have carried this out, and it was not sent again. "
            f"{'client.run(error.find_out()) looks whether it was. ' if inquiry and inquiry.question else ''}"
            f"Look before you repeat {operation.shown(values)}{hint}."
        )
    elif error_class is DeadlineExceededError:
        text += " (raise the limit with options={'timeout': seconds} or on the client)"
    elif error_class is ServerError and response is None:
        text += f" ({attempts} tries)"
    error = error_class(
        text,
        operation=operation.name,
        provider=provider.name,
        method=operation.method,
        path=operation.path,
        status=failure.status,
        attempts=attempts,
        outcome=outcome,
        read=is_read,
        code=_redacted(problem.code, redact) if problem else None,
        details=redact_json(redact_sent(problem.details, secrets), lambda text: provider.redact(operation, text))
        if problem
        else None,
        request_id=_redacted(response.request_id, redact) if response else None,
        retry_after=failure.retry_after,
        body=provider.redact(operation, _body_text(response.content, secrets))
        if response and not _may_echo_secret(operation)
        else None,
    )
    if isinstance(error, OutcomeUnknownError):
        error.inquiry = inquiry
    if isinstance(error, ApiError) and error.status in (301, 302, 303, 307, 308):
        error.add_note("Redirects are never followed: a credential sent to another address is a leak.")
    return error


def _error_class(operation: Operation[Any], failure: Failure, outcome: Outcome) -> tuple[type[ESignError], Outcome]:
    """Return the class of the error, and the outcome of all tries with what the response says of it."""
    problem = failure.problem
    if outcome is Outcome.AMBIGUOUS and operation.repeat is not Repeat.READ:
        return (OutcomeUnknownError if failure.decode_error is None else UnreadableResponseError), outcome
    if failure.decode_error is not None:
        return DecodeError, outcome
    if failure.timed_out:
        return DeadlineExceededError, outcome
    if failure.status is not None and failure.response is not None:
        error_class = (problem.error if problem else None) or error_for_status(failure.status)
        done_in_part = problem is not None and problem.partly and not problem.done
        return error_class, Outcome.AMBIGUOUS if done_in_part else outcome
    if failure.outcome is Outcome.NOT_SENT and outcome is not Outcome.AMBIGUOUS:
        return NotSentError, outcome
    return ServerError, outcome  # a read that broke off


def _redacted(text: str | None, redact: Callable[[str], str]) -> str | None:
    """Return a text redacted. A text without secrets is returned itself, for it may be an enum member."""
    if text is None:
        return None
    plain = str(text)
    shown = redact(plain)
    return text if shown == plain else shown


def _body_text(content: bytes, secrets: list[str]) -> str:
    """Return the beginning of a response body, redacted. A credential that the limit would cut in two is left out."""
    text = str(redact_sent(content[: 2 * ERROR_TEXT].decode("utf-8", "replace"), secrets))
    if len(content) > 2 * ERROR_TEXT and secrets:
        text = text[: -6 * max(map(len, secrets))]  # a character may be written as six: `\u002b`
    return text[:ERROR_TEXT]


def _may_echo_secret(operation: Operation[Any]) -> bool:
    """Whether the response may repeat a credential of the call: one in its path, query or headers, or a sign-in."""
    values = (*operation.args.values(), *operation.query.values(), *operation.headers.values())
    return any(isinstance(value, Secret) for value in values) or not operation.authenticated


def secrets_of(operation: Operation[Any], *tokens: Secret | None) -> list[str]:
    """Return the credentials that were sent with a call, so that errors can redact them.

    Headers and query parameters that the caller added count as credentials, because most are a gateway's key.

    Args:
        operation: The call.
        tokens: The client's own credentials that were sent with it.
    """
    values = (*operation.args.values(), *operation.query.values(), *operation.headers.values(), *tokens)
    secrets = [value.reveal() for value in values if isinstance(value, Secret)]
    secrets += [value for value in _secrets_in(_body_values(operation)) if len(value) <= LONGEST_SECRET]
    options = operation.options or {}
    extra: list[object] = [value for _, value in one_by_one(*(options.get("extra_query") or {}).items())]
    for value in (options.get("extra_headers") or {}).values():
        text = _plain(value)
        scheme, _, rest = text.partition(" ")
        extra += [text, rest] if scheme and " " not in rest else [text]
    secrets += [_plain(value) for value in extra if value is not None and not isinstance(value, bool)]
    secrets += [value.partition(" ")[2] for value in secrets if value.startswith(("Basic ", "Bearer "))]
    return [value for value in secrets if value]


def _plain(value: object) -> str:
    return value.reveal() if isinstance(value, Secret) else str(value)


def _body_values(operation: Operation[Any]) -> object:
    body = operation.body
    if isinstance(body, Multipart):
        return [part.content.value for part in body.parts if isinstance(part.content, Json)]
    return body.values if isinstance(body, Form) else body.value if isinstance(body, Json) else None


NO_SECRETS: frozenset[type] = frozenset({type(None), str, int, bool, float, datetime})
"""Classes of what holds no credential where a model does not hide it; looking would take longer than sending."""


def _secrets_in(value: object, hidden: bool = False) -> Iterator[str]:
    """Yield the credentials in a body at any depth: `Secret` values, and text in the members that a model hides."""
    if isinstance(value, Secret):
        yield value.reveal()
    elif isinstance(value, str):
        if hidden:
            yield str(value)
    elif isinstance(value, Model):
        yield from _secrets_of(value, hidden)
    elif isinstance(value, Mapping):
        for member in cast("Mapping[object, object]", value).values():
            yield from _secrets_in(member, hidden)
    elif isinstance(value, list | tuple):
        for item in cast("Iterable[object]", value):
            yield from _secrets_in(item, hidden)


def _secrets_of(value: Model, hidden: bool) -> Iterator[str]:
    for name, member in zip(names_of(type(value)), values_of(value), strict=True):
        secret = hidden or name in value.SECRETS
        if secret or member.__class__ not in NO_SECRETS:
            yield from _secrets_in(member, secret)
