"""Switches: how each service behaves where its documentation leaves that open, for one tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from esignkit.sandbox.emulators import strictness
from esignkit.sandbox.web.console.layout import console_page, not_found, sentence, services
from esignkit.sandbox.web.forms import form
from esignkit.sandbox.web.rendering import redirect
from esignkit.sandbox.web.routes import PageRoutes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.emulators.base import Emulator, SwitchRow
    from esignkit.sandbox.emulators.call import Call
    from esignkit.sandbox.json_values import JSON, JSONObject

_PATH = "/console/switches"

ROUTES = PageRoutes()


@ROUTES.get(_PATH, "console.switches")
def show(call: Call, app: SandboxApp) -> Response:
    """Show all switches of a tenant."""
    return _page(call, app, _account(call, call.query("tenant")))


@ROUTES.post(_PATH + "/{service}", "console.switch")
def switch(call: Call, app: SandboxApp) -> Response:
    """Set the switches of a service for a tenant."""
    fields = form(call)
    account = _account(call, fields.get("tenant"))
    emulator = next((one for one in services(app) if one.provider == call.params["service"]), None)
    if emulator is None:
        raise not_found("There is no such service.")
    try:
        strictness.switch(call.work, emulator, account, _changes(emulator, call, account, fields))
    except ValueError as error:
        return _page(call, app, account, sentence(error), 422)
    return redirect(f"{_PATH}?{urlencode({'tenant': account.tenant})}#{emulator.provider}")


def _changes(emulator: Emulator, call: Call, account: Account, fields: Mapping[str, str]) -> JSONObject:
    """Return the switches that a form sets otherwise than they are."""
    present = strictness.switch(call.work, emulator, account, {})
    values = {row.name: _value(row, fields) for row in strictness.switch_table(emulator) if row.name in fields}
    return {name: value for name, value in values.items() if value != present[name]}


def _value(row: SwitchRow, fields: Mapping[str, str]) -> JSON:
    text = fields[row.name]
    if row.positions:
        return next((position for position in row.positions if str(position) == text), text)
    if isinstance(row.default, bool):
        return {"true": True, "false": False}.get(text, text)
    try:
        return int(text) if isinstance(row.default, int) else float(text)
    except ValueError:
        return text  # the service says what is wrong with it


def _account(call: Call, tenant: str | None) -> Account:
    account = call.work.accounts.get(tenant) if tenant else call.work.accounts.default
    if account is None:
        raise not_found("There is no such tenant.")
    return account


def _page(call: Call, app: SandboxApp, account: Account, error: str = "", status: int = 200) -> Response:
    tables = [
        (
            emulator.provider,
            list(strictness.switch_table(emulator)),
            strictness.switch(call.work, emulator, account, {}),
        )
        for emulator in services(app)
    ]
    return console_page(
        call,
        app,
        "console_switches.html",
        status=status,
        at=_PATH,
        tables=tables,
        tenant=account.tenant,
        tenants=[one.tenant for one in call.work.accounts.all()],
        error=error,
    )
