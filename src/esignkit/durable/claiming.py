"""Which run a plan and a key mean. The files of a run that has ended may be gone: nothing of it is sent again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from esignkit.core.context import Context
from esignkit.core.flow import Flow
from esignkit.core.plan_json import blank_files, digest_of, form_of, form_without_files
from esignkit.core.plan_parsing import from_json, from_json_without_files
from esignkit.durable.errors import JournalError
from esignkit.durable.values import ClaimedRun, RunInfo, RunState
from esignkit.errors import PlanError

if TYPE_CHECKING:
    from esignkit.durable.claims import Claims
    from esignkit.durable.runs import Runs

__all__ = ["claim", "ended_run"]

_ENDED = (RunState.DONE, RunState.FAILED)


def claim(journal: Claims, run: ClaimedRun, plan: Flow[Any] | None, context: Context, account: str) -> Flow[Any]:
    """Take a run, or make it, and return its plan. This reads files, and blocks.

    Args:
        journal: Where it is written down.
        run: The run.
        plan: What to do; None for the plan that the journal holds. The result of a run that has ended may be asked for
            so with other credentials than it was begun with.
        context: The client's settings.
        account: What tells the client's account from others.

    Raises:
        PlanError: The plan has no JSON form, or a file of a run that has not ended is gone.
        JournalError: The run cannot be taken, or there is none and no plan was given.
    """
    if plan is None:
        known = _known(journal, run.key)
        if known.state in _ENDED and _server_of(known.account) == _server_of(account):
            account = known.account
    else:
        try:
            form = form_of(plan)
        except PlanError as error:
            known = ended_run(journal, run.key, plan, error)
        else:
            journal.claim(run, digest_of(form), json.dumps(form), context.provider.name.lower(), account)
            return plan
    flow = (from_json_without_files if known.state in _ENDED else from_json)(known.plan)
    journal.claim(run, known.digest, known.plan, context.provider.name.lower(), account)
    return cast("Flow[Any]", flow)


def _known(journal: Runs, key: str) -> RunInfo:
    info = journal.get(key)
    if info is None:
        msg = f"there is no run {key!r} in this journal: give the plan"
        raise JournalError(msg)
    return info


def ended_run(journal: Runs, key: str, plan: Flow[Any], error: PlanError) -> RunInfo:
    """Return a run that has ended and whose plan is the same, as far as can be told without its files.

    Args:
        journal: Where it is written down.
        key: Its key.
        plan: The plan.
        error: What is wrong with its files.

    Raises:
        PlanError: There is none: the error that there was.
    """
    info = journal.get(key)
    if info is None:
        raise error
    same = digest_of(form_without_files(plan)) == digest_of(blank_files(json.loads(info.plan)))
    if same and info.state in _ENDED:
        return info
    if same:
        msg = f"{error}; run {key!r} has not ended: put the file back as it was, and run it again with the same key"
        raise PlanError(msg) from None
    raise error


def _server_of(account: str) -> str:
    return account.rpartition(" ")[0]
