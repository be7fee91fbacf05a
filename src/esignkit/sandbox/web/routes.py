"""The registry of a page module's routes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from attrs import frozen
from starlette.responses import Response

from esignkit.sandbox.app import SandboxApp
from esignkit.sandbox.emulators.call import Call

PageHandler: TypeAlias = Callable[[Call, SandboxApp], Response]
"""Answers a call; the application is there for what is not in the store, such as the request log."""


@frozen
class PageRoute:
    """One address of a page."""

    method: str
    template: str
    operation: str
    handler: PageHandler
    max_body: int | None = None
    """Bytes of the largest request; None is what all pages have."""


class PageRoutes:
    """The routes of a module, filled by decorators.

    Example:
        ROUTES = PageRoutes()

        @ROUTES.get("/console/outbox", "outbox.show")
        def show(call: Call, app: SandboxApp) -> Response: ...
    """

    def __init__(self) -> None:
        self.all: list[PageRoute] = []

    def get(self, template: str, operation: str) -> Callable[[PageHandler], PageHandler]:
        """Declare a page, a picture or whatever else is only read."""
        return self._add("GET", template, operation)

    def post(
        self, template: str, operation: str, *, max_body: int | None = None
    ) -> Callable[[PageHandler], PageHandler]:
        """Declare what a form does; only the sandbox's own pages can send it."""
        return self._add("POST", template, operation, max_body)

    def _add(
        self, method: str, template: str, operation: str, max_body: int | None = None
    ) -> Callable[[PageHandler], PageHandler]:
        def declare(handler: PageHandler) -> PageHandler:
            self.all.append(PageRoute(method, template, operation, handler, max_body))
            return handler

        return declare
