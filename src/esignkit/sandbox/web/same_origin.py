"""Tells a request of the sandbox's own pages, or of a program, from one that a foreign web page sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.datastructures import Headers

_READING = {"GET", "HEAD"}


def foreign_request(method: str, headers: Headers, base_url: str) -> str | None:
    """Return why a request to a page or to the control API is refused; None when it is not.

    A program such as curl sends neither `Origin` nor `Sec-Fetch-Site`, and is taken.

    Args:
        method: HTTP method.
        headers: The request's headers.
        base_url: Scheme, host and port under which the sandbox was reached.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None:
        if origin.lower() == base_url.lower():
            return None
        sender = f"a page of {origin!r}"
    elif method not in _READING and site not in {None, "same-origin", "none"}:
        sender = f"a page of another site (Sec-Fetch-Site: {site})"
    else:
        return None
    return (
        f"The sandbox refused this request: it came from {sender}, and the sandbox's pages and its control API take "
        f"requests of {base_url} only. Open {base_url} itself, or call the control API from a program."
    )
