"""Calls that move a session along: none is sent twice, for the session's own status tells whether it was done."""

from __future__ import annotations

from collections.abc import Mapping

from esignkit.constellation1.models.responses import RequestResponse
from esignkit.constellation1.operation import Operation
from esignkit.constellation1.response_readers import ReadDone
from esignkit.core.operation import Argument, Reconcile, Repeat
from esignkit.types import CallOptions, QueryValue

__all__ = ["STATUS", "move"]

STATUS = "sessions.get(session_id) tells where it stands"
"""Where to look when a response is lost."""


def move(
    name: str,
    path: str,
    args: Mapping[str, Argument],
    query: Mapping[str, QueryValue] | None = None,
    *,
    if_lost: Reconcile,
    options: CallOptions | None,
) -> Operation[RequestResponse]:
    """Return a call that starts, cancels, closes or purges a session; the arguments are an `Operation`'s."""
    return Operation(
        name, "PUT", path, ReadDone(), args, query or {}, repeat=Repeat.NEVER, if_lost=if_lost, options=options
    )
