"""What a response of Constellation1 says in words, and the base of the readers, which tell a refusal by them.

The service answers mostly 200, with the error in a text. What such a text means is left to the reader of the response:
it knows what stands in its place when the call succeeded.
Source: Constellation1's REST documentation, Appendix A.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import ClassVar, Generic, TypeVar

from esignkit.constellation1.wire_format import fold, read_messages, text_of, unwrap
from esignkit.core.flow import Response
from esignkit.core.provider import Problem
from esignkit.core.response_readers import Unreadable, json_or_none, parsed
from esignkit.core.value_objects import Value, evolve, field, frozen
from esignkit.errors import ApiError, AuthenticationError, DecodeError, NotFoundError, ValidationError
from esignkit.types import JSON

__all__ = [
    "ChangeReader",
    "Messages",
    "Reader",
    "is_message",
    "is_prose",
    "messages_of",
    "return_value",
    "says",
    "texts_of",
]

T = TypeVar("T")
_LONGEST_TEXT = 2000
_WORDS = {"returnvalue", "details", "message"}
_REFUSED_KEY = "invalid api key"
_KEY_HINT = "check api_key= and salt=, and that environment= or base_url= names the server they are from"


# What a response says ------------------------------------------------------------------------------------------------
def return_value(value: JSON) -> str | None:
    """Return the text in `ReturnValue`, or the text that stands alone; None where there is none but blanks."""
    text = text_of(fold(value).get("returnvalue") if isinstance(value, dict) else value)
    return text.strip() if text and text.strip() else None


def says(value: JSON) -> bool | None:
    """Whether a response says True or False; None when it says neither."""
    return {"true": True, "false": False}.get((return_value(value) or "").lower())


def is_prose(text: str) -> bool:
    """Whether a text says something to people: tokens, URLs, ids, True and False are single words."""
    return len(text.split()) > 1


def is_message(text: str) -> bool:
    """Whether a text is one for people or an error, and no token."""
    return is_prose(text) or _PREFIX.match(text) is not None


def texts_of(response: Response) -> tuple[str, ...]:
    """Return the texts of a response; one that is not JSON has none, but for an error text that stands alone."""
    try:
        value = unwrap(response.json())
    except ValueError:
        text = response.content[:_LONGEST_TEXT].decode("utf-8", "replace").strip()
        return (text,) if _PREFIX.match(text) else ()
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, dict):
        return ()
    members = fold(value)
    return tuple(text for name in ("returnvalue", "details", "message") for text in read_messages(members.get(name)))


# Errors of the documentation -----------------------------------------------------------------------------------------
@frozen(eq=False, repr=False)
class _KnownMessage(Value):
    """A message of the documentation, what it stands for, and whether a new token may help."""

    pattern: re.Pattern[str]
    error: type[ApiError]
    stale: bool = False


def _message(pattern: str, error: type[ApiError], *, stale: bool = False) -> _KnownMessage:
    return _KnownMessage(re.compile(pattern, re.IGNORECASE), error, stale)


_KNOWN_MESSAGES = (
    _message(r"Invalid token\b", AuthenticationError, stale=True),
    _message(r"Bad Token Information\b", AuthenticationError, stale=True),
    _message(r"Invalid API key\b", AuthenticationError),
    _message(r"Invalid user account information\b", AuthenticationError),
    _message(r"Username/Password is incorrect\b", AuthenticationError),
    _message(r"Username not found\b", NotFoundError),
    _message(r"User with that systemUserId doesn.t exist\b", NotFoundError),
    # Not documented, but what a service of this style would say, and what tells a repeated delete that it is done.
    _message(
        r"(?:Signing ?)?Session(?: (?:Id|with)\b[^.]{0,80}?)?(?: was| is)? (?:not found|does(?:n.t| not) exist)\b",
        NotFoundError,
    ),
    _message(r"All signers must have a last name and valid email address\b", ValidationError),
    _message(r"\S.* did not upload\b", ValidationError),
    _message(r"Failed to change user status\b", ApiError),
)
_PREFIX = re.compile(r"\s*Error:\s*", re.IGNORECASE)
_NOT_UPLOADED = re.compile(r"(?:Error:\s*)?(\S.*?) did not upload\b", re.IGNORECASE)


def _known(text: str) -> _KnownMessage | None:
    start = _PREFIX.match(text)
    plain = text[start.end() if start else 0 :].lstrip()
    return next((known for known in _KNOWN_MESSAGES if known.pattern.match(plain)), None)


@frozen(eq=False, repr=False)
class Messages(Value):
    """The texts of a response, in the order that they are looked at, and the response that they stand in."""

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
        """Whether there is nothing beside words in the response."""
        if not isinstance(self.value, dict):
            return True
        return not any(item is not None for name, item in fold(self.value).items() if name not in _WORDS)

    @property
    def error(self) -> tuple[str, _KnownMessage | None] | None:
        """The first text that is an error, and what the documentation says of it."""
        for text in self.texts:
            known = _known(text)
            if known is not None or _PREFIX.match(text):
                return text, known
        return None

    def problem(self, kind: type[ApiError], otherwise: str = "", *, rejected: bool = False) -> Problem:
        """Return the problem that the texts tell of.

        Args:
            kind: The error.
            otherwise: What is said where the response has no text.
            rejected: Whether another try would be refused as well.
        """
        texts = [text for text in self.texts if text.lower() not in ("true", "false")]
        details = self.details
        if details is None and (match := next((m for m in map(_NOT_UPLOADED.match, texts) if m), None)):
            details = {"FileName": match[1]}
        if any(_REFUSED_KEY in text.lower() for text in texts):
            texts.append(_KEY_HINT)
        return Problem("; ".join(texts) or otherwise, error=kind, details=details, rejected=rejected)


def messages_of(response: Response, hide: tuple[str, ...] = ()) -> Messages:
    """Return what a response says.

    Args:
        response: The response.
        hide: Members that are credentials: what they hold is no word, though it may stand beside some.
    """
    value = unwrap(json_or_none(response))
    details = fold(value).get("details") if isinstance(value, dict) else None
    texts = texts_of(response)
    if hide:
        hidden_values = [fold(value).get(name.lower()) for name in hide] if isinstance(value, dict) else [value]
        credentials = [
            text
            for item in hidden_values
            if not (isinstance(item, str) and is_message(item))
            for text in read_messages(item)
        ]
        texts = tuple(text for text in texts if text not in credentials)
    return Messages(texts, details, value)


# The base of the readers ---------------------------------------------------------------------------------------------
@frozen(eq=False, repr=False)
class Reader(Value, ABC, Generic[T]):
    """One kind of response: what reads it also tells a refusal from a result. Error texts are refusals in each kind.

    Attributes:
        partly: What a refusal may leave done, in words that follow its own; empty when it leaves nothing.
    """

    CHANGES: ClassVar[bool] = False
    """Whether it answers a call that changes something: then False is a refusal, and True says that it was done."""

    ROWS: ClassVar[bool] = False
    """Whether it reads rows, which may be texts; what else is a list is one of objects."""

    partly: str = field(default="", kw_only=True, repr=False)

    def __call__(self, response: Response) -> T:
        """Read a response that is no refusal."""
        value = unwrap(parsed(response))
        if (
            not self.ROWS
            and isinstance(value, list)
            and not all(isinstance(item, dict) for item in value if item is not None)
        ):
            msg = "the response is a list of something else than objects"
            raise Unreadable(msg)
        return self._read(value)

    @abstractmethod
    def _read(self, value: JSON) -> T: ...

    def judge(self, messages: Messages) -> Problem | None:
        """Return the problem when a response is a refusal.

        Args:
            messages: What the response says.
        """
        problem = self._complaint(messages)
        if problem is None:
            return None
        if self.partly and problem.error is ValidationError:
            problem = evolve(problem, message=problem.message + self.partly, partly=True)
        return evolve(problem, done=self.did(messages.value))

    def did(self, value: JSON) -> bool:
        """Whether a response that complains says True, or names what was to be made: then something was done."""
        try:
            return self.CHANGES and (says(value) is True or self._made(value))
        except DecodeError:
            return False

    def _made(self, value: JSON) -> bool:
        """Whether a response names what was to be made or changed, which proves that it was."""
        return False

    def _missing(self, messages: Messages) -> Problem | None:
        """Return the problem when a response has words in place of what was asked for."""
        if not messages.complains or self._holds(messages):  # one word such as "ok" is not the service's either way
            return None
        return messages.problem(ValidationError if self.CHANGES else ApiError)

    def _holds(self, messages: Messages) -> bool:
        """Whether what was asked for stands beside words of complaint."""
        return True

    def _complaint(self, messages: Messages) -> Problem | None:
        if (error := messages.error) is not None:
            unknown = ValidationError if self.CHANGES else ApiError
            return messages.problem(error[1].error if error[1] else unknown)
        if self.CHANGES and says(messages.value) is False:
            return messages.problem(ValidationError, "the response is False, without a message")
        try:
            return self._missing(messages)
        except DecodeError:  # reading it will say so, and where
            return None


class ChangeReader(Reader[T]):
    """One kind of response to a call that changes something."""

    CHANGES: ClassVar[bool] = True
