"""Look up the result of a write at Constellation1 after its response was lost.

Each operation names its function in `if_lost`. It takes the operation as it was sent, and an id that this service
has no place for; it returns None when nothing would tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any

from esignkit.constellation1.enums import SessionStatus
from esignkit.constellation1.models.responses import SessionLite
from esignkit.constellation1.models.sessions import Document, Session
from esignkit.constellation1.models.signers import Signer
from esignkit.constellation1.models.users import User
from esignkit.constellation1.sessions import Sessions
from esignkit.constellation1.users import Users
from esignkit.core.body_members import body_members
from esignkit.core.comparing import Sent
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.core.flow import Flow
from esignkit.core.operation import FromClient, Operation
from esignkit.core.reconciliation import ByParts, ByReading, BySearch, ByStatus, Question
from esignkit.types import JSON

__all__ = ["added", "cancelled", "closed", "created", "paused", "started", "user_created"]

_SESSIONS: Sessions[Plan] = Sessions(PLANNER)
_USERS: Users[Plan] = Users(PLANNER)

_S = SessionStatus
_OPEN = frozenset({_S.IN_DRAFT, _S.IN_SENT, _S.IN_PAUSED})
_OF_A_SESSION = frozenset({"Id", "SigningSessionId", "SessionInfo.Id", "Signers.SignerId", "Signers.SigningSessionId"})
"""Ids that the service gives, or that name the session a copy was made from."""


def started(operation: Operation[Any], request_id: str | None) -> Question | None:
    """A session that is out, or completed meanwhile, was started."""
    return _moved(operation, {_S.IN_SENT, _S.COMPLETED}, {_S.IN_DRAFT, _S.IN_PAUSED})


def paused(operation: Operation[Any], request_id: str | None) -> Question | None:
    """A session that is out was not paused."""
    return _moved(operation, {_S.IN_PAUSED}, {_S.IN_SENT, _S.COMPLETED})


def cancelled(operation: Operation[Any], request_id: str | None) -> Question | None:
    """A session that ended in another way can no longer be cancelled; a cancelled one cannot end otherwise."""
    return _moved(operation, {_S.CANCELLED}, _OPEN | {_S.COMPLETED, _S.EXPIRED})


def closed(operation: Operation[Any], request_id: str | None) -> Question | None:
    """A session that ended in another way was not closed."""
    return _moved(operation, {_S.COMPLETED}, _OPEN | {_S.CANCELLED, _S.EXPIRED})


def _moved(operation: Operation[Any], done: Set[object], undone: Set[object]) -> Question:
    session_id = operation.args.get("signingSessionId") or operation.args["sessionId"]
    return ByStatus(_session(str(session_id)), frozenset(done), frozenset(undone))


def created(operation: Operation[Any], request_id: str | None) -> Question | None:
    """The list by the caller's transaction id shows it."""
    body = body_members(operation)
    session, owner = body.get("session"), body.get("userName")
    info = session.session_info if isinstance(session, Session) else None
    if info is None or not info.transaction_id:
        return None
    username = None if owner is None or isinstance(owner, FromClient) else str(owner)
    rows = _SESSIONS.list_lite_by_transaction_id(info.transaction_id, username=username)
    fits = (("transaction_id", info.transaction_id), *((("title", info.title),) if info.title else ()))
    return BySearch(
        (rows,),
        fits,
        "signing_session_id",
        Sent.of(session, _OF_A_SESSION),
        _session,
        info.transaction_id,
        _transaction_id,
        unique=False,  # a transaction id may be given to several sessions
        created="created_on",
    )


def added(operation: Operation[Any], request_id: str | None) -> Question | None:
    """Documents and signers have no ids of the caller's, so only their absence proves something."""
    session = body_members(operation).get("session")
    if not isinstance(session, Session):
        return None
    session_id = session.id or (session.session_info.id if session.session_info else None)
    sent = tuple(Sent.of(part) for part in _parts(session))
    if not session_id or not sent or not all(_name(part.members) for part in sent):
        return None
    return ByParts(_session(session_id), _parts, _name, sent, own=False)


def user_created(operation: Operation[Any], request_id: str | None) -> Question | None:
    """The service takes a user's name once."""
    user = body_members(operation).get("user")
    if not isinstance(user, User) or not user.username:
        return None
    return ByReading(_USERS.get_by_username(user.username), _user_id, Sent.of(user))


def _session(session_id: str) -> Flow[Session]:
    return _SESSIONS.get(session_id)


def _parts(session: Session) -> Iterable[Document | Signer]:
    yield from session.documents
    yield from session.signers


def _name(part: JSON) -> str | None:
    name = (part.get("FileName") or part.get("EmailAddress")) if isinstance(part, dict) else None
    return name if isinstance(name, str) else None


def _transaction_id(row: SessionLite) -> str | None:
    return row.transaction_id


def _user_id(user: User) -> str | None:
    return getattr(user, "system_user_id", None)
