"""Readers of responses: what `Operation.returns` is. Each reads one kind, and says what of it is a refusal."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from esignkit.constellation1.models.responses import ActionLogResponse, RequestResponse, SessionResponse, response_of
from esignkit.constellation1.models.sessions import Session
from esignkit.constellation1.models.users import User, UserResponse, users_of
from esignkit.constellation1.response_messages import (
    ChangeReader,
    Messages,
    Reader,
    is_prose,
    return_value,
    says,
    texts_of,
)
from esignkit.constellation1.wire_format import fold, unwrap
from esignkit.core.deserialization import structure
from esignkit.core.field_specifiers import DefaultList
from esignkit.core.flow import Response
from esignkit.core.operation import Operation
from esignkit.core.provider import Problem
from esignkit.core.response_readers import Unreadable, json_or_none, speaks
from esignkit.core.value_objects import frozen
from esignkit.errors import ApiError, AuthenticationError, NotFoundError
from esignkit.types import JSON, Finding, JSONObject, ReceivedSecret, Secret

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


def _response(value: JSON) -> JSONObject:
    if isinstance(value, list):
        msg = "the response is a list"
        raise Unreadable(msg)
    return value if isinstance(value, dict) else {"ReturnValue": value}


# Yes, no, and one text -----------------------------------------------------------------------------------------------
class ReadDone(ChangeReader[RequestResponse]):
    """Read the response of a call that says True or False; "False" is a refusal and does not come here."""

    def stand_in(self, operation: Operation[object], finding: Finding) -> JSON:
        """Return what a call had answered that was found to have been carried out."""
        return {"ReturnValue": "True"}

    def _read(self, value: JSON) -> RequestResponse:
        response = structure(_response(value), RequestResponse)
        if response.succeeded is None:
            msg = "the response says neither True nor False"
            raise Unreadable(msg)
        return response

    def _holds(self, messages: Messages) -> bool:
        return says(messages.value) is not None


class ReadDeleted(ReadDone):
    """Read the response to a delete; a second try may be told, in whatever words, that there is nothing any more."""

    def __call__(self, response: Response) -> RequestResponse:
        """Read a response that is no refusal, or says that there is nothing any more."""
        is_message = any(map(is_prose, texts_of(response))) and says(unwrap(json_or_none(response))) is not True
        if is_message or not 200 <= response.status < 300:
            return RequestResponse(return_value="True")
        return super().__call__(response)


class ReadUnopposed(ChangeReader[RequestResponse]):
    """Read the response of a call that complains in `Details`, and says nothing else that could be relied on."""

    def _read(self, value: JSON) -> RequestResponse:
        if says(value) is None and not (isinstance(value, dict) and fold(value).keys() & {"returnvalue", "details"}):
            msg = "the response has neither ReturnValue nor Details"
            raise Unreadable(msg)
        return structure(_response(value), RequestResponse)

    def _holds(self, messages: Messages) -> bool:
        return False


@frozen(eq=False, repr=False)
class ReadOpen(ChangeReader[R]):
    """Read an object of which only the name is published: a complaint beside other members is no refusal."""

    model: type[R]

    def _read(self, value: JSON) -> R:
        return structure(_response(value), self.model)

    def _holds(self, messages: Messages) -> bool:
        return not messages.alone


class ReadText(Reader[Secret]):
    """Read the text in `ReturnValue`, which is a credential."""

    ERROR: ClassVar[type[ApiError]] = ApiError
    SILENCE_REFUSES: ClassVar[bool] = False
    """Whether a response without a text and without words is a refusal, too."""

    def _read(self, value: JSON) -> Secret:
        text = return_value(value)
        if not text:
            msg = "the response has no ReturnValue"
            raise Unreadable(msg)
        return ReceivedSecret(text)

    def _missing(self, messages: Messages) -> Problem | None:
        if messages.value is None:
            return None
        text = return_value(messages.value)
        refused = is_prose(text) if text is not None else self.SILENCE_REFUSES or bool(messages.texts)
        return messages.problem(self.ERROR, "no token was given") if refused else None


class ReadToken(ReadText):
    """Read the token or cipher in `ReturnValue`; a response without it is a refusal and does not come here."""

    ERROR: ClassVar[type[ApiError]] = AuthenticationError
    SILENCE_REFUSES: ClassVar[bool] = True


# Sessions ------------------------------------------------------------------------------------------------------------
class ReadNewSession(ChangeReader[SessionResponse]):
    """Read a response about a new session, which names it."""

    def stand_in(self, operation: Operation[object], finding: Finding) -> JSON:
        """Return what a call had answered that was found to have been carried out; None where that is not known."""
        named = finding.id or operation.args.get("signingSessionId")
        return {"SigningSessionId": named} if isinstance(named, str) else None

    def _read(self, value: JSON) -> SessionResponse:
        response = response_of(value)
        if response.found_id is None:
            msg = "the response names no session"
            raise Unreadable(msg)
        return response

    def _holds(self, messages: Messages) -> bool:
        return _names_session(messages.value)

    def _made(self, value: JSON) -> bool:
        return _names_session(value)


class ReadChangedSession(ReadNewSession):
    """Read a response about a session that the caller named: it names the session, or says True."""

    def _read(self, value: JSON) -> SessionResponse:
        response = response_of(value)
        if response.found_id is None and says(value) is not True:
            msg = "the response names no session, and does not say True"
            raise Unreadable(msg)
        return response

    def _holds(self, messages: Messages) -> bool:
        return super()._holds(messages) or says(messages.value) is True


class ReadMovedSession(ReadChangedSession):
    """Read the same of a call that does one thing: an error text means that it was not done."""

    def _made(self, value: JSON) -> bool:
        return False


def _names_session(value: JSON) -> bool:
    return isinstance(value, dict | list) and response_of(value).found_id is not None


class ReadSession(Reader[Session]):
    """Read the one session that was asked for."""

    def _read(self, value: JSON) -> Session:
        response = response_of(value)
        if response.session is None:
            msg = "the response holds no session"
            raise Unreadable(msg)
        if response.session.found_id is None:
            response.session.signing_session_id = response.signing_session_id
        return response.session

    def _holds(self, messages: Messages) -> bool:
        return response_of(messages.value).session is not None


class ReadSessions(Reader[list[Session]]):
    """Read the sessions that were asked for, which may be none."""

    def _read(self, value: JSON) -> list[Session]:
        response = response_of(value)
        if not hasattr(response, "sessions"):
            msg = "the response holds no sessions"
            raise Unreadable(msg)
        return response.sessions

    def _holds(self, messages: Messages) -> bool:
        sessions: list[Session] | None = getattr(response_of(messages.value), "sessions", None)
        return sessions is not None and sessions.__class__ is not DefaultList  # a list may be empty; null is none


class ReadActionLogs(Reader[ActionLogResponse]):
    """Read the entries of a session's log."""

    def _read(self, value: JSON) -> ActionLogResponse:
        return structure({"Actionlog": value} if isinstance(value, list) else value, ActionLogResponse)

    def _holds(self, messages: Messages) -> bool:
        value = messages.value
        return isinstance(value, list) or (isinstance(value, dict) and bool(fold(value).keys() & _LOGS))


