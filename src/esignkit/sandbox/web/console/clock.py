"""The clock: stop it, put it forward, and see what happens next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from esignkit.sandbox.web.console.layout import console_page, sentence
from esignkit.sandbox.web.forms import form
from esignkit.sandbox.web.rendering import redirect
from esignkit.sandbox.web.routes import PageRoutes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.responses import Response

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.clock import Clock
    from esignkit.sandbox.domain.overview import NextDue
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.emulators.call import Call

_PATH = "/console/clock"
_INSTANT = timedelta(milliseconds=1)

ROUTES = PageRoutes()


@ROUTES.get(_PATH, "console.clock")
def show(call: Call, app: SandboxApp) -> Response:
    """Show the time, and what happens next."""
    return _page(call, app)


@ROUTES.post(_PATH, "console.move_clock")
def move(call: Call, app: SandboxApp) -> Response:
    """Move the clock as a button says, or say why it cannot be moved so."""
    fields, clock = form(call), app.engine.clock
    try:
        _moved(clock, fields, call.work.overview.next_due())
    except (ValueError, OverflowError) as error:
        return _page(call, app, dict(fields), sentence(error), 422)
    return redirect(_PATH)  # what is due by then happens before the page is made


def what_is_due(work: UnitOfWork, due: NextDue) -> str:
    """Return what happens then, in words."""
    if due.name == "expiry":
        return "it expires, or is sent if that was put off"
    return work.life_cycle_of(due.provider).job_words.get(due.name, due.name)


def _moved(clock: Clock, fields: Mapping[str, str], due: NextDue | None) -> None:
    action = fields.get("act", "")
    if action == "set":
        clock.set(_moment(fields.get("time", "")))
    elif action == "next":
        if due is None:
            raise ValueError("nothing is due; the clock was not moved")
        clock.advance(max(due.time - clock.now() + _INSTANT, timedelta()))
    elif action in _MOVES:
        _MOVES[action](clock)
    else:
        raise ValueError("there is no such button")


_MOVES: dict[str, Callable[[Clock], object]] = {
    "freeze": lambda clock: clock.freeze(),
    "resume": lambda clock: clock.resume(),
    "hour": lambda clock: clock.advance(timedelta(hours=1)),
    "day": lambda clock: clock.advance(timedelta(days=1)),
}


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no time; give it as 2026-12-31T18:00, in UTC") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _page(
    call: Call, app: SandboxApp, entered: Mapping[str, str] | None = None, error: str = "", status: int = 200
) -> Response:
    due = call.work.overview.next_due()
    return console_page(
        call,
        app,
        "console_clock.html",
        status=status,
        at=_PATH,
        topics=("data", "clock"),
        due=due,
        due_what="" if due is None else what_is_due(call.work, due),
        entered=entered or {"time": call.work.now.strftime("%Y-%m-%dT%H:%M")},
        error=error,
    )
