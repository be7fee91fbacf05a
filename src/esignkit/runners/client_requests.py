"""Requests of an httpx or httpx2 client, made from ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from esignkit.core.options import check_added_headers
from esignkit.runners.http_clients import is_own
from esignkit.runners.log_redaction import redact_log
from esignkit.runners.requests import Request
from esignkit.runners.streamed_body import StreamedBody

__all__ = ["ClientRequests"]

_FRAMING = (b"content-length", b"transfer-encoding")
_Raw = list[tuple[bytes, bytes]]
_URLS = 64
"""Parsed URLs that are kept: to parse one takes a fourteenth of a call, and who waits for a signer repeats the same."""
_MARKS = 1024
"""URLs of which it is known that they were asked for, and no more: one that never comes again may hold a credential."""


class ClientRequests:
    """Makes the requests of one library, for the caller's client or for clients of ours.

    A client of the caller's adds its default headers. What comes of that is remembered, because it takes as long as a
    fifth of the call and is mostly the same: it is done again when the headers are others, on either side.

    Args:
        library: httpx or httpx2.
        client: The caller's client; None when there is none.
    """

    def __init__(self, library: Any, client: Any) -> None:
        redact_log(library)
        self._library = library
        self._client = client
        self._urls: dict[str, Any] = {}
        self._marks: set[int] = set()
        """Hashes of the texts of URLs that were asked for once."""
        own = getattr(client, "__dict__", {})
        self._plain = "build_request" not in own and is_own(type(client), "build_request", library.__name__)
        """Whether the client makes requests as the library does, and in no way of its own."""
        self._known: dict[str, tuple[_Raw, _Raw, Any]] = {}
        """For each method: our headers, the client's, and both together."""

    def make(self, request: Request, stream: Callable[[StreamedBody], object], extensions: dict[str, Any]) -> Any:
        """Make a request.

        Args:
            request: What to send.
            stream: Makes a stream of the library from a streamed body.
            extensions: Time-outs, and the trace callback that watches the connection.

        Raises:
            ValueError: The client's default headers cannot be sent.
        """
        origin, body = request.origin, request.body
        url = self._parsed(f"{origin.scheme}://{origin.netloc.decode('ascii')}{request.target.decode('ascii')}")
        content = self._library.ByteStream(body) if isinstance(body, bytes) else stream(body)
        headers = request.all_headers if self._client is None else self._with_defaults(request)
        if headers is None:
            built = self._built(request, url)
            if not isinstance(body, bytes):
                built.stream = content
            built.extensions = {**built.extensions, **extensions}
            return built
        return self._library.Request(request.method, url, headers=headers, stream=content, extensions=extensions)

    def _parsed(self, text: str) -> Any:
        """Return a URL, which is kept when it comes a second time. Threads may do this at the same time."""
        url = self._urls.get(text)
        if url is None:
            url, mark = self._library.URL(text), hash(text)
            if mark in self._marks:
                if len(self._urls) >= _URLS:
                    self._urls.clear()
                self._urls[text] = url
            else:
                if len(self._marks) >= _MARKS:
                    self._marks.clear()
                self._marks.add(mark)
        return url

    def _with_defaults(self, request: Request) -> Any:
        """Return the headers of a request with the client's, if they are known; None if they are not."""
        known, client = self._known.get(request.method), self._client
        if known is None or known[0] != request.headers or client.params or known[1] != client.headers.raw:
            return None
        headers = known[2]
        return headers if request.framing is None else self._library.Headers([*headers.raw, request.framing])

    def _built(self, request: Request, url: Any) -> Any:
        """Let the client make a request; its default headers are sent, and its cookies are not."""
        content = request.body if isinstance(request.body, bytes) and request.body else None
        built = self._client.build_request(request.method, url, headers=request.all_headers, content=content)
        built.headers.pop("cookie", None)
        for name, value in request.headers:
            if name == b"cookie":
                built.headers["cookie"] = value.decode("ascii")
        raw: _Raw = built.headers.raw
        check_added_headers(raw, request.framing)
        if self._plain:
            both = self._library.Headers([header for header in raw if header[0].lower() not in _FRAMING])
            self._known[request.method] = request.headers, self._client.headers.raw, both
        return built
