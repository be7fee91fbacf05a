"""The sandbox as an object: start it, point a client at it, sign, look at what happened."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Self

from attrs import Factory, define, field

from esignkit.names import with_near_arguments
from esignkit.sandbox import owner_actions
from esignkit.sandbox.addresses import Addresses
from esignkit.sandbox.app import SandboxApp
from esignkit.sandbox.clock import SEEDED_START, Clock, SetClock
from esignkit.sandbox.control_api import ControlApi
from esignkit.sandbox.credentials import Constellation1Account, ESignLiveAccount, IgnisignAccount, SandboxAccount
from esignkit.sandbox.domain.document_process import MOST_SECONDS
from esignkit.sandbox.domain.unit_of_work import Engine, UnitOfWork
from esignkit.sandbox.emulators.base import Emulator
from esignkit.sandbox.emulators.registry import all_emulators
from esignkit.sandbox.fault_controls import FaultControls
from esignkit.sandbox.ids import Ids, check_seed
from esignkit.sandbox.outbox import Outbox
from esignkit.sandbox.request_log import RequestEntry
from esignkit.sandbox.server import HOST, ServerThread, bind_all, port_of
from esignkit.sandbox.state_controls import StateControls
from esignkit.sandbox.store import Store
from esignkit.sandbox.web.pages import WebPages
from esignkit.sandbox.webhook_controls import WebhookControls

if TYPE_CHECKING:
    from types import TracebackType
    from typing import TypeVar

    from esignkit.sandbox.domain.model import LedgerEntry, Transaction
    from esignkit.sandbox.domain.webhooks import Delivery

    _T = TypeVar("_T")


class NotRunning(RuntimeError):
    """The sandbox has not been started, or has been stopped."""


@with_near_arguments
@define(eq=False)
class Sandbox(StateControls):
    """Three e-signature services on this machine: real state, real HTTP, real digital signatures, no network.

    It runs in a thread of its own and is used from any thread, with or without a running event loop. It listens on
    the loopback interface only.

    Args:
        port: Port to listen on; 0 takes a free one.
        data: Folder that keeps everything across restarts; None keeps it in memory.
        clock: Tells the time: the machine's by default, until it is moved (`sandbox.clock.advance(60)`).
        seed: Makes two runs alike: the same requests in the same order get the same ids, times, keys, tokens and, byte
            for byte, the same PDFs, if the ports are the same. The clock stands at the start of 2026 unless another
            one is given. All keys are public then, and certificates say so.
        emulators: The services to speak for; all by default.
        ports: Port of each service's own, where it answers at the root: `{"esignlive": 8643}`; a free one otherwise.
        strict: Whether the services refuse what they would otherwise only warn of in the request log.
        document_seconds: How much time of the processor one document may take; one that takes more is refused.

    Example:
        with Sandbox() as sandbox:
            print(sandbox.esignlive.base_url)

    Source: not a provider's call
    """

    port: int = 0
    """Port that it listens on; 0 takes a free one."""
    data: str | os.PathLike[str] | None = None
    """Folder that keeps everything across restarts; None keeps it in memory."""
    _seed: int | None = field(default=None, kw_only=True, alias="seed", validator=check_seed)
    clock: Clock = field(
        default=Factory(lambda self: Clock() if self._seed is None else SetClock(SEEDED_START), takes_self=True)
    )
    """Tells the time: the machine's, until it is moved."""
    emulators: list[Emulator] | None = None
    """The services that it speaks for; None for all."""
    ports: Mapping[str, int] = field(factory=dict[str, int])
    """Ports of the services' own, by service; one that is not named takes a free one."""
    strict: bool = False
    """Whether the services refuse what they would otherwise only warn of; the switch `strict` changes it for one."""
    document_seconds: float = field(default=MOST_SECONDS, kw_only=True)
    """How much time of the processor one document may take."""
    _app: SandboxApp | None = field(default=None, init=False, repr=False)
    _server: ServerThread | None = field(default=None, init=False, repr=False)

    # Starting and stopping

    def start(self) -> Self:
        """Start answering requests.

        Returns:
            The sandbox itself.

        Raises:
            PortInUse: Another program listens on one of the ports.
            ValueError: `ports` names a service that there is not.
        """
        if self._app is not None:
            return self
        emulators = all_emulators() if self.emulators is None else list(self.emulators)
        services = [emulator.provider for emulator in emulators]
        if unknown := sorted(set(self.ports) - set(services)):
            raise ValueError(f"ports names {', '.join(unknown)}; the services are {', '.join(services)}")
        with contextlib.ExitStack() as opened:
            listeners = bind_all([self.port, *(self.ports.get(service, 0) for service in services)])
            for listener in listeners:
                opened.callback(listener.close)
            store = Store(None if self.data is None else Path(self.data))
            opened.callback(store.close)
            control, pages = ControlApi(), WebPages()
            life_cycles = {emulator.provider: emulator.life_cycle for emulator in emulators}
            engine = Engine(store, self.clock, Ids(self._seed), life_cycles)
            engine.strict = self.strict
            app = SandboxApp(engine, [*emulators, control, pages], self.document_seconds)
            opened.callback(app.close)
            control.app = pages.app = app
            app.open()
            server = ServerThread(app, listeners)
            app.connection = server.connection
            numbers = [port_of(listener) for listener in listeners]
            app.addresses = Addresses(numbers[0], dict(zip(services, numbers[1:], strict=True)))
            server.start()
            opened.pop_all()  # from here on they are closed by stop()
        self._app, self._server = app, server
        return self

    def stop(self) -> None:
        """Stop answering and close the store; what is in a data folder stays there."""
        if self._app is not None:
            self._app.changes.close()  # the server waits for what it answers, an open page's stream too
            self._app.pictures.stop_drawing()
        if self._server is not None:
            self._server.stop()
        if self._app is not None:
            self._app.close()
        self._app = self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # Pointing a client at it

    @property
    def url(self) -> str:
        """Scheme, host and port, e.g. `http://127.0.0.1:40123`."""
        if self._server is None:
            raise NotRunning("the sandbox is not running: use it in a with block, or call start()")
        return f"http://{HOST}:{self._server.port}"

    @property
    def account(self) -> SandboxAccount:
        """The default tenant's three accounts; their credentials are the same in every sandbox."""
        return self._running.account_of(self._running.engine.accounts.default, self.url)

    @property
    def esignlive(self) -> ESignLiveAccount:
        """The default tenant's eSignLive account."""
        return self.account.esignlive

    @property
    def ignisign(self) -> IgnisignAccount:
        """The default tenant's Ignisign application."""
        return self.account.ignisign

    @property
    def constellation1(self) -> Constellation1Account:
        """The default tenant's Constellation1 account."""
        return self.account.constellation1

    def env(self) -> dict[str, str]:
        """Return the environment variables from which the SDK's clients configure themselves."""
        return self.account.env()

    def create_account(self) -> SandboxAccount:
        """Make another tenant, which sees nothing of the others.

        Returns:
            Its three accounts, with credentials of their own.
        """
        app = self._running

        def create(work: UnitOfWork) -> SandboxAccount:
            account = work.accounts.create()
            app.set_up_account(work, account)
            return app.account_of(account, self.url)

        return app.run(create)

    # Signing

    def sign(
        self, transaction_id: str, signer: str | None = None, values: Mapping[str, str] | None = None
    ) -> Transaction:
        """Let a signer sign all their documents, as on the signing page.

        Args:
            transaction_id: Package, signature request or session id.
            signer: The signer's e-mail address or id; None is the next one due.
            values: What the signer fills in, by the names of the fields; `X` checks a box. Required ones may be empty.

        Returns:
            The transaction as it stands then.

        Raises:
            UnknownTransaction: There is no such transaction.
            TransitionNotAllowed: It is not open, it is not this signer's turn, or a field does not take its value.
        """
        return self._running.run_again(lambda work: owner_actions.sign(work, transaction_id, signer, values))

    def signing_url(self, transaction_id: str, signer: str | None = None) -> str:
        """Return the address of a signer's page, the same each time; it opens nothing else.

        Args:
            transaction_id: Package, signature request or session id.
            signer: The signer's e-mail address or id; None is the next one due.

        Raises:
            UnknownTransaction: There is no such transaction.
            TransitionNotAllowed: It has no such signer, or nobody is left to sign.
        """
        return self.url + self._do(lambda work: owner_actions.signing_path(work, transaction_id, signer))

    def sign_all(self, transaction_id: str) -> Transaction:
        """Let all remaining signers sign, in their order.

        Args:
            transaction_id: Package, signature request or session id.

        Returns:
            The transaction as it stands then.

        Raises:
            UnknownTransaction: There is no such transaction.
            TransitionNotAllowed: It is not open.
        """
        return self._running.run_again(lambda work: owner_actions.sign_all(work, transaction_id))

    def decline(self, transaction_id: str, signer: str | None = None, reason: str = "") -> Transaction:
        """Let a signer decline, which ends the transaction.

        Args:
            transaction_id: Package, signature request or session id.
            signer: The signer's e-mail address or id; None is the next one due.
            reason: What the signer says.

        Returns:
            The transaction as it stands then.

        Raises:
            UnknownTransaction: There is no such transaction.
            TransitionNotAllowed: It is not open, or it is not this signer's turn.
        """
        return self._do(lambda work: owner_actions.decline(work, transaction_id, signer, reason))

    # Looking

    def transactions(self, provider: str | None = None) -> list[Transaction]:
        """Return all transactions, oldest first.

        Args:
            provider: `esignlive`, `ignisign` or `constellation1`; all three when None.

        Raises:
            ValueError: There is no such service.
        """
        self._running.names.check_provider(provider)
        return self._do(lambda work: [one for one in work.transactions(provider) if not one.deleted])

    def transaction(self, transaction_id: str) -> Transaction:
        """Return one transaction as the sandbox holds it.

        Args:
            transaction_id: Package, signature request or session id.

        Raises:
            UnknownTransaction: There is none.
        """
        return self._do(lambda work: owner_actions.find(work, transaction_id))

    def signed_file(self, transaction_id: str, document_id: str | None = None) -> bytes:
        """Return a document with the signatures it has so far.

        Args:
            transaction_id: Package, signature request or session id.
            document_id: The document's id; None is the first one.

        Returns:
            A PDF.

        Raises:
            UnknownTransaction: There is no such document, or it has never been opened for signing.
        """
        return self._do(lambda work: owner_actions.signed_file(work, transaction_id, document_id))

    def original_file(self, transaction_id: str, document_id: str | None = None) -> bytes:
        """Return a document as it was uploaded.

        Args:
            transaction_id: Package, signature request or session id.
            document_id: The document's id; None is the first one.

        Returns:
            The bytes as uploaded.

        Raises:
            UnknownTransaction: There is no such document, or it has no content yet.
        """
        return self._do(lambda work: owner_actions.original_file(work, transaction_id, document_id))

    @property
    def ca_certificate(self) -> bytes:
        """The certificate (PEM) of the authority behind all signatures made here."""
        return self._do(lambda work: work.ca.certificate_pem)

    def ledger(self, provider: str | None = None, operation: str | None = None) -> list[LedgerEntry]:
        """Return what the services really executed, oldest first.

        Args:
            provider: Only this service's entries.
            operation: Only this effect, e.g. `packages.create`; one call may have several, or one of another name.

        Returns:
            One entry for each effect, also when its response was lost.

        Raises:
            ValueError: There is no such service or operation.
        """
        return self._do(lambda work: work.ledger(provider, self._running.names.effect(provider, operation)))

    def requests(self) -> list[RequestEntry]:
        """Return the requests answered so far, oldest first, with warnings; their credentials are hidden."""
        return self._do(lambda _: list(self._running.requests))

    # Steering

    def lose_response(self, provider: str | None = None, operation: str | None = None, times: int = 1) -> None:
        """Lose coming responses: the server acts and commits, then resets the connection without a word.

        Args:
            provider: Only calls of this service.
            operation: Only this one, e.g. `packages.create` or `POST /packages`; None is any that changes something.
            times: How many answers.

        Raises:
            ValueError: There is no such service or operation.
        """
        self.faults.add("reset", provider, operation, stage="after-commit", times=times)

    @property
    def faults(self) -> FaultControls:
        """Make calls fail: which, when, how often and in what way."""
        return FaultControls(self._running)

    @property
    def webhooks(self) -> WebhookControls:
        """Register URLs to which the services post their events."""
        return WebhookControls(self._running)

    def deliveries(
        self, provider: str | None = None, transaction_id: str | None = None, timeout: float = 10.0
    ) -> list[Delivery]:
        """Return what the services have posted to webhooks, oldest first, when nothing is on its way any more.

        Args:
            provider: Only this service's deliveries.
            transaction_id: Only those about this package, signature request or session.
            timeout: How long to wait for slow receivers, in seconds.

        Returns:
            Each delivery with its attempts; `pending` ones were still on their way after the timeout.
        """
        return self.webhooks.deliveries(provider, transaction_id, timeout)

    @property
    def outbox(self) -> Outbox:
        """The mails that the services have sent, and waiting for one."""
        return Outbox(self._running, self.url)

    @property
    def _running(self) -> SandboxApp:
        if self._app is None:
            raise NotRunning("the sandbox is not running: use it in a with block, or call start()")
        return self._app

    def _do(self, work: Callable[[UnitOfWork], _T]) -> _T:
        return self._running.run(work)
