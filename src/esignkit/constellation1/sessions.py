"""Signing sessions, from documents and signers to the last signature."""

from __future__ import annotations

from esignkit.constellation1.checks import check_model, check_session, check_signers, check_title
from esignkit.constellation1.models.responses import ActionLogResponse, GenericResponse, SessionResponse
from esignkit.constellation1.models.sessions import CopyOptions, Document, Session, SessionInfo
from esignkit.constellation1.models.signers import Signer
from esignkit.constellation1.operation import Operation
from esignkit.constellation1.response_readers import ReadActionLogs, ReadChangedSession, ReadNewSession, ReadOpen
from esignkit.constellation1.session_life_cycle import SessionLifeCycle, get_session
from esignkit.constellation1.session_lists import SessionLists
from esignkit.constellation1.webhooks import Refetched, WebhookEvent, confirm
from esignkit.constellation1.wire_format import owner
from esignkit.core.endpoint import PLANNER, Mode, Plan, endpoint
from esignkit.core.flow import Steps
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.record import evolve
from esignkit.types import CallOptions

__all__ = ["Sessions"]

_IF_CREATED = Reconcile(
    "sessions.list_lite_by_transaction_id(…) finds it when it was given a transaction id",
    ask="esignkit.constellation1.reconciliation:created",
)

_IF_CHANGED = Reconcile(
    "sessions.get(session_id) shows its documents and signers", ask="esignkit.constellation1.reconciliation:added"
)


