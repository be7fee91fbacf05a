"""What every request must pass before anything looks at it: it comes from this machine, and is not too large."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse

from esignkit.sandbox.web.same_origin import foreign_request

if TYPE_CHECKING:
    from starlette.datastructures import Headers
    from starlette.responses import Response
    from starlette.types import Receive

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def refuse_foreign(headers: Headers, method: str, base_url: str, *, own_pages_only: bool) -> Response | None:
    """Refuse a request that a foreign web page may have sent: names other than the loopback's own.

    Args:
        headers: Headers of the request.
        method: Its HTTP method.
        base_url: Where it went.
        own_pages_only: Whether other pages of this machine are refused too.
    """
    hosts = headers.getlist("host")
    if len(hosts) != 1 or _host(f"//{hosts[0]}") not in _LOOPBACK:
        return PlainTextResponse("The sandbox answers to 127.0.0.1, localhost and [::1] only.", 403)
    origin = headers.get("origin")
    if origin is not None and _host(origin) not in _LOOPBACK:
        return PlainTextResponse(
            f"The sandbox refused this request: it came from a page of {origin!r}, another site.", 403
        )
    foreign = foreign_request(method, headers, base_url) if own_pages_only else None
    return None if foreign is None else PlainTextResponse(foreign, 403)


@lru_cache(maxsize=64)
def _host(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        return None if "@" in parts.netloc else parts.hostname  # no browser sends a user's name there
    except ValueError:  # half an IPv6 address
        return None


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """Return a request's body; None when it is larger than the limit, of which no more than that is held.

    Raises:
        ClientDisconnect: The connection ended, or broke its own framing, before the body was whole.
    """
    chunks: list[bytes] = []
    size = 0
    more = True
    while more:  # to its end in any case: a client that is still sending would not read the answer
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        more, chunk = message.get("more_body", False), message.get("body", b"")
        size += len(chunk)
        if size <= limit:
            chunks.append(chunk)
        else:
            chunks.clear()
    return b"".join(chunks) if size <= limit else None
