"""Raw calls (`client.request`), checked before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from esignkit.core.argument_types import checked
from esignkit.core.operation import Json, Operation, Reconcile, Repeat
from esignkit.core.options import check_mapping, check_options, check_text
from esignkit.core.response_readers import open_json
from esignkit.types import JSON, CallOptions, QueryValue

__all__ = ["RawCall", "RepeatName", "merge_headers", "raw_call"]

RepeatName = Literal["never", "idempotent", "read"]
"""Whether a call may be sent again, as text."""


class RawCall(Operation[JSON]):
    """A call whose path is no template, so that it may hold ids and secrets."""

    __slots__ = ()

    @property
    def route(self) -> str:
        """The text for the log: nothing of the path."""
        return "/…"


@checked
def raw_call(
    method: str,
    path: str,
    query: Mapping[str, QueryValue] | None,
    json: JSON,
    headers: Mapping[str, str] | None,
    repeat: RepeatName,
    options: CallOptions | None,
) -> RawCall:
    """Make a call that has no method of its own; see `SyncClient.request` for the arguments.

    Raises:
        TypeError: One of them is of the wrong kind.
        ValueError: The method, the path, a header or the query cannot be sent.
    """
    check_text(method, "method")
    check_text(path, "path")
    if not path.startswith("/") or any(ord(c) <= 32 or ord(c) >= 127 or c in "?#\\" for c in path):
        msg = "path begins with / below the base URL, is percent-encoded, and has no query (that is query=)"
        raise ValueError(msg)
    if any(segment in (".", "..") for segment in path.lower().replace("%2e", ".").split("/")):
        msg = "path has dots for a segment, which would lead somewhere else"
        raise ValueError(msg)
    if not method.isascii() or not method.isalpha() or method.upper() == "CONNECT":
        msg = "method is an HTTP method, such as GET"
        raise ValueError(msg)
    check_options(options or {})
    merged: CallOptions = {**(options or {})}
    if headers:
        merged["extra_headers"] = merge_headers(merged.get("extra_headers", {}), headers)
    if query:  # as extra_query, it is checked and kept out of errors
        merged["extra_query"] = {**query, **merged.get("extra_query", {})}
    check_options(merged)
    return RawCall(
        "request",
        method.upper(),
        path,
        open_json,
        body=None if json is None else Json(json),
        repeat=Repeat(repeat),
        if_lost=Reconcile("read what it was to make or change"),
        options=merged or None,
    )


def merge_headers(old: Mapping[str, str], new: Mapping[str, str]) -> Mapping[str, str]:
    """Return both headers merged; `new` wins, whatever the case of the names.

    Raises:
        TypeError: `new` is no mapping.
    """
    check_mapping(new, "headers")
    unchanged = {
        name: value for name, value in old.items() if name.lower() not in {str(header).lower() for header in new}
    }
    return {**unchanged, **new}
