"""Readers of answers: what `Operation.returns` is. Each reads one kind, and says what of it is a refusal."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from attrs import frozen

from esignkit.constellation1.models.answers import ActionLogResponse, RequestResponse, SessionResponse, response_of
from esignkit.constellation1.models.sessions import Session
from esignkit.constellation1.models.users import User, UserResponse, users_of
from esignkit.constellation1.wire import fold, unwrap
from esignkit.constellation1.words import Reader, Words, is_prose, return_value, says, texts_of
from esignkit.core.codec import structure
from esignkit.core.flow import Answer
from esignkit.core.provider import Problem
from esignkit.core.readers import Unreadable, json_or_none, parsed, speaks
from esignkit.errors import ApiError, AuthenticationError, NotFoundError
from esignkit.types import JSON, JSONObject

__all__ = [
    "ReadActionLogs",
    "ReadAuthenticated",
    "ReadChangedSession",
    "ReadDeleted",
    "ReadDone",
    "ReadMovedSession",
    "ReadNewSession",
    "ReadOpen",
    "ReadSession",
    "ReadSessions",
    "ReadText",
    "ReadToken",
    "ReadUnopposed",
    "ReadUser",
    "ReadUserChange",
]

R = TypeVar("R", bound=RequestResponse)


def _value(answer: Answer) -> JSON:
    value = unwrap(parsed(answer))
    if isinstance(value, list) and not all(isinstance(item, dict) for item in value if item is not None):
        msg = "the answer is a list of something else than objects"
        raise Unreadable(msg)
    return value


def _response(value: JSON) -> JSONObject:
    if isinstance(value, list):
        msg = "the answer is a list"
        raise Unreadable(msg)
    return value if isinstance(value, dict) else {"ReturnValue": value}


# Yes, no, and one text -----------------------------------------------------------------------------------------------
class ReadDone(Reader):
    """Read the answer of a call that says True or False; "False" is a refusal and does not come here."""

    __slots__ = ()
    CHANGES: ClassVar[bool] = True

    def __call__(self, answer: Answer) -> RequestResponse:
        """Read the answer."""
        response = structure(_response(_value(answer)), RequestResponse)
        if response.succeeded is None:
            msg = "the answer says neither True nor False"
            raise Unreadable(msg)
        return response

    def holds(self, words: Words) -> bool:
        """Whether it says either."""
        return says(words.value) is not None


class ReadDeleted(ReadDone):
    """Read the answer to a delete; a second try may be told, in whatever words, that there is nothing any more."""

    __slots__ = ()

    def __call__(self, answer: Answer) -> RequestResponse:
        """Read the answer."""
        told = any(map(is_prose, texts_of(answer))) and says(unwrap(json_or_none(answer))) is not True
        if told or not 200 <= answer.status < 300:
            return RequestResponse(return_value="True")
        return super().__call__(answer)


class ReadUnopposed(Reader):
    """Read the answer of a call that complains in `Details`, and says nothing else that could be relied on."""

    __slots__ = ()
    CHANGES: ClassVar[bool] = True

    def __call__(self, answer: Answer) -> RequestResponse:
        """Read the answer."""
        value = _value(answer)
        if says(value) is None and not (isinstance(value, dict) and fold(value).keys() & {"returnvalue", "details"}):
            msg = "the answer has neither ReturnValue nor Details"
            raise Unreadable(msg)
        return structure(_response(value), RequestResponse)

    def holds(self, words: Words) -> bool:
        """Nothing outweighs a complaint."""
        return False


@frozen(eq=False, repr=False)
class ReadOpen(Reader, Generic[R]):
    """Read an object of which only the name is published: a complaint beside other members is no refusal."""

    model: type[R]

    CHANGES: ClassVar[bool] = True

    def __call__(self, answer: Answer) -> R:
        """Read the answer."""
        return structure(_response(_value(answer)), self.model)

    def holds(self, words: Words) -> bool:
        """Whether it has other members."""
        return not words.alone


class ReadText(Reader):
    """Read the text in `ReturnValue`."""

    __slots__ = ()
    ERROR: ClassVar[type[ApiError]] = ApiError
    SILENCE_REFUSES: ClassVar[bool] = False
    """Whether an answer without a text and without words is a refusal, too."""

    def __call__(self, answer: Answer) -> str:
        """Read the answer."""
        text = return_value(_value(answer))
        if not text:
            msg = "the answer has no ReturnValue"
            raise Unreadable(msg)
        return text

    def missing(self, words: Words) -> Problem | None:
        """Return the problem when there is no text, or one for people."""
        if words.value is None:
            return None
        text = return_value(words.value)
        refused = is_prose(text) if text is not None else self.SILENCE_REFUSES or bool(words.texts)
        return words.problem(self.ERROR, "no token was given") if refused else None


class ReadToken(ReadText):
    """Read the token or cipher in `ReturnValue`; an answer without it is a refusal and does not come here."""

    __slots__ = ()
    ERROR: ClassVar[type[ApiError]] = AuthenticationError
    SILENCE_REFUSES: ClassVar[bool] = True


# Sessions ------------------------------------------------------------------------------------------------------------
class ReadNewSession(Reader):
    """Read an answer about a new session, which names it."""

    __slots__ = ()
    CHANGES: ClassVar[bool] = True

    def __call__(self, answer: Answer) -> SessionResponse:
        """Read the answer."""
        response = response_of(_value(answer))
        if response.found_id is None:
            msg = "the answer names no session"
            raise Unreadable(msg)
        return response

    def holds(self, words: Words) -> bool:
        """Whether it names a session."""
        return _names_session(words.value)

    def made(self, value: JSON) -> bool:
        """Whether it names a session."""
        return _names_session(value)


class ReadChangedSession(ReadNewSession):
    """Read an answer about a session that the caller named: it names the session, or says True."""

    __slots__ = ()

    def __call__(self, answer: Answer) -> SessionResponse:
        """Read the answer."""
        value = _value(answer)
        response = response_of(value)
        if response.found_id is None and says(value) is not True:
            msg = "the answer names no session, and does not say True"
            raise Unreadable(msg)
        return response

    def holds(self, words: Words) -> bool:
        """Whether it names a session, or says True."""
        return super().holds(words) or says(words.value) is True


class ReadMovedSession(ReadChangedSession):
    """Read the same of a call that does one thing: an error text means that it was not done."""

    __slots__ = ()

    def made(self, value: JSON) -> bool:
        """Its name proves nothing."""
        return False


def _names_session(value: JSON) -> bool:
    return isinstance(value, dict | list) and response_of(value).found_id is not None


class ReadSession(Reader):
    """Read the one session that was asked for."""

    __slots__ = ()

    def __call__(self, answer: Answer) -> Session:
        """Read the answer."""
        response = response_of(_value(answer))
        if response.session is None:
            msg = "the answer holds no session"
            raise Unreadable(msg)
        if response.session.session_id is None:
            response.session.signing_session_id = response.signing_session_id
        return response.session

    def holds(self, words: Words) -> bool:
        """Whether it holds a session."""
        return response_of(words.value).session is not None


class ReadSessions(Reader):
    """Read the sessions that were asked for, which may be none."""

    __slots__ = ()

    def __call__(self, answer: Answer) -> list[Session]:
        """Read the answer."""
        value = _value(answer)
        response = response_of(value)
        if response.sessions is None and not (isinstance(value, dict) and fold(value).keys() & _SESSION_NAMES):
            msg = "the answer holds no sessions"
            raise Unreadable(msg)
        return response.sessions or []

    def holds(self, words: Words) -> bool:
        """Whether it holds a list of sessions."""
        return response_of(words.value).sessions is not None


_SESSION_NAMES = {"sessions", "session", "signingsessions"}


class ReadActionLogs(Reader):
    """Read the entries of a session's log."""

    __slots__ = ()

    def __call__(self, answer: Answer) -> ActionLogResponse:
        """Read the answer."""
        value = _value(answer)
        return structure({"Actionlog": value} if isinstance(value, list) else value, ActionLogResponse)

    def holds(self, words: Words) -> bool:
        """Whether it holds a log."""
        value = words.value
        return isinstance(value, list) or (isinstance(value, dict) and bool(fold(value).keys() & _LOGS))


