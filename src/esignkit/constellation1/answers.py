"""Reading answers: which are results, which are refusals, and what the server's words mean."""

from __future__ import annotations

import re
from typing import Any

from attrs import define, field, frozen

from esignkit.constellation1.models.answers import RequestResponse, SessionResponse, response_of
from esignkit.constellation1.models.sessions import Session
from esignkit.constellation1.wire import FORMAT, fold, read_messages, text_of, unwrap
from esignkit.core.codec import Unreadable, WireFormat, parsed, structure
from esignkit.core.flow import Answer
from esignkit.core.operation import Operation
from esignkit.core.provider import Problem, Provider, error_for_status
from esignkit.errors import ApiError, AuthenticationError, NotFoundError, ValidationError
from esignkit.types import JSON

__all__ = [
    "Constellation1Provider",
    "read_done",
    "read_session",
    "read_session_response",
    "read_token",
    "read_value",
]


# Readers: what `Operation.returns` is ---------------------------------------------------------------------------------
def _value(answer: Answer) -> JSON:
    return unwrap(parsed(answer))


def read_done(answer: Answer) -> RequestResponse:
    """Read the answer of a call that says True or False; "False" is a refusal and does not come here."""
    value = _value(answer)
    response = structure(value if isinstance(value, dict) else {"ReturnValue": value}, RequestResponse)
    if response.succeeded is None:
        msg = "the answer says neither True nor False"
        raise Unreadable(msg)
    return response


def read_value(answer: Answer) -> str:
    """Read the text in `ReturnValue`."""
    text = _return_value(_value(answer))
    if not text:
        msg = "the answer has no ReturnValue"
        raise Unreadable(msg)
    return text


def read_token(answer: Answer) -> str:
    """Read the token or cipher in `ReturnValue`; one without it is a refusal and does not come here."""
    return read_value(answer)


def read_session_response(answer: Answer) -> SessionResponse:
    """Read an answer about a session."""
    response = response_of(_value(answer))
    if response.found_id is None:
        msg = "the answer names no session"
        raise Unreadable(msg)
    return response


def read_session(answer: Answer) -> Session:
    """Read the one session that was asked for."""
    response = response_of(_value(answer))
    if response.session is None:
        msg = "the answer holds no session"
        raise Unreadable(msg)
    if response.session.session_id is None:
        response.session.signing_session_id = response.signing_session_id
    return response.session


def _return_value(value: JSON) -> str | None:
    text = text_of(fold(value).get("returnvalue") if isinstance(value, dict) else value)
    return text.strip() if text and text.strip() else None


# The server's words ---------------------------------------------------------------------------------------------------
@frozen
class _Text:
    """A message of the documentation, what it stands for, and whether a new token may help."""

    begin: re.Pattern[str]
    error: type[ApiError]
    stale: bool = False


def _text(words: str, error: type[ApiError], *, stale: bool = False) -> _Text:
    return _Text(re.compile(words, re.IGNORECASE), error, stale)


_TEXTS = (
    _text(r"Invalid token\b", AuthenticationError, stale=True),
    _text(r"Bad Token Information\b", AuthenticationError, stale=True),
    _text(r"Invalid API key\b", AuthenticationError),
    _text(r"Invalid user account information\b", AuthenticationError),
    _text(r"Username/Password is incorrect\b", AuthenticationError),
    _text(r"Username not found\b", NotFoundError),
    _text(r"User with that systemUserId doesn.t exist\b", NotFoundError),
    _text(r"All signers must have a last name and valid email address\b", ValidationError),
    _text(r"\S.* did not upload\b", ValidationError),
    _text(r"Failed to change user status\b", ApiError),
)
_PREFIX = re.compile(r"\s*Error:\s*", re.IGNORECASE)
_NOT_UPLOADED = re.compile(r"(?:Error:\s*)?(\S.*?) did not upload\b", re.IGNORECASE)


