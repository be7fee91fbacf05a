"""In what changes something, an argument that is left out says nothing, and None says null: in all services."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from esignkit.core.endpoint import PLANNER
from esignkit.core.operation import Json, Operation
from esignkit.core.serialization import Writer
from esignkit.types import UNSET
from tests.core.test_argument_types import SERVICES, methods, sample

BESIDE = {"options", "username", "progress", "raw_signature_capture"}
"""Arguments that are no member of what is changed."""


def changing() -> Iterator[tuple[str, Any, dict[str, inspect.Parameter], dict[str, Any]]]:
    for service in SERVICES:
        for cls, method, build in methods(service):
            parameters = dict(list(inspect.signature(build).parameters.items())[1:])
            if method.startswith("update"):
                needed = {
                    name: sample(one.annotation, build.__globals__)
                    for name, one in parameters.items()
                    if one.default is one.empty
                }
                yield f"{service}.{cls.__name__}.{method}", getattr(cls(PLANNER), method), parameters, needed


def test_what_may_be_left_out_of_a_change_is_unset() -> None:
    offenders = []
    asked = 0
    for name, _, parameters, _ in changing():
        for one in parameters.values():
            asked += 1
            if one.default is None and one.name not in BESIDE:
                offenders.append(f"{name}({one.name}=None)")
            if "Maybe[" in str(one.annotation) and one.default is not UNSET:
                offenders.append(f"{name}({one.name}: {one.annotation} = {one.default})")
    assert offenders == []
    assert asked > 150


def written(operation: Operation[Any]) -> dict[str, Any]:
    assert isinstance(operation.body, Json)
    body = Writer().write(operation.body.value)
    assert isinstance(body, dict)
    return body


def test_none_is_sent_as_null_and_what_is_left_out_is_not_sent() -> None:
    asked = 0
    for name, bound, parameters, needed in changing():
        members = [one for one in parameters.values() if "Maybe[" in str(one.annotation)]
        if not members:
            continue
        beside = {"check": False} if "check" in parameters else {}
        flow = bound(**needed, **beside)
        if not isinstance(flow, Operation):
            continue
        before = written(flow)
        for one in members:
            if "None" in str(one.annotation):
                asked += 1
                body = written(bound(**needed, **beside, **{one.name: None}))
                new = {key for key in body if key not in before}
                assert len(new) == 1, f"{name}({one.name}=None) sends {body}"
                assert body[new.pop()] is None
    assert asked > 50
