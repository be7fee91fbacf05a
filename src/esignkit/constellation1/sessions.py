"""Signing sessions, from documents and signers to the last signature."""

from __future__ import annotations

from attrs import evolve

from esignkit.constellation1.answers import read_done, read_session, read_session_response
from esignkit.constellation1.models.answers import RequestResponse, SessionResponse
from esignkit.constellation1.models.sessions import CopyOptions, Session
from esignkit.constellation1.models.signers import Signer
from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.flow import Steps, now, sleep
from esignkit.core.operation import FromClient, Json, Operation, Repeat
from esignkit.errors import ValidationError
from esignkit.types import CallOptions

__all__ = ["Sessions"]

_FIRST_PAUSE, _PAUSE_GROWTH, _LONGEST_PAUSE = 1.0, 1.5, 3.0


class Sessions(Resource[Mode]):
    """Signing sessions: documents, the people who sign them, and where they stand."""

    @property
    def plan(self) -> Sessions[Plan]:
        """The same calls as values, not carried out."""
        return Sessions(PLANNER)

    @endpoint
    def create(
        self, session: Session, *, username: str | None = None, options: CallOptions | None = None
    ) -> Operation[SessionResponse]:
        """Create a session from documents and signers; nobody is invited before `start`.

        Each signer is sent with `AuthMethods` and `Properties`, which must not be null here; they are empty where
        the signer has none.

        Args:
            session: Settings (a title at least), documents and signers. Each signer has a last name and an e-mail
                address.
            username: User name (e-mail address) of the owner; the client's `username` when left out.
            options: Options of this call.

        Returns:
            The answer; `session_id` is the new session's id.

        Raises:
            ValueError: A signer has no last name or e-mail address; nothing was sent.
            ValidationError: The service refused the session; the text is its own.
            OutcomeUnknownError: The session may have been created; look for it by its transaction id.

        HTTP: `POST /v1/sessions`
        Source: Constellation1 sections 3.1, 6 and 7.
        """
        signers = session.signers
        if signers is not None:
            _check_signers(signers)
            signers = [_never_null(signer) for signer in signers]
        body = {"userName": _owner(username), "session": evolve(session, signers=signers)}
        return Operation(
            "sessions.create",
            "POST",
            "/v1/sessions",
            read_session_response,
            body=Json(body),
            repeat=Repeat.NEVER,
            options=options,
        )

    @endpoint
    def update(
        self,
        session_id: str,
        session: Session,
        *,
        username: str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[SessionResponse]:
        """Add documents and signers to a session, and change its settings.

        It is refused for sessions that are completed, cancelled, deleted, purged, expired or archived. A role that
        a signer of the session already holds is not added again: the answer's `details` say so.

        Args:
            session_id: The session; it is sent as the `Id` of `session`.
            session: What to add or change; only what is set is sent.
            username: User name (e-mail address) of the owner; the client's `username` when left out.
            options: Options of this call.

        Returns:
            The answer; `details` are the server's messages.

        Raises:
            ValidationError: The service refused; when its answer names the session all the same, `outcome` is
                `DONE` and what it did not complain of was added.
            OutcomeUnknownError: It may have been added; look with `get`.

        HTTP: `POST /v1/sessions/updatesession`
        Source: seed 000.
        """
        body = {
            "userName": _owner(username),
            "session": evolve(session, id=session_id, signing_session_id=None),
        }
        return Operation(
            "sessions.update",
            "POST",
            "/v1/sessions/updatesession",
            read_session_response,
            body=Json(body),
            repeat=Repeat.NEVER,
            options=options,
        )

    @endpoint
    def copy(
        self,
        session_id: str,
        session: Session | None = None,
        *,
        copy_options: CopyOptions | None = None,
        options: CallOptions | None = None,
    ) -> Operation[SessionResponse]:
        """Copy a session. The expiration date is not copied.

        Args:
            session_id: The session to copy; it is sent as the `SigningSessionId` of `session`.
            session: Settings and signers of the copy. A signer with id and e-mail address is kept with the new
                address, one with an id alone is kept, one with an e-mail address alone is new.
            copy_options: What is copied; the original documents with their fields when left out.
            options: Options of this call.

        Returns:
            The answer; `session_id` is the new session's id.

        Raises:
            ValidationError: The service refused; the text is its own.
            OutcomeUnknownError: The copy may exist; look for it by its transaction id.

        HTTP: `POST /v1/sessions/copy`
        Source: seed 001.
        """
        body = {
            "copyOptions": copy_options if copy_options is not None else CopyOptions(version=0, retain_fields=True),
            "session": evolve(session or Session(), id=None, signing_session_id=session_id),
        }
        return Operation(
            "sessions.copy",
            "POST",
            "/v1/sessions/copy",
            read_session_response,
            body=Json(body),
            repeat=Repeat.NEVER,
            options=options,
        )

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
        call = Operation(
            "sessions.start",
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
                if left <= 0:
                    if tries > 1:
                        refused.add_note(f"The service went on refusing for {ready_timeout:g} s, in {tries} tries.")
                    raise
            yield from sleep(min(pause, left))
            pause, tries = min(pause * _PAUSE_GROWTH, _LONGEST_PAUSE), tries + 1

    @endpoint
    def get(self, session_id: str, *, options: CallOptions | None = None) -> Operation[Session]:
        """Retrieve one session with its settings, documents and signers.

        Args:
            session_id: The session.
            options: Options of this call.

        Returns:
            The session; members that the documentation does not name are in `extra`.

        Raises:
            ApiError: The service refused; the text is its own.

        HTTP: `GET /v1/sessions/{sessionId}`
        Source: Constellation1 section 3.1.
        """
        return Operation(
            "sessions.get",
            "GET",
            "/v1/sessions/{sessionId}",
            read_session,
            {"sessionId": session_id},
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
            read_done,
            {"sessionId": session_id},
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )


def _owner(username: str | None) -> str | FromClient:
    hint = "give username= (the owner's e-mail address) to the call or to the client"
    return FromClient("username", hint) if username is None else username


def _never_null(signer: Signer) -> Signer:
    return evolve(
        signer,
        auth_methods=[] if signer.auth_methods is None else signer.auth_methods,
        properties={} if signer.properties is None else signer.properties,
    )


def _check_signers(signers: list[Signer]) -> None:
    """Refuse what the service would refuse: "All signers must have a last name and valid email address".

    Raises:
        ValueError: The text names the signer and what is missing.
    """
    for n, signer in enumerate(signers):
        name, _, host = (signer.email_address or "").strip().rpartition("@")
        if not (signer.last_name or "").strip():
            missing = "a last name (last_name)"
        elif not name or not host or " " in name + host:
            missing = "a valid e-mail address (email_address)"
        else:
            continue
        who = f" ({signer.email_address or signer.last_name})" if signer.email_address or signer.last_name else ""
        msg = f"signers[{n}]{who}: {missing} is needed; the service refuses a session without it, so nothing was sent"
        raise ValueError(msg)
