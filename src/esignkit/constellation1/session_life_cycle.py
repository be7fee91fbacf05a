"""Life cycle of a session: start, pause, resume, cancel, close, delete, purge."""

from __future__ import annotations

from typing import Literal

from esignkit.constellation1.models.responses import RequestResponse, SessionResponse
from esignkit.constellation1.models.sessions import Session
from esignkit.constellation1.operation import Operation, Resource
from esignkit.constellation1.response_readers import ReadDeleted, ReadMovedSession, ReadSession
from esignkit.constellation1.session_moves import STATUS, move
from esignkit.constellation1.session_start import start_when_ready
from esignkit.constellation1.session_wait import NAME, is_completed, timeout_error
from esignkit.constellation1.wire_format import owner
from esignkit.core.endpoint import Mode, endpoint
from esignkit.core.flow import Steps
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.polling import poll
from esignkit.types import CallOptions

__all__ = ["SessionLifeCycle", "get_session"]

_MAX_INTERVAL = 60.0


class SessionLifeCycle(Resource[Mode]):
    """The part of `client.sessions` that moves a session along."""

    @endpoint
    def start(
        self, session_id: str, *, return_url: str, ready_timeout: float = 10.0, options: CallOptions | None = None
    ) -> Steps[RequestResponse]:
        """Start a session: its signers are invited.

        Shortly after `create` the service may still be reading the documents, and refuses with validation messages
        that vanish within seconds. Such answers, and no others, are met by asking again every two seconds: the
        service has refused, so nobody is invited twice. When the same messages come back twice, they are permanent
        and are raised. A refusal about the session's status, such as one that was sent already, is raised at once.

        Args:
            session_id: The session.
            return_url: URL of your host; the service requires it.
            ready_timeout: Seconds after which a refusal is permanent also when its messages go on changing; 0 for
                one try.
            options: Options of each try.

        Returns:
            The response; `details` are the server's messages.

        Raises:
            ValidationError: The session is not ready and did not become so, or its status forbids it; the text and
                `details` are the server's last ones.
            AuthenticationError: The token was refused.
            OutcomeUnknownError: The response was lost, so signers may have been invited; look with `get`.

        HTTP: `PUT /v1/sessions/{signingSessionId}/start`
        Source: Constellation1's REST documentation, StartSession.
        """
        return (yield from start_when_ready("sessions.start", session_id, return_url, ready_timeout, options))

    @endpoint
    def wait(
        self, session_id: str, *, timeout: float = 600.0, interval: float = 5.0, options: CallOptions | None = None
    ) -> Steps[Session]:
        """Look at a session again and again until it is completed. Webhooks tell it without asking.

        A session that was archived or purged meanwhile counts as completed when all of its signers have signed. A draft
        and a paused session are waited for as well: somebody else may start or resume them. The error says so when the
        time is up.

        Args:
            session_id: Id of a session.
            timeout: Seconds to wait in all; a look under way is given up then. 0 looks once.
            interval: Seconds between the first two looks; each pause is a quarter longer, up to a minute.
            options: Options of each look.

        Returns:
            The completed session.

        Raises:
            SessionEndedError: It was cancelled, deleted, declined or purged, or has expired; `session` is what was
                found.
            DeadlineExceededError: The time is up; the text says what was seen last. The session goes on waiting.

        HTTP: `GET /v1/sessions/{sessionId}`
        Source: Constellation1's REST documentation, GetSession.
        """
        return (
            yield from poll(
                get_session(session_id, options),
                is_completed,
                lambda session: timeout_error(session, timeout),
                name=NAME,
                timeout=timeout,
                interval=interval,
                max_interval=_MAX_INTERVAL,
            )
        )

    @endpoint
    def resume(
        self, session_id: str, *, return_url: str, ready_timeout: float = 0.0, options: CallOptions | None = None
    ) -> Steps[RequestResponse]:
        """Send a paused session out again. The service has one call for this and for `start`.

        Args:
            session_id: The session.
            return_url: URL of your host; the service requires it.
            ready_timeout: Seconds for which a refusal may heal, as with `start`; give 10 or so where documents with
                anchor tags were added during the pause.
            options: Options of each try.

        Returns:
            The response; `details` are the server's messages.

        Raises:
            ValidationError: The session is not ready; the text and `details` are the server's.
            OutcomeUnknownError: The response was lost, so it may be on its way again; look with `get`.

        HTTP: `PUT /v1/sessions/{signingSessionId}/start`
        Source: Constellation1's REST documentation, StartSession.
        """
        return (yield from start_when_ready("sessions.resume", session_id, return_url, ready_timeout, options))

    @endpoint
    def pause(
        self,
        session_id: str,
        *,
        username: str | None = None,
        username_in: Literal["query", "body"] = "query",
        options: CallOptions | None = None,
    ) -> Operation[SessionResponse]:
        """Pause a session, so that it can be changed; `resume` sends it out again.

        Args:
            session_id: The session.
            username: User name (e-mail address) of the owner; the client's `username` when left out.
            username_in: Where the user name goes. The documentation asks for it without saying where.

        Returns:
            The response; `details` are the server's messages.

        Raises:
            ValidationError: The service refused; the text is its own.
            OutcomeUnknownError: It may be paused; look with `get`.

        HTTP: `PUT /v1/sessions/EditSession/{signingSessionId}`
        Source: Constellation1's REST documentation, Edit/Pause.
        """
        name = owner(username)
        return Operation(
            "sessions.pause",
            "PUT",
            "/v1/sessions/EditSession/{signingSessionId}",
            ReadMovedSession(),
            {"signingSessionId": session_id},
            {"username": name} if username_in == "query" else {},
            body=None if username_in == "query" else Json({"username": name}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(STATUS, ask="esignkit.constellation1.reconciliation:paused"),
            options=options,
        )

    @endpoint
    def cancel(
        self, session_id: str, *, return_url: str, options: CallOptions | None = None
    ) -> Operation[RequestResponse]:
        """Cancel a session: nobody can sign it any more.

        Args:
            session_id: The session.
            return_url: URL of your host; the service requires it.

        Returns:
            The response; `details` are the server's messages.

        Raises:
            ValidationError: The service refused; the error has its text and `details`.
            OutcomeUnknownError: It may be cancelled; look with `get`.

        HTTP: `PUT /v1/sessions/{sessionId}/cancel`
        Source: Constellation1's REST documentation, CancelSession.
        """
        return move(
            "sessions.cancel",
            "/v1/sessions/{sessionId}/cancel",
            {"sessionId": session_id},
            {"returnURL": return_url},
            if_lost=Reconcile(STATUS, ask="esignkit.constellation1.reconciliation:cancelled"),
            options=options,
        )

    @endpoint
    def close(
        self, session_id: str, *, return_url: str, options: CallOptions | None = None
    ) -> Operation[RequestResponse]:
        """Close a session.

        Args:
            session_id: The session.
            return_url: URL of your host; the service requires it.

        Returns:
            The response; `details` are the server's messages.

        Raises:
            ValidationError: The service refused; the error has its text and `details`.
            OutcomeUnknownError: It may be closed; look with `get`.

        HTTP: `PUT /v1/sessions/{signingSessionId}/close`
        Source: Constellation1's REST documentation, CloseSession.
        """
        return move(
            "sessions.close",
            "/v1/sessions/{signingSessionId}/close",
            {"signingSessionId": session_id},
            {"returnURL": return_url},
            if_lost=Reconcile(STATUS, ask="esignkit.constellation1.reconciliation:closed"),
            options=options,
        )

    @endpoint
    def delete(self, session_id: str, *, options: CallOptions | None = None) -> Operation[RequestResponse]:
        """Delete a session.

        When the response is lost the call is repeated; "not found" then means that the first try did it.

        Args:
            session_id: The session.

        Returns:
            The response; `details` are the server's messages.

        Raises:
            ValidationError: The service refused; the error has its text and `details`.

        HTTP: `DELETE /v1/sessions/{sessionId}`
        Source: Constellation1's REST documentation, DeleteSession.
        """
        return Operation(
            "sessions.delete",
            "DELETE",
            "/v1/sessions/{sessionId}",
            ReadDeleted(),
            {"sessionId": session_id},
            repeat=Repeat.IDEMPOTENT,
            gone_is_done=True,
            options=options,
        )

    @endpoint
    def purge(
        self, session_id: str, *, return_url: str, purge_now: bool | None = None, options: CallOptions | None = None
    ) -> Operation[RequestResponse]:
        """Remove the document files of a session that is completed, expired or cancelled.

        Args:
            session_id: The session.
            return_url: URL of your host; the service requires it.
            purge_now: False, and probably None, waits for as long as the client's settings say (72 hours by
                default), writes to the parties of a completed session, and can be taken back with `cancel_purge`;
                True does it at once.

        Returns:
            The response; `details` are the server's messages.

        Raises:
            ValidationError: The service refused; the error has its text and `details`.
            OutcomeUnknownError: The files may be gone, or due to go; look with `get`.

        HTTP: `PUT /v1/sessions/{sessionId}/purge`
        Source: Constellation1's REST documentation, PurgeSessionDocs.
        """
        return move(
            "sessions.purge",
            "/v1/sessions/{sessionId}/purge",
            {"sessionId": session_id},
            {"returnURL": return_url, "purgeNow": purge_now},
            if_lost=Reconcile(STATUS),
            options=options,
        )

    @endpoint
    def cancel_purge(self, session_id: str, *, options: CallOptions | None = None) -> Operation[RequestResponse]:
        """Keep the document files of a session that waits to be purged; it goes back to where it stood.

        Args:
            session_id: The session.

        Returns:
            The response; `details` are the server's messages.

        Raises:
            ValidationError: The service refused; the error has its text and `details`.
            OutcomeUnknownError: It may be kept; look with `get`.

        HTTP: `PUT /v1/sessions/cancelPurging/{sessionId}`
        Source: Constellation1's REST documentation, CancelPurgingSession.
        """
        return move(
            "sessions.cancel_purge",
            "/v1/sessions/cancelPurging/{sessionId}",
            {"sessionId": session_id},
            if_lost=Reconcile(STATUS),
            options=options,
        )


def get_session(session_id: str, options: CallOptions | None) -> Operation[Session]:
    """Return the call that reads one session."""
    return Operation(
        "sessions.get", "GET", "/v1/sessions/{sessionId}", ReadSession(), {"sessionId": session_id}, options=options
    )
