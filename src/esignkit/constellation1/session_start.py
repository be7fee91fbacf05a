"""Starting a session: which refusals are temporary, and how long they are retried.

Shortly after `create` the service may still be reading anchor tags, and refuses with messages that vanish within
seconds. Those that come back unchanged are permanent.
Source: Constellation1's REST documentation, StartSession.
"""

from __future__ import annotations

import re

from esignkit.constellation1.models.responses import RequestResponse
from esignkit.constellation1.response_messages import texts_of
from esignkit.constellation1.session_moves import STATUS, move
from esignkit.constellation1.wire_format import RETURN_URL_NAME, read_messages
from esignkit.core.flow import Response, Steps, client_value, now, sleep
from esignkit.core.operation import Reconcile
from esignkit.core.options import check_seconds
from esignkit.errors import ValidationError
from esignkit.types import CallOptions, Outcome

__all__ = ["start_when_ready"]

_PAUSE = 2.0
_UNCHANGED = 2
"""How often the same messages may come back before they count as permanent."""

_ENDS = r"(?:completed|cancell?ed|closed|deleted|declined|expired|purged|archived)"
_STATUS = rf"(?:in[ -]?)?(?:sent|started|{_ENDS})\b"
_NOT_A_RULE = r"(?<!before the )(?<!until the )(?<!when the )(?<!once the )"
_ABOUT_STATUS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_NOT_A_RULE}\bsession\b[^.;\n]{{0,120}}?\b(?:is|was|has|been|already|in)\s+(?:already |an? |in )?{_STATUS}",
        rf"\balready\s+(?:been\s+)?{_STATUS}",
        rf"\bstatus\b\W+(?:is\W+|of\W+)?{_STATUS}",
        rf"\b{_ENDS}\s+(?:signing\s+)?sessions?\b",
        r"\b(?:not|only|must be)\s+(?:in\s+)?(?:an?\s+|the\s+)?(?:in)?draft\b",
    )
)
"""Refusals about where the session stands. Their words are not documented, so these are the ones that a service would
use: the statuses' names, said of a session."""


def start_when_ready(
    name: str, session_id: str, return_url: str, ready_timeout: float, options: CallOptions | None
) -> Steps[RequestResponse]:
    """Start a session, again and again while what is refused may heal: each refusal says that nothing was done.

    Args:
        name: Name of the call.
        session_id: The session.
        return_url: URL of the caller's host.
        ready_timeout: Seconds after which a refusal is permanent in any case; 0 for one try.
        options: Options of each try.

    Raises:
        ValidationError: The last refusal, with the server's words and a note that says how often it was tried.
    """
    check_seconds(ready_timeout, "ready_timeout", zero=True)
    started = yield from now()
    spelling = (yield from client_value(RETURN_URL_NAME)) or "returnUrl"
    call = move(
        name,
        "/v1/sessions/{signingSessionId}/start",
        {"signingSessionId": session_id},
        {spelling: return_url},
        if_lost=Reconcile(STATUS, ask="esignkit.constellation1.reconciliation:started"),
        options=options,
    )
    previous_messages: frozenset[str] | None = None
    tries, unchanged = 0, 0
    while True:
        tries += 1
        try:
            return (yield from call)
        except ValidationError as error:
            messages = _messages(error)
            unchanged = unchanged + 1 if messages == previous_messages else 0
            remaining = started + ready_timeout - (yield from now())
            if not _is_temporary(error, messages) or unchanged == _UNCHANGED or remaining <= 0:
                if tries > 1:
                    error.add_note(_tries_text(tries, unchanged))
                raise
            previous_messages = messages
        yield from sleep(min(_PAUSE, remaining))


def _messages(error: ValidationError) -> frozenset[str]:
    """Return what the server said, line by line; the order of messages says nothing."""
    response = Response(error.status or 0, {}, (error.body or "").encode("utf-8", "surrogatepass"))
    texts = texts_of(response) or tuple(read_messages(error.details))
    return frozenset(line.strip() for text in texts for line in text.splitlines())


def _is_temporary(error: ValidationError, messages: frozenset[str]) -> bool:
    """Whether to try again: the service said, in words or by False, that the session is not ready, and did nothing.

    A status of 4xx without a word is no such response: the request itself was not understood.
    """
    if error.outcome is not Outcome.REJECTED or not messages:
        return False
    return not any(pattern.search(text) for text in messages for pattern in _ABOUT_STATUS)


def _tries_text(tries: int, unchanged: int) -> str:
    repeated = f", the last {unchanged + 1} times with the same messages" if unchanged else ""
    return f"The service refused {tries} times{repeated}."
