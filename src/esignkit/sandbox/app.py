"""The sandbox as one ASGI application: guard, request log, routing, one store transaction per request."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from attrs import define, field, frozen
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response

from esignkit.sandbox.domain.acts import ActRefused
from esignkit.sandbox.domain.work import Engine, Work
from esignkit.sandbox.pdf import PdfRefused
from esignkit.sandbox.shells.base import Call, Refusal, json_answer
from esignkit.sandbox.shells.multipart import MalformedBody
from esignkit.sandbox.shells.routing import Match, Router

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from starlette.types import Receive, Scope, Send

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.shells.base import Shell
    from esignkit.sandbox.wire import JSONObject

logger: logging.Logger = logging.getLogger("esignkit.sandbox")

_T = TypeVar("_T")

MAX_BODY = 128 * 1024 * 1024
MAX_REQUESTS_KEPT = 10_000

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_SECRET_HEADERS = {"authorization", "cookie", "set-cookie", "proxy-authorization"}


@frozen
class RequestEntry:
    """One request the sandbox has answered, without its credentials."""

    time: datetime
    method: str
    template: str
    """The route's path template; for an unknown route the path as it came."""
    provider: str
    operation: str
    """Empty for an unknown route."""
    status: int
    """The status of the answer, also when the answer was lost on the way."""
    tenant: str = ""
    lost: bool = False
    headers: dict[str, str] = field(factory=dict[str, str], repr=False)


@define
class LoseRule:
    """A promise to lose answers after the commit."""

    provider: str | None
    operation: str | None
    times: int

    def takes(self, provider: str, operation: str, executed: Sequence[str]) -> bool:
        """Tell whether the answer to this call is to be lost: the operation named, or any that changed something."""
        if self.times < 1 or (self.provider is not None and self.provider != provider):
            return False
        if self.operation is None:
            return bool(executed)
        return self.operation == operation or self.operation in executed


