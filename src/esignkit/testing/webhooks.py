"""A receiver of webhooks on this machine, registered with the three services for one test."""

from __future__ import annotations

import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self, TypeAlias, cast

from attrs import field, frozen

from esignkit.core.suggestions import with_suggestions

if TYPE_CHECKING:
    from types import TracebackType

    from esignkit import constellation1, esignlive, ignisign
    from esignkit.sandbox import Sandbox, Webhook
    from esignkit.types import JSON

    Event: TypeAlias = constellation1.WebhookEvent | ignisign.Notification | esignlive.CallbackEvent

__all__ = ["ReceivedWebhook", "WebhookSink"]

SERVICES = ("constellation1", "ignisign", "esignlive")


@with_suggestions
@frozen
class ReceivedWebhook:
    """What a service posted: pass `body` and `headers` to the code under test, as a web framework would."""

    provider: str
    """The service that sent it, such as `ignisign`."""
    headers: dict[str, str] = field(repr=False)
    """Headers of the request."""
    body: bytes = field(repr=False)
    """Body of the request as it came."""
    _key: str = field(repr=False, alias="key")

    @property
    def json(self) -> JSON:
        """The body, as JSON."""
        return cast("JSON", json.loads(self.body))

    def event(self) -> Event:
        """Read the event with the service's own parser.

        An eSignLive callback's key is checked by it. Ignisign's single-use token is not used up: that is for the code
        under test to do, with `client.webhooks.verify(body)`.

        Returns:
            The typed event.

        Raises:
            EventError: It is not what the service posts.
        """
        if self.provider == "constellation1":
            from esignkit.constellation1 import parse_event as parse_constellation1

            return parse_constellation1(self.headers, self.body)
        if self.provider == "ignisign":
            from esignkit.ignisign import parse_event as parse_ignisign

            return parse_ignisign(self.headers, self.body)
        from esignkit.esignlive import parse_event

        return parse_event(self.headers, self.body, key=self._key)


class WebhookSink:
    """Receives what the three services post about this test's tenant.

    Attributes:
        status: What it answers, 200 at first; set another status to see what a failed delivery leads to.
        key: The key that eSignLive sends along.
    """

    def __init__(self, sandbox: Sandbox, tenant: str) -> None:
        self.status: int = 200
        self.key: str = secrets.token_urlsafe(16)
        self._sandbox = sandbox
        self._tenant = tenant
        self._received: list[ReceivedWebhook] = []
        self._webhooks: list[Webhook] = []
        sink = self

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                sink._received.append(ReceivedWebhook(self.path.strip("/"), dict(self.headers.items()), body, sink.key))
                self.send_response(sink.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Print nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """Where it listens; each service posts to a path of its own name below it."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def received(self, provider: str | None = None, timeout: float = 10.0) -> list[ReceivedWebhook]:
        """Wait until nothing is on its way any more, and return what has arrived, oldest first.

        Args:
            provider: Only this service's, e.g. `ignisign`.
            timeout: How long to wait, in seconds.
        """
        self._sandbox.deliveries(timeout=timeout)
        return [event for event in list(self._received) if provider in (None, event.provider)]

    def events(self, provider: str | None = None, timeout: float = 10.0) -> list[Event]:
        """Wait likewise, and return the events, read with the services' own parsers.

        Args:
            provider: Only this service's, e.g. `ignisign`.
            timeout: How long to wait, in seconds.
        """
        return [event.event() for event in self.received(provider, timeout)]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        for service in SERVICES:
            settings: dict[str, JSON] = {"key": self.key} if service == "esignlive" else {}
            url = f"{self.url}/{service}"
            self._webhooks.append(self._sandbox.webhooks.register(service, url, self._tenant, **settings))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for webhook in self._webhooks:
            self._sandbox.webhooks.remove(webhook.id)
        self._sandbox.deliveries()
        self._server.shutdown()
        self._server.server_close()
