"""A session's way from draft to its end."""

from __future__ import annotations

from typing import Literal

from esignkit.constellation1.models.answers import RequestResponse, SessionResponse
from esignkit.constellation1.operation import Operation
from esignkit.constellation1.readers import read_deleted, read_done, read_moved
from esignkit.constellation1.wire import owner
from esignkit.core.endpoint import Mode, Resource, endpoint
from esignkit.core.flow import Steps, now, sleep
from esignkit.core.operation import Json, Repeat
from esignkit.errors import ValidationError
from esignkit.types import CallOptions, Outcome

__all__ = ["SessionMoves"]

_FIRST_PAUSE, _PAUSE_GROWTH, _LONGEST_PAUSE = 1.0, 1.5, 3.0


class SessionMoves(Resource[Mode]):
    """The part of `client.sessions` that moves a session along."""

    @endpoint
    def start(
        self,
        session_id: str,
        *,
        return_url: str,
        ready_timeout: float = 10.0,
        options: CallOptions | None = None,
    ) -> Steps[RequestResponse]:
        """Start a session: its signers are invited.

        Shortly after `create` the service may still be reading the documents, and refuses with validation messages
        that vanish within seconds. Such answers, and no others, are met by asking again after 1 to 3 seconds: the
        service has refused, so nobody is invited twice.

        Args:
            session_id: The session.
            return_url: URL of your host; the service requires it.
            ready_timeout: Seconds after which a refusal is taken for permanent; 0 for one try.
            options: Options of each try.

        Returns:
            The answer; `details` are the server's messages.

        Raises:
            ValidationError: The session is not ready and did not become so; the text and `details` are the
                server's.
            AuthenticationError: The token was refused.
            OutcomeUnknownError: The answer was lost, so signers may have been invited; look with `get`.

        HTTP: `PUT /v1/sessions/{signingSessionId}/start`
        Source: seed 002.
        """
        return (yield from _start("sessions.start", session_id, return_url, ready_timeout, options))

    @endpoint
    def resume(
        self, session_id: str, *, return_url: str, ready_timeout: float = 0.0, options: CallOptions | None = None
    ) -> Steps[RequestResponse]:
        """Send a paused session out again. The service has one call for this and for `start`.

        Args:
            session_id: The session.
            return_url: URL of your host; the service requires it.
            ready_timeout: Seconds after which a refusal is taken for permanent; give 10 or so where documents with
                anchor tags were added during the pause.
            options: Options of each try.

        Returns:
            The answer; `details` are the server's messages.

        Raises:
            ValidationError: The session is not ready; the text and `details` are the server's.
            OutcomeUnknownError: The answer was lost, so it may be on its way again; look with `get`.

        HTTP: `PUT /v1/sessions/{signingSessionId}/start`
        Source: Constellation1 section 11.
        """
        return (yield from _start("sessions.resume", session_id, return_url, ready_timeout, options))

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
            options: Options of this call.

        Returns:
            The answer; `details` are the server's messages.

        Raises:
            ValidationError: The service refused; the text is its own.
            OutcomeUnknownError: It may be paused; look with `get`.

        HTTP: `PUT /v1/sessions/EditSession/{signingSessionId}`
        Source: Constellation1 section 3.1.
        """
        name = owner(username)
        return Operation(
            "sessions.pause",
            "PUT",
            "/v1/sessions/EditSession/{signingSessionId}",
            read_moved,
            {"signingSessionId": session_id},
            {"username": name} if username_in == "query" else {},
            body=None if username_in == "query" else Json({"username": name}),
            repeat=Repeat.NEVER,
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
            options: Options of this call.

        Returns:
            The answer; `details` are the server's messages.

        Raises:
            ValidationError: The service refused; the text and `details` are its own.
            OutcomeUnknownError: It may be cancelled; look with `get`.

        HTTP: `PUT /v1/sessions/{sessionId}/cancel`
        Source: Constellation1 section 3.1.
        """
        return Operation(
            "sessions.cancel",
            "PUT",
            "/v1/sessions/{sessionId}/cancel",
            read_done,
            {"sessionId": session_id},
            {"returnURL": return_url},
            repeat=Repeat.NEVER,
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
            options: Options of this call.

        Returns:
            The answer; `details` are the server's messages.

        Raises:
            ValidationError: The service refused; the text and `details` are its own.
            OutcomeUnknownError: It may be closed; look with `get`.

        HTTP: `PUT /v1/sessions/{signingSessionId}/close`
        Source: Constellation1 section 3.1.
        """
        return Operation(
            "sessions.close",
            "PUT",
            "/v1/sessions/{signingSessionId}/close",
            read_done,
            {"signingSessionId": session_id},
            {"returnURL": return_url},
            repeat=Repeat.NEVER,
            options=options,
        )

    @endpoint
    def delete(self, session_id: str, *, options: CallOptions | None = None) -> Operation[RequestResponse]:
        """Delete a session.

        When the answer is lost the call is repeated; "not found" then means that the first try did it.

        Args:
            session_id: The session.
            options: Options of this call.

        Returns:
            The answer; `details` are the server's messages.

        Raises:
            ValidationError: The service refused; the text and `details` are its own.

        HTTP: `DELETE /v1/sessions/{sessionId}`
        Source: Constellation1 section 3.1.
        """
        return Operation(
            "sessions.delete",
            "DELETE",
            "/v1/sessions/{sessionId}",
            read_deleted,
            {"sessionId": session_id},
            repeat=Repeat.IDEMPOTENT,
            gone_is_done=True,
            options=options,
        )

    @endpoint
    def purge(
        self,
        session_id: str,
        *,
        return_url: str,
        purge_now: bool | None = None,
        options: CallOptions | None = None,
    ) -> Operation[RequestResponse]:
        """Remove the document files of a session that is completed, expired or cancelled.

        Args:
            session_id: The session.
            return_url: URL of your host; the service requires it.
            purge_now: False, and probably None, waits for as long as the client's settings say (72 hours by
                default), writes to the parties of a completed session, and can be taken back with `cancel_purge`;
                True does it at once.
            options: Options of this call.

        Returns:
            The answer; `details` are the server's messages.

        Raises:
            ValidationError: The service refused; the text and `details` are its own.
            OutcomeUnknownError: The files may be gone, or due to go; look with `get`.

        HTTP: `PUT /v1/sessions/{sessionId}/purge`
        Source: Constellation1 section 3.1.
        """
        return Operation(
            "sessions.purge",
            "PUT",
            "/v1/sessions/{sessionId}/purge",
            read_done,
            {"sessionId": session_id},
            {"returnURL": return_url, "purgeNow": purge_now},
            repeat=Repeat.NEVER,
            options=options,
        )

    @endpoint
    def cancel_purge(self, session_id: str, *, options: CallOptions | None = None) -> Operation[RequestResponse]:
        """Keep the document files of a session that waits to be purged; it goes back to where it stood.

        Args:
            session_id: The session.
            options: Options of this call.

        Returns:
            The answer; `details` are the server's messages.

        Raises:
            ValidationError: The service refused; the text and `details` are its own.
            OutcomeUnknownError: It may be kept; look with `get`.

        HTTP: `PUT /v1/sessions/cancelPurging/{sessionId}`
        Source: Constellation1 section 3.1.
        """
        return Operation(
            "sessions.cancel_purge",
            "PUT",
            "/v1/sessions/cancelPurging/{sessionId}",
            read_done,
            {"sessionId": session_id},
            repeat=Repeat.NEVER,
            options=options,
        )


def _start(
    name: str, session_id: str, return_url: str, ready_timeout: float, options: CallOptions | None
) -> Steps[RequestResponse]:
    call = Operation(
        name,
        "PUT",
        "/v1/sessions/{signingSessionId}/start",
        read_done,
        {"signingSessionId": session_id},
        {"returnUrl": return_url},
        repeat=Repeat.NEVER,
        options=options,
    )
    begin, pause, tries = (yield from now()), _FIRST_PAUSE, 1
    while True:
        try:
            return (yield from call)
        except ValidationError as refused:
            left = begin + ready_timeout - (yield from now())
            if refused.outcome is not Outcome.REJECTED:  # it says True and complains: the signers are invited
                raise
            if left <= 0:
                if tries > 1:
                    refused.add_note(f"The service went on refusing for {ready_timeout:g} s, in {tries} tries.")
                raise
        yield from sleep(min(pause, left))
        pause, tries = min(pause * _PAUSE_GROWTH, _LONGEST_PAUSE), tries + 1