class SandboxApp:
    """The ASGI application around the engine.

    All work on the engine, from requests and from the owner's own calls, runs on one worker thread: the core needs no
    locks, and nothing in it sees an event loop.

    Args:
        engine: The core.
        shells: The services and the control API.
    """

    def __init__(self, engine: Engine, shells: Sequence[Shell]) -> None:
        self.engine = engine
        self.shells: list[Shell] = list(shells)
        self.router: Router = Router(self.shells)
        self.requests: deque[RequestEntry] = deque(maxlen=MAX_REQUESTS_KEPT)
        self.lose_rules: list[LoseRule] = []
        self.drop_connection: Callable[[Scope], bool] | None = None
        """Closes the connection of a request without an answer; the server sets it, in-process use has none."""
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="esignkit-sandbox-worker")

    def close(self) -> None:
        """Finish the work in hand and close the store."""
        self._worker.shutdown(wait=True)
        self.engine.store.close()

    def run(self, work: Callable[[Work], _T]) -> _T:
        """Run a function on the worker thread, in one store transaction, and return its result."""

        def job() -> _T:
            with self.engine.work() as unit:
                return work(unit)

        return self._worker.submit(job).result()

    def set_up_account(self, work: Work, account: Account) -> None:
        """Let each shell give an account what its service has from the first day."""
        for shell in self.shells:
            shell.set_up(work, account)

    def set_up_accounts(self, work: Work) -> None:
        """Do the same for all accounts; those of a data folder may know nothing of a newer shell yet."""
        for account in work.accounts.all():
            self.set_up_account(work, account)

    def switch(self, work: Work, provider: str, tenant: str | None, values: JSONObject) -> JSONObject:
        """Set switches of a service for one tenant (the default one when None), and return all of them.

        Raises:
            ValueError: There is no such service, tenant, switch or value.
        """
        account = work.accounts.default if tenant is None else work.accounts.get(tenant)
        shell = next((shell for shell in self.shells if shell.provider == provider), None)
        if shell is None or account is None:
            raise ValueError(f"the sandbox has no service {provider!r} or no tenant {tenant!r}")
        return shell.switch(work, account, values)

    def reset(self, work: Work, tenant: str | None = None) -> None:
        """Forget everything but accounts and the certificate authority, or everything of one tenant."""
        work.clear(tenant)
        for account in work.accounts.all():
            if tenant in {None, account.tenant}:
                self.set_up_account(work, account)
        if tenant is None:
            self.requests.clear()
            self.lose_rules.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        method = scope["method"]
        raw_path = scope.get("raw_path", scope["path"].encode()).split(b"?")[0].decode("latin-1")
        refused = _guard(headers)
        body = b"" if refused else await _read_body(receive)
        if refused is None and body is None:
            refused = PlainTextResponse(f"The sandbox takes bodies of at most {MAX_BODY} bytes.", 413)
        if refused is not None or body is None:
            await (refused or Response(status_code=413))(scope, receive, send)
            return
        match = self.router.match(method, raw_path)
        base_url = f"{scope.get('scheme', 'http')}://{headers.get('host', '127.0.0.1')}"
        call = Call(method, base_url, headers, scope.get("query_string", b""), body)
        loop = asyncio.get_running_loop()
        response, lost = await loop.run_in_executor(self._worker, self._answer, call, match, raw_path)
        if lost and self.drop_connection is not None and self.drop_connection(scope):
            await receive()  # returns when the server has noticed that the connection is gone
            return
        await response(scope, receive, send)

    def _answer(self, call: Call, match: Match | None, raw_path: str) -> tuple[Response, bool]:
        """Answer a call on the worker thread; tell also whether the answer is to be lost."""
        if match is None:
            shell = self.router.shell_of(raw_path)
            call.provider = shell.provider if shell else ""
            answer = shell.refuse_route(call.method, raw_path).answer if shell else _unknown(call.method, raw_path)
            self._log(call, raw_path, answer.status_code, lost=False)
            return answer, False
        shell, route = match.shell, match.route
        call.params, call.operation, call.provider = match.params, route.operation, shell.provider
        executed: list[str] = []
        try:
            with self.engine.work() as work:
                call.begin(work)
                if not route.public:
                    call.identify(shell.authenticate(call))
                response = route.handler(call)
                executed = [operation for operation, _ in work.executed]
        except Refusal as refusal:
            response = refusal.answer
        except MalformedBody as error:
            response = shell.refuse_body(error).answer
        except (ActRefused, PdfRefused) as error:
            response = shell.refuse_act(error).answer
        except Exception:
            logger.exception("%s %s failed", call.method, match.template)
            response = shell.refuse_fault().answer
        lost = self._loses(shell.provider, route.operation, executed)
        self._log(call, match.template, response.status_code, lost=lost)
        return response, lost

    def _loses(self, provider: str, operation: str, executed: Sequence[str]) -> bool:
        for rule in self.lose_rules:
            if rule.takes(provider, operation, executed):
                rule.times -= 1
                return True
        return False

    def _log(self, call: Call, template: str, status: int, *, lost: bool) -> None:
        self.requests.append(
            RequestEntry(
                time=self.engine.clock.now(),
                method=call.method,
                template=template,
                provider=call.provider,
                operation=call.operation,
                status=status,
                tenant=call.tenant,
                lost=lost,
                headers={
                    name: "(hidden)" if name in _SECRET_HEADERS else value for name, value in call.headers.items()
                },
            )
        )


def _guard(headers: Headers) -> Response | None:
    """Refuse requests that a foreign web page may have sent: names other than the loopback's own."""
    host = urlsplit(f"//{headers.get('host', '')}").hostname
    if host not in _LOOPBACK:
        return PlainTextResponse("The sandbox answers to 127.0.0.1, localhost and [::1] only.", 403)
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).hostname not in _LOOPBACK:
        return PlainTextResponse("The sandbox takes no requests from pages of other sites.", 403)
    return None


async def _read_body(receive: Receive) -> bytes | None:
    """Return the request's body; None when it is too large."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= MAX_BODY:
            chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks) if size <= MAX_BODY else None


def _unknown(method: str, path: str) -> Response:
    return json_answer({"message": f"the sandbox has no operation {method} {path}"}, 404)
