"""The page for the sandbox's state as a whole: save it, load it, empty it, plant a seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox import saved_state
from esignkit.sandbox.emulators.call import ErrorResponse, file_response
from esignkit.sandbox.seed_file import SeedError, parse_seed
from esignkit.sandbox.seeding import plant_in
from esignkit.sandbox.snapshots import LARGEST_FILE, NOTICE, SnapshotUnusable
from esignkit.sandbox.web.console.layout import console_page, counted
from esignkit.sandbox.web.forms import form
from esignkit.sandbox.web.rendering import SECURITY_HEADERS, redirect
from esignkit.sandbox.web.routes import PageRoutes

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.emulators.call import Call

ROUTES = PageRoutes()

_PATH = "/console/state"
_DONE = {"loaded": "Loaded the snapshot.", "forgotten": "Forgot everything but accounts and keys."}
_EXAMPLE = """\
[[esignlive.packages]]
title = "Lease"
state = "SENT"
signers = [
  { name = "Ada Byron", email = "ada@example.com", signed = true },
  { name = "Charles Babbage", email = "charles@example.com" },
]
"""


@ROUTES.get(_PATH, "console.state")
def show(call: Call, app: SandboxApp) -> Response:
    """Show what there is and what can be done with it."""
    return _page(call, app)


@ROUTES.post(f"{_PATH}/save", "console.save_state")
def save(call: Call, app: SandboxApp) -> Response:
    """Download a snapshot."""
    del call
    response = file_response(saved_state.take(app), "application/gzip", "sandbox.snapshot")
    response.headers.update({**SECURITY_HEADERS, "cache-control": "no-store"})
    return response


@ROUTES.post(f"{_PATH}/load", "console.load_state", max_body=LARGEST_FILE + (1 << 20))
def load(call: Call, app: SandboxApp) -> Response:
    """Load the snapshot that was chosen."""
    files = [part.content for part in call.parts() if part.filename is not None] if call.is_multipart else []
    try:
        saved_state.load(app, call.work, files[0] if files else b"")
    except SnapshotUnusable as error:
        raise ErrorResponse(_page(call, app, str(error))) from error
    return redirect(f"{_PATH}?done=loaded")


@ROUTES.post(f"{_PATH}/reset", "console.reset")
def reset(call: Call, app: SandboxApp) -> Response:
    """Forget everything but accounts and keys, once the box is checked that says so."""
    if form(call).get("sure") != "yes":
        raise ErrorResponse(_page(call, app, "Nothing was forgotten: check the box to say that you mean it."))
    app.reset(call.work)
    return redirect(f"{_PATH}?done=forgotten")


@ROUTES.post(f"{_PATH}/seed", "console.seed")
def seed(call: Call, app: SandboxApp) -> Response:
    """Add what the seed says that was typed."""
    text = form(call).get("seed", "")
    try:
        checked = parse_seed(text, "the seed")
        if not any(checked.values.values()):
            raise checked.error((), "there is nothing in it: write what is to be added, as in the example")
        if "clock" in checked.values:
            raise checked.error(("clock",), "a page that plants a seed leaves the clock alone")
        made = plant_in(app, call.work, checked, call.base_url)
    except SeedError as error:
        raise ErrorResponse(_page(call, app, str(error), text)) from error
    return redirect(f"{_PATH}?done=added&transactions={len(made)}")


def _message(call: Call) -> str:
    """Return what the form that led here has done."""
    done, made = call.query("done"), call.query("transactions") or ""
    if done == "added" and made.isascii() and made.isdigit() and len(made) < 8:
        return f"Added what the seed says, with {counted(int(made), 'transaction')}."
    return _DONE.get(done or "", "")


def _page(call: Call, app: SandboxApp, error: str = "", entered: str = "") -> Response:
    return console_page(
        call,
        app,
        "console_state.html",
        at=_PATH,
        status=400 if error else 200,
        transactions=counted(len(call.work.transactions()), "transaction"),
        accounts=counted(len(call.work.accounts.all()), "account"),
        notice=NOTICE,
        message="" if error else _message(call),
        error=error,
        entered=entered,
        example=_EXAMPLE,
    )
