"""Differences: in what the sandbox is not the services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.differences import NOT_DONE, calls_of, counts_of
from esignkit.sandbox.web.console.layout import console_page, services
from esignkit.sandbox.web.routes import PageRoutes

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.emulators.call import Call

_PATH = "/console/differences"

ROUTES = PageRoutes()


@ROUTES.get(_PATH, "console.differences")
def show(call: Call, app: SandboxApp) -> Response:
    """Show how well each call is known, and what the sandbox does not do."""
    return console_page(
        call,
        app,
        "console_differences.html",
        at=_PATH,
        topics=(),
        not_done=NOT_DONE,
        known=[
            (emulator.provider, calls := calls_of(emulator), counts_of(calls), list(emulator.switch_table()))
            for emulator in services(app)
        ],
    )
