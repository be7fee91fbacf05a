"""Which call a plan is: its name, its arguments and what it was made with."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

import attrs
from attrs import field, frozen

from esignkit.core.download import DownloadPlan
from esignkit.core.endpoint import Planned
from esignkit.core.named_flow import FlowPlan
from esignkit.core.operation import Form, Json, Multipart, Operation
from esignkit.core.paging import Paging
from esignkit.core.plan_names import flow_name, name_of
from esignkit.core.plan_values import has_credential
from esignkit.core.sinks import Into, Open
from esignkit.core.text import kind_of
from esignkit.core.value_objects import Shown
from esignkit.errors import PlanError

__all__ = ["SAVE", "PlannedCall", "call_of", "operation_of", "refuse_credentials", "signature_of"]


@frozen(eq=False, repr=False)
class PlannedCall(Shown):
    """What a plan says."""

    name: str
    signature: inspect.Signature
    args: tuple[object, ...]
    kwargs: Mapping[str, object]
    made_with: tuple[object, ...] = ()
    then: str = ""
    """Of a download: `bytes`, `save` or `stream`."""
    save: Mapping[str, object] = field(factory=dict[str, object])
    """Arguments of `save`."""


@cache
def _found(resource: Any, method: str) -> Any:  # Any: mypy takes a class for unhashable
    """Return what makes the calls of a method of a resource."""
    return inspect.getattr_static(resource, method)


@cache
def signature_of(build: Callable[..., Any]) -> inspect.Signature:
    """Return the signature of a call, without its resource."""
    signature = inspect.signature(build)
    return signature.replace(parameters=list(signature.parameters.values())[1:])


SAVE = signature_of(DownloadPlan.save)


def call_of(plan: object) -> PlannedCall:
    """Return the call that a plan is.

    Raises:
        PlanError: It does not say which, it is not what that call makes, or it carries a credential.
    """
    if isinstance(plan, FlowPlan):
        flow = cast("FlowPlan[Any]", plan)
        return PlannedCall(flow_name(flow.flow), inspect.signature(flow.flow), flow.args, flow.kwargs)
    if isinstance(plan, Planned):
        return _of(cast("Planned[Any]", plan))
    operation = operation_of(plan)
    if operation is not None:
        return _of_operation(plan, operation)
    msg = f"{kind_of(plan)} has no JSON form; give a plan: what .plan of a client or of agreements returns, or "
    msg += "a function under @flow"
    raise PlanError(msg)


def _of(planned: Planned[Any]) -> PlannedCall:
    name = name_of(planned.resource)
    if planned.method in planned.resource.NOT_STORED:
        msg = f"{name}.{planned.method} reads what holds a credential: make this call at once, it is no plan to store"
        raise PlanError(msg)
    if name is None:
        msg = f"{planned.resource.__qualname__} is no class of esignkit's services; put its calls into a function "
        msg += "under @flow"
        raise PlanError(msg)
    return PlannedCall(
        f"{name}.{planned.method}",
        signature_of(_found(cast("Any", planned.resource), planned.method).build),
        planned.args,
        planned.kwargs,
        planned.made_with,
    )


def operation_of(plan: object) -> Operation[Any] | None:
    """Return the operation that a plan is, or begins with; None for one of several steps."""
    if isinstance(plan, DownloadPlan):
        return plan.bytes()
    if isinstance(plan, Paging):
        return cast("Paging[Any]", plan).first
    return cast("Operation[Any]", plan) if isinstance(plan, Operation) else None


def _of_operation(plan: object, operation: Operation[Any]) -> PlannedCall:
    planned = plan.origin if isinstance(plan, Paging) else operation.origin
    if not isinstance(planned, Planned):
        msg = f"{operation.name} does not say which call made it: only what .plan of a client or of agreements returns "
        msg += "has a JSON form"
        raise PlanError(msg)
    planned = cast("Planned[Any]", planned)
    if operation.options is not planned.kwargs.get("options"):
        kwargs = {name: value for name, value in planned.kwargs.items() if name != "options"}
        if operation.options is not None:
            kwargs["options"] = operation.options
        planned = attrs.evolve(planned, kwargs=kwargs)
    call = _of(planned)
    made: object = planned.make()
    if isinstance(plan, Operation) and _found(cast("Any", planned.resource), planned.method).kind == "downloaded":
        call = _with_download(call, operation)
        made = attrs.evolve(cast("Operation[Any]", made), returns=operation.returns, sink=operation.sink)
    if made != (operation if isinstance(plan, DownloadPlan) else plan):
        msg = f"{operation.name} is not what {call.name} makes: it, or what it was given, was changed afterwards; make "
        msg += "the plan anew"
        raise PlanError(msg)
    return call


def _with_download(call: PlannedCall, operation: Operation[Any]) -> PlannedCall:
    sink = operation.sink
    if not isinstance(sink, Into):
        return attrs.evolve(call, then="stream" if isinstance(sink, Open) else "bytes")
    save: dict[str, object] = {"target": sink.target}
    if not sink.overwrite:
        save["overwrite"] = False
    if sink.progress is not None:
        save["progress"] = sink.progress
    return attrs.evolve(call, then="save", save=save)


def refuse_credentials(plan: object) -> None:
    """Refuse a plan of one operation that carries a credential, wherever in its call it came from.

    Raises:
        PlanError: It does.
    """
    operation = operation_of(plan)
    if operation is None:
        return
    body = operation.body
    values: list[object] = [operation.args, operation.query, operation.headers]
    if isinstance(body, Multipart):
        values += [part.content.value for part in body.parts if isinstance(part.content, Json)]
    elif body is not None:
        values.append(body.values if isinstance(body, Form) else body.value)
    if any(has_credential(value) for value in values):
        msg = f"{operation.name} carries a credential: make this call at once, it is no plan to store"
        raise PlanError(msg)
