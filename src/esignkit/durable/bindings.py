"""What a key is bound to: the plan that was begun under it, and the account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from attrs import field, frozen

from esignkit.core.value_objects import Value
from esignkit.durable.answers import extra_of
from esignkit.durable.differences import list_differences
from esignkit.durable.errors import PlanChangedError
from esignkit.durable.sent_calls import may_change
from esignkit.durable.values import Step
from esignkit.types import JSONObject, Outcome

__all__ = ["ASKED", "CALLED", "ONLY_READ", "Binding", "made_nothing", "refuse_other"]

ASKED = "a function's value"
"""Name of the steps that keep what a function of the caller's returned, or that it was called."""
ONLY_READ = "read"
"""Stands for the digest of such a step where the function changes nothing."""
CALLED = Step(-1, ASKED, "", "begun", 0.0)
"""Stands before the steps of a run for functions of the caller's whose own steps were taken out."""
_HARMLESS = (Outcome.REJECTED.value, Outcome.NOT_SENT.value)


@frozen(eq=False, repr=False)
class Binding(Value):
    """What a key is bound to."""

    digest: str
    """Hash of the plan and of the files that it sends."""
    plan: str = field(eq=False)
    """The plan as JSON."""
    service: str
    """The service."""
    account: str
    """The server's address, and a fingerprint of who signs in."""


def made_nothing(steps: Iterable[Step]) -> bool:
    """Whether a run has certainly changed nothing, at the service or in a function of the caller's."""
    return not any(map(_may_have_changed, steps))


def _may_have_changed(step: Step) -> bool:
    if step.state == "error":
        extra = extra_of(step)
        error = cast("JSONObject", extra.get("error") or {})
        may_be_done = "begun" in extra or error.get("outcome") not in _HARMLESS
        return may_change(step.digest) and may_be_done
    return step.state == "intent" or may_change(step.digest) or (step.name == ASKED and step.digest != ONLY_READ)


def refuse_other(key: str, stored: Binding, requested: Binding) -> None:
    """Refuse another plan or account than those that a key is bound to.

    Args:
        key: The key.
        stored: What it is bound to.
        requested: What is to be run.

    Raises:
        PlanChangedError: They differ.
    """
    if (stored.service, stored.account) != (requested.service, requested.account):
        raise PlanChangedError(_other_account(key, stored, requested))
    if stored.digest != requested.digest:
        differences = list_differences(stored.plan, requested.plan)
        what = "; ".join(differences) or "the content of a file differs"
        msg = (
            f"the key {key!r} belongs to another plan: {what}. Run the plan as it was. What it sent stays sent: call "
            f"that off before you send the changed one under a new key"
        )
        raise PlanChangedError(msg, differences)


def _other_account(key: str, stored: Binding, requested: Binding) -> str:
    stored_server, requested_server = stored.account.rpartition(" ")[0], requested.account.rpartition(" ")[0]
    if (stored.service, stored_server) != (requested.service, requested_server):
        return (
            f"the key {key!r} belongs to a run at {stored.service} {stored_server}, and this client is at "
            f"{requested.service} {requested_server}; use a client of that service and server"
        )
    return (
        f"the run {key!r} was begun at {stored.service} {stored_server} with other credentials than this client has. "
        "Are they another account's, use a client of that account. Were they replaced by new ones of the same account, "
        f"then journal.adopt(client, {stored.account!r}) lets all its runs go on, and gives the results of those that "
        "are done. A new key would send the plan once more"
    )
