"""What a call sends as JSON, as the values that were given for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from esignkit.core.operation import Json, Multipart, Operation

__all__ = ["body_members", "body_of"]


def body_members(operation: Operation[Any]) -> Mapping[str, object]:
    """Return the members of a call's JSON body; empty when it is no JSON object."""
    body = body_of(operation)
    return cast("Mapping[str, object]", body) if isinstance(body, Mapping) else {}


def body_of(operation: Operation[Any]) -> object:
    """Return the JSON value of a body, or of the JSON part of a multipart body; None when there is none."""
    body = operation.body
    if isinstance(body, Multipart):
        return next((part.content.value for part in body.parts if isinstance(part.content, Json)), None)
    return body.value if isinstance(body, Json) else None
