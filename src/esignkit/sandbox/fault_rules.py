"""Fault injection: which call fails, when, how often, and how; the same seed gives the same faults."""

from __future__ import annotations

import random
from types import UnionType
from typing import TYPE_CHECKING, Literal, get_args

from attrs import define, field, frozen

from esignkit.sandbox.fault_effects import NOT_EXECUTED, Effect, FaultEffect
from esignkit.sandbox.wire import as_float, as_int, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from esignkit.sandbox.wire import JSONObject

Stage = Literal["before-commit", "after-commit"]
"""Whether the service fails before it has done anything, or does the work and fails to say so."""

EFFECTS: tuple[str, ...] = get_args(Effect)
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
        for name in ("times", "nth", "seed", "status"):
            _check_number(name, getattr(self, name), int, "a whole number")
        for name in ("probability", "seconds", "retry_after"):
            _check_number(name, getattr(self, name), int | float, "a number")
        """Refuse rules that cannot mean anything."""
        if self.effect not in EFFECTS:
            raise ValueError(f"there is no effect {self.effect!r}; there are {', '.join(EFFECTS)}")
        if self.stage not in STAGES:
            raise ValueError(f"there is no stage {self.stage!r}; there are {' and '.join(STAGES)}")
        if (self.effect == "status") is (self.status is None):
            raise ValueError("the effect 'status' needs a status, and no other effect takes one")
        if self.status is not None and not 200 <= self.status <= 999:
            raise ValueError(f"a status is a number from 200 to 999, not {self.status}")
        if self.stage == "after-commit" and (self.effect in NOT_EXECUTED or _refuses(self.status)):
            effect_text = self.effect if self.status is None else f"status {self.status}"
            raise ValueError(f"{effect_text} says that nothing was done, so it cannot come after the commit")
        if self.nth < 1 or not 0 <= self.probability <= 1:
            raise ValueError("nth counts from 1, and a probability is a number from 0 to 1")
        self._chance = random.Random(self.seed)  # noqa: S311 - chance that can be repeated is the point

    @property
    def fired(self) -> int:
        """How many calls it has made fail."""
        return self._fired

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
        raise TypeError(f"{name} is a {type(value).__name__}; give {description}")


def _refuses(status: int | None) -> bool:
    return status is not None and 300 <= status < 500 and status != 408


@frozen
class FiredFault:
    """A call that was made to fail."""

    provider: str
    """The service that was called."""
    operation: str
    """Name of the operation that was called."""
    effect: Effect
    """What happened to the call."""
    stage: Stage
    """Whether it failed before anything was done, or after it was done and kept."""
    tenant: str = ""
    """The tenant that called."""


class Faults:
    """The rules of a running sandbox, in the order in which they were given; the first that matches is applied."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self.fired: list[FiredFault] = []

    def clear(self) -> None:
        """Forget rules and what they did."""
        self.rules.clear()
        self.fired.clear()

    def find(
        self, stage: Stage, provider: str, operation: str, tenant: str, executed: Sequence[str] = ()
    ) -> Fault | None:
        """Return the rule that a call falls under at this stage, if any, and note that it was applied."""
        for rule in self.rules:
            if rule.takes(stage, provider, operation, tenant, executed):
                self.fired.append(FiredFault(provider, operation, rule.effect, stage, tenant))
                return rule
        return None


def fault_from_json(body: JSONObject) -> Fault:
    """Read a rule as the control API is given it.

    Raises:
        ValueError: It has a member that no rule has, or cannot mean anything.
    """
    if unknown := sorted(set(body) - set(_MEMBERS)):
        raise ValueError(f"a fault has no {', '.join(unknown)}; it has {', '.join(_MEMBERS)}")
    members: dict[str, object] = {name: _MEMBERS[name](body[name]) for name in body if body[name] is not None}
    if "times" in body and body["times"] is None:
        members["times"] = None
    return Fault(**{"effect": "", **members})  # type: ignore[arg-type]  # the table reads each member as its type


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


_MEMBERS: dict[str, Callable[..., object]] = {
    "effect": as_text,
    "provider": as_text,
    "operation": as_text,
    "tenant": as_text,
    "stage": as_text,
    "times": as_int,
    "nth": as_int,
    "probability": as_float,
    "seed": as_int,
    "seconds": as_float,
    "retry_after": as_float,
    "location": as_text,
    "status": as_int,
    "body": as_text,
}
