"""Raw calls (`client.request`), checked before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from esignkit.core.kinds import checked
from esignkit.core.operation import Json, Operation, Reconcile, Repeat
from esignkit.core.options import check_mapping, check_options, check_text
from esignkit.core.readers import open_json
from esignkit.types import JSON, CallOptions, QueryValue

__all__ = ["RawCall", "RepeatName", "merge_headers", "raw_call"]

RepeatName = Literal["never", "idempotent", "read"]
"""How safe a call is to repeat, as a word."""


class RawCall(Operation[JSON]):
    """A call whose path is no template: there may be ids and secrets in it."""

    __slots__ = ()

    @property
    def route(self) -> str:
        """What may be logged: nothing of the path."""
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
    """Say a call that has no method of its own; see `SyncClient.request` for the arguments.

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
    together: CallOptions = {**(options or {})}
    if headers:
        together["extra_headers"] = merge_headers(together.get("extra_headers", {}), headers)
    if query:  # what callers add to a call is checked, and kept out of errors, in one way
        together["extra_query"] = {**query, **together.get("extra_query", {})}
    check_options(together)
    return RawCall(
        "request",
        method.upper(),
        path,
        open_json,
        body=None if json is None else Json(json),
        repeat=Repeat(repeat),
        if_lost=Reconcile("read what it was to make or change"),
        options=together or None,
    )


def merge_headers(old: Mapping[str, str], new: Mapping[str, str]) -> Mapping[str, str]:
    """Return headers of both; of one that is in both, whatever the case of its name, the new one.

    Raises:
        TypeError: They are no mapping.
    """
    check_mapping(new, "headers")
    kept = {name: value for name, value in old.items() if name.lower() not in {str(one).lower() for one in new}}
    return {**kept, **new}
