"""What all pages of the console have in common: navigation, the sandbox's time, and how they become live."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from esignkit.sandbox.differences import SERVICE_NAMES
from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.emulators.call import ErrorResponse
from esignkit.sandbox.web.rendering import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.responses import Response

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.changes import Topic
    from esignkit.sandbox.emulators.base import Emulator
    from esignkit.sandbox.emulators.call import Call

NAVIGATION = (
    ("Transactions", "/"),
    ("Outbox", "/console/outbox"),
    ("Webhooks", "/console/webhooks"),
    ("Requests", "/console/requests"),
    ("Faults", "/console/faults"),
    ("Clock", "/console/clock"),
    ("Switches", "/console/switches"),
    ("Accounts", "/console/accounts"),
    ("State", "/console/state"),
    ("Differences", "/console/differences"),
)
"""The pages of the console; one that is not there is left out."""

STAGES = {
    Stage.DRAFT: "",
    Stage.OPEN: "warn",
    Stage.COMPLETED: "good",
    Stage.DECLINED: "bad",
    Stage.CANCELLED: "bad",
    Stage.EXPIRED: "bad",
}
"""How the badge of each stage is coloured."""

SERVICES = {"esignlive": "eSignLive", "ignisign": "Ignisign", "constellation1": "Constellation1"}
"""Short names of the services."""

_JOINTS = re.compile(r"(?<=[./_])")
_UNMOVED = timedelta(seconds=1)


def console_page(
    call: Call,
    app: SandboxApp,
    template: str,
    *,
    at: str,
    topics: Sequence[Topic] = ("data",),
    status: int = 200,
    **context: object,
) -> Response:
    """Render a page of the console.

    Args:
        call: The request.
        app: The application.
        template: File in `web/templates`.
        at: The entry of the navigation that is current.
        topics: The changes after which an open page shows its lists anew.
        status: HTTP status of the response.
        context: What the template shows.
    """
    clock = app.engine.clock
    return page(
        template,
        status=status,
        navigation=[
            (label, path, path == at) for label, path in NAVIGATION if app.router.match("GET", path) is not None
        ],
        topics=" ".join(topics),
        sequence=app.changes.sequence,  # what happens from here on is not on the page
        now=call.work.now,
        frozen=clock.is_frozen,
        moved=clock.is_frozen or abs(clock.now() - datetime.now(UTC)) > _UNMOVED,
        when=when,
        service_name=service_name,
        transaction_address=transaction_address,
        joints=joints,
        full_names=SERVICE_NAMES,
        stage_colours=STAGES,
        **context,
    )


def when(moment: datetime | None) -> str:
    """Return a moment as a person reads it, in UTC."""
    return "" if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def counted(number: int, noun: str) -> str:
    """Return how many of something there are, in words that agree: `1 account`, `2 accounts`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def joints(text: str) -> list[str]:
    """Return the parts of a name or a path between which a line may be broken."""
    return _JOINTS.split(text)


def service_name(provider: str) -> str:
    """Return the short name of a service."""
    return SERVICES.get(provider, provider)


def transaction_address(transaction_id: str) -> str:
    """Return the address of a transaction's page."""
    return f"/console/transactions/{quote(transaction_id, safe='')}"


def services(app: SandboxApp) -> list[Emulator]:
    """Return the services that the sandbox speaks for, without its own pages."""
    return [emulator for emulator in app.emulators if emulator.provider != "sandbox"]


def sentence(error: Exception) -> str:
    """Return an error's text as a sentence, if its first word is one; one that ends in a question is one already."""
    text = str(error)
    if text.partition(" ")[0].isalpha():
        text = text[0].upper() + text[1:]
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def not_found(message: str) -> ErrorResponse:
    """Return the page for something that is not in the sandbox; its navigation leads to what is."""
    navigation = [(label, path, False) for label, path in NAVIGATION]
    return ErrorResponse(page("error.html", status=404, title="Not found", message=message, navigation=navigation))


class Pager:
    """Where a list is divided into pages.

    Args:
        call: The request; its `page` counts from 1.
        size: Rows on a page.
    """

    def __init__(self, call: Call, size: int = 50) -> None:
        text = call.query("page") or "1"
        self.page: int = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 8 and int(text) else 1
        self.size: int = size
        self._call = call

    @property
    def first(self) -> int:
        """Position of the first row on the page, from 1."""
        return (self.page - 1) * self.size + 1

    def links(self, total: int) -> dict[str, str | int | None]:
        """Return what a page says of its place: positions, the total, and the addresses of its neighbours."""
        last = min(self.first + self.size - 1, total)
        return {
            "first": self.first if total else 0,
            "last": last,
            "total": total,
            "newer": self._address(self.page - 1) if self.page > 1 else None,
            "older": self._address(self.page + 1) if last < total else None,
        }

    def _address(self, number: int) -> str:
        items = [(name, value) for name, value in self._call.query_items() if name != "page" and value]
        return "?" + urlencode([*items, ("page", str(number))])