_LOGS = {"actionlog", "actionlogs"}


# Users ---------------------------------------------------------------------------------------------------------------
class ReadUser(Reader[User]):
    """Read the one user that was asked for; a response without one is a refusal and does not come here."""

    MISSING: ClassVar[type[ApiError]] = NotFoundError

    def _read(self, value: JSON) -> User:
        user = users_of(value).user
        if user is None:
            msg = "the response holds no user"
            raise Unreadable(msg)
        return user

    def _missing(self, messages: Messages) -> Problem | None:
        if messages.value is None or users_of(messages.value).user is not None:
            return None
        return messages.problem(self.MISSING, "there is no such user")


class ReadAuthenticated(ReadUser):
    """Read the user who signed in."""

    MISSING: ClassVar[type[ApiError]] = AuthenticationError


class ReadUserChange(ChangeReader[UserResponse]):
    """Read a response about a user that was changed: it holds the user, or says True."""

    def stand_in(self, operation: Operation[object], finding: Finding) -> JSON:
        """Return what a call had answered that was found to have been carried out; None where that is not known."""
        return finding.found.to_wire() if isinstance(finding.found, User) else None

    def _read(self, value: JSON) -> UserResponse:
        response = users_of(value)
        if not (response.user is not None and speaks(response.user)) and says(value) is not True:
            msg = "the response holds no user, and does not say True"
            raise Unreadable(msg)
        return response

    def _holds(self, messages: Messages) -> bool:
        return self._made(messages.value) or says(messages.value) is True

    def _made(self, value: JSON) -> bool:
        return users_of(value).user is not None
