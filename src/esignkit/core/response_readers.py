"""Readers of responses: what `Operation.returns` is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from esignkit.core.deserialization import structure, wires_of
from esignkit.core.field_specifiers import member_of
from esignkit.core.flow import Response, Saved
from esignkit.core.model import Model
from esignkit.core.record import names_of, wire_name
from esignkit.core.scalars import json_kind_of
from esignkit.core.unreadable import OtherShape, Unreadable
from esignkit.core.value_objects import Value, frozen
from esignkit.types import JSON, Finding, JSONObject

if TYPE_CHECKING:
    from esignkit.core.operation import Operation

__all__ = [
    "Contents",
    "Key",
    "OtherShape",
    "Read",
    "ReadList",
    "Unreadable",
    "as_object",
    "contents",
    "found_parts",
    "json_or_none",
    "key",
    "nothing",
    "open_json",
    "parsed",
    "read",
    "read_list",
    "read_response",
    "saved",
    "speaks",
]

T = TypeVar("T")
M = TypeVar("M", bound=Model)

ERROR_MEMBERS: frozenset[str] = frozenset(
    {"code", "context", "description", "detail", "details", "entity", "error", "errors", "instance", "message"}
    | {"messageKey", "messages", "name", "parameters", "path", "reason", "status", "statusCode", "success"}
    | {"technical", "timestamp", "title", "type"}
)
"""Members of error bodies, of the services and of gateways in front of them: RFC 9457, Spring."""


def parsed(response: Response) -> JSON:
    """Return the JSON of a response that must hold some.

    Raises:
        Unreadable: It is empty, `null`, HTML or not JSON.
    """
    if not response.content.strip():
        msg = "the response is empty"
        raise Unreadable(msg)
    try:
        value = response.json()
    except ValueError:
        start = response.content.lstrip()[:15].lower()
        msg = (
            "the response is an HTML page" if start.startswith((b"<!doctype", b"<html")) else "the response is not JSON"
        )
        raise Unreadable(msg) from None
    if value is None:
        msg = "the response is null"
        raise Unreadable(msg)
    return value


@frozen(eq=False, repr=False)
class Read(Value, Generic[M]):
    """Read a JSON object as a model."""

    model: type[M]
    inside: tuple[str, ...] = ()

    def __call__(self, response: Response) -> M:
        """Read the response."""
        value = parsed(response)
        for name in self.inside:
            value = as_object(value).get(name)
        return structure(as_object(value), self.model)

    def stand_in(self, operation: Operation[object], finding: Finding) -> JSON:
        """Return what a call had answered that was found to have been carried out; None where that is not known.

        That is the object itself, or the ids of what the call made and of what it was about.
        """
        made = found_parts(finding.found, self.model, {finding.id})
        value: JSONObject = made[0].to_wire() if made else _known_ids(self.model, operation, finding)
        for name in reversed(self.inside if value else ()):
            value = {name: value}
        return value or None


@frozen(eq=False, repr=False)
class ReadList(Value, Generic[M]):
    """Read a JSON array of objects, also when it arrives inside an object under one of the given names."""

    model: type[M]
    names: tuple[str, ...] = ("results",)

    def __call__(self, response: Response) -> list[M]:
        """Read the response."""
        return [structure(as_object(item), self.model) for item in self.items(parsed(response)) if item is not None]

    def items(self, value: JSON) -> list[JSON]:
        """Return the rows of a list in either shape."""
        if isinstance(value, list):
            return value
        members = as_object(value)
        for name in self.names:
            rows = members.get(name)
            if isinstance(rows, list):
                return rows
            if name in members and rows is None:
                return []
        msg = f"no list under {' or '.join(self.names)}"
        raise OtherShape(msg)


@frozen(eq=False, repr=False)
class Key(Value):
    """Read one text member of a JSON object, such as the id of what was created."""

    names: tuple[str, ...]

    def stand_in(self, operation: Operation[object], finding: Finding) -> JSON:
        """Return what a call had answered that was found to have been carried out; None where that is not known."""
        if finding.id is not None:
            return {self.names[0]: finding.id}
        known = {name: operation.args.get(name) for name in self.names}
        return cast(
            "JSON", next(({name: str(value)} for name, value in known.items() if isinstance(value, str | int)), None)
        )

    def __call__(self, response: Response) -> str:
        """Read the response."""
        value = as_object(parsed(response))
        for name in self.names:
            text = value.get(name)
            if isinstance(text, str) and text:
                return text
            if isinstance(text, int) and not isinstance(text, bool):
                return str(text)
        msg = f"the response has no {' or '.join(self.names)}"
        raise OtherShape(msg)


@frozen(eq=False, repr=False)
class Contents(Value):
    """Return the body as bytes; `expect` says what it must be to count as whole (`pdf`, `zip`)."""

    expect: str | None = None

    def __call__(self, response: Response) -> bytes:
        """Read the response."""
        from esignkit.core.files import check_whole

        check_whole(response.content, self.expect)
        return response.content


def found_parts(result: object, model: type[M], ids: Collection[str | None]) -> list[M]:
    """Return what was found of a kind: the object itself, or those of its parts that have one of the ids.

    Args:
        result: What was read.
        model: The kind.
        ids: Ids of the parts.
    """
    if isinstance(result, model):
        return [result]
    members = [getattr(result, name, None) for name in names_of(type(result))] if isinstance(result, Model) else []
    parts: list[Any] = [part for member in members if isinstance(member, list) for part in cast("list[Any]", member)]
    return [part for part in parts if isinstance(part, model) and getattr(part, "id", None) in ids]


def _known_ids(model: type[Model], operation: Operation[object], finding: Finding) -> JSONObject:
    """Return the ids that an answer had: of what the call was about, and of what it made."""
    wire_names = [wire_name(model, name) for name in names_of(model)]
    ids: JSONObject = {}
    for name in wire_names:
        argument = operation.args.get(name)
        if isinstance(argument, str | int):
            ids[name] = str(argument)
    if isinstance(finding.found, Model) and finding.id is not None:
        result = finding.found
        names_of_id = [
            wire_name(type(result), name)
            for name in names_of(type(result))
            if getattr(result, name, None) == finding.id
        ]
        ids |= {name: finding.id for name in names_of_id if name in wire_names}
    return ids


def read(cls: type[M], *inside: str) -> Read[M]:
    """Read the response as a model, optionally from below the named members."""
    return Read(cls, inside)


def read_list(cls: type[M], *names: str) -> ReadList[M]:
    """Read the response as a list of models; a list wrapped under one of `names` is unwrapped."""
    return ReadList(cls, names or ("results",))


def key(*names: str) -> Key:
    """Read one text member of the response: the first of `names` that is there."""
    return Key(names)


contents: Contents = Contents()
"""Return the body as bytes."""


def nothing(response: Response) -> None:
    """Return None, whatever a successful response holds; it may be empty.

    Raises:
        Unreadable: It is an HTML page, `null` or cut-off JSON, which the service would not send.
    """
    if response.content and response.content.lstrip()[:1] in (b"{", b"[", b"<", b"n"):
        parsed(response)


def saved(response: Response) -> Saved:
    """Return what is known of a download that was written to its target."""
    if response.saved is None:
        msg = "nothing was written"
        raise Unreadable(msg)
    return response.saved


def open_json(response: Response) -> JSON:
    """Return the response as JSON, for calls without a published schema and for `client.request`."""
    return None if not response.content.strip() else response.json()


def json_or_none(response: Response) -> JSON:
    """Return the JSON of a response; None when it is no JSON."""
    try:
        return response.json()
    except ValueError:
        return None


def as_object(value: JSON) -> JSONObject:
    """Return a JSON object as it is.

    Raises:
        OtherShape: It is something else.
    """
    if isinstance(value, dict):
        return value
    msg = f"an object was expected, not {json_kind_of(value)}"
    raise OtherShape(msg)


def read_response(operation: Operation[T], response: Response) -> T:
    """Read the response to a call. The response to a write must have a member that the call is documented to return.

    Responses to reads may lack any member. But a write that returns `{}` or `{"error": …}` was not answered by the
    service, and it is not known whether it was carried out.

    Raises:
        Unreadable: The response is cut off or of another shape.
        DecodeError: The shape is right, but a member cannot be read.
    """
    result = operation.returns(response)
    if operation.changes and not _has_content(result):
        msg = "the response holds nothing of what the call is documented to answer"
        raise OtherShape(msg)
    return result


def _has_content(result: object) -> bool:
    rows: Iterable[Any] = [result]
    if isinstance(result, dict):
        rows = cast("dict[str, Any]", result).values()
    elif isinstance(result, list):
        rows = cast("list[Any]", result)
    return all(row.OPEN or speaks(row) for row in rows if isinstance(row, Model))


def speaks(record: Model) -> bool:
    """Whether a model holds a member that an error body would not have."""
    wires = wires_of(type(record))
    return any(member_of(record, name) is not None for name, wire in wires if wire not in ERROR_MEMBERS)
