"""What can be done with agreements, in one way for all three services and all three modes."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable, Collection
from pathlib import Path
from typing import ClassVar

from attrs import evolve

from esignkit.agreements.capabilities import Feature
from esignkit.agreements.checking import checked, find_problems
from esignkit.agreements.evidence import Collector
from esignkit.agreements.problems import Problem
from esignkit.agreements.progress import SendProgress, digest_of
from esignkit.agreements.results import Event, Evidence, PartyState, SentAgreement, State
from esignkit.agreements.service import Service
from esignkit.agreements.steps import Sending
from esignkit.agreements.values import Agreement
from esignkit.agreements.waiting import wait_until_completed
from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, Runner, endpoint, paged
from esignkit.core.files import upload
from esignkit.core.flow import FileSegment, Flow, Prepare, Steps
from esignkit.core.paging import Paging
from esignkit.types import CallOptions, Headers, Secret

__all__ = ["AgreementCalls"]


class AgreementCalls(Resource[Mode]):
    """Make, send and follow agreements at one service."""

    NOT_STORED: ClassVar[frozenset[str]] = frozenset({"parse_event"})

    def __init__(self, runner: Runner, service: Service) -> None:
        super().__init__(runner)
        self._service = service

    @property
    def made_with(self) -> tuple[object, ...]:
        """The service: plans of several steps are made anew with it."""
        return (self._service,)

    @property
    def service(self) -> str:
        """The service's key: `constellation1`, `ignisign` or `esignlive`."""
        return self._service.name

    @property
    def plan(self) -> AgreementCalls[Plan]:
        """The same calls as values, not carried out."""
        return AgreementCalls(PLANNER, self._service)

    def check(self, agreement: Agreement, *, allow_loss: Collection[Feature | str] = ()) -> builtins.list[Problem]:
        """Find everything about an agreement that this service cannot do, or that is wrong; nothing is sent.

        Args:
            agreement: The agreement.
            allow_loss: What may be left out, by name, such as `{"reminders"}`.

        Returns:
            The problems, each with the member that it is about and what comes nearest; none means that `send` tries.
        """
        return find_problems(agreement, self._service, allow_loss)

    @endpoint
    def create(
        self,
        agreement: Agreement,
        *,
        allow_loss: Collection[Feature | str] = (),
        resume: SendProgress | None = None,
        on_progress: Callable[[SendProgress], object] | None = None,
        options: CallOptions | None = None,
    ) -> Steps[SentAgreement]:
        """Make an agreement as a draft: nobody is told of it until `send(id)`.

        Args:
            agreement: The agreement.
            allow_loss: What may be left out where the service cannot do it, by name.
            resume: How far an earlier call got, from its error; it goes on from there.
            on_progress: Is told how far it got, as in `send`.
            options: Options of each request.

        Returns:
            The service's ids.

        Raises:
            UnsupportedError: The service cannot do what was asked for, or the agreement is wrong; nothing was sent.
            SendInterruptedError: A step failed; `progress` says how far it got.
            OSError: A file cannot be read; nothing was sent.

        HTTP: the calls of the service that make it, one after the other
        Source: not a provider's call
        """
        agreement, lost = checked(agreement, self._service, allow_loss, "agreements.create")
        sending = self._sending("agreements.create", agreement, resume, on_progress)
        yield from _look_at_files(agreement, sending)
        sent = yield from self._service.create(agreement, sending, options)
        return evolve(sent, lost=lost)

    @endpoint
    def send(
        self,
        agreement: Agreement | str,
        *,
        allow_loss: Collection[Feature | str] = (),
        resume: SendProgress | None = None,
        on_progress: Callable[[SendProgress], object] | None = None,
        options: CallOptions | None = None,
    ) -> Steps[SentAgreement]:
        """Make an agreement and send it, or send a draft that `create` made.

        Several calls are made, each of them once. When one fails the error says how far it got, and the same call with
        `resume=error.progress` goes on from there. A call whose response was lost is looked up before it is made again.

        Args:
            agreement: The agreement, or the service's id of a draft.
            allow_loss: What may be left out where the service cannot do it, by name, such as `{"reminders"}`.
            resume: How far an earlier call got, from its error or as `on_progress` was told last.
            on_progress: A plain function that is told how far it got, before each call and after each step. Keep what
                it was told last, and Ctrl-C, a cancelled task or a killed process can be gone on from as well.
            options: Options of each request.

        Returns:
            The service's ids, and addresses for signing where the service gives them now.

        Raises:
            UnsupportedError: The service cannot do what was asked for, or the agreement is wrong; nothing was sent.
            SendInterruptedError: A step failed; `progress` says how far it got.
            OSError: A file cannot be read; nothing was sent.

        HTTP: the calls of the service that make and send it, one after the other
        Source: not a provider's call
        """
        name = "agreements.send"
        if isinstance(agreement, str):
            sending = self._sending(name, agreement, resume, on_progress)
            yield from self._service.launch(agreement, None, sending, options)
            return SentAgreement(id=agreement, service=self._service.name)
        agreement, lost = checked(agreement, self._service, allow_loss, name)
        sending = self._sending(name, agreement, resume, on_progress)
        yield from _look_at_files(agreement, sending)
        sent = yield from self._service.create(agreement, sending, options)
        addresses = yield from self._service.launch(sent.id, agreement, sending, options)
        parties = tuple(evolve(party, sign_url=addresses.get(party.id)) for party in sent.parties)
        return evolve(sent, parties=parties, lost=lost)

    def _sending(
        self,
        operation: str,
        agreement: Agreement | str,
        resume: SendProgress | None,
        on_progress: Callable[[SendProgress], object] | None,
    ) -> Sending:
        digest = digest_of(agreement)
        if resume is not None and (resume.service, resume.digest) != (self._service.name, digest):
            msg = "resume is of another agreement or service; give the progress of the error that this very call raised"
            raise ValueError(msg)
        progress = resume or SendProgress(service=self._service.name, digest=digest)
        return Sending(operation, self._service.title, progress, on_progress)

    @endpoint
    def state(self, agreement_id: str, *, options: CallOptions | None = None) -> Steps[State]:
        """Read where an agreement stands.

        Args:
            agreement_id: The service's id.
            options: Options of each request.

        Returns:
            Where it stands; `native` is the service's own model.

        Raises:
            NotFoundError: There is no such agreement.

        HTTP: `GET /packages/{packageId}`, `GET /v3/signature-requests/{signatureRequestId}/context` or
            `GET /v1/sessions/{sessionId}`
        Source: not a provider's call
        """
        return (yield from self._service.state(agreement_id, options))

    @paged
    def list(self, *, limit: int | None = None, options: CallOptions | None = None) -> Paging[State]:
        """List the agreements, page by page while the list is walked.

        Args:
            limit: Maximum number of items.
            options: Options of each request.

        Returns:
            Where each stands; what a list of the service does not say is missing, such as Ignisign's parties.

        Raises:
            UnsupportedError: The service has no such list (Constellation1).

        HTTP: `GET /packages` or `GET /v3/applications/{appId}/envs/{appEnv}/signature-requests`
        Source: not a provider's call
        """
        return self._service.list_states(limit, options)

    @endpoint
    def find(
        self, reference: str, *, title: str | None = None, options: CallOptions | None = None
    ) -> Steps[builtins.list[State]]:
        """Find the agreements with a reference of yours; no service makes sure that there is only one.

        Args:
            reference: The reference.
            title: Their title, which shortens the search where a service has to walk its whole list.
            options: Options of each request.

        Returns:
            Where each stands; empty when there is none.

        Raises:
            ValueError: The reference is empty.

        HTTP: the lists of the service, and a request for each that is found
        Source: not a provider's call
        """
        if not reference:
            msg = "reference is empty; give the one that the agreement was sent with"
            raise ValueError(msg)
        return (yield from self._service.find(reference, title, options))

    @endpoint
    def wait(
        self,
        agreement_id: str,
        *,
        timeout: float = 600.0,
        interval: float = 5.0,
        options: CallOptions | None = None,
    ) -> Steps[State]:
        """Ask again and again where an agreement stands, until it is completed.

        A draft is waited for as well: somebody else may send it, and one that was taken back may be sent again. When
        the time is up, the error says that it is a draft.

        Args:
            agreement_id: The service's id of an agreement.
            timeout: Seconds to wait in all; 0 looks once.
            interval: Seconds between the first two looks; each pause is a quarter longer, up to a minute.
            options: Options of each look.

        Returns:
            Where it stands, completed.

        Raises:
            AgreementEndedError: It was declined, cancelled or deleted, has expired or failed; `state` says which.
            DeadlineExceededError: The time is up; the agreement goes on.

        HTTP: as `state`
        Source: not a provider's call
        """
        look: Flow[State] = self.plan.state(agreement_id, options=options)
        title = self._service.title
        return (yield from wait_until_completed(look, agreement_id, title, timeout=timeout, interval=interval))

    @endpoint
    def remind(
        self,
        agreement_id: str,
        *,
        party: str | None = None,
        message: str | None = None,
        options: CallOptions | None = None,
    ) -> Steps[builtins.list[PartyState]]:
        """Remind those who can sign now.

        Args:
            agreement_id: The service's id.
            party: One party alone, by id or e-mail address, whose turn it is.
            message: Text of the reminder.
            options: Options of each request.

        Returns:
            The parties that were reminded; none where it is nobody's turn, as when the agreement has ended.

        Raises:
            UnsupportedError: The service has no reminders (Ignisign); nothing was sent.
            NotFoundError: There is no such agreement or party.
            ValidationError: It is not the turn of that party; nothing was sent.
            OutcomeUnknownError: It may have been sent; it was not sent again. A note of the error says who was reminded
                before.

        HTTP: `POST /packages/{packageId}/notifications` or `PUT /v1/signers/invite`
        Source: not a provider's call
        """
        return (yield from self._service.remind(agreement_id, party, message, options))

    @endpoint
    def cancel(self, agreement_id: str, *, options: CallOptions | None = None) -> Steps[None]:
        """Call an agreement off. What that comes to differs: see the table of capabilities.

        Args:
            agreement_id: The service's id.
            options: Options of each request.

        Raises:
            NotFoundError: There is no such agreement.
            ValidationError: It has ended; Ignisign may take the call without an effect.
            OutcomeUnknownError: It may have been called off: `state` tells.

        HTTP: `PUT /packages/{packageId}` and `POST /packages/{packageId}`,
            `POST /v3/signature-requests/{signatureRequestId}/close` or `PUT /v1/sessions/{sessionId}/cancel`
        Source: not a provider's call
        """
        yield from self._service.cancel(agreement_id, options)

    @endpoint
    def sign_url(self, agreement_id: str, party: str, *, options: CallOptions | None = None) -> Steps[Secret]:
        """Return the address where a party signs. Whoever has it can sign.

        Args:
            agreement_id: The service's id of an agreement that was sent.
            party: The party, by the service's id or e-mail address.
            options: Options of each request.

        Returns:
            The address; `reveal()` shows it.

        Raises:
            UnsupportedError: The service has no call for it: with Ignisign it comes in what `send` returns.
            NotFoundError: There is no such agreement or party.

        HTTP: `GET /packages/{packageId}/roles/{roleId}/signingUrl` or `GET /v1/signers/{signerId}/token`
        Source: not a provider's call
        """
        return (yield from self._service.sign_url(agreement_id, party, options))

    @endpoint
    def evidence(
        self, agreement_id: str, *, into: str | os.PathLike[str] | None = None, options: CallOptions | None = None
    ) -> Steps[Evidence]:
        """Fetch what proves an agreement: signed documents, certificates, audit trails.

        Args:
            agreement_id: The service's id of an agreement that is completed.
            into: A folder to write each file to while it is fetched; it is made when it is not there, and no file is
                overwritten. Without it the files are held in memory, 64 MiB each at most.
            options: Options of each request.

        Returns:
            The files, and what the service has no call for, each with the reason.

        Raises:
            NotFoundError: There is no such agreement.
            FileExistsError: A file is in the folder already. What was written before it stays.
            OSError: The folder cannot be written to.

        HTTP: the downloads of the service, one after the other
        Source: not a provider's call
        """
        collector = Collector(None if into is None else Path(into))
        yield from collector.make_folder()
        yield from self._service.evidence(agreement_id, collector, options)
        return collector.evidence(agreement_id, self._service.name)

    @endpoint
    def parse_event(self, headers: Headers, body: bytes, *, options: CallOptions | None = None) -> Steps[Event]:
        """Read an event that the service posted, and verify it in the service's own way.

        eSignLive's is compared with `callback_key`, Ignisign's is checked with the service once, and Constellation1's,
        which nothing vouches for, is compared with the session as it is now.

        Args:
            headers: The request's headers, as text or as the bytes that ASGI servers have.
            body: The request's body as it came.
            options: Options of each request.

        Returns:
            The event.

        Raises:
            EventError: It cannot be read, or it is not the service's.

        HTTP: none for eSignLive, `POST /v3/tokens/webhook-verification/checking-consumption`,
            `GET /v1/sessions/{sessionId}`
        Source: not a provider's call
        """
        return (yield from self._service.parse_event(headers, body, options))


def _look_at_files(agreement: Agreement, sending: Sending) -> Steps[None]:
    """Look at all files, so that one that cannot be read is told before anything is sent."""
    if sending.progress.done:
        return
    for document in agreement.documents:
        yield Prepare((FileSegment(upload(document.file)),))
