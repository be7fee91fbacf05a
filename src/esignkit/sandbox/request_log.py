"""The log of requests: what was asked and answered, without credentials."""

from __future__ import annotations

import re
from collections import deque
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

HIDDEN = "(hidden)"
MAX_REQUESTS_KEPT = 10_000
SECRET_HEADERS = {"authorization", "cookie", "set-cookie", "proxy-authorization"}
_TOKENS = re.compile(r"(/sign/|[?&;]\w*[tT]oken=)[^/?#&;\s{]+")  # a brace begins a parameter of a template


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
    """The status of the service's response, also when a fault kept the client from seeing it (`lost`).

    Where a fault came before the service acted, there was none: it is the status that the client saw, and 0 where the
    connection ended without one.
    """
    tenant: str = ""
    """The tenant that called; empty when not known."""
    lost: bool = False
    """Whether the service acted or refused, and a fault then kept the client from seeing that response."""
    fault: str = ""
    """The effect of the fault that hit the request; empty when none did."""
    warnings: tuple[str, ...] = ()
    """What of it the service would certainly not take; with the switch `strict` it was refused for that."""
    headers: dict[str, str] = field(factory=dict[str, str], repr=False)
    """Headers of the request, without credentials."""


class RequestLog:
    """The last requests, oldest first.

    Args:
        changed: Called when one is added, or all are forgotten.
    """

    def __init__(self, changed: Callable[[], object]) -> None:
        self._entries: deque[RequestEntry] = deque(maxlen=MAX_REQUESTS_KEPT)
        self._changed = changed

    def __iter__(self) -> Iterator[RequestEntry]:
        return iter(self._entries)

    def append(self, entry: RequestEntry) -> None:
        """Add a request."""
        self._entries.append(entry)
        self._changed()

    def newest(self) -> Iterator[RequestEntry]:
        """Yield the requests, newest first."""
        return reversed(self._entries)

    def clear(self) -> None:
        """Forget all of them."""
        self._entries.clear()
        self._changed()


def hidden(texts: Sequence[str], secrets: Iterable[str]) -> list[str]:
    """Return paths, addresses and headers without what opens something: credentials, and addresses where people sign.

    Args:
        texts: The texts.
        secrets: The credentials that could be in them.
    """
    whole = "\n".join(texts)
    if "%" in whole:
        whole += unquote(whole)
    present = [secret for secret in secrets if secret in whole]
    if not present and _TOKENS.search(whole) is None:
        return list(texts)
    return [_hidden(text, present) for text in texts]


def _hidden(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, HIDDEN).replace(quote(secret, safe=""), HIDDEN)
    return _TOKENS.sub(rf"\1{HIDDEN}", text)


def redacted(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers without the credentials in them."""
    return {name: HIDDEN if name.lower() in SECRET_HEADERS else value for name, value in headers.items()}
