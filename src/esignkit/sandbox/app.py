"""The sandbox as one ASGI application: guard, request log, routing, one store transaction per request."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from email.utils import format_datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from attrs import field, frozen
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from esignkit.sandbox.domain.transitions import TransitionNotAllowed
from esignkit.sandbox.domain.unit_of_work import Engine, UnitOfWork
from esignkit.sandbox.domain.webhooks import Attempt, Delivery, DeliveryState, UnknownDelivery
from esignkit.sandbox.emulators.base import Call, ErrorResponse, json_response
from esignkit.sandbox.emulators.multipart import MalformedBody
from esignkit.sandbox.emulators.operation_names import OperationNames
from esignkit.sandbox.emulators.routing import Match, Router
from esignkit.sandbox.fault_effects import corrupt_response, placeholder_response, response_for
from esignkit.sandbox.fault_rules import Fault, Faults
from esignkit.sandbox.pdf import PdfRefused
from esignkit.sandbox.webhook_sender import WebhookSender

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from starlette.types import Message, Receive, Scope, Send

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.emulators.base import Emulator
    from esignkit.sandbox.fault_rules import Stage
    from esignkit.sandbox.wire import JSONObject

logger: logging.Logger = logging.getLogger("esignkit.sandbox")

_T = TypeVar("_T")

MAX_BODY = 128 * 1024 * 1024
MAX_REQUESTS_KEPT = 10_000
TICK = 0.5

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SECRET_HEADERS = {"authorization", "cookie", "set-cookie", "proxy-authorization"}


@frozen
class RequestEntry:
    """One request the sandbox has answered, without its credentials."""

    time: datetime
    """When it was answered, by the sandbox's clock."""
    method: str
    """HTTP method of the request."""
    template: str
    """The route's path template; for an unknown route the path as it came."""
    provider: str
    """The service that was called."""
    operation: str
    """Empty for an unknown route."""
    status: int
    """The status of the response, also when the response was lost on the way."""
    tenant: str = ""
    """The tenant that called; empty when not known."""
    lost: bool = False
    """Whether a fault kept the client from seeing this response."""
    fault: str = ""
    """The effect of that fault."""
    headers: dict[str, str] = field(factory=dict[str, str], repr=False)
    """Headers of the request, without credentials."""


class _RollBack(Exception):
    """The call falls under a fault that comes before the commit: nothing of it is kept."""