def _known(text: str) -> _Text | None:
    start = _PREFIX.match(text)
    words = text[start.end() if start else 0 :].lstrip()
    return next((known for known in _TEXTS if known.begin.match(words)), None)


@frozen
class _Words:
    """The texts of an answer, in the order that they are looked at."""

    texts: tuple[str, ...]
    details: JSON
    value: JSON

    @property
    def error(self) -> tuple[str, _Text | None] | None:
        """The first text that is an error, and what the documentation says of it."""
        for text in self.texts:
            known = _known(text)
            if known is not None or _PREFIX.match(text):
                return text, known
        return None


def _words(answer: Answer) -> _Words:
    """Return the texts of an answer; those of an answer that is not JSON are none of the service's."""
    try:
        value = unwrap(answer.json())
    except ValueError:
        return _Words((), None, None)
    if isinstance(value, str):
        return _Words((value,), None, value)
    if not isinstance(value, dict):
        return _Words((), None, value)
    members = fold(value)
    texts = [text for name in ("returnvalue", "details", "message") for text in read_messages(members.get(name))]
    return _Words(tuple(texts), members.get("details"), value)


def _is_null(answer: Answer) -> bool:
    return answer.content.strip() == b"null"


@define
class Constellation1Provider(Provider):
    """Reads answers as section 7 of the service's documentation has them: mostly 200, with the error in a text."""

    name: str = "constellation1"
    format: WireFormat = FORMAT
    headers: dict[str, str] = field(factory=lambda: {"content-type": "application/json"})

    def is_stale_token(self, operation: Operation[Any], answer: Answer) -> bool:
        """Whether the token was refused: a body that is `null` and nothing else, a token error text, 401 or 403."""
        if answer.status in (401, 403):
            return True
        if 200 <= answer.status < 300 and _is_null(answer):
            return True
        error = _words(answer).error
        return error is not None and error[1] is not None and error[1].stale

    def refusal(self, operation: Operation[Any], answer: Answer) -> Problem | None:
        """Return the problem when a 200 is a refusal."""
        if _is_null(answer):
            return Problem("the token was refused, or has expired (the answer is null)", error=AuthenticationError)
        words = _words(answer)
        yes_or_no = operation.returns is read_done
        if (error := words.error) is not None:
            kind = error[1].error if error[1] else ValidationError if yes_or_no else ApiError
            done = operation.returns is read_session_response and _names_session(words.value)
            return _problem(words, kind, done=done)
        if yes_or_no and (_return_value(words.value) or "").lower() == "false":
            return _problem(words, ValidationError, "the answer is False, without a message")
        if operation.returns is read_token and words.value is not None and not _return_value(words.value):
            return _problem(words, AuthenticationError, "no token was given")
        if operation.returns is read_session_response and words.texts and not _names_session(words.value):
            return _problem(words, ValidationError)
        if operation.returns is read_session and words.texts and response_of(words.value).session is None:
            return _problem(words, ApiError)
        return None

    def problem(self, operation: Operation[Any], answer: Answer) -> Problem:
        """Explain an answer whose status is not 2xx."""
        words = _words(answer)
        error = words.error
        kind = AuthenticationError if answer.status == 403 else error_for_status(answer.status)
        if error is not None and error[1] is not None:
            kind = error[1].error
        if not words.texts:
            plain = super().problem(operation, answer)
            return Problem(plain.message, error=kind)
        return _problem(words, kind, rejected=error is not None and error[1] is not None)


def _names_session(value: JSON) -> bool:
    return isinstance(value, dict | list) and response_of(value).found_id is not None


def _problem(
    words: _Words, kind: type[ApiError], otherwise: str = "", *, rejected: bool = False, done: bool = False
) -> Problem:
    told = [text for text in words.texts if text.lower() not in ("true", "false")]
    details = words.details
    if details is None and (found := next((m for m in map(_NOT_UPLOADED.match, told) if m), None)):
        details = {"FileName": found[1]}
    return Problem("; ".join(told) or otherwise, error=kind, details=details, rejected=rejected, done=done)
