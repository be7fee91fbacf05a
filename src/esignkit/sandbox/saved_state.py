"""What a snapshot holds beside the store: where the clock stands, the rules of faults, the random source's place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from esignkit.sandbox.clock import check_moment
from esignkit.sandbox.domain.model import moment_from_text, moment_to_text
from esignkit.sandbox.domain.webhooks import DeliveryState
from esignkit.sandbox.fault_rules import fault_from_state, fault_state
from esignkit.sandbox.json_values import as_bool, as_object, objects
from esignkit.sandbox.snapshots import SnapshotUnusable

if TYPE_CHECKING:
    from datetime import datetime

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.fault_rules import Fault
    from esignkit.sandbox.json_values import JSONObject


def take(app: SandboxApp) -> bytes:
    """Return a snapshot of a running sandbox. What its HTTP log holds is not part of it."""
    engine = app.engine
    return engine.store.dump(
        {
            "clock": {"time": moment_to_text(engine.clock.now()), "frozen": engine.clock.is_frozen},
            "faults": [fault_state(rule) for rule in app.faults.rules],
            "ids": engine.ids.to_json(),
        }
    )


def load(app: SandboxApp, work: UnitOfWork, data: bytes) -> None:
    """Replace everything in a running sandbox by what a snapshot holds; what was on its way is posted again.

    What the store does not hold is read and checked here, and changed once the work is committed.

    Raises:
        SnapshotUnusable: It is no snapshot, is damaged, or comes from a newer sandbox. Then nothing has changed.
    """
    state = app.engine.store.restore(data)
    try:
        saved = _read(app, state)
        app.engine.reload()
        app.set_up_accounts(work)
        pending = [one for one in work.webhooks.deliveries() if one.state is DeliveryState.PENDING]
    except (KeyError, TypeError, ValueError) as error:
        raise SnapshotUnusable(f"the snapshot is damaged: {error}") from error
    work.webhooks.outgoing.extend(pending)
    work.after_commit.append(lambda: _go_on(app, saved))


@frozen
class _Saved:
    """What the store does not hold."""

    time: datetime | None
    is_frozen: bool
    rules: list[Fault]
    source: tuple[Any, ...] | None


def _read(app: SandboxApp, state: JSONObject) -> _Saved:
    """Read the state of a snapshot.

    Raises:
        ValueError: It cannot be gone on from.
    """
    clock = as_object(state.get("clock"))
    moment = moment_from_text(clock.get("time"))
    if moment is not None:
        check_moment(moment)
    rules = [fault_from_state(rule) for rule in objects(state.get("faults"))]
    source = app.engine.ids.state_from_json(as_object(state.get("ids")))
    return _Saved(moment, as_bool(clock.get("frozen")), rules, source)


def _go_on(app: SandboxApp, saved: _Saved) -> None:
    app.engine.ids.restore(saved.source)
    app.webhook_sender.forget()
    app.requests.clear()
    app.faults.clear()
    for rule in saved.rules:
        app.faults.add(rule)
    clock = app.engine.clock
    if saved.is_frozen != clock.is_frozen:
        _ = clock.freeze() if saved.is_frozen else clock.resume()
    if saved.time is not None:
        clock.set(saved.time)
