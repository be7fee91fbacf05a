"""Building the error that the caller sees: class, text and details, with secrets redacted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

import attrs

from esignkit.core.model import Model
from esignkit.core.operation import Form, Json, Multipart, Operation, Repeat, one_by_one
from esignkit.core.provider import error_for_status
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

__all__ = ["make_error", "secrets_of"]

ERROR_TEXT = 8192
LONGEST_SECRET = 1024
"""What is longer than this is content and no credential; it is not looked for."""


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
    """Make the error that the caller sees.

    Args:
        operation: The call.
        failure: How its last try failed.
        attempts: Number of tries.
        outcome: What is known of all tries together.
        provider: Whose words they are.
        values: The client's own values for parameters that the call leaves to it.
        secrets: What went out and must not be shown when it comes back.
        inquiry: Finds out what became of the call, when that is not known.
    """
    response, problem = failure.response, failure.problem
    reads = operation.repeat is Repeat.READ
    kind, outcome = _kind_of(operation, failure, outcome)

    def hide(text: str) -> str:
        return provider.redact(operation, str(redact_sent(text, secrets)))

    text = f"{provider.name} {operation.name}: {hide(failure.why)}"
    if issubclass(kind, OutcomeUnknownError) and operation.repeat is Repeat.IDEMPOTENT:
        text += (
            f" — the service may have carried this out ({attempts} {'try' if attempts == 1 else 'tries'}). "
            "The same call may be made again: done twice it is the same as done once."
        )
    elif issubclass(kind, OutcomeUnknownError):
        hint = f": {operation.if_lost.hint}" if operation.if_lost else ""
        text += (
            " — the service may have carried this out, and it was not sent again. "
            f"{'client.run(error.find_out()) looks whether it was. ' if inquiry and inquiry.question else ''}"
            f"Look before you repeat {operation.shown(values)}{hint}."
        )
    elif kind is DeadlineExceededError:
        text += " (raise the limit with options={'timeout': seconds} or on the client)"
    elif kind is ServerError and response is None:
        text += f" ({attempts} tries)"
    error = kind(
        text,
        operation=operation.name,
        provider=provider.name,
        method=operation.method,
        path=operation.path,
        status=failure.status,
        attempts=attempts,
        outcome=outcome,
        read=reads,
        code=_unless_changed(problem.code, hide) if problem else None,
        details=redact_json(redact_sent(problem.details, secrets), lambda text: provider.redact(operation, text))
        if problem
        else None,
        request_id=_unless_changed(response.request_id, hide) if response else None,
        retry_after=failure.hint,
        body=provider.redact(operation, _shown(response.content, secrets))
        if response and not _holds_secret(operation)
        else None,
    )
    if isinstance(error, OutcomeUnknownError):
        error.inquiry = inquiry
    if isinstance(error, ApiError) and error.status in (301, 302, 303, 307, 308):
        error.add_note("Redirects are never followed: a credential sent to another address is a leak.")
    return error


def _kind_of(operation: Operation[Any], failure: Failure, outcome: Outcome) -> tuple[type[ESignError], Outcome]:
    """Return the kind of error, and what is known of all tries when the response's own words are counted in."""
    problem = failure.problem
    if outcome is Outcome.AMBIGUOUS and operation.repeat is not Repeat.READ:
        return (OutcomeUnknownError if failure.decode is None else UnreadableResponseError), outcome
    if failure.decode is not None:
        return DecodeError, outcome
    if failure.late:
        return DeadlineExceededError, outcome
    if failure.status is not None and failure.response is not None:
        kind = (problem.error if problem else None) or error_for_status(failure.status)
        done_in_part = problem is not None and problem.partly and not problem.done
        return kind, Outcome.AMBIGUOUS if done_in_part else outcome
    if failure.outcome is Outcome.NOT_SENT and outcome is not Outcome.AMBIGUOUS:
        return NotSentError, outcome
    return ServerError, outcome  # a read that broke off


def _unless_changed(text: str | None, hide: Callable[[str], str]) -> str | None:
    """Return a text without what is to be hidden; one that holds nothing of it stays the enum member that it may be."""
    if text is None:
        return None
    plain = str(text)
    shown = hide(plain)
    return text if shown == plain else shown


def _shown(content: bytes, secrets: list[str]) -> str:
    """Return the beginning of a response for people to read; a credential that the cut would halve is not shown."""
    text = str(redact_sent(content[: 2 * ERROR_TEXT].decode("utf-8", "replace"), secrets))
    if len(content) > 2 * ERROR_TEXT and secrets:
        text = text[: -6 * max(map(len, secrets))]  # six characters for one: `\u002b`
    return text[:ERROR_TEXT]


def _holds_secret(operation: Operation[Any]) -> bool:
    """Whether a response may echo a credential: calls that carry one in their path, query, headers or form."""
    values = (*operation.args.values(), *operation.query.values(), *operation.headers.values())
    return any(isinstance(value, Secret) for value in values) or not operation.authenticated


def secrets_of(operation: Operation[Any], *tokens: Secret | None) -> list[str]:
    """Return the credentials that went out with a call, so that an error does not show them when they come back.

    What callers add to a call in headers and in its query is taken for credentials: a gateway's key, mostly.

    Args:
        operation: The call.
        tokens: The client's own credentials that went with it.
    """
    values = (*operation.args.values(), *operation.query.values(), *operation.headers.values(), *tokens)
    found = [value.reveal() for value in values if isinstance(value, Secret)]
    found += [value for value in _within(_said(operation)) if len(value) <= LONGEST_SECRET]
    options = operation.options or {}
    extra: list[object] = [value for _, value in one_by_one(*(options.get("extra_query") or {}).items())]
    for value in (options.get("extra_headers") or {}).values():
        text = _plain(value)
        scheme, _, rest = text.partition(" ")
        extra += [text, rest] if scheme and " " not in rest else [text]
    found += [_plain(value) for value in extra if value is not None and not isinstance(value, bool)]
    found += [value.partition(" ")[2] for value in found if value.startswith(("Basic ", "Bearer "))]
    return [value for value in found if value]


def _plain(value: object) -> str:
    return value.reveal() if isinstance(value, Secret) else str(value)


def _said(operation: Operation[Any]) -> object:
    body = operation.body
    if isinstance(body, Multipart):
        return [part.content.value for part in body.parts if isinstance(part.content, Json)]
    return body.values if isinstance(body, Form) else body.value if isinstance(body, Json) else None


def _within(value: object, hidden: bool = False) -> Iterator[str]:
    """Yield the credentials in a body, however deep: secrets, and texts in the members that a model hides."""
    if isinstance(value, Secret):
        yield value.reveal()
    elif isinstance(value, str):
        if hidden:
            yield str(value)
    elif isinstance(value, Model):
        for a in attrs.fields(type(value)):
            yield from _within(getattr(value, a.name), hidden or a.name in value.SECRETS)
    elif isinstance(value, Mapping):
        for member in cast("Mapping[object, object]", value).values():
            yield from _within(member, hidden)
    elif isinstance(value, list | tuple):
        for item in cast("Iterable[object]", value):
            yield from _within(item, hidden)
