"""The request log: what was called, what was answered, and the fault that hit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from esignkit.sandbox.web.console.layout import Pager, console_page, services
from esignkit.sandbox.web.routes import PageRoutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.responses import Response

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.emulators.call import Call
    from esignkit.sandbox.request_log import RequestEntry

_PATH = "/console/requests"
_COMPARED = 5
"""Unknown requests on a page for which the nearest operations are looked up: each is compared with all routes."""

ROUTES = PageRoutes()


@frozen
class ShownRequest:
    """A line of the request log, as the page shows it."""

    entry: RequestEntry
    nearest: tuple[str, ...]
    """The operations that an unknown request may have meant."""


@ROUTES.get(_PATH, "console.requests")
def show(call: Call, app: SandboxApp) -> Response:
    """Show a page of the request log, newest first."""
    pager, service, only = Pager(call), call.query("service"), call.query("only")
    entries = [entry for entry in app.requests.newest() if _wanted(entry, service, only)]
    shown = entries[pager.first - 1 : pager.first - 1 + pager.size]
    return console_page(
        call,
        app,
        "console_requests.html",
        at=_PATH,
        topics=("requests",),
        requests=list(_shown(shown, app)),
        pager=pager.links(len(entries)),
        providers=[emulator.provider for emulator in services(app)],
        filters={"service": service, "only": only},
    )


def _wanted(entry: RequestEntry, service: str | None, only: str | None) -> bool:
    if entry.provider == "sandbox" and service != "sandbox":
        return False  # what the sandbox's owner does is of interest only when asked for
    kinds = {
        "faults": bool(entry.fault),
        "refused": not 0 < entry.status < 400,
        "warnings": bool(entry.warnings),
        "unknown": not entry.operation,
    }
    return service in {None, entry.provider} and kinds.get(only or "", True)


def _shown(entries: list[RequestEntry], app: SandboxApp) -> Iterator[ShownRequest]:
    compared = 0
    for entry in entries:
        nearest: tuple[str, ...] = ()
        if not entry.operation and compared < _COMPARED:
            compared += 1
            nearest = app.names.nearest(entry.method, entry.template)
        yield ShownRequest(entry, nearest)