_LOGS = {"actionlog", "actionlogs"}


# Users ---------------------------------------------------------------------------------------------------------------
class ReadUser(Reader):
    """Read the one user that was asked for; an answer without one is a refusal and does not come here."""

    __slots__ = ()
    MISSING: ClassVar[type[ApiError]] = NotFoundError

    def __call__(self, answer: Answer) -> User:
        """Read the answer."""
        user = users_of(_value(answer)).user
        if user is None:
            msg = "the answer holds no user"
            raise Unreadable(msg)
        return user

    def missing(self, words: Words) -> Problem | None:
        """Return the problem when it holds no user."""
        if words.value is None or users_of(words.value).user is not None:
            return None
        return words.problem(self.MISSING, "there is no such user")


class ReadAuthenticated(ReadUser):
    """Read the user who signed in."""

    __slots__ = ()
    MISSING: ClassVar[type[ApiError]] = AuthenticationError


class ReadUserChange(Reader):
    """Read an answer about a user that was changed: it holds the user, or says True."""

    __slots__ = ()
    CHANGES: ClassVar[bool] = True

    def __call__(self, answer: Answer) -> UserResponse:
        """Read the answer."""
        value = _value(answer)
        response = users_of(value)
        if not (response.user is not None and speaks(response.user)) and says(value) is not True:
            msg = "the answer holds no user, and does not say True"
            raise Unreadable(msg)
        return response

    def holds(self, words: Words) -> bool:
        """Whether it holds a user, or says True."""
        return self.made(words.value) or says(words.value) is True

    def made(self, value: JSON) -> bool:
        """Whether it holds a user."""
        return users_of(value).user is not None
