"""An id of its own for each call that creates a package, kept by the service in the package's `data`.

OneSpan's own SDKs put a member of theirs there too (`data.sdk`). The id tells the package that a call made from others
of the same name when the call's answer is lost.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import evolve

from esignkit.core.operation import Json, Multipart, Operation
from esignkit.errors import ESignError
from esignkit.esignlive.models.package import Package

if TYPE_CHECKING:
    from esignkit.core.flow import Steps
    from esignkit.types import JSON, JSONObject

__all__ = ["MEMBER", "new_request_id", "request_id_of", "with_request_id"]

T = TypeVar("T")

MEMBER = "esignkitRequestId"
"""The member of a package's `data` that holds the id."""

_CREATE = "/packages"
_CLONE = "/packages/{packageId}/clone"


def new_request_id() -> str:
    """Return an id that no other call has: 32 hexadecimal digits."""
    return uuid.uuid4().hex


def request_id_of(package: Package) -> str | None:
    """Return the id of the call that created a package; None when it has none or does not show it."""
    found = package.data.get(MEMBER) if isinstance(package.data, Mapping) else None
    return found if isinstance(found, str) else None


def with_request_id(operation: Operation[T], new: Callable[[], str]) -> Steps[Operation[T]]:
    """Return a call that creates a package with its id in the package's `data`; other calls as they are.

    What a clone's body says replaces what the copy would have had. So where that says nothing of `data`, the
    original's is read and sent along; where it cannot be read, the call goes out without an id.

    Raises:
        TypeError: The function that gives the ids does not give a text.
    """
    package = _package(operation)
    if package is None or operation.method != "POST" or operation.path not in (_CREATE, _CLONE):
        return operation
    extra = (operation.options or {}).get("extra_body") or {}
    said: object = extra.get("data", package.data)
    if said is None and "data" not in extra and operation.path == _CLONE:
        try:
            said = (yield from _original(operation)).data or {}
        except ESignError:
            return operation
    if said and not isinstance(said, Mapping):
        return operation
    data: JSONObject = {**cast("Mapping[str, JSON]", said or {}), MEMBER: _checked(new())}
    if "data" in extra:
        return operation.with_options({"extra_body": {**extra, "data": data}})
    return _with_data(operation, package, data)


def _checked(made: object) -> str:
    if not isinstance(made, str) or not made:
        msg = f"client_request_ids= gave {made!r}; a function that makes ids gives a text for each call"
        raise TypeError(msg)
    return made


def _package(operation: Operation[Any]) -> Package | None:
    from esignkit.core.finding import body_of

    body = body_of(operation)
    return body if isinstance(body, Package) else None


def _original(operation: Operation[Any]) -> Steps[Package]:
    from esignkit.core.endpoint import PLANNER, Plan
    from esignkit.esignlive.packages import Packages

    packages: Packages[Plan] = Packages(PLANNER)
    # one try is enough: without an id the call is as good as it was said
    return (yield from packages.get(str(operation.args["packageId"]), options={"attempts": 1}))


def _with_data(operation: Operation[T], package: Package, data: JSONObject) -> Operation[T]:
    marked = copy.copy(package)
    marked.data = data
    body = operation.body
    if isinstance(body, Multipart):
        parts = [evolve(p, content=_json(p.content, marked)) if isinstance(p.content, Json) else p for p in body.parts]
        return evolve(operation, body=evolve(body, parts=tuple(parts)))
    return evolve(operation, body=_json(cast("Json", body), marked))


def _json(body: Json, value: Package) -> Json:
    return evolve(body, value=value)
