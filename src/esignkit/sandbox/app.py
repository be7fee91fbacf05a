"""The sandbox as one ASGI application: guard, request log, routing, one store transaction per request."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from esignkit.sandbox import event_stream
from esignkit.sandbox.addresses import Addresses
from esignkit.sandbox.changes import Changes
from esignkit.sandbox.clock import http_date
from esignkit.sandbox.credentials import SandboxAccount, sandbox_account
from esignkit.sandbox.domain.document_process import MOST_SECONDS, shared_process
from esignkit.sandbox.domain.put_off import PutOff, repeatable, until_done
from esignkit.sandbox.domain.transitions import TransitionNotAllowed
from esignkit.sandbox.domain.unit_of_work import Engine, UnitOfWork
from esignkit.sandbox.domain.webhooks import Attempt, Delivery, DeliveryState, UnknownDelivery
from esignkit.sandbox.emulators import strictness
from esignkit.sandbox.emulators.call import Call, ErrorResponse, json_response
from esignkit.sandbox.emulators.multipart import MalformedBody
from esignkit.sandbox.emulators.operation_names import OperationNames
from esignkit.sandbox.emulators.routing import Match, Router
from esignkit.sandbox.fault_effects import corrupt_response, placeholder_response, response_for, status_seen
from esignkit.sandbox.fault_rules import Fault, Faults
from esignkit.sandbox.mail_arrivals import Arrivals
from esignkit.sandbox.pdf import PdfRefused
from esignkit.sandbox.request_checks import read_body, refuse_foreign
from esignkit.sandbox.request_log import RequestEntry, RequestLog, hidden, redacted
from esignkit.sandbox.web.pictures import Pictures
from esignkit.sandbox.webhook_sender import WebhookSender
from esignkit.sandbox.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.types import Message, Receive, Scope, Send

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.put_off import Done
    from esignkit.sandbox.emulators.base import Emulator
    from esignkit.sandbox.fault_rules import Stage
    from esignkit.sandbox.json_values import JSONObject

logger: logging.Logger = logging.getLogger("esignkit.sandbox")

_T = TypeVar("_T")

TICK = 0.5
_REHEARSED_AT_ONCE = 4


class _RollBack(Exception):
    """The call falls under a fault that comes before the commit: nothing of it is kept."""


class SandboxApp:
    """The ASGI application around the engine.

    All work on the engine, from requests and from the owner's own calls, is done one after another (`Worker`): the core
    needs no locks, and nothing in it sees an event loop.

    Args:
        engine: The core.
        emulators: The services and the control API.
        document_seconds: How much time of the processor one document may take.
    """

    def __init__(self, engine: Engine, emulators: Sequence[Emulator], document_seconds: float = MOST_SECONDS) -> None:
        self.engine = engine
        self.emulators: list[Emulator] = list(emulators)
        self.router: Router = Router(self.emulators)
        self.names: OperationNames = OperationNames(self.emulators)
        self.changes: Changes = Changes()
        """Tells open pages of every change."""
        self.requests: RequestLog = RequestLog(lambda: self.changes.tell("requests"))
        self.faults: Faults = Faults(lambda: self.changes.tell("faults"))
        self.addresses: Addresses = Addresses()
        """Where the services answer; the server sets it, in-process use has no ports."""
        self.connection: Callable[[Scope], asyncio.Transport | None] | None = None
        """Returns the connection of a request; the server sets it, in-process use has none."""
        self.webhook_sender: WebhookSender = WebhookSender(self._note)
        self.arrivals: Arrivals = Arrivals()
        """Wakes those who wait for mails."""
        self.pictures: Pictures = Pictures()
        """Draws pages of documents."""
        self._worker = Worker()
        self._rehearser = ThreadPoolExecutor(_REHEARSED_AT_ONCE, thread_name_prefix="esignkit-sandbox-rehearsal")
        self._process = shared_process(document_seconds)
        self._closed = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="esignkit-sandbox-clock", daemon=True)
        engine.post = self.webhook_sender.take
        engine.on_mail = self.arrivals.note
        engine.committed = lambda: self.changes.tell("data")
        engine.clock.on_move(self._moved)

    def open(self) -> None:
        """Prepare the accounts, post what an earlier run left unposted, and let time have its effects from now on."""
        self.run(self.set_up_accounts)
        self.webhook_sender.take(self.run(lambda work: _unposted(work.webhooks.deliveries())))
        self._ticker.start()

    def close(self) -> None:
        """Finish the unit of work and close the store."""
        self._closed.set()
        self.changes.close()
        if self._ticker.is_alive():
            self._ticker.join()
        self.engine.clock.forget(self._moved)
        self.webhook_sender.stop()
        self.arrivals.close()
        self.pictures.close()
        self._rehearser.shutdown(wait=True)
        self._worker.shutdown()
        self.engine.store.close()

    def run(self, work: Callable[[UnitOfWork], _T]) -> _T:
        """Run a function when it is its turn, in one store transaction, and return its result."""

        def job() -> _T:
            with self.engine.work() as unit:
                return work(unit)

        return self._worker.submit(job).result()

    def run_again(self, work: Callable[[UnitOfWork], _T]) -> _T:
        """Run a function likewise, but do what takes long beside other calls, and run it again then."""
        drawn: list[bytes | str] = []

        def job(done: Done) -> _T:
            with repeatable(self.engine.ids, drawn, done), self.engine.work() as unit:
                return work(unit)

        with self._worker.held():
            return until_done(lambda done: self._worker.submit(job, done).result(), self._process)

    def _moved(self) -> None:
        self.catch_up()
        self.changes.tell("clock")

    def catch_up(self) -> None:
        """Have everything that is due happen before any work that is asked for after this call."""
        self._worker.submit(self._catch_up)

    def _catch_up(self) -> None:
        try:
            with self.engine.work():
                pass  # what is due happens at the beginning of any work
        except Exception:
            logger.exception("something that was due failed")

    def _tick(self) -> None:
        while not self._closed.wait(TICK):
            if not self.engine.clock.is_frozen and self.engine.may_be_due():
                try:
                    self.catch_up()
                except RuntimeError:
                    return  # the worker has been shut down since the clock was looked at

    def _note(self, delivery: Delivery, status: int | None, error: str, seconds: float) -> None:
        if self._closed.is_set():
            return  # it stays pending, and a sandbox that goes on with the same data posts it again
        took = round(seconds, 4) if self.engine.ids.seed is None else 0.0  # two runs with one seed are alike
        self.run(lambda work: work.note_attempt(delivery.id, Attempt(work.now, status, error, took)))

    def set_up_account(self, work: UnitOfWork, account: Account) -> None:
        """Let each emulator give an account what its service has from the first day."""
        for emulator in self.emulators:
            emulator.set_up(work, account)

    def set_up_accounts(self, work: UnitOfWork) -> None:
        """Do the same for all accounts; those of a data folder may know nothing of a newer emulator yet."""
        for account in work.accounts.all():
            self.set_up_account(work, account)

    def account_of(self, account: Account, base_url: str) -> SandboxAccount:
        """Return a tenant's accounts with the addresses that a client uses who reached the sandbox at one of them."""
        roots = {emulator.provider: self.addresses.root_url(emulator, base_url) for emulator in self.emulators}
        return sandbox_account(account, self.addresses.url(base_url), roots)

    def switch(self, work: UnitOfWork, provider: str, tenant: str | None, values: JSONObject) -> JSONObject:
        """Set switches of a service for one tenant (the default one when None), and return all of them.

        Raises:
            ValueError: There is no such service, tenant, switch or value.
        """
        emulator, account = self.service_and_account(work, provider, tenant)
        return strictness.switch(work, emulator, account, values)

    def service_and_account(self, work: UnitOfWork, provider: str, tenant: str | None) -> tuple[Emulator, Account]:
        """Return a service and a tenant's account there (the default one's when None).

        Raises:
            ValueError: There is no such service or tenant.
        """
        self.names.check_provider(provider)
        account = work.accounts.default if tenant is None else work.accounts.get(tenant)
        if account is None:
            raise ValueError(f"there is no tenant {tenant!r} here")
        return next(one for one in self.emulators if one.provider == provider), account

    def resend(self, work: UnitOfWork, delivery_id: str) -> Delivery:
        """Post a delivery once more, in the way of its service.

        Raises:
            UnknownDelivery: There is none.
        """
        delivery = work.webhooks.delivery(delivery_id)
        provider = None if delivery is None else delivery.provider
        emulator = next((emulator for emulator in self.emulators if emulator.provider == provider), None)
        if delivery is None or emulator is None:
            raise UnknownDelivery(f"the sandbox has no delivery {delivery_id!r}")
        return emulator.resend(work, delivery)

    def reset(self, work: UnitOfWork, tenant: str | None = None) -> None:
        """Forget everything but accounts and the certificate authority, or everything of one tenant."""
        work.clear(tenant)
        for account in work.accounts.all():
            if tenant in {None, account.tenant}:
                self.set_up_account(work, account)
        if tenant is None:
            work.after_commit += [self.webhook_sender.forget, self.requests.clear, self.faults.clear]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        send = self._dated(send)
        headers = Headers(scope=scope)
        method = scope["method"]
        raw_path = scope.get("raw_path", scope["path"].encode()).split(b"?")[0].decode("latin-1")
        base_url = f"{scope.get('scheme', 'http')}://{headers.get('host', '127.0.0.1')}"
        service = self.addresses.service_at((scope.get("server") or ("", None))[1])
        match = self.router.match(method, raw_path, service)
        streams = (method, raw_path) == ("GET", event_stream.PATH)
        own_pages_only = streams or (match is not None and match.emulator.own_pages_only)
        refused = refuse_foreign(headers, method, base_url, own_pages_only=own_pages_only)
        if refused is not None:
            await refused(scope, receive, send)
            return
        if streams:
            await self._stream(scope, receive, send)
            return
        try:
            max_body = (match.route.max_body or match.emulator.max_body) if match else 0
            body = await read_body(receive, max_body)
        except ClientDisconnect:
            return  # before the request was whole: nothing of it is carried out
        call = Call(method, base_url, headers, scope.get("query_string", b""), body or b"", service=service)
        call.too_large, call.max_body = body is None, max_body
        response, fault = await self._answer(call, match, raw_path)
        if fault is not None:
            fault_response = response_for(fault.fault_effect)
            raw = fault_response is None or fault_response.status_code > 599
            transport = self.connection(scope) if raw and self.connection is not None else None
            if transport is not None:
                await corrupt_response(fault.fault_effect, fault_response or response, transport, receive)
                while (await receive())["type"] != "http.disconnect":
                    pass  # the server has not noticed yet that the connection is gone
                return
            response = fault_response or response
        await response(scope, receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell an open page of changes; the worker thread has no part in it."""
        complete = await event_stream.stream(self.changes, scope, receive, send)
        transport = None if complete or self.connection is None else self.connection(scope)
        if transport is not None:
            transport.abort()

    async def _answer(self, call: Call, match: Match | None, raw_path: str) -> tuple[Response, Fault | None]:
        """Answer a call when it is its turn; what takes long is done beside it, and the call answered again."""
        done: Done = {}
        while True:
            try:
                if await self._worker.turn_here():
                    try:
                        return self._try_to_respond(call, match, raw_path, done)
                    finally:
                        self._worker.done_here()
                return await asyncio.wrap_future(self._worker.submit(self._try_to_respond, call, match, raw_path, done))
            except PutOff as put_off:
                loop = asyncio.get_running_loop()
                done[put_off.key] = await loop.run_in_executor(self._rehearser, put_off.work, self._process)

    def _dated(self, send: Send) -> Send:
        """Have each response say what the sandbox's clock says, as the dates in it do."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"date", http_date(self.engine.clock.now()))]
            await send(message)

        return dated

    def _try_to_respond(
        self, call: Call, match: Match | None, raw_path: str, done: Done
    ) -> tuple[Response, Fault | None]:
        if match is None:
            return self._respond_unmatched(call, raw_path), None
        with repeatable(self.engine.ids, call.drawn, done):
            return self._respond(call, match)

    def _respond(self, call: Call, match: Match) -> tuple[Response, Fault | None]:
        """Answer a call; return also what is to become of the response."""
        emulator, route = match.emulator, match.route
        call.params, call.operation, call.provider = match.params, route.operation, emulator.provider
        call.template = route.template
        call.root_url = call.base_url + ("" if call.service == emulator.provider else emulator.mount)
        call.sandbox_url = self.addresses.url(call.base_url)
        executed: list[str] = []
        fault: Fault | None = None
        refused = True
        try:
            with self.engine.work() as work:
                call.begin(work)
                if not route.public:
                    call.identify(emulator.authenticate(call))
                if call.too_large:
                    raise emulator.too_large_error(call)
                response = strictness.handle(emulator, route, call)
                refused = False
                executed = [operation for operation, _ in work.executed]
                fault = self._fault("before-commit", call, executed)  # only now it is known what the call would do
                if fault is not None:
                    raise _RollBack
        except _RollBack:
            response = placeholder_response()
        except ErrorResponse as error:
            response = error.response
        except MalformedBody as error:
            response = emulator.malformed_body_error(error).response
        except (TransitionNotAllowed, PdfRefused) as error:
            response = emulator.transition_error(error).response
        except Exception:
            logger.exception("%s %s failed", call.method, match.template)
            response = emulator.internal_error().response
        if refused:
            fault = self._fault("before-commit", call, executed)
        fault = fault or self._fault("after-commit", call, executed)
        self._log(call, match.template, response.status_code, fault, logged=emulator.logged)
        return response, fault

    def _respond_unmatched(self, call: Call, raw_path: str) -> Response:
        """Say that there is no such operation."""
        emulator = self.router.emulator_of(raw_path, call.service)
        template = raw_path
        if emulator:
            call.provider = emulator.provider
            response = emulator.unknown_route_error(call.method, raw_path).response
            template = raw_path if call.service is None else emulator.mount + raw_path
        else:
            response = _unknown(call.method, raw_path)
        self._log(call, template, response.status_code)
        return response

    def _fault(self, stage: Stage, call: Call, executed: Sequence[str]) -> Fault | None:
        if not self.faults.numbered or call.provider == "sandbox":
            return None
        return self.faults.find(stage, call.provider, call.operation, call.tenant, executed)

    def _log(self, call: Call, template: str, status: int, fault: Fault | None = None, *, logged: bool = True) -> None:
        if not logged:
            return
        accounts = [call.account] if call.tenant else self.engine.accounts.all()
        headers = redacted(call.headers)
        secrets = (secret for account in accounts for secret in account.secrets)
        template, *values = hidden([template, *headers.values()], secrets)
        lost = fault is not None and fault.stage == "after-commit"
        if fault is not None and not lost:  # the service has not answered: no response of its own was lost
            status = status_seen(fault.fault_effect, status)
        self.requests.append(
            RequestEntry(
                time=self.engine.clock.now(),
                method=call.method,
                template=template,
                provider=call.provider,
                operation=call.operation if fault is None else fault.operation or call.operation,
                status=status,
                tenant=call.tenant,
                lost=lost,
                fault="" if fault is None else fault.effect,
                warnings=tuple(call.warnings),
                headers=dict(zip(headers, values, strict=True)),
            )
        )


def _unposted(deliveries: list[Delivery]) -> list[Delivery]:
    return [delivery for delivery in deliveries if delivery.state is DeliveryState.PENDING]


def _unknown(method: str, path: str) -> Response:
    return json_response({"message": f"the sandbox has no operation {method} {path}"}, 404)
