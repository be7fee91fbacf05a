"""Faults: rules to add and remove, and what they did."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from esignkit.sandbox.fault_rules import EFFECTS, STAGES, Fault, fault_from_json, fault_to_json
from esignkit.sandbox.web.console.layout import console_page, not_found, sentence, services
from esignkit.sandbox.web.forms import form
from esignkit.sandbox.web.rendering import redirect
from esignkit.sandbox.web.routes import PageRoutes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.emulators.call import Call
    from esignkit.sandbox.json_values import JSON, JSONObject

_PATH = "/console/faults"
_FIRED_SHOWN = 50
_NUMBERS: dict[str, type[int | float]] = {
    "times": int,
    "nth": int,
    "probability": float,
    "seed": int,
    "seconds": float,
    "retry_after": float,
    "status": int,
}
_TEXTS = ("effect", "provider", "operation", "tenant", "stage", "body")

ROUTES = PageRoutes()


@ROUTES.get(_PATH, "console.faults")
def show(call: Call, app: SandboxApp) -> Response:
    """Show the rules, what they did, and a form for another one."""
    return _page(call, app, {"times": "1", "nth": "1", "probability": "1", "seed": "0"})


@ROUTES.post(_PATH, "console.add_fault")
def add(call: Call, app: SandboxApp) -> Response:
    """Add a rule, or say why it cannot mean anything."""
    fields = form(call)
    try:
        fault = _fault(fields)
        fault.operation = app.names.operation(fault.provider, fault.operation)
    except (TypeError, ValueError) as error:
        return _page(call, app, dict(fields), sentence(error), 422)
    app.faults.add(fault)
    return redirect(_PATH)


@ROUTES.post(_PATH + "/{number}/remove", "console.remove_fault")
def remove(call: Call, app: SandboxApp) -> Response:
    """Remove a rule."""
    number = call.number("number")
    if number is None or not app.faults.remove(number):
        raise not_found("There is no such rule.")
    return redirect(_PATH)


@ROUTES.post(_PATH + "/clear", "console.clear_faults")
def clear(call: Call, app: SandboxApp) -> Response:
    """Remove all rules and forget what they did."""
    del call
    app.faults.clear()
    return redirect(_PATH)


def _fault(fields: Mapping[str, str]) -> Fault:
    body: JSONObject = {name: fields[name].strip() for name in _TEXTS if fields.get(name, "").strip()}
    for name, kind in _NUMBERS.items():
        text = fields.get(name, "").strip()
        if text:
            body[name] = _number(name, kind, text)
    if not fields.get("times", "").strip():
        body["times"] = None  # without end
    return fault_from_json(body)


def _number(name: str, kind: type[int | float], text: str) -> JSON:
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"{name} is a {'whole ' if kind is int else ''}number, not {text!r}") from None


def _page(call: Call, app: SandboxApp, entered: Mapping[str, str], error: str = "", status: int = 200) -> Response:
    return console_page(
        call,
        app,
        "console_faults.html",
        status=status,
        at=_PATH,
        topics=("faults",),
        rules=[(number, rule, fault_to_json(rule)) for number, rule in app.faults.numbered.items()],
        fired=list(itertools.islice(reversed(app.faults.fired), _FIRED_SHOWN)),
        effects=EFFECTS,
        fault_stages=STAGES,
        operations=[
            (emulator.provider, sorted({route.operation for route in emulator.routes()} | set(emulator.effects)))
            for emulator in services(app)
        ],
        providers=[emulator.provider for emulator in services(app)],
        tenants=[account.tenant for account in call.work.accounts.all()],
        entered=entered,
        error=error,
    )
