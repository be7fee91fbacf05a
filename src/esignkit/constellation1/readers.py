"""Readers of answers: what `Operation.returns` is."""

from __future__ import annotations

import re

from esignkit.constellation1.models.answers import (
    ActionLogResponse,
    GenericResponse,
    RequestResponse,
    SessionResponse,
    UpdateSignersView,
    response_of,
)
from esignkit.constellation1.models.sessions import Session
from esignkit.constellation1.models.users import User, UserResponse, users_of
from esignkit.constellation1.wire import fold, read_messages, text_of, unwrap
from esignkit.core.codec import structure
from esignkit.core.flow import Answer
from esignkit.core.readers import Unreadable, parsed, speaks
from esignkit.types import JSON, JSONObject

__all__ = [
    "is_prose",
    "read_action_logs",
    "read_authenticated",
    "read_changed",
    "read_deleted",
    "read_done",
    "read_generic",
    "read_moved",
    "read_session",
    "read_session_response",
    "read_sessions",
    "read_token",
    "read_unopposed",
    "read_update_signers",
    "read_user",
    "read_user_response",
    "read_value",
    "return_value",
    "says",
    "texts_of",
]


_PLAIN_ERROR = re.compile(r"Error:", re.IGNORECASE)
_LONGEST_TEXT = 2000


def _value(answer: Answer) -> JSON:
    value = unwrap(parsed(answer))
    if isinstance(value, list) and not all(isinstance(item, dict) for item in value if item is not None):
        msg = "the answer is a list of something else than objects"
        raise Unreadable(msg)
    return value


def return_value(value: JSON) -> str | None:
    """Return the text in `ReturnValue`, or the text that stands alone; None where there is none but blanks."""
    text = text_of(fold(value).get("returnvalue") if isinstance(value, dict) else value)
    return text.strip() if text and text.strip() else None


def says(value: JSON) -> bool | None:
    """Whether an answer says True or False; None when it says neither."""
    return {"true": True, "false": False}.get((return_value(value) or "").lower())


def _lenient(answer: Answer) -> JSON:
    try:
        return unwrap(answer.json())
    except ValueError:
        return None


def texts_of(answer: Answer) -> tuple[str, ...]:
    """Return the texts of an answer; one that is not JSON has none, but for an error text that stands alone."""
    try:
        value = unwrap(answer.json())
    except ValueError:
        text = answer.content[:_LONGEST_TEXT].decode("utf-8", "replace").strip()
        return (text,) if _PLAIN_ERROR.match(text) else ()
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, dict):
        return ()
    members = fold(value)
    return tuple(text for name in ("returnvalue", "details", "message") for text in read_messages(members.get(name)))


def is_prose(text: str) -> bool:
    """Whether a text says something to people: tokens, URLs, ids, True and False are single words."""
    return len(text.split()) > 1


def _response(value: JSON) -> JSONObject:
    if isinstance(value, list):
        msg = "the answer is a list"
        raise Unreadable(msg)
    return value if isinstance(value, dict) else {"ReturnValue": value}


# Yes, no, and one text -----------------------------------------------------------------------------------------------
def read_done(answer: Answer) -> RequestResponse:
    """Read the answer of a call that says True or False; "False" is a refusal and does not come here."""
    response = structure(_response(_value(answer)), RequestResponse)
    if response.succeeded is None:
        msg = "the answer says neither True nor False"
        raise Unreadable(msg)
    return response


def read_deleted(answer: Answer) -> RequestResponse:
    """Read the answer to a delete; a second try may be told, in whatever words, that there is nothing any more."""
    told = any(map(is_prose, texts_of(answer))) and says(_lenient(answer)) is not True
    if told or not 200 <= answer.status < 300:
        return RequestResponse(return_value="True")
    return read_done(answer)


def read_unopposed(answer: Answer) -> RequestResponse:
    """Read the answer of a call that complains in `Details`, and says nothing else that could be relied on."""
    value = _value(answer)
    if says(value) is None and not (isinstance(value, dict) and fold(value).keys() & {"returnvalue", "details"}):
        msg = "the answer has neither ReturnValue nor Details"
        raise Unreadable(msg)
    return structure(_response(value), RequestResponse)


def read_value(answer: Answer) -> str:
    """Read the text in `ReturnValue`."""
    text = return_value(_value(answer))
    if not text:
        msg = "the answer has no ReturnValue"
        raise Unreadable(msg)
    return text


def read_token(answer: Answer) -> str:
    """Read the token or cipher in `ReturnValue`; one without it is a refusal and does not come here."""
    return read_value(answer)


# Sessions ------------------------------------------------------------------------------------------------------------
def read_session_response(answer: Answer) -> SessionResponse:
    """Read an answer about a new session, which names it."""
    response = response_of(_value(answer))
    if response.found_id is None:
        msg = "the answer names no session"
        raise Unreadable(msg)
    return response


def read_changed(answer: Answer) -> SessionResponse:
    """Read an answer about a session that the caller named: it names the session, or says True."""
    value = _value(answer)
    response = response_of(value)
    if response.found_id is None and says(value) is not True:
        msg = "the answer names no session, and does not say True"
        raise Unreadable(msg)
    return response


def read_moved(answer: Answer) -> SessionResponse:
    """Read the same of a call that does one thing: an error text means that it was not done."""
    return read_changed(answer)


def read_session(answer: Answer) -> Session:
    """Read the one session that was asked for."""
    response = response_of(_value(answer))
    if response.session is None:
        msg = "the answer holds no session"
        raise Unreadable(msg)
    if response.session.session_id is None:
        response.session.signing_session_id = response.signing_session_id
    return response.session


def read_sessions(answer: Answer) -> list[Session]:
    """Read the sessions that were asked for, which may be none."""
    value = _value(answer)
    response = response_of(value)
    if response.sessions is None and not (isinstance(value, dict) and fold(value).keys() & _SESSION_NAMES):
        msg = "the answer holds no sessions"
        raise Unreadable(msg)
    return response.sessions or []


_SESSION_NAMES = {"sessions", "session", "signingsessions"}


def read_action_logs(answer: Answer) -> ActionLogResponse:
    """Read the entries of a session's log."""
    value = _value(answer)
    return structure({"Actionlog": value} if isinstance(value, list) else value, ActionLogResponse)


# Users ---------------------------------------------------------------------------------------------------------------
def read_user(answer: Answer) -> User:
    """Read the one user that was asked for; an answer without one is a refusal and does not come here."""
    user = users_of(_value(answer)).user
    if user is None:
        msg = "the answer holds no user"
        raise Unreadable(msg)
    return user


def read_authenticated(answer: Answer) -> User:
    """Read the user who signed in."""
    return read_user(answer)


def read_user_response(answer: Answer) -> UserResponse:
    """Read an answer about a user that was changed: it holds the user, or says True."""
    value = _value(answer)
    response = users_of(value)
    if not (response.user is not None and speaks(response.user)) and says(value) is not True:
        msg = "the answer holds no user, and does not say True"
        raise Unreadable(msg)
    return response


# Objects whose members nobody published ------------------------------------------------------------------------------
def read_generic(answer: Answer) -> GenericResponse:
    """Read a `GenericResponse`, of which only the name is known."""
    return structure(_response(_value(answer)), GenericResponse)


def read_update_signers(answer: Answer) -> UpdateSignersView:
    """Read an `UpdateSignersView`, of which only the name is known."""
    return structure(_response(_value(answer)), UpdateSignersView)
