"""`esignkit runs`: what a journal has, and what a person decides about it."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from esignkit.cli.exit_codes import ExitCode
from esignkit.cli.failures import without_advice
from esignkit.cli.forms import moment, shown
from esignkit.cli.masking import words_of_plan
from esignkit.cli.results import CommandError, Result, Table, Text
from esignkit.cli.run_commands import agreement_in, documents_of, people_of, runs_command
from esignkit.cli.service_settings import SERVICES
from esignkit.core.plan_parsing import from_json_without_files
from esignkit.durable import RunState
from esignkit.errors import ConfigurationError, ESignError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esignkit.agreements import Agreements
    from esignkit.durable import Journal, RunInfo
    from esignkit.types import JSON, JSONObject

__all__ = ["adopt", "forget", "list_runs", "personal_words", "resolve", "retry", "show"]

_ID_NAMES = ("id", "signatureRequestId", "documentId", "signerId", "SigningSessionId")
"""What the services call the id of what a call has made; each reads its own from an answer."""


def list_runs(journal: Journal, state: str | None, limit: int | None, *, mask: bool = False) -> Result:
    """Return the runs of a journal, the newest first.

    Args:
        journal: The journal.
        state: Only those that stand so.
        limit: How many at most; None for all.
        mask: Whether their plans are searched for people, who may be named in why they stopped.

    Raises:
        CommandError: There is no such state.
    """
    if state is not None and state not in {one.value for one in RunState}:
        msg = f"--state {state!r} is none; give one of {', '.join(one.value for one in RunState)}."
        raise CommandError(msg)
    counts = journal.counts()
    total = sum(counts.values()) if state is None else counts.get(RunState(state), 0)
    runs = journal.runs(state, limit=total if limit is None else limit)
    text: list[Text] = [_counted(counts)]
    if runs:
        text.append(Table(("key", "state", "made", "step", "changed", "why"), [_row(run) for run in runs]))
    more = total - len(runs)
    data: JSONObject = {
        "counts": {one.value: counts.get(one, 0) for one in RunState},
        "has_more": more > 0,
        "runs": [run_json(run) for run in runs],
    }
    note = f"There are {more:,} more; --limit 0 shows all." if more > 0 else ""
    return Result(data=data, text=text, note=note, personal=personal_words(runs) if mask else ())


def _counted(counts: dict[RunState, int]) -> str:
    words = ", ".join(f"{counts[one]:,} {one.value}" for one in RunState if counts.get(one))
    return f"{words}." if words else "There are no runs."


def _row(run: RunInfo) -> tuple[str, ...]:
    why = "nobody can tell whether it was carried out" if run.state is RunState.UNKNOWN else _why(run)
    made = "nothing" if run.made_nothing else " ".join(run.ids) or "something"
    return run.key, run.state.value, made, run.step or "-", shown(run.changed_at), why or "-"


def _why(run: RunInfo) -> str:
    """Return why a run stopped: its error, without what is meant for programs."""
    text = re.sub(r"^\w+: ", "", run.note)
    return without_advice(re.sub(r"^(\w+) agreements\.send stopped at ", r"\1, at the step ", text))


def run_json(run: RunInfo) -> JSONObject:
    """Return how a run stands, for programs."""
    return {
        "key": run.key,
        "state": run.state.value,
        "service": run.service,
        "account": run.account,
        "made_nothing": run.made_nothing,
        "ids": list(run.ids),
        "step": run.step or None,
        "note": _why(run) or None,
        "created_at": moment(run.created_at),
        "changed_at": moment(run.changed_at),
    }


def show(journal: Journal, key: str, where: str, *, mask: bool = False) -> Result:
    """Return a run with its plan, and what can be done about it.

    Args:
        journal: The journal.
        key: The run's key.
        where: The journal, as it was typed.
        mask: Whether the plan is explained without what is personal, as by `plan.explain(mask=True)`.

    Raises:
        CommandError: There is none.
    """
    run = find(journal, key)
    text: list[Text] = [
        f"{run.key}: {run.state.value} ({SERVICES[run.service].title}, {run.account})",
        f"Begun {shown(run.created_at)}, changed {shown(run.changed_at)}.",
    ]
    if run.ids:
        text.append(f"It has made {', '.join(run.ids)}.")
    if run.note:
        text.append(f"{_why(run)}.")
    explained = _explained(run.plan, mask=mask)
    text += ["", *_sent(run.plan), explained]
    # The plan itself is to be read by programs, and could not be with something else in the place of what is personal.
    plan: JSONObject = {"explanation": explained} if mask else {"plan": cast("JSON", json.loads(run.plan))}
    note = "\n  ".join(_advice(run, where))
    personal = {*personal_words([run]), where} if mask else ()
    return Result(data={"runs": [{**run_json(run), **plan}]}, text=text, note=note, personal=personal)


def personal_words(runs: Iterable[RunInfo]) -> set[str]:
    """Return what the plans of runs say of people."""
    words: set[str] = set()
    for run in runs:
        try:
            from_json_without_files(run.plan)
            is_read = True
        except (ESignError, OSError, ValueError):
            is_read = False
        words |= words_of_plan(run.plan, is_read=is_read)
    return words


def _sent(plan: str) -> list[Text]:
    """Return what a plan sends to whom: its calls, as far as they can be told, do not always show that."""
    with suppress(ESignError, ValueError):
        agreement = agreement_in(from_json_without_files(plan))
        if agreement is not None:
            return [f"It sends {agreement.title!r}: {documents_of(agreement)}.", people_of(agreement), ""]
    return []


def _explained(plan: str, *, mask: bool) -> str:
    """Return the calls of a plan; one that this version cannot read, as it is."""
    try:
        return str(from_json_without_files(plan).explain(mask=mask))
    except (ESignError, OSError, ValueError):
        if mask:
            return "This version cannot read its plan, and cannot tell what in it is personal."
        return json.dumps(json.loads(plan), indent=2, ensure_ascii=False)


def _advice(run: RunInfo, where: str) -> list[str]:
    if run.state is RunState.UNKNOWN:
        return [
            f"Look at {SERVICES[run.service].title} whether {run.step or 'the call'} was carried out; then",
            f"`{runs_command('resolve', run.key, where, '--done', 'ID')}` with the id of what it made, or",
            f"`{runs_command('resolve', run.key, where, '--again')}` where it was not, so that it is sent again.",
        ]
    if run.state is RunState.FAILED:
        return [
            f"`{runs_command('retry', run.key, where)}` lets it go on where it failed;",
            f"`{runs_command('forget', run.key, where)}` lets its key be used for another plan.",
        ]
    if run.state is RunState.STOPPED and run.made_nothing:
        return ["It has made nothing: the command that began it sends it, also when its row was edited."]
    if run.state is RunState.STOPPED:
        return [
            "The command that began it goes on with it;",
            f"`{runs_command('forget', run.key, where)}` lets its key be used for another plan.",
        ]
    return []


def find(journal: Journal, key: str) -> RunInfo:
    """Return a run.

    Raises:
        CommandError: There is none.
    """
    run = journal.get(key)
    if run is None:
        msg = f"There is no run {key!r} in this journal; `esignkit runs list` shows what there is."
        raise CommandError(msg, ExitCode.NOT_FOUND)
    return run


# Decisions -----------------------------------------------------------------------------------------------------------
def resolve(journal: Journal, key: str, done: str | None, answer: str | None, *, again: bool) -> Result:
    """Note what became of the call in doubt.

    Args:
        journal: The journal.
        key: The run's key.
        done: It was carried out: the id of what it made.
        answer: The same: what the service answers, as JSON.
        again: It was not, and is to be sent again.

    Raises:
        CommandError: There is no such run, or the answer is no JSON.
    """
    answers = sum((done is not None, answer is not None, again))
    if answers != 1:
        which = "only one of them" if answers else "one of them"
        msg = f"Give {which}: --done ID where the service did it, --again where it did not, or --answer JSON."
        raise CommandError(msg)
    step = find(journal, key).step
    if again:
        journal.resolve(key, again=True)
    elif answer is not None:
        journal.resolve(key, done=_json(answer))
    else:
        journal.resolve(key, done=dict.fromkeys(_ID_NAMES, done))
    what = "is sent again" if again else "counts as done"
    return _decided(journal, key, f"{step or 'The call'} of {key} {what}; the command that began it goes on with it.")


def _json(text: str) -> JSON:
    try:
        return cast("JSON", json.loads(text))
    except ValueError:
        msg = f"--answer {text!r} is no JSON."
        raise CommandError(msg) from None


def retry(journal: Journal, key: str) -> Result:
    """Let a run that failed go on when the command is typed again.

    Raises:
        CommandError: There is no such run.
    """
    find(journal, key)
    journal.retry(key)
    return _decided(journal, key, f"{key} goes on when the command that began it is typed again.")


def _decided(journal: Journal, key: str, text: str) -> Result:
    return Result(data={"runs": [run_json(find(journal, key))]}, text=[text])


def adopt(journal: Journal, agreements: Agreements, key: str) -> Result:
    """Let the runs of an account go on with credentials that have replaced the old ones.

    Args:
        journal: The journal.
        agreements: What has the new credentials.
        key: The key of one of the runs.

    Raises:
        CommandError: There is no such run, or it is not of the same server.
    """
    run = find(journal, key)
    try:
        count = journal.adopt(agreements, run.account)
    except ConfigurationError:
        title, server = SERVICES[run.service].title, run.account.rpartition(" ")[0]
        msg = f"{key} is a run at {title}, {server}; give a profile or variables of that service and server."
        raise CommandError(msg) from None
    runs = "1 run goes" if count == 1 else f"{count:,} runs go"
    return _decided(journal, key, f"{runs} on with these credentials when the command that began them is typed again.")


def forget(journal: Journal, key: str | None, older_than: float | None) -> Result:
    """Delete a run, or those that ended long ago.

    Args:
        journal: The journal.
        key: The run's key.
        older_than: In its place, how many seconds ago they ended.

    Raises:
        CommandError: There is no such run.
    """
    if (key is None) is (older_than is None):
        msg = "Give the KEY of a run, or --older-than 30d for those that ended before."
        raise CommandError(msg)
    if key is not None:
        find(journal, key)
        journal.forget(key)
        text = f"Forgot {key}. A row of that key would be sent as a new one."
        return Result(data={"runs": [], "forgotten": 1}, text=[text])
    count = journal.purge(timedelta(seconds=older_than or 0))
    return Result(data={"runs": [], "forgotten": count}, text=[f"Forgot {count:,} runs that had ended."])
