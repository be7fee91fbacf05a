"""`@flow`: a caller's own function of several steps whose calls are plans."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from esignkit.core.endpoint import kept
from esignkit.core.flow import Flow
from esignkit.core.named_flow import FlowPlan
from esignkit.core.plan_names import FLOWS, flow_name

__all__ = ["flow"]

P = ParamSpec("P")
T = TypeVar("T")


def flow(function: Callable[P, Flow[T]]) -> Callable[P, FlowPlan[T]]:
    """Make a function of several steps one whose calls are plans: values that can be stored, and run more than once.

    Its arguments must be values: text, numbers, dates, models, and the calls of a client in plan mode
    (`client.packages.plan`). A file to send is annotated as `esignkit.FileInput`, so that the plan binds its content.

    Args:
        function: A generator function of a module, as in "Writing your own flows".

    Returns:
        A function of the same arguments. It starts nothing: `client.run` does.

    Raises:
        PlanError: The function is inside another one.
    """
    name = flow_name(function)
    signature = inspect.signature(function)

    @functools.wraps(function)
    def plan(*args: P.args, **kwargs: P.kwargs) -> FlowPlan[T]:
        bound = signature.bind(*map(kept, args), **{name: kept(value) for name, value in kwargs.items()})
        return FlowPlan(plan, bound.args, bound.kwargs)

    FLOWS[name] = plan
    return plan