class Sessions(SessionLifeCycle[Mode], SessionLists[Mode]):
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

        Returns:
            The response; `session_id` is the new session's id.

        Raises:
            ValueError: There is no title, or a signer has no last name or e-mail address; nothing was sent.
            TypeError: What was given is no `Session`; nothing was sent.
            ValidationError: The service refused the session; the text is its own.
            OutcomeUnknownError: The session may have been created; look for it by its transaction id.

        HTTP: `POST /v1/sessions`
        Source: Constellation1's REST documentation, CreateSession.
        """
        check_session(session)
        signers: list[Signer] | None = getattr(session, "signers", None)
        if signers:
            check_signers(signers)
            signers = [_never_null(signer) for signer in signers]
        check_title(session)
        body = {"userName": owner(username), "session": evolve(session, signers=signers) if signers else session}
        return Operation(
            "sessions.create",
            "POST",
            "/v1/sessions",
            ReadNewSession(),
            body=Json(body),
            repeat=Repeat.NEVER,
            if_lost=_IF_CREATED,
            options=options,
        )

    @endpoint
    def update(
        self, session_id: str, session: Session, *, username: str | None = None, options: CallOptions | None = None
    ) -> Operation[SessionResponse]:
        """Add documents and signers to a session, and change its settings.

        It is refused for sessions that are completed, cancelled, deleted, purged, expired or archived. A role that
        a signer of the session already holds is not added again: the response's `details` say so.

        Args:
            session_id: The session; it is sent as the `Id` of `session`.
            session: What to add or change; only what is set is sent.
            username: User name (e-mail address) of the owner; the client's `username` when left out.

        Returns:
            The response; `details` are the server's messages.

        Raises:
            ValidationError: The service refused; when its response names the session all the same, `outcome` is
                `DONE` and what it did not complain of was added.
            OutcomeUnknownError: It may have been added; look with `get`.

        HTTP: `POST /v1/sessions/updatesession`
        Source: Constellation1's REST documentation, UpdateSession.
        """
        check_session(session)
        body = {
            "userName": owner(username),
            "session": evolve(session, id=session_id, signing_session_id=None),
        }
        return Operation(
            "sessions.update",
            "POST",
            "/v1/sessions/updatesession",
            ReadChangedSession(),
            body=Json(body),
            repeat=Repeat.NEVER,
            if_lost=_IF_CHANGED,
            options=options,
        )

    @endpoint
    def add_signers_and_documents(
        self,
        session_id: str,
        *,
        signers: list[Signer] | None = None,
        documents: list[Document] | None = None,
        username: str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[SessionResponse]:
        """Add signers and documents to a session: `update` under the service's other name for it.

        The documentation shows the session's id in `SessionInfo.Id` here and in `Id` there. A role that a signer of
        the session already holds is not added again: a message of the response names both.

        Args:
            session_id: The session; it is sent as the `Id` of `SessionInfo`.
            signers: The signers to add.
            documents: The documents to add; `sequence` is their place in the order.
            username: User name (e-mail address) of the owner; the client's `username` when left out.

        Returns:
            The response; `details` are the server's messages.

        Raises:
            ValueError: There is nothing to add; nothing was sent.
            ValidationError: The service refused; when its response names the session all the same, `outcome` is
                `DONE` and what it did not complain of was added.
            OutcomeUnknownError: They may have been added; look with `get`.

        HTTP: `POST /v1/sessions/updatesession`
        Source: Constellation1's REST documentation, UpdateSession.
        """
        session = Session(session_info=SessionInfo(id=session_id))
        if documents is not None:
            session.documents = documents
        if signers is not None:
            session.signers = signers
        check_session(session)
        if not signers and not documents:
            msg = "there is nothing to add; give signers= or documents="
            raise ValueError(msg)
        return Operation(
            "sessions.add_signers_and_documents",
            "POST",
            "/v1/sessions/updatesession",
            ReadChangedSession(),
            body=Json({"userName": owner(username), "session": session}),
            repeat=Repeat.NEVER,
            if_lost=_IF_CHANGED,
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

        Returns:
            The response; `session_id` is the new session's id.

        Raises:
            ValidationError: The service refused; the text is its own.
            OutcomeUnknownError: The copy may exist; look for it by its transaction id.

        HTTP: `POST /v1/sessions/copy`
        Source: Constellation1's REST documentation, CopySigningSession.
        """
        changes = Session() if session is None else session
        check_session(changes)
        options_sent = CopyOptions(version=0, retain_fields=True) if copy_options is None else copy_options
        check_model(options_sent, CopyOptions, "copy_options")
        body = {"copyOptions": options_sent, "session": evolve(changes, id=None, signing_session_id=session_id)}
        return Operation(
            "sessions.copy",
            "POST",
            "/v1/sessions/copy",
            ReadNewSession(),
            body=Json(body),
            repeat=Repeat.NEVER,
            if_lost=_IF_CREATED,
            options=options,
        )

    @endpoint
    def get(self, session_id: str, *, options: CallOptions | None = None) -> Operation[Session]:
        """Retrieve one session with its settings, documents and signers.

        Args:
            session_id: The session.

        Returns:
            The session; members that the documentation does not name are in `extra`.

        HTTP: `GET /v1/sessions/{sessionId}`
        Source: Constellation1's REST documentation, GetSession.
        """
        return get_session(session_id, options)

    @endpoint
    def action_logs(self, session_id: str, *, options: CallOptions | None = None) -> Operation[ActionLogResponse]:
        """Retrieve what happened in a session: when, from where, and what.

        Args:
            session_id: The session.

        Returns:
            The response; `action_logs` are the entries. Their members are described and not named by the
            documentation, so look into `extra` too.

        HTTP: `GET /v1/sessions/{sessionId}/actionlogs`
        Source: Constellation1's REST documentation, GetSessionActionLogs.
        """
        return Operation(
            "sessions.action_logs",
            "GET",
            "/v1/sessions/{sessionId}/actionlogs",
            ReadActionLogs(),
            {"sessionId": session_id},
            options=options,
        )

    @endpoint
    def update_transaction_id(
        self, session_id: str, transaction_id: str, *, username: str | None = None, options: CallOptions | None = None
    ) -> Operation[GenericResponse]:
        """Give a session another transaction id, as long as it is a draft, sent or paused.

        Args:
            session_id: The session.
            transaction_id: Your own key, by which sessions are listed.
            username: User name (e-mail address) of the owner; the client's `username` when left out.

        Returns:
            The response; its members are not published, so they are in `extra`.

        Raises:
            ValidationError: The service refused; the text is its own.

        HTTP: `PUT /v1/transaction/UpdateTxId`
        Source: Constellation1's REST documentation, UpdateTransactionId.
        """
        body = {
            "userName": owner(username),
            "signingSessionId": session_id,
            "newTransactionId": transaction_id,
        }
        return Operation(
            "sessions.update_transaction_id",
            "PUT",
            "/v1/transaction/UpdateTxId",
            ReadOpen(GenericResponse),
            body=Json(body),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def refetch(self, event: WebhookEvent, *, options: CallOptions | None = None) -> Steps[Refetched]:
        """Read the session that a webhook speaks of, and see whether it bears the event out.

        Webhooks are not signed, so anybody can send one: act on what is read here, not on the event.

        Args:
            event: What `parse_event` gave.

        Returns:
            The session, and whether its status, or the signer's, is the event's. It may have moved on since.

        Raises:
            ValueError: The event names no session.
            ApiError: The service does not give the session; its text is its own.

        HTTP: `GET /v1/sessions/{sessionId}`
        Source: Constellation1's REST documentation, GetSession.
        """
        check_model(event, WebhookEvent, "event")
        if event.signing_session_id is None:
            msg = "the event names no session, so there is nothing to read"
            raise ValueError(msg)
        session = yield from self.plan.get(event.signing_session_id, options=options)
        return Refetched(event, session, confirm(event, session))


def _never_null(signer: Signer) -> Signer:
    return evolve(signer, auth_methods=getattr(signer, "auth_methods", None) or [], properties=signer.properties or {})
