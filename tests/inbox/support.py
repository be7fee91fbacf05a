"""Events as the three services post them, and a small server that vouches for them."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from esignkit import AsyncConstellation1, AsyncESignLive, AsyncIgnisign, Constellation1, ESignLive, Ignisign
from esignkit.agreements import Agreements, AsyncAgreements

KEY = "a-long-secret"
AUTHORIZED = {"Authorization": f"Basic {KEY}"}
BEARER = "e30.eyJleHAiOjQxMDI0NDQ4MDB9.x"


def esignlive(package: str = "p1", name: str = "PACKAGE_COMPLETE", **more: Any) -> bytes:
    return json.dumps({"name": name, "packageId": package, "createdDate": "2030-01-31T12:00:12.255Z", **more}).encode()


def ignisign(
    request: str = "r1",
    action: str = "COMPLETED",
    *,
    token: str = "t1",
    topic: str = "SIGNATURE_REQUEST",
    **content: Any,
) -> bytes:
    return json.dumps(
        {
            "appId": "appId_a",
            "appEnv": "DEVELOPMENT",
            "topic": topic,
            "action": action,
            "msgNature": "INFO",
            "verificationToken": token,
            "content": {"signatureRequestId": request, "status": "COMPLETED", **content},
        }
    ).encode()


def constellation1(session: str = "s1", status: int = 3, kind: str = "SessionStatus", **more: Any) -> bytes:
    return json.dumps({"Data": {"SigningSessionId": session, "Type": kind, "Status": status, **more}}).encode()


class Services:
    """What the inbox asks of the services, on one port.

    Attributes:
        url: Its address.
        forged: Tokens of Ignisign's that are not good; any other is good once.
        consumed: Tokens that were checked.
        sessions: Status of Constellation1's sessions; None for one that is not there, others are completed.
        packages: Status of eSignLive's packages; empty for one that is not there.
        log: What Ignisign lists as failed deliveries.
        lose_checks: How many responses to checks are lost from now on.
        asked: Paths that were asked for.
    """

    def __init__(self) -> None:
        self.forged: set[str] = set()
        self.consumed: set[str] = set()
        self.sessions: dict[str, int | None] = {}
        self.packages: dict[str, str] = {}
        self.log: list[dict[str, Any]] = []
        self.lose_checks = 0
        self.asked: list[str] = []
        self._opened: list[Agreements] = []
        self._lock = threading.Lock()
        services = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # a body is sent after its head: it would come 40 ms later

            def do_GET(self) -> None:
                self._answer(*services.get(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                answer = services.check(json.loads(body)) if self.path.endswith("checking-consumption") else {}
                if answer is None:
                    self.close_connection = True
                    return
                self._answer(200, answer)

            def _answer(self, status: int, value: Any) -> None:
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Print nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 100

            def handle_error(self, request: Any, client_address: Any) -> None:
                """Say nothing about clients that were killed."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def get(self, path: str) -> tuple[int, Any]:
        self.asked.append(path)
        name = path.partition("?")[0].rstrip("/").rsplit("/", 1)[1]
        if "/sessions/" in path:
            status = self.sessions.get(name, 3)
            if status is None:
                return 404, {}
            return 200, {"Session": {"SigningSessionId": name, "StatusCode": status, "Documents": [], "Signers": []}}
        if path.endswith("/webhooks"):
            return 200, [{"_id": "w1", "url": "https://example.com"}]
        if "/events" in path:
            return 200, {"events": self.log, "searchData": {"total": len(self.log), "page": 1, "nbEventsPerPage": 100}}
        if name == "packages":
            rows = [{"id": one, "name": one, "status": status, "roles": []} for one, status in self.packages.items()]
            return 200, {"count": len(rows), "results": rows}
        if "/packages/" in path and self.packages.get(name) == "":
            return 404, {}
        if "/packages/" in path:
            return 200, {"id": name, "name": name, "status": self.packages.get(name, "COMPLETED"), "roles": []}
        return 200, {"_id": name, "status": "COMPLETED", "title": name, "documents": [], "signers": []}

    def check(self, body: dict[str, Any]) -> dict[str, Any] | None:
        token = body["token"]
        with self._lock:
            self.asked.append(f"check {token}")
            answer = {
                "isValid": token not in self.forged and token not in self.consumed,
                "notFound": token in self.forged,
                "alreadyConsumed": token in self.consumed,
            }
            self.consumed.add(token)
            if self.lose_checks:
                self.lose_checks -= 1
                return None
            return answer

    def __enter__(self) -> Services:
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def agreements(self, *services: str) -> list[Agreements]:
        """Agreements over the three services, or some, which are closed at the end."""
        self._opened += (made := agreements(self.url, *services))
        return made

    def __exit__(self, *error: object) -> None:
        for one in self._opened:
            one.close()
        self.server.shutdown()
        self.server.server_close()


def agreements(url: str, *services: str) -> list[Agreements]:
    """Agreements over the three services at one address."""
    made = {
        "esignlive": lambda: Agreements(ESignLive(api_key="k", base_url=url + "/api"), callback_key=KEY),
        "ignisign": lambda: Agreements(Ignisign(app_id="appId_a", app_env="DEVELOPMENT", token=BEARER, base_url=url)),
        "constellation1": lambda: Agreements(Constellation1(token=BEARER, base_url=url)),
    }
    return [made[name]() for name in services or made]


def async_agreements(url: str, *services: str) -> list[AsyncAgreements]:
    """The same, awaited."""
    made = {
        "esignlive": lambda: AsyncAgreements(AsyncESignLive(api_key="k", base_url=url + "/api"), callback_key=KEY),
        "ignisign": lambda: AsyncAgreements(
            AsyncIgnisign(app_id="appId_a", app_env="DEVELOPMENT", token=BEARER, base_url=url)
        ),
        "constellation1": lambda: AsyncAgreements(AsyncConstellation1(token=BEARER, base_url=url)),
    }
    return [made[name]() for name in services or made]
