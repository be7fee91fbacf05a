"""How agreements are shown: as JSON for programs, as lines and tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from esignkit.cli.results import Table, Text
from esignkit.cli.service_settings import SERVICES
from esignkit.cli.wording import in_options

if TYPE_CHECKING:
    from esignkit.agreements import PartyState, Problem, State
    from esignkit.types import JSONObject

__all__ = ["moment", "problem_json", "state_json", "state_table", "state_text"]


def moment(value: datetime | None) -> str | None:
    """Return a moment as JSON has it: ISO 8601, in UTC."""
    return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def shown(value: datetime) -> str:
    """Return a moment as people read it, in UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def state_json(state: State) -> JSONObject:
    """Return where an agreement stands, for programs."""
    return {
        "id": state.id,
        "service": state.service,
        "status": state.status.value,
        "native_status": state.native_status,
        "title": state.title,
        "reference": state.reference,
        "parties": [_party_json(party) for party in state.parties],
        "paused": state.paused,
        "archived": state.archived,
        "partial": state.partial,
        "reason": state.reason,
        "created_at": moment(state.created_at),
        "expires_at": moment(state.expires_at),
        "completed_at": moment(state.completed_at),
    }


def _party_json(party: PartyState) -> JSONObject:
    return {
        "id": party.id,
        "name": party.name,
        "email": party.email,
        "status": party.status.value,
        "native_status": party.native_status,
        "done_at": moment(party.done_at),
        "reason": party.reason,
    }


def problem_json(problem: Problem) -> JSONObject:
    """Return what a service cannot do, for programs."""
    return {
        "path": problem.path,
        "reason": in_options(problem.reason),
        "nearest": in_options(problem.nearest) or None,
        "feature": None if problem.feature is None else problem.feature.value,
    }


def state_text(state: State) -> list[Text]:
    """Return where an agreement stands, for people."""
    heading = f"{state.title or 'Without a title'} ({SERVICES[state.service].title} {state.id})"
    text: list[Text] = [heading, f"{_status(state)}."]
    if state.parties:
        text.append(Table(("party", "e-mail", "status", "done"), [_party_row(party) for party in state.parties]))
    return text


def _status(state: State) -> str:
    """Return the status in words, with what else is worth knowing."""
    words = [state.status.value.capitalize()]
    if state.status.value == "other":
        words = [f"Other: the service says {state.native_status!r}"]
    flags = {"paused": state.paused, "archived": state.archived, "not signed by everybody": state.partial}
    words += [flag for flag, is_set in flags.items() if is_set]
    if state.parties:
        done = sum(party.status.value == "done" for party in state.parties)
        words.append(f"{done} of {len(state.parties)} done")
    moments = {"expires": state.expires_at, "completed": state.completed_at}
    words += [f"{word} {shown(value)}" for word, value in moments.items() if value is not None]
    if state.reference:
        words.append(f"reference {state.reference}")
    if state.reason:
        words.append(f"reason: {state.reason}")
    return "; ".join(words)


def _party_row(party: PartyState) -> Sequence[str]:
    status = party.status.value
    if status == "other":
        status = party.native_status or "not known"
    return (
        party.name or "-",
        party.email or party.id or "-",
        status if party.reason is None else f"{status}: {party.reason}",
        "-" if party.done_at is None else shown(party.done_at),
    )


def state_table(states: Iterable[State]) -> Table:
    """Return one row for each agreement."""
    rows = [
        (
            state.id,
            state.status.value if state.status.value != "other" else f"other ({state.native_status})",
            state.title or "-",
            state.reference or "-",
            "-" if state.created_at is None else shown(state.created_at),
        )
        for state in states
    ]
    return Table(("id", "status", "title", "reference", "created"), rows)
