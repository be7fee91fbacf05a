"""A unique id for each call that creates a package, stored in the package's `data`.

OneSpan's own SDKs put a member of theirs there too (`data.sdk`). The id tells the package that a call made from others
of the same name when the call's response is lost.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from esignkit.core.body_members import body_of
from esignkit.core.operation import Json, Multipart, Operation
from esignkit.core.value_objects import evolve
from esignkit.esignlive.models.package import Package

if TYPE_CHECKING:
    from esignkit.types import JSON, JSONObject

__all__ = ["MEMBER", "add_request_id", "add_request_id_to_clone", "request_id_of"]

T = TypeVar("T")

MEMBER = "esignkitRequestId"
"""The member of a package's `data` that holds the id."""


def request_id_of(package: Package) -> str | None:
    """Return the id of the call that created a package; None when it has none or does not show it."""
    request_id = package.data.get(MEMBER) if isinstance(package.data, Mapping) else None
    return request_id if isinstance(request_id, str) else None


def add_request_id_to_clone(operation: Operation[T], new: Callable[[], str]) -> tuple[Operation[T], str | None]:
    """Return a call that copies a package with its id in the copy's `data`, and the id; without it where it has none.

    What a clone's body says takes the place of what the copy would have had: a clone gets an id only where it says
    `data` itself, so that a template's own `data` is never lost to ours. The rest is as with `add_request_id`.
    """
    package = body_of(operation)
    sends_no_data = "data" not in _extra(operation) and isinstance(package, Package) and package.data is None
    return (operation, None) if sends_no_data else add_request_id(operation, new)


def add_request_id(operation: Operation[T], new: Callable[[], str]) -> tuple[Operation[T], str | None]:
    """Return a call that creates a package with its id in the package's `data`, and the id.

    Args:
        operation: The call. It stays as it is where its `data` is no object.
        new: Gives the id.

    Raises:
        TypeError: The function that gives the ids does not give a text.

    Source: OneSpan's documentation and Java SDK (`esl.sdk.java`).
    """
    package, extra = body_of(operation), _extra(operation)
    if not isinstance(package, Package):
        return operation, None
    data_before: object = extra.get("data", package.data)
    if data_before and not isinstance(data_before, Mapping):
        return operation, None
    request_id = _checked(new())
    data: JSONObject = {**cast("Mapping[str, JSON]", data_before or {}), MEMBER: request_id}
    if "data" in extra:
        return operation.with_options({"extra_body": {**extra, "data": data}}), request_id
    return _with_data(operation, package, data), request_id


def _extra(operation: Operation[Any]) -> JSONObject:
    return (operation.options or {}).get("extra_body") or {}


def _checked(request_id: object) -> str:
    if not isinstance(request_id, str) or not request_id:
        msg = f"client_request_ids= gave {request_id!r}; a function that makes ids gives a text for each call"
        raise TypeError(msg)
    return request_id


def _with_data(operation: Operation[T], package: Package, data: JSONObject) -> Operation[T]:
    with_data = copy.copy(package)
    with_data.data = data
    body = operation.body
    if isinstance(body, Multipart):
        parts = [
            evolve(p, content=_json(p.content, with_data)) if isinstance(p.content, Json) else p for p in body.parts
        ]
        return evolve(operation, body=evolve(body, parts=tuple(parts)))
    return evolve(operation, body=_json(cast("Json", body), with_data))


def _json(body: Json, value: Package) -> Json:
    return evolve(body, value=value)
