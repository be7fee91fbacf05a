"""Fault injection: which call fails, when, how often, and how; the same seed gives the same faults."""

from __future__ import annotations

import random
from collections import deque
from types import UnionType
from typing import TYPE_CHECKING, Literal, get_args

from attrs import define, field, frozen

from esignkit.sandbox.fault_effects import NOT_EXECUTED, WITHOUT_BODY, Effect, FaultEffect
from esignkit.sandbox.given_values import Check, number, one_of, read, text, visible_text, whole
from esignkit.sandbox.json_values import as_int

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from esignkit.sandbox.json_values import JSONObject

Stage = Literal["before-commit", "after-commit"]
"""Whether the service fails before it has done anything, or does the work and fails to say so."""

EFFECTS: tuple[str, ...] = get_args(Effect)
_MOST_SEEN = 10**8
MAX_FIRED_KEPT = 10_000
"""How many calls that failed are listed; the rules count all of theirs."""
STAGES: tuple[str, ...] = get_args(Stage)


@define(eq=False)
class Fault:
    """A rule: calls that match it fail."""

    effect: Effect
    """What happens to the call that fails."""
    provider: str | None = None
    """Only calls of this service; None is any."""
    operation: str | None = None
    """Only this operation, e.g. `packages.create`; None is any call, after the commit any that changed something."""
    tenant: str | None = None
    """Only calls of this tenant; None is any."""
    stage: Stage = "before-commit"
    """Before anything is done, or after it was done and kept."""
    times: int | None = 1
    """How often at most; None is without end."""
    nth: int = 1
    """The first matching call that fails, counted from 1."""
    probability: float = 1.0
    """How likely each matching call fails from there on."""
    seed: int = 0
    """Where this rule's own chance begins."""
    seconds: float | None = None
    """How long a `stall` lasts, or the pause between two bytes of a `drip`."""
    retry_after: float | None = None
    """What a response with a status asks for, in seconds; nothing when None, but 0 for `429` and `503-retry-after`."""
    location: str = "http://127.0.0.1:9/elsewhere"
    """Address that redirects lead to."""
    status: int | None = None
    """The status of `status`, from 200 to 999."""
    body: str | None = None
    """The text of a response with a status."""
    _seen: int = field(default=0, init=False)
    _fired: int = field(default=0, init=False)
    _chance: random.Random = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse rules that cannot mean anything."""
        for name in ("times", "nth", "seed", "status"):
            _check_number(name, getattr(self, name), int, "a whole number")
        for name in ("probability", "seconds", "retry_after"):
            _check_number(name, getattr(self, name), int | float, "a number")
        read({name: getattr(self, name) for name in MEMBERS}, MEMBERS, what="of a fault")
        if (self.effect == "status") is (self.status is None):
            raise ValueError("the effect 'status' needs a status, and no other effect takes one")
        if self.status in WITHOUT_BODY and self.body:
            raise ValueError(f"a response with the status {self.status} has no body")
        if self.stage == "after-commit" and (self.effect in NOT_EXECUTED or _refuses(self.status)):
            effect_text = self.effect if self.status is None else f"status {self.status}"
            raise ValueError(f"{effect_text} says that nothing was done, so it cannot come after the commit")
        self._chance = random.Random(self.seed)  # noqa: S311 - chance that can be repeated is the point

    @property
    def fired(self) -> int:
        """How many calls it has made fail."""
        return self._fired

    @property
    def seen(self) -> int:
        """How many calls have matched it, whether they failed or not."""
        return self._seen

    def go_on_from(self, seen: int, fired: int) -> None:
        """Go on as after calls that have matched and calls that have failed.

        Args:
            seen: How many have matched.
            fired: How many of them have failed.
        """
        self._seen, self._fired = seen, fired
        for _ in range(seen - self.nth + 1):
            self._chance.random()

    @property
    def fault_effect(self) -> FaultEffect:
        """The effect with its measures."""
        return FaultEffect(self.effect, self.seconds, self.retry_after, self.location, self.status, self.body)

    def takes(self, stage: Stage, provider: str, operation: str, tenant: str, executed: Sequence[str] = ()) -> bool:
        """Return whether a call is to fail at this stage; each matching call is asked about once.

        Args:
            stage: How far the call has come.
            provider: Its service.
            operation: The sandbox's name of it.
            tenant: Whose it is.
            executed: The names of what it has done so far, as the ledger has them.
        """
        if stage != self.stage or (self.times is not None and self._fired >= self.times):
            return False
        if self.provider not in (None, provider) or self.tenant not in (None, tenant):
            return False
        if self.operation is None:
            if stage == "after-commit" and not executed:
                return False
        elif self.operation != operation and self.operation not in executed:
            return False
        self._seen += 1
        if self._seen < self.nth or self._chance.random() >= self.probability:
            return False
        self._fired += 1
        return True


def _check_number(name: str, value: object, kind: type | UnionType, description: str) -> None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, kind)):
        raise TypeError(f"{name} is of type {type(value).__name__}; give {description}")


def _refuses(status: int | None) -> bool:
    return status is not None and 300 <= status < 500 and status != 408


@frozen
class FiredFault:
    """A call that was made to fail."""

    provider: str
    """The service that was called."""
    operation: str
    """The operation that the rule is for; of a rule for any, the one that was called."""
    effect: Effect
    """What happened to the call."""
    stage: Stage
    """Whether it failed before anything was done, or after it was done and kept."""
    tenant: str = ""
    """The tenant that called."""


class Faults:
    """The rules of a running sandbox, in the order in which they were given; the first that matches is applied.

    Args:
        changed: Called when a rule came, went or was applied.
    """

    def __init__(self, changed: Callable[[], object]) -> None:
        self.numbered: dict[int, Fault] = {}
        """The rules, each with a number that no other rule has had."""
        self.fired: deque[FiredFault] = deque(maxlen=MAX_FIRED_KEPT)
        """The last calls that failed, oldest first."""
        self._given = 0
        self._changed = changed

    @property
    def rules(self) -> tuple[Fault, ...]:
        """The rules, in the order in which they are looked at."""
        return tuple(self.numbered.values())

    def add(self, rule: Fault) -> None:
        """Apply one more rule, after those there are."""
        self._given += 1
        self.numbered[self._given] = rule
        self._changed()

    def remove(self, number: int) -> bool:
        """Apply a rule no more, and return whether it was there; what it did stays noted."""
        there = self.numbered.pop(number, None) is not None
        self._changed()
        return there

    def clear(self) -> None:
        """Forget rules and what they did."""
        self.numbered.clear()
        self.fired.clear()
        self._changed()

    def find(
        self, stage: Stage, provider: str, operation: str, tenant: str, executed: Sequence[str] = ()
    ) -> Fault | None:
        """Return the rule that a call falls under at this stage, if any, and note that it was applied."""
        for rule in self.numbered.values():
            if rule.takes(stage, provider, operation, tenant, executed):
                self.fired.append(FiredFault(provider, rule.operation or operation, rule.effect, stage, tenant))
                self._changed()
                return rule
        return None


def fault_from_json(body: JSONObject) -> Fault:
    """Read a rule as the control API is given it.

    Raises:
        ValueError: It has a member that no rule has, or cannot mean anything.
    """
    read(body, MEMBERS, ("effect",), "of a fault")
    members: dict[str, object] = {name: value for name, value in body.items() if value is not None or name == "times"}
    return Fault(**members)  # type: ignore[arg-type]  # the table has checked each member's type


def fault_to_json(fault: Fault) -> JSONObject:
    """Return a rule as JSON."""
    return {
        "effect": fault.effect,
        "status": fault.status,
        "provider": fault.provider,
        "operation": fault.operation,
        "tenant": fault.tenant,
        "stage": fault.stage,
        "times": fault.times,
        "nth": fault.nth,
        "probability": fault.probability,
        "seed": fault.seed,
        "fired": fault.fired,
    }


def fired_to_json(fired: FiredFault) -> JSONObject:
    """Return a call that was made to fail as JSON."""
    return {
        "provider": fired.provider,
        "operation": fired.operation,
        "effect": fired.effect,
        "stage": fired.stage,
        "tenant": fired.tenant,
    }


def fault_state(fault: Fault) -> JSONObject:
    """Return a rule as JSON with how far it has come, so that it goes on from there."""
    members: JSONObject = {name: getattr(fault, name) for name in MEMBERS}
    return {**members, "seen": fault.seen, "fired": fault.fired}


def fault_from_state(state: JSONObject) -> Fault:
    """Return the rule that `fault_state` wrote.

    Raises:
        ValueError: It has a member that cannot mean anything.
    """
    fault = fault_from_json({name: value for name, value in state.items() if name in MEMBERS})
    seen, fired = as_int(state.get("seen"), -1), as_int(state.get("fired"), -1)
    if not 0 <= fired <= seen <= _MOST_SEEN:
        raise ValueError("the rule does not say how many calls it has met and made fail")
    fault.go_on_from(seen, fired)
    return fault


MEMBERS: dict[str, Check] = {
    "effect": one_of(*EFFECTS),
    "provider": text,
    "operation": text,
    "tenant": text,
    "stage": one_of(*STAGES),
    "times": whole(1, 10**9),
    "nth": whole(1, 10**9),
    "probability": number(0, 1),
    "seed": whole(-(2**63), 2**63),
    "seconds": number(0, 10**6),
    "retry_after": number(0, 10**9),
    "location": visible_text,
    "status": whole(200, 999),
    "body": text,
}
