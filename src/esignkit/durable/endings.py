"""How a run ends that its flow gave up."""

from __future__ import annotations

from collections.abc import Iterator

from esignkit.core.going_on import NOTHING_MADE, RESUME, TAKE_AGAIN
from esignkit.durable.answers import is_given
from esignkit.durable.bindings import CALLED
from esignkit.durable.calls import Calls
from esignkit.durable.values import RunState
from esignkit.errors import ESignError

__all__ = ["write_ending"]

_LONGEST_NOTE = 4000


def write_ending(calls: Calls, error: BaseException) -> None:
    """Write down how a run ended, and say in the error how it goes on. This blocks.

    A run whose error comes from a call has stopped: the call and what came after it are taken out, so that running it
    again goes on there. A call in doubt stays. Of a write that may be repeated, and may have been carried out, there
    stays that it was begun, and of functions of the caller's that some were called. A flow that gave up for a reason of
    its own, or that has changed something since the call failed, would not do the same again: that run has failed.
    Where a call of it is in doubt, a person has to look first, and all that was done stays written down.

    Args:
        calls: The calls that were made.
        error: What the flow raised.
    """
    writer = calls.writer
    reasons = list(_chain(error))
    number = max((n for n, failed in calls.failed.items() if failed.error in reasons), default=None)
    has_failed = writer.has_ended or number is None or calls.last_change > number
    _say_how_to_go_on(error, writer.run.key, has_failed=has_failed)
    _name_given_answers(calls, error)
    if writer.has_ended:
        return
    note = _note_of(error)
    if has_failed or number is None:
        in_doubt = any(failed.in_doubt for failed in calls.failed.values())
        writer.finish(RunState.UNKNOWN if in_doubt else RunState.FAILED, note=note)
        return
    failed = calls.failed[number]
    cut = number + 1 if failed.in_doubt else number
    state = RunState.UNKNOWN if failed.asked else RunState.STOPPED
    rows = [row for row in writer.pending if row.number < cut]
    if calls.last_function > number:
        rows.append(CALLED)
    writer.finish(state, rows=rows if failed.begun is None else [*rows, failed.begun], note=note, cut=cut)


def _say_how_to_go_on(error: BaseException, key: str, *, has_failed: bool) -> None:
    """Put what to do under a journal in the place of what to do without one, which would leave the journal."""
    if not isinstance(error, ESignError):
        return
    again = f"Run it again with the same journal and key {key!r}: it goes on from there"
    if has_failed:
        again = f"journal.retry({key!r}) lets it go on from there when it is run again"
    text = error.message.replace(RESUME, again)
    text = text.replace(
        NOTHING_MADE, f"Nothing was made: mend what is wrong, and run it again; the key {key!r} may stay the same"
    )
    text = text.replace(
        TAKE_AGAIN, f"Look yourself; where it was not done, journal.resolve({key!r}, again=True) says so"
    )
    error.args = (text, *error.args[1:])


def _name_given_answers(calls: Calls, error: BaseException) -> None:
    """Say which answers were given by a person: a wrong one shows in a later call."""
    names = [step.name for _, step in sorted(calls.writer.run.steps.items()) if is_given(step)]
    if names:
        key = calls.writer.run.key
        error.add_note(
            f"The answer of {names[-1]} was given by journal.resolve. Was it wrong, then journal.resolve({key!r}, …)"
            " takes another, as long as nothing was made with it."
        )


def _note_of(error: BaseException) -> str:
    text = f"{type(error).__name__}: {error}"
    text = " ".join([text, *getattr(error, "__notes__", ())])
    if len(text) <= _LONGEST_NOTE:
        return text
    return text[:_LONGEST_NOTE].rpartition(" ")[0] + " …"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
