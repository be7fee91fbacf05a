"""Waiting for an agreement: when it is over, and what is said when it is not."""

from __future__ import annotations

from esignkit.agreements.errors import AgreementEndedError
from esignkit.agreements.results import PartyStatus, State, Status
from esignkit.core.flow import Flow, Steps
from esignkit.core.polling import poll
from esignkit.errors import DeadlineExceededError

__all__ = ["wait_until_completed"]

_NAME = "agreements.wait"
_LONGEST_PAUSE = 60.0


def wait_until_completed(
    look: Flow[State], agreement_id: str, title: str, *, timeout: float, interval: float
) -> Steps[State]:
    """Look again and again until an agreement is completed.

    Args:
        look: Reads where it stands.
        agreement_id: The service's id.
        title: The service's name, for errors.
        timeout: Seconds to wait in all.
        interval: Seconds between the first two looks.

    Raises:
        AgreementEndedError: It ended in another way.
        DeadlineExceededError: The time is up.
    """

    def is_done(state: State) -> bool:
        if state.status is Status.COMPLETED:
            return True
        if state.status.has_ended or state.archived:
            msg = f"{title} {_NAME}: {agreement_id} {_end_of(state)}"
            raise AgreementEndedError(msg, state=state, operation=_NAME, provider=title)
        return False

    def late(state: State) -> DeadlineExceededError:
        msg = f"{title} {_NAME}: {agreement_id} is still {state.status.value} after {timeout:g} s{_whose_turn(state)}"
        return DeadlineExceededError.after_looking(msg, operation=_NAME, provider=title)

    return (
        yield from poll(
            look, is_done, late, name=_NAME, timeout=timeout, interval=interval, max_interval=_LONGEST_PAUSE
        )
    )


def _end_of(state: State) -> str:
    """Say how an agreement ended; one that was put away keeps a status that says nothing of it, such as `DRAFT`."""
    word = state.native_status or state.status.value
    reason = f": {state.reason}" if state.reason else ""
    if state.status.has_ended:
        return f"ended as {word}{reason}"
    return f"was called off, deleted or archived, and nobody can sign it (its status is {word}){reason}"


def _whose_turn(state: State) -> str:
    declined = [party.email or party.name for party in state.parties if party.status is PartyStatus.DECLINED]
    waiting = [party.email or party.name for party in state.parties if party.status is PartyStatus.OPEN]
    parts = [f"{', '.join(declined)} declined"] if declined else []
    parts += [f"it is the turn of {', '.join(waiting)}"] if waiting else []
    if state.status is Status.DRAFT:
        parts.append("it was never sent, or was taken back: send(id) sends it")
    elif state.paused:
        parts.append("it is paused, and nobody can sign until it is sent again")
    elif state.status is Status.FINISHING:
        parts.append("all have signed, and the service or its sender has yet to complete it")
    return f"; {'; '.join(parts)}" if parts else "; it stays open, look again later or give a longer timeout"