class SandboxApp:
    """The ASGI application around the engine.

    All work on the engine, from requests and from the owner's own calls, runs on one worker thread: the core needs no
    locks, and nothing in it sees an event loop.

    Args:
        engine: The core.
        emulators: The services and the control API.
    """

    def __init__(self, engine: Engine, emulators: Sequence[Emulator]) -> None:
        self.engine = engine
        self.emulators: list[Emulator] = list(emulators)
        self.router: Router = Router(self.emulators)
        self.names: OperationNames = OperationNames(self.emulators)
        self.requests: deque[RequestEntry] = deque(maxlen=MAX_REQUESTS_KEPT)
        self.faults: Faults = Faults()
        self.connection: Callable[[Scope], asyncio.Transport | None] | None = None
        """Returns the connection of a request; the server sets it, in-process use has none."""
        self.webhook_sender: WebhookSender = WebhookSender(self._note)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="esignkit-sandbox-worker")
        self._closed = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="esignkit-sandbox-clock", daemon=True)
        engine.post = self.webhook_sender.take
        engine.clock.on_move(self.catch_up)

    def open(self) -> None:
        """Prepare the accounts, post what an earlier run left unposted, and let time have its effects from now on."""
        self.run(self.set_up_accounts)
        self.webhook_sender.take(self.run(lambda work: _unposted(work.webhooks.deliveries())))
        self._ticker.start()

    def close(self) -> None:
        """Finish the unit of work and close the store."""
        self._closed.set()
        if self._ticker.is_alive():
            self._ticker.join()
        self.engine.clock.forget(self.catch_up)
        self.webhook_sender.stop()
        self._worker.shutdown(wait=True)
        self.engine.store.close()

    def run(self, work: Callable[[UnitOfWork], _T]) -> _T:
        """Run a function on the worker thread, in one store transaction, and return its result."""

        def job() -> _T:
            with self.engine.work() as unit:
                return work(unit)

        return self._worker.submit(job).result()

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
            if not self.engine.clock.is_frozen:
                try:
                    self.catch_up()
                except RuntimeError:
                    return  # the worker has been shut down since the clock was looked at

    def _note(self, delivery: Delivery, status: int | None, error: str, seconds: float) -> None:
        if self._closed.is_set():
            return  # it stays pending, and a sandbox that goes on with the same data posts it again
        self.run(lambda work: work.webhooks.note(delivery.id, Attempt(work.now, status, error, round(seconds, 4))))

    def set_up_account(self, work: UnitOfWork, account: Account) -> None:
        """Let each emulator give an account what its service has from the first day."""
        for emulator in self.emulators:
            emulator.set_up(work, account)

    def set_up_accounts(self, work: UnitOfWork) -> None:
        """Do the same for all accounts; those of a data folder may know nothing of a newer emulator yet."""
        for account in work.accounts.all():
            self.set_up_account(work, account)

    def switch(self, work: UnitOfWork, provider: str, tenant: str | None, values: JSONObject) -> JSONObject:
        """Set switches of a service for one tenant (the default one when None), and return all of them.

        Raises:
            ValueError: There is no such service, tenant, switch or value.
        """
        account = work.accounts.default if tenant is None else work.accounts.get(tenant)
        emulator = next((emulator for emulator in self.emulators if emulator.provider == provider), None)
        if emulator is None or account is None:
            raise ValueError(f"the sandbox has no service {provider!r} or no tenant {tenant!r}")
        return emulator.switch(work, account, values)

    def resend(self, work: UnitOfWork, delivery_id: str) -> Delivery:
        """Post a delivery once more, in the way of its service.

        Raises:
            UnknownDelivery: There is none.
        """
        delivery = work.webhooks.delivery(delivery_id)
        emulator = next(
            (
                emulator
                for emulator in self.emulators
                if delivery is not None and emulator.provider == delivery.provider
            ),
            None,
        )
        if delivery is None or emulator is None:
            raise UnknownDelivery(f"the sandbox has no delivery {delivery_id!r}")
        return emulator.resend(work, delivery)

    def reset(self, work: UnitOfWork, tenant: str | None = None) -> None:
        """Forget everything but accounts and the certificate authority, or everything of one tenant."""
        if tenant is None:
            self.webhook_sender.forget()
        work.clear(tenant)
        for account in work.accounts.all():
            if tenant in {None, account.tenant}:
                self.set_up_account(work, account)
        if tenant is None:
            self.requests.clear()
            self.faults.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        send = self._dated(send)
        headers = Headers(scope=scope)
        method = scope["method"]
        raw_path = scope.get("raw_path", scope["path"].encode()).split(b"?")[0].decode("latin-1")
        refused = _guard(headers)
        try:
            body = b"" if refused else await _read_body(Request(scope, receive))
        except ClientDisconnect:
            return  # before the request was whole: nothing of it is carried out
        if refused is None and body is None:
            refused = PlainTextResponse(f"The sandbox takes bodies of at most {MAX_BODY} bytes.", 413)
        if refused is not None or body is None:
            await (refused or Response(status_code=413))(scope, receive, send)
            return
        match = self.router.match(method, raw_path)
        base_url = f"{scope.get('scheme', 'http')}://{headers.get('host', '127.0.0.1')}"
        call = Call(method, base_url, headers, scope.get("query_string", b""), body)
        loop = asyncio.get_running_loop()
        response, fault = await loop.run_in_executor(self._worker, self._respond, call, match, raw_path)
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

    def _dated(self, send: Send) -> Send:
        """Have each response say what the sandbox's clock says, as the dates in it do."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = format_datetime(self.engine.clock.now(), usegmt=True).encode("ascii")
                message["headers"] = [*message.get("headers", ()), (b"date", date)]
            await send(message)

        return dated

    def _respond(self, call: Call, match: Match | None, raw_path: str) -> tuple[Response, Fault | None]:
        """Answer a call on the worker thread; return also what is to become of the response."""
        if match is None:
            emulator = self.router.emulator_of(raw_path)
            call.provider = emulator.provider if emulator else ""
            response = (
                emulator.unknown_route_error(call.method, raw_path).response
                if emulator
                else _unknown(call.method, raw_path)
            )
            self._log(call, raw_path, response.status_code)
            return response, None
        emulator, route = match.emulator, match.route
        call.params, call.operation, call.provider = match.params, route.operation, emulator.provider
        executed: list[str] = []
        fault: Fault | None = None
        refused = True
        try:
            with self.engine.work() as work:
                call.begin(work)
                if not route.public:
                    call.identify(emulator.authenticate(call))
                response = route.handler(call)
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
        self._log(call, match.template, response.status_code, fault)
        return response, fault

    def _fault(self, stage: Stage, call: Call, executed: Sequence[str]) -> Fault | None:
        if not self.faults.rules or call.provider == "sandbox":
            return None
        return self.faults.find(stage, call.provider, call.operation, call.tenant, executed)

    def _log(self, call: Call, template: str, status: int, fault: Fault | None = None) -> None:
        self.requests.append(
            RequestEntry(
                time=self.engine.clock.now(),
                method=call.method,
                template=template,
                provider=call.provider,
                operation=call.operation,
                status=status,
                tenant=call.tenant,
                lost=fault is not None,
                fault="" if fault is None else fault.effect,
                headers={name: "(hidden)" if name in SECRET_HEADERS else value for name, value in call.headers.items()},
            )
        )


def _unposted(deliveries: list[Delivery]) -> list[Delivery]:
    return [delivery for delivery in deliveries if delivery.state is DeliveryState.PENDING]


def _guard(headers: Headers) -> Response | None:
    """Refuse requests that a foreign web page may have sent: names other than the loopback's own."""
    if _host(f"//{headers.get('host', '')}") not in _LOOPBACK:
        return PlainTextResponse("The sandbox answers to 127.0.0.1, localhost and [::1] only.", 403)
    origin = headers.get("origin")
    if origin is not None and _host(origin) not in _LOOPBACK:
        return PlainTextResponse("The sandbox takes no requests from pages of other sites.", 403)
    return None


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # half an IPv6 address
        return None


async def _read_body(request: Request) -> bytes | None:
    """Return the request's body; None when it is too large.

    Raises:
        ClientDisconnect: The connection ended, or broke its own framing, before the body was whole.
    """
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= MAX_BODY:
            chunks.append(chunk)
    return b"".join(chunks) if size <= MAX_BODY else None


def _unknown(method: str, path: str) -> Response:
    return json_response({"message": f"the sandbox has no operation {method} {path}"}, 404)
