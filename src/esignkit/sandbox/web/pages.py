"""All pages as one emulator, so that they share routing, request log and store transaction with the services."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from esignkit.sandbox.emulators.base import Emulator, Route
from esignkit.sandbox.emulators.call import Call, ErrorResponse
from esignkit.sandbox.web import signing_page, static_files
from esignkit.sandbox.web.console.layout import not_found
from esignkit.sandbox.web.console.registry import CONSOLE
from esignkit.sandbox.web.rendering import page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.responses import Response

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.emulators.multipart import MalformedBody
    from esignkit.sandbox.web.routes import PageHandler, PageRoutes

PAGES: list[PageRoutes] = [static_files.ROUTES, signing_page.ROUTES, *CONSOLE]
"""The routes of all page modules: a new module adds its own here."""


class WebPages(Emulator):
    """The pages of the sandbox: they need no credentials, an address of a signing page is one itself."""

    provider: ClassVar[str] = "sandbox"
    mount: ClassVar[str] = ""
    at_root: ClassVar[Sequence[str]] = ("sign", "console")
    on_every_port: ClassVar[bool] = True
    own_pages_only: ClassVar[bool] = True
    logged: ClassVar[bool] = False

    def __init__(self) -> None:
        self.app: SandboxApp | None = None
        """The application whose pages these are; set when that has been made."""

    def routes(self) -> list[Route]:
        """Return the routes of all pages."""
        return [
            Route(
                *(route.method, route.template, route.operation, self._with_app(route.handler)),
                public=True,
                max_body=route.max_body,
            )
            for routes in PAGES
            for route in routes.all
        ]

    def _with_app(self, handler: PageHandler) -> Callable[[Call], Response]:
        def handle(call: Call) -> Response:
            if self.app is None:
                raise RuntimeError("the pages have no application yet")
            return handler(call, self.app)

        return handle

    def too_large_error(self, call: Call) -> ErrorResponse:
        """Return the page for a form, or a file in it, that is too large."""
        return _error(413, "This is too large", f"What this form sends may have {call.max_body >> 20} MiB in all.")

    def malformed_body_error(self, error: MalformedBody) -> ErrorResponse:
        """Return the page for a form that cannot be read."""
        return _error(400, "This form cannot be read", str(error))

    def transition_error(self, error: ValueError) -> ErrorResponse:
        """Return the page for what the transaction's state does not allow."""
        return _error(409, "This is not possible now", str(error))

    def unknown_route_error(self, method: str, path: str) -> ErrorResponse:
        """Return the page for an address that is none."""
        message = f"The sandbox has no page {method} {path}."
        return not_found(message) if path.startswith("/console") else _error(404, "Not found", message)

    def internal_error(self) -> ErrorResponse:
        """Return the page for an error of the sandbox's own."""
        return _error(500, "The sandbox failed", "Its log says why.")


def _error(status: int, title: str, message: str) -> ErrorResponse:
    return ErrorResponse(page("error.html", status=status, title=title, message=message))
