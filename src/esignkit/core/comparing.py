"""Compares the JSON that a call sent with the JSON that the service returns, member by member."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from attrs import define, field, frozen

from esignkit.core.body_members import body_of
from esignkit.core.operation import FromClient, Operation, Upload
from esignkit.core.record import Record, wire_name
from esignkit.core.serialization import Where, Writer
from esignkit.core.wire_format import WireFormat
from esignkit.types import JSON, JSONObject, Secret

__all__ = ["Sent", "comparable", "difference_text", "differences", "folded", "sent_by"]


@define(eq=False, repr=False)
class _ComparableWriter(Writer):
    """Writes what can be compared. Credentials, file content and values that the client fills in are left out."""

    def write(self, value: object, where: Where = "") -> JSON:
        """Return the JSON value; None for what is not compared."""
        if isinstance(value, Secret | FromClient):
            return None
        if isinstance(value, datetime) and value.utcoffset() is None:
            return value.isoformat()
        return super().write(value, where)

    def model(self, value: Record, where: Where) -> JSONObject:
        """Write one model without its secrets."""
        cls = type(value)
        out = super().model(value, where)
        for name in cls.SECRETS:
            out.pop(wire_name(cls, name), None)
        return out

    def _file(self, file: Upload, where: Where) -> JSON:
        """Leave the content of a file out."""
        return None


def comparable(value: object, like: object = None) -> JSON:
    """Return a body or a response as JSON with the service's names, without credentials and file content.

    Args:
        value: A model, or plain values.
        like: For plain values, a model of the service whose format they are written in.
    """
    wire = cast("WireFormat | None", getattr(type(value), "FORMAT", None) or getattr(type(like), "FORMAT", None))
    return _ComparableWriter(wire or WireFormat()).write(value)


@frozen
class Sent:
    """The JSON that a call sent, for comparison. It holds no credential and no file content.

    Attributes:
        members: The JSON, with the service's names.
        skip: Members that the service is documented to change or to hide, as paths without positions
            (`documents.index`).
    """

    members: JSON = field(default=None, repr=False)
    skip: frozenset[str] = frozenset()

    @classmethod
    def of(cls, value: object, skip: frozenset[str] = frozenset()) -> Sent:
        """Make it from a body, or from the part of a body that describes what the call creates."""
        return cls(comparable(value), skip)

    def differences(self, actual: object) -> tuple[str, ...]:
        """Return the members that were sent and that `actual` holds with another value; empty when there is none."""
        return tuple(differences(self.members, comparable(actual), self.skip))

    def get(self, member: str) -> Any:
        """Return one member that was sent; None when it was not."""
        return self.members.get(member) if isinstance(self.members, dict) else None


def differences(sent: JSON, actual: JSON, skip: frozenset[str] = frozenset(), path: str = "") -> Iterator[str]:
    """Yield the paths of members that were sent and have another value at the service. Absent members are not compared.

    The items of a list are compared in any order, and the service may have more of them: it may add items of its own.

    Args:
        sent: The JSON that was sent; members that are null are not compared.
        actual: The JSON that the service returns.
        skip: Paths that are not compared, without positions.
        path: The path of both values.
    """
    if sent is None or actual is None or _plain_path(path) in skip:
        return
    if isinstance(sent, dict) and isinstance(actual, dict):
        for name, value in sent.items():
            yield from differences(value, actual.get(name), skip, f"{path}.{name}" if path else name)
    elif isinstance(sent, list) and isinstance(actual, list):
        remaining = list(actual)
        for number, item in enumerate(sent):
            item_path = f"{path}[{number}]"
            agreeing = (i for i, other in enumerate(remaining) if not any(differences(item, other, skip, item_path)))
            match = next(agreeing, None)
            if match is not None:
                del remaining[match]
            elif len(remaining) == 1:
                yield from differences(item, remaining[0], skip, item_path)
            else:
                yield item_path
    elif sent != actual or isinstance(sent, bool) != isinstance(actual, bool):
        yield path


def _plain_path(path: str) -> str:
    """Take the positions out of a path: `documents[0].index` is `documents.index`."""
    return ".".join(part.partition("[")[0] for part in path.split("."))


def sent_by(operation: Operation[Any], skip: frozenset[str] = frozenset()) -> Sent:
    """Return what a call sent, for comparison: its body with the caller's `extra_body`.

    Args:
        operation: The call.
        skip: Members that the service is documented to change or to hide.
    """
    body = body_of(operation)
    sent = Sent.of(body, skip)
    extra = comparable((operation.options or {}).get("extra_body"), body)
    return Sent({**sent.members, **extra}, skip) if isinstance(extra, dict) and isinstance(sent.members, dict) else sent


def difference_text(differing: tuple[str, ...]) -> str:
    """Return in words in what an object differs; empty where it does not."""
    return f", but it differs from what the call sent in {', '.join(differing)}" if differing else ""


def folded(value: object) -> object:
    """Return a name or an address without case and outer blanks, which lists may not keep."""
    return value.strip().casefold() if isinstance(value, str) else value
