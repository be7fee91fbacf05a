"""Accounts: the tenants, with the variables from which the SDK's clients configure themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.web.console.layout import console_page
from esignkit.sandbox.web.rendering import redirect
from esignkit.sandbox.web.routes import PageRoutes

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.emulators.call import Call

_PATH = "/console/accounts"

ROUTES = PageRoutes()


@ROUTES.get(_PATH, "console.accounts")
def show(call: Call, app: SandboxApp) -> Response:
    """Show the tenants; their credentials are good for this sandbox only."""
    accounts = [app.account_of(account, call.base_url) for account in call.work.accounts.all()]
    return console_page(
        call,
        app,
        "console_accounts.html",
        at=_PATH,
        accounts=[
            (account.tenant, "\n".join(f"export {name}={value}" for name, value in account.env().items()))
            for account in accounts
        ],
    )


@ROUTES.post(_PATH, "console.create_account")
def create(call: Call, app: SandboxApp) -> Response:
    """Make another tenant."""
    account = call.work.accounts.create()
    app.set_up_account(call.work, account)
    return redirect(f"{_PATH}#{account.tenant}")
