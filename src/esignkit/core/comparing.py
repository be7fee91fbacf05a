"""Comparing what a call sent with what the service shows, member by member."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from attrs import define, field, frozen

from esignkit.core.bodies import body_of
from esignkit.core.operation import FromClient, Operation, Upload
from esignkit.core.record import Record, wire_name
from esignkit.core.writing import WireFormat, Writer
from esignkit.types import JSON, JSONObject, Secret

__all__ = ["Sent", "differences", "sent_by", "shown"]


@define(eq=False, repr=False)
class _Shown(Writer):
    """Writes what can be compared: no credentials, no file content, nothing that only a client knows."""

    def write(self, value: object, where: str = "") -> JSON:
        """Return the JSON value; None for what is not compared."""
        if isinstance(value, Secret | FromClient):
            return None
        if isinstance(value, datetime) and value.utcoffset() is None:
            return value.isoformat()
        return super().write(value, where)

    def model(self, value: Record, where: str) -> JSONObject:
        """Write one model without its secrets."""
        cls = type(value)
        out = super().model(value, where)
        for name in cls.SECRETS:
            out.pop(wire_name(cls, name), None)
        return out

    def _file(self, file: Upload, where: str) -> JSON:
        """Leave the content of a file out."""
        return None


def shown(value: object, like: object = None) -> JSON:
    """Return a body or a response as JSON in the service's spelling, without credentials and content of files.

    Args:
        value: A model, or plain values.
        like: For plain values, a model of the service in whose spelling they are written.
    """
    wire = cast("WireFormat | None", getattr(type(value), "FORMAT", None) or getattr(type(like), "FORMAT", None))
    return _Shown(wire or WireFormat()).write(value)


@frozen
class Sent:
    """What a call sent, kept for comparison: neither a credential nor the content of a file is in it.

    Attributes:
        members: It, as JSON in the service's spelling.
        skip: Members that the service is documented to change or to hide, as paths without positions
            (`documents.index`).
    """

    members: JSON = field(default=None, repr=False)
    skip: frozenset[str] = frozenset()

    @classmethod
    def of(cls, value: object, skip: frozenset[str] = frozenset()) -> Sent:
        """Keep a body, or the part of it that describes what the call was to make."""
        return cls(shown(value), skip)

    def differs(self, found: object) -> tuple[str, ...]:
        """Return the members that were sent and that `found` holds with another value; empty when there is none."""
        return tuple(differences(self.members, shown(found), self.skip))

    def get(self, member: str) -> Any:
        """Return one member that was sent; None when it was not."""
        return self.members.get(member) if isinstance(self.members, dict) else None


def differences(sent: JSON, held: JSON, skip: frozenset[str] = frozenset(), path: str = "") -> Iterator[str]:
    """Yield the paths of what was sent and is held with another value. What is not held at all is not compared.

    An item of a list is held when one item that is there agrees with it in everything: services add items of their
    own and order them in their way.

    Args:
        sent: What was sent; null says nothing.
        held: What the service shows.
        skip: Paths that are not compared, without positions.
        path: Where this is.
    """
    if sent is None or held is None or _plain_path(path) in skip:
        return
    if isinstance(sent, dict) and isinstance(held, dict):
        for name, value in sent.items():
            yield from differences(value, held.get(name), skip, f"{path}.{name}" if path else name)
    elif isinstance(sent, list) and isinstance(held, list):
        left = list(held)
        for number, item in enumerate(sent):
            here = f"{path}[{number}]"
            twin = next((n for n, one in enumerate(left) if not any(differences(item, one, skip, here))), None)
            if twin is not None:
                del left[twin]
            elif len(left) == 1:
                yield from differences(item, left[0], skip, here)
            else:
                yield here
    elif sent != held or isinstance(sent, bool) != isinstance(held, bool):
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
    said = body_of(operation)
    sent = Sent.of(said, skip)
    extra = shown((operation.options or {}).get("extra_body"), said)
    return Sent({**sent.members, **extra}, skip) if isinstance(extra, dict) and isinstance(sent.members, dict) else sent
