"""All routes of the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.web.console import (
    accounts,
    clock,
    differences,
    faults,
    outbox,
    requests,
    state,
    switches,
    transaction,
    transactions,
    webhooks,
)

if TYPE_CHECKING:
    from esignkit.sandbox.web.routes import PageRoutes

CONSOLE: list[PageRoutes] = [
    transactions.ROUTES,
    transaction.ROUTES,
    outbox.ROUTES,
    webhooks.ROUTES,
    requests.ROUTES,
    faults.ROUTES,
    clock.ROUTES,
    switches.ROUTES,
    accounts.ROUTES,
    state.ROUTES,
    differences.ROUTES,
]
"""The routes of its pages."""
