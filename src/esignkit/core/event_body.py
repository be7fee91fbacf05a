"""What the readers of all services' events have in common: the request's headers, and the body it came with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from esignkit.core.json_text import loads
from esignkit.errors import UnreadableEventError
from esignkit.types import Headers, JSONObject

__all__ = ["event_object", "header_values", "unreadable"]


def header_values(headers: Headers, name: str) -> list[str | bytes]:
    """Return the values of a header, in whichever form they came.

    Args:
        headers: The request's headers.
        name: Name of the header, in lower case.
    """
    pairs = cast("Mapping[str, str]", headers).items() if isinstance(headers, Mapping) else headers
    return [value for key, value in pairs if key.lower() in (name, name.encode())]


def event_object(body: bytes | bytearray | memoryview | str, provider: str) -> JSONObject:
    """Return the JSON object in the body of an event.

    Args:
        body: The body of the request, as it came.
        provider: Name of the service, as people know it.

    Raises:
        UnreadableEventError: It is empty, or no JSON object.
        TypeError: It is no body but what another parser made of it.
    """
    delivery = cast("object", body)  # callers hand over what a framework has parsed
    if not isinstance(delivery, bytes | bytearray | memoryview | str):
        kind = type(delivery).__name__
        msg = f"give the delivery, the body of the request as it came, bytes or text, not a {kind} made of it"
        raise TypeError(msg)
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body)
    if not content.strip():
        raise unreadable(provider, "it is empty; give the body as it came, before anything else has read it")
    try:
        value = loads(content)
    except ValueError:
        raise unreadable(provider, "it is not JSON") from None
    if not isinstance(value, dict):
        raise unreadable(provider, "it is not an object")
    return value


def unreadable(provider: str, reason: str) -> UnreadableEventError:
    """Return the error for a body that is no event.

    Args:
        provider: Name of the service.
        reason: What is wrong with the body.
    """
    msg = f"this is no event of {provider}'s: {reason}"
    return UnreadableEventError(msg, operation="parse_event", provider=provider)
