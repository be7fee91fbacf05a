"""What the tests of the three services' operations share."""

from __future__ import annotations

from typing import Any

from esignkit.core.flow import Call, Now, Within
from esignkit.core.operation import Operation
from esignkit.core.paging import Paging


def operation_of(plan: Any) -> Operation[Any]:
    """Return the operation that a plan is, or the first that it makes after preparing it; nothing is sent."""
    if isinstance(plan, Operation):
        return plan
    if isinstance(plan, Paging):
        return plan.first
    steps = iter(plan)
    effect = next(steps)
    while not isinstance(effect, Operation):
        if isinstance(effect, Within):
            return operation_of(effect.flow)
        if isinstance(effect, Call):
            effect = steps.send(effect.fn())
        else:
            effect = steps.send(0.0 if isinstance(effect, Now) else "v3")  # the other asks for the API's version
    return effect
