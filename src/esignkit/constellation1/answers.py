"""Which answers are refusals, and what the server's words mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from attrs import define, evolve, field, frozen

from esignkit.constellation1.methods import name_methods
from esignkit.constellation1.models.answers import response_of
from esignkit.constellation1.models.users import users_of
from esignkit.constellation1.operation import PROVIDER
from esignkit.constellation1.pages import ReadPage, rows_of
from esignkit.constellation1.readers import (
    is_prose,
    read_action_logs,
    read_authenticated,
    read_changed,
    read_deleted,
    read_done,
    read_generic,
    read_moved,
    read_session,
    read_session_response,
    read_sessions,
    read_token,
    read_unopposed,
    read_update_signers,
    read_user,
    read_user_response,
    read_value,
    return_value,
    says,
    texts_of,
)
from esignkit.constellation1.wire import FORMAT, fold, read_messages, unwrap
from esignkit.core.flow import Answer
from esignkit.core.operation import Json, Operation
from esignkit.core.provider import Problem, Provider, error_for_status
from esignkit.core.redaction import veil_members
from esignkit.core.value import Value
from esignkit.core.writing import WireFormat
from esignkit.errors import ApiError, AuthenticationError, DecodeError, NotFoundError, ValidationError
from esignkit.types import JSON

if TYPE_CHECKING:
    from esignkit.core.finding import Question

__all__ = ["Constellation1Provider"]

Reader = Callable[[Answer], Any]
_YES_OR_NO: tuple[Reader, ...] = (read_done, read_deleted)
_NEW_SESSION: tuple[Reader, ...] = (read_session_response, read_changed)
_UNOPPOSED: tuple[Reader, ...] = (read_unopposed, read_generic, read_update_signers)
_GIVE: tuple[Reader, ...] = (read_token, read_value)
_WORDS = {"returnvalue", "details", "message"}
_LOGS = {"actionlog", "actionlogs"}
_CHANGES: tuple[Reader, ...] = (
    *_YES_OR_NO,
    *_NEW_SESSION,
    *_UNOPPOSED,
    read_moved,
    read_user_response,
)


_REST = re.compile(r"^/*(?:rest/+)*(?=v\d+/)", re.IGNORECASE)
_HINTS = {
    400: " (the service does not say why; it may not take a date, an authentication method, merge fields or a file in "
    "the form it was sent in: see Switches in the SDK's page on Constellation1)",
    404: " (nothing is at this address: the service does not know the id, or environment= or base_url= is wrong)",
}
_REFUSED_KEY = "invalid api key"
_KEY_HINT = "check api_key= and salt=, and that environment= or base_url= names the server they are from"
_NULL = (
    "the token was refused, or has expired (the answer is null); tokens live for a very short time: give the client "
    "api_key= and salt=, or a function as token=, and each call has a new one"
)


# The server's words ---------------------------------------------------------------------------------------------------
@frozen(eq=False, repr=False)
class _Text(Value):
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
    # Not documented, but what a service of this style would say, and what tells a repeated delete that it is done.
    _text(
        r"(?:Signing ?)?Session(?: (?:Id|with)\b[^.]{0,80}?)?(?: was| is)? (?:not found|does(?:n.t| not) exist)\b",
        NotFoundError,
    ),
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


@frozen(eq=False, repr=False)
class _Words(Value):
    """The texts of an answer, in the order that they are looked at."""

    texts: tuple[str, ...]
    details: JSON
    value: JSON

    @property
    def complains(self) -> bool:
        """Whether words stand where a result would: in `Details`, which holds errors, or alone."""
        if read_messages(self.details):
            return True
        return says(self.value) is None and any(is_prose(text) for text in self.texts)

    @property
    def alone(self) -> bool:
        """Whether there is nothing beside words in the answer."""
        if not isinstance(self.value, dict):
            return True
        return not any(item is not None for name, item in fold(self.value).items() if name not in _WORDS)

    @property
    def error(self) -> tuple[str, _Text | None] | None:
        """The first text that is an error, and what the documentation says of it."""
        for text in self.texts:
            known = _known(text)
            if known is not None or _PREFIX.match(text):
                return text, known
        return None


def _words(operation: Operation[Any], answer: Answer) -> _Words:
    """Return what an answer says; what it gives is no word, though it may stand beside some."""
    try:
        value = unwrap(answer.json())
    except ValueError:
        value = None
    details = fold(value).get("details") if isinstance(value, dict) else None
    texts = texts_of(answer)
    if operation.returns in _GIVE:
        given = fold(value).get("returnvalue") if isinstance(value, dict) else value
        hidden = () if isinstance(given, str) and _is_message(given) else read_messages(given)
        texts = tuple(text for text in texts if text not in hidden)
    return _Words(texts, details, value)


def _is_message(text: str) -> bool:
    return is_prose(text) or _PREFIX.match(text) is not None


def _is_null(answer: Answer) -> bool:
    return answer.content.removeprefix(b"\xef\xbb\xbf").strip() == b"null"


@define
class Constellation1Provider(Provider):
    """Reads answers as section 7 of the service's documentation has them: mostly 200, with the error in a text."""

    name: str = PROVIDER
    format: WireFormat = FORMAT
    headers: dict[str, str] = field(factory=lambda: {"content-type": "application/json"})
    auth_method_numbers: Mapping[str, int] = field(factory=dict[str, int])

    def read(self, operation: Operation[Any], answer: Answer) -> Any:
        """Read an answer, with the client's names for authentication methods that it gives as numbers."""
        found: object = super().read(operation, answer)
        if self.auth_method_numbers:
            name_methods(found, {number: name for name, number in self.auth_method_numbers.items()})
        return found

    def raw_path(self, path: str) -> str:
        """Take off the `rest/` that the service's pages print before paths: the base URL ends in it already."""
        return _REST.sub("/", path)

    def seal(self, operation: Operation[Any], headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """Write `token:password` where a call brings a password beside the client's token."""
        credentials = [value for name, value in headers if name.lower() == b"authorization"]
        if len(credentials) != 2:
            return headers
        password, token = credentials
        return [h for h in headers if h[0].lower() != b"authorization"] + [(b"authorization", token + b":" + password)]

    def is_stale_token(self, operation: Operation[Any], answer: Answer) -> bool:
        """Whether the token was refused: a body that is `null` and nothing else, a token error text, 401 or 403."""
        if answer.status in (401, 403):
            return True
        if 200 <= answer.status < 300 and _is_null(answer):
            return True
        words = _words(operation, answer)
        error = words.error
        if error is None or error[1] is None or not error[1].stale:
            return False
        return not _did(operation.returns, words.value)

    def veil(self, operation: Operation[Any], text: str) -> str:
        """Replace tokens and passwords that the service gave, in an answer that an error keeps."""
        text = veil_members(text, ("password", "encryptedPassword"))
        if operation.returns not in _GIVE:
            return text
        if text.lstrip().startswith('"') and not _is_message(text.strip('" \n')):
            return '"…"'
        return veil_members(text, ("returnValue",), keep=lambda value: value[0] == '"' and _is_message(value[1:-1]))

    def look_up(self, operation: Operation[Any]) -> str | None:
        """Say how to find out whether a write was carried out."""
        from esignkit.constellation1.lost_answers import LOOK_UP

        return LOOK_UP.get(operation.name)

    def question(self, operation: Operation[Any], request_id: str | None = None) -> Question | None:
        """Return what to ask to find out whether a write was carried out."""
        from esignkit.constellation1.finding import question

        return question(operation)

    def refusal(self, operation: Operation[Any], answer: Answer) -> Problem | None:
        """Return the problem when a 200 is a refusal."""
        if _is_null(answer):
            return Problem(_NULL, error=AuthenticationError)
        words = _words(operation, answer)
        problem = self._complaint(operation.returns, words)
        if problem is None:
            return None
        done = _did(operation.returns, words.value)
        if problem.error is ValidationError and _is_about_several(operation):
            told = f"{problem.message} (the other signers may have been invited: do not repeat the whole list)"
            return evolve(problem, message=told, done=done, partly=True)
        return evolve(problem, done=done)

    def _complaint(self, reader: Reader, words: _Words) -> Problem | None:
        """Return the problem when an answer complains."""
        if (error := words.error) is not None:
            return _problem(words, error[1].error if error[1] else ValidationError if reader in _CHANGES else ApiError)
        if reader in _CHANGES and says(words.value) is False:
            return _problem(words, ValidationError, "the answer is False, without a message")
        try:
            return self._missing(reader, words)
        except DecodeError:  # the reader will say so, and where
            return None

    def _missing(self, reader: Reader, words: _Words) -> Problem | None:
        """Return the problem when an answer has words in place of what was asked for."""
        value = words.value
        if reader in (read_user, read_authenticated) and value is not None and users_of(value).user is None:
            missing = NotFoundError if reader is read_user else AuthenticationError
            return _problem(words, missing, "there is no such user")
        if reader in _GIVE and value is not None:
            text = return_value(value)
            kind: type[ApiError] = AuthenticationError if reader is read_token else ApiError
            if (text is None and (words.texts or reader is read_token)) or (text is not None and is_prose(text)):
                return _problem(words, kind, "no token was given")
        if not words.complains:  # one word such as "ok" is not the service's either way
            return None
        if reader in _YES_OR_NO:
            return _problem(words, ValidationError) if says(value) is None else None
        if reader in _UNOPPOSED:
            told = words.complains and (words.alone or reader is read_unopposed)
            return _problem(words, ValidationError) if told else None
        if reader is read_action_logs:
            logs = isinstance(value, list) or (isinstance(value, dict) and fold(value).keys() & _LOGS)
            return None if logs else _problem(words, ApiError)
        if reader in (read_session_response, read_changed, read_moved):
            named = _names_session(value) or (reader is not read_session_response and says(value) is True)
            return None if named else _problem(words, ValidationError)
        if reader is read_session:
            return _problem(words, ApiError) if response_of(value).session is None else None
        if reader is read_sessions:
            return _problem(words, ApiError) if response_of(value).sessions is None else None
        if reader is read_user_response:
            return None if users_of(value).user or says(value) is True else _problem(words, ValidationError)
        if isinstance(reader, ReadPage):
            return _problem(words, ApiError) if rows_of(value)[0] is None else None
        return None

    def problem(self, operation: Operation[Any], answer: Answer) -> Problem:
        """Explain an answer whose status is not 2xx."""
        words = _words(operation, answer)
        error = words.error
        kind = AuthenticationError if answer.status == 403 else error_for_status(answer.status)
        if error is not None and error[1] is not None:
            kind = error[1].error
        if not words.texts:
            plain = super().problem(operation, answer)
            return Problem(plain.message + _HINTS.get(answer.status, ""), error=kind)
        return _problem(words, kind, rejected=error is not None and error[1] is not None)


def _names_session(value: JSON) -> bool:
    return isinstance(value, dict | list) and response_of(value).found_id is not None


def _did(reader: Reader, value: JSON) -> bool:
    """Whether an answer that complains says True, or names what was to be made or changed: then something was done."""
    if reader in _CHANGES and says(value) is True:
        return True
    try:
        if reader in _NEW_SESSION:
            return _names_session(value)
        return reader is read_user_response and users_of(value).user is not None
    except DecodeError:
        return False


def _is_about_several(operation: Operation[Any]) -> bool:
    """Whether a call invites several signers: a complaint about one of them does not say that nobody was invited."""
    members = operation.body.value if isinstance(operation.body, Json) else None
    if operation.name != "signers.send_invites" or not isinstance(members, dict):
        return False
    return len(cast("dict[str, list[object]]", members)["signerList"]) > 1


def _problem(words: _Words, kind: type[ApiError], otherwise: str = "", *, rejected: bool = False) -> Problem:
    told = [text for text in words.texts if text.lower() not in ("true", "false")]
    details = words.details
    if details is None and (found := next((m for m in map(_NOT_UPLOADED.match, told) if m), None)):
        details = {"FileName": found[1]}
    if any(_REFUSED_KEY in text.lower() for text in told):
        told.append(_KEY_HINT)
    return Problem("; ".join(told) or otherwise, error=kind, details=details, rejected=rejected)
