"""Models of responses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, cast

from esignkit.constellation1.enums import SessionStatus
from esignkit.constellation1.models.sessions import Session
from esignkit.constellation1.wire_format import C1Model, read_messages, read_moment
from esignkit.core.deserialization import structure
from esignkit.core.field_specifiers import always, several
from esignkit.core.model import model
from esignkit.types import JSON, JSONObject

if TYPE_CHECKING:
    from esignkit.display import Plain

__all__ = [
    "ActionLog",
    "ActionLogResponse",
    "GenericResponse",
    "RequestResponse",
    "SessionLite",
    "SessionResponse",
    "SignerDocument",
    "UpdateSignersView",
    "real_id",
    "response_of",
]


def real_id(value: str | None) -> str | None:
    """Return an id that names something; .NET writes a GUID of zeros where there is none."""
    return None if value is None or not value.strip("0-{} ") else value


def _read_sessions(value: JSON) -> list[Session]:
    items = value if isinstance(value, list) else [value]
    return [structure(item, Session) for item in items if item is not None]


@model
class RequestResponse(C1Model):
    """The response of calls that say yes or no, or give one text.

    Source: Constellation1's REST documentation, Appendix B.
    """

    OPEN: ClassVar[bool] = True
    SECRETS: ClassVar[frozenset[str]] = frozenset({"return_value"})
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"details": read_messages}

    return_value: str | None = None
    """Text that the call gives: `True`, `False`, a token, an address. `repr` hides it."""
    details: list[str] = several()
    """Messages of the server."""

    @property
    def succeeded(self) -> bool | None:
        """Whether the server said True or False; None when it said something else."""
        return {"true": True, "false": False}.get((self.return_value or "").strip().lower())


@model
class SessionResponse(C1Model):
    """The response of calls about a session.

    Source: Constellation1's REST documentation, Appendix B.
    """

    ALIASES: ClassVar[Mapping[str, str]] = {"Session": "sessions", "SigningSessions": "sessions"}
    SECRETS: ClassVar[frozenset[str]] = frozenset({"return_value"})
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"sessions": _read_sessions, "details": read_messages}

    signing_session_id: str | None = None
    """Id of the session; for a copy, of the new one."""
    sessions: list[Session] = several()
    """The sessions, where the service sends them."""
    return_value: str | None = None
    """Text that some calls give as well; `repr` hides it."""
    details: list[str] = several()
    """Messages of the server, also about what it did not do."""

    @property
    def session(self) -> Session | None:
        """The first session of the response."""
        sessions: list[Session] = getattr(self, "sessions", None) or []
        return sessions[0] if sessions else None

    @property
    def session_id(self) -> str:
        """The id of the session that was created, changed or copied.

        Raises:
            LookupError: The response names none.
        """
        session_id = self.found_id
        if session_id is None:
            msg = "the response names no session"
            raise LookupError(msg)
        return session_id

    @property
    def found_id(self) -> str | None:
        """The same, or None."""
        return real_id(self.signing_session_id) or (real_id(self.session.found_id) if self.session else None)


def response_of(value: JSON) -> SessionResponse:
    """Read a response about a session, also when the session stands at the top itself."""
    if isinstance(value, list):
        return structure({"Sessions": cast("JSON", value)}, SessionResponse)
    if isinstance(value, dict) and _is_session(value):
        return structure({"SigningSessionId": structure(value, Session).found_id, "Sessions": [value]}, SessionResponse)
    return structure(value if isinstance(value, dict) else {"ReturnValue": value}, SessionResponse)


def _is_session(value: JSONObject) -> bool:
    names = {name.lower() for name in value}
    return not names & {"sessions", "session", "signingsessions"} and bool(
        names & {"sessioninfo", "signers", "documents"}
    )


@model
class GenericResponse(RequestResponse):
    """A response whose members nobody published; what it holds is in `extra`.

    Source: Constellation1's REST documentation, Appendix B.
    """


@model
class UpdateSignersView(RequestResponse):
    """The response about signers that were updated; its members are not published, so they are in `extra`.

    Source: Constellation1's REST documentation, Appendix B.
    """


@model
class ActionLog(C1Model):
    """One entry of a session's log. The documentation says what it holds, not how the members are called.

    Source: Constellation1's REST documentation, Appendix B.
    """

    ALIASES: ClassVar[Mapping[str, str]] = {
        "ActionDate": "date",
        "LogDate": "date",
        "DateTime": "date",
        "CreatedOn": "date",
        "IP": "ip_address",
        "Action": "description",
        "Message": "description",
    }
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"date": read_moment}

    date: datetime | None = None
    """When it happened."""
    ip_address: str | None = None
    """IP address that it came from."""
    description: str | None = None
    """What happened, in words."""


def _read_logs(value: JSON) -> list[ActionLog]:
    items = value if isinstance(value, list) else [value]
    return [structure(item, ActionLog) for item in items if item is not None]


@model
class ActionLogResponse(RequestResponse):
    """A session's log.

    Source: Constellation1's REST documentation, Appendix B.
    """

    WIRE: ClassVar[Mapping[str, str]] = {"action_logs": "Actionlog"}
    ALIASES: ClassVar[Mapping[str, str]] = {"ActionLogs": "action_logs"}
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"details": read_messages, "action_logs": _read_logs}

    action_logs: list[ActionLog] = several()
    """The entries of the log."""

    def to_dicts(self, *, mask: bool | None = None) -> list[dict[str, Plain]]:
        """Return the entries as dictionaries of plain values, for pandas or polars.

        Args:
            mask: Whether what is personal becomes `•••`; when not given, as `display.settings` says.
        """
        from esignkit.display import to_dicts

        return to_dicts(self.action_logs, mask=mask)


@model
class SessionLite(C1Model):
    """A session's headers, as lists have them; the archived, deleted and expired ones are ids alone.

    Source: Constellation1's REST documentation, Appendix B.
    """

    ALIASES: ClassVar[Mapping[str, str]] = {
        "SessionId": "signing_session_id",
        "Id": "signing_session_id",
        "Status": "status_code",
        "CreatedDate": "created_on",
    }
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"created_on": read_moment}

    signing_session_id: str = always()
    """Id of the session."""
    title: str | None = None
    """Title of the session."""
    transaction_id: str | None = None
    """Your own key of the transaction."""
    status_code: SessionStatus | None = None
    """Where the session stands."""
    created_on: datetime | None = None
    """When the session was created."""


@model
class SignerDocument(C1Model):
    """A file that a signer uploaded; its members are not published, so all of them are in `extra`.

    Source: Constellation1's REST documentation, Appendix B.
    """
