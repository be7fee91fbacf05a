"""The inbox as a web application: ASGI for FastAPI and Starlette, WSGI for Flask and Django."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

import anyio
import anyio.to_thread
from attrs import frozen

from esignkit.core.suggestions import with_suggestions

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from esignkit.types import Headers

__all__ = ["ASGIApp", "WSGIApp"]

_LONGEST_NUMBER = 20
"""Digits of a Content-Length; what is longer is no body that anybody sends."""

_Scope: TypeAlias = MutableMapping[str, Any]
_Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
_Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Receiver(Protocol):
    """What the applications hand requests to."""

    @property
    def max_body(self) -> int:
        """Bytes of a body at most."""
        ...

    def receive(self, service: str, headers: Headers, body: bytes) -> int:
        """Store an event and return the HTTP status to answer with."""
        ...


@with_suggestions
@frozen
class ASGIApp:
    """An ASGI application that receives events."""

    receiver: Receiver
    """The inbox."""
    service: str | None = None
    """The service whose events come here, whatever the path; without it, the path below where the application is
    mounted says so, as in `/esignlive`."""
    body_timeout: float = 30.0
    """Seconds for a body to arrive; it is in memory as long as that."""

    async def __call__(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            status = await self._status(scope, receive)
            allow = [(b"allow", b"POST")] if status == HTTPStatus.METHOD_NOT_ALLOWED else []
            headers = [(b"content-length", b"0"), *allow]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _status(self, scope: _Scope, receive: _Receive) -> int:
        if scope["method"] != "POST":
            return HTTPStatus.METHOD_NOT_ALLOWED
        headers = cast("list[tuple[bytes, bytes]]", list(scope["headers"]))
        length = b"".join(value for name, value in headers if name == b"content-length")
        if length and (status := _refusal(length.decode("latin-1"), self.receiver.max_body)) is not None:
            return status
        body: bytes | None = None
        with anyio.move_on_after(self.body_timeout) as time_limit:
            body = await self._body(receive)
        if time_limit.cancelled_caught:
            return HTTPStatus.REQUEST_TIMEOUT
        if body is None:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        service = self.service or _service(str(scope["path"]), str(scope.get("root_path", "")))
        return await anyio.to_thread.run_sync(self.receiver.receive, service, headers, body)

    async def _body(self, receive: _Receive) -> bytes | None:
        """Return the body; None when it is too long, or broke off."""
        chunks: list[bytes] = []
        left = self.receiver.max_body
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return None
            chunks.append(message.get("body", b""))
            left -= len(chunks[-1])
            if left < 0:
                return None
            if not message.get("more_body", False):
                return b"".join(chunks)


def _refusal(length: str, limit: int) -> int | None:
    """Return the status that answers a Content-Length; None for a number of bytes that may be read."""
    if not (length.isascii() and length.isdigit()):
        return HTTPStatus.BAD_REQUEST
    if len(length) > _LONGEST_NUMBER or int(length) > limit:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return None


async def _live(receive: _Receive, send: _Send) -> None:
    """Take part in a server's start and end: there is nothing to do at either."""
    while (message := await receive())["type"] != "lifespan.shutdown":
        await send({"type": f"{message['type']}.complete"})
    await send({"type": "lifespan.shutdown.complete"})


def _service(path: str, root_path: str) -> str:
    """Return the path below where the application is mounted; some servers leave the root in the path, some do not."""
    root = root_path.rstrip("/")
    if root and (path == root or path.startswith(root + "/")):
        path = path[len(root) :]
    return path.strip("/")


@with_suggestions
@frozen
class WSGIApp:
    """A WSGI application that receives events."""

    receiver: Receiver
    """The inbox."""
    service: str | None = None
    """The service whose events come here, whatever the path; without it, the path below where the application is
    mounted says so, as in `/esignlive`."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        status = HTTPStatus(self._status(environ))
        allow = [("Allow", "POST")] if status is HTTPStatus.METHOD_NOT_ALLOWED else []
        start_response(f"{status.value} {status.phrase}", [("Content-Length", "0"), *allow])
        return [b""]

    def _status(self, environ: WSGIEnvironment) -> int:
        if environ["REQUEST_METHOD"] != "POST":
            return HTTPStatus.METHOD_NOT_ALLOWED
        length = environ.get("CONTENT_LENGTH") or ""
        limit = self.receiver.max_body
        if length:
            if (status := _refusal(length, limit)) is not None:
                return status
            body: bytes = environ["wsgi.input"].read(int(length))
        elif environ.get("wsgi.input_terminated"):  # a chunked body, whose end the server sees
            body = environ["wsgi.input"].read(limit + 1)
        else:
            return HTTPStatus.LENGTH_REQUIRED
        headers = [
            (name[5:].replace("_", "-"), str(value)) for name, value in environ.items() if name.startswith("HTTP_")
        ]
        return self.receiver.receive(self.service or environ.get("PATH_INFO", "").strip("/"), headers, body)
