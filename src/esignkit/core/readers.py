"""Readers of answers: what `Operation.returns` is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from attrs import frozen

from esignkit.core.codec import structure, table_of
from esignkit.core.flow import Answer, Saved
from esignkit.core.model import Model
from esignkit.core.scalars import kind_of
from esignkit.core.value import Value
from esignkit.types import JSON, JSONObject

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
    "json_or_none",
    "key",
    "nothing",
    "open_json",
    "parsed",
    "read",
    "read_answer",
    "read_list",
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
"""Members that an error body may have, of the services and of what stands before them: RFC 9457, Spring, gateways."""


class Unreadable(ValueError):
    """An answer that is not what the call is documented to answer: cut off, empty, `null`, HTML."""


class OtherShape(Unreadable):
    """An answer that is JSON, but of another shape; the next try would bring no other."""


def parsed(answer: Answer) -> JSON:
    """Return the JSON of an answer that must hold some.

    Raises:
        Unreadable: It is empty, `null`, HTML or not JSON.
    """
    if not answer.content.strip():
        msg = "the answer is empty"
        raise Unreadable(msg)
    try:
        value = answer.json()
    except ValueError:
        head = answer.content.lstrip()[:15].lower()
        msg = "the answer is an HTML page" if head.startswith((b"<!doctype", b"<html")) else "the answer is not JSON"
        raise Unreadable(msg) from None
    if value is None:
        msg = "the answer is null"
        raise Unreadable(msg)
    return value


@frozen(eq=False, repr=False)
class Read(Value, Generic[M]):
    """Read a JSON object as a model."""

    model: type[M]
    inside: tuple[str, ...] = ()

    def __call__(self, answer: Answer) -> M:
        """Read the answer."""
        value = parsed(answer)
        for name in self.inside:
            value = as_object(value).get(name)
        return structure(as_object(value), self.model)


@frozen(eq=False, repr=False)
class ReadList(Value, Generic[M]):
    """Read a JSON array of objects, also when it arrives inside an object under one of the given names."""

    model: type[M]
    names: tuple[str, ...] = ("results",)

    def __call__(self, answer: Answer) -> list[M]:
        """Read the answer."""
        return [structure(as_object(item), self.model) for item in self.items(parsed(answer)) if item is not None]

    def items(self, value: JSON) -> list[JSON]:
        """Return the rows of a list in either shape."""
        if isinstance(value, list):
            return value
        found = as_object(value)
        for name in self.names:
            rows = found.get(name)
            if isinstance(rows, list):
                return rows
            if name in found and rows is None:
                return []
        msg = f"no list under {' or '.join(self.names)}"
        raise OtherShape(msg)


@frozen(eq=False, repr=False)
class Key(Value):
    """Read one text member of a JSON object, such as the id of what was created."""

    names: tuple[str, ...]

    def __call__(self, answer: Answer) -> str:
        """Read the answer."""
        value = as_object(parsed(answer))
        for name in self.names:
            text = value.get(name)
            if isinstance(text, str) and text:
                return text
            if isinstance(text, int) and not isinstance(text, bool):
                return str(text)
        msg = f"the answer has no {' or '.join(self.names)}"
        raise OtherShape(msg)


@frozen(eq=False, repr=False)
class Contents(Value):
    """Return the body as bytes; `expect` says what it must be to count as whole (`pdf`, `zip`)."""

    expect: str | None = None

    def __call__(self, answer: Answer) -> bytes:
        """Read the answer."""
        from esignkit.core.files import check_whole

        check_whole(answer.content, self.expect)
        return answer.content


def read(cls: type[M], *inside: str) -> Read[M]:
    """Read the answer as a model, optionally from below the named members."""
    return Read(cls, inside)


def read_list(cls: type[M], *names: str) -> ReadList[M]:
    """Read the answer as a list of models; a list wrapped under one of `names` is unwrapped."""
    return ReadList(cls, names or ("results",))


def key(*names: str) -> Key:
    """Read one text member of the answer: the first of `names` that is there."""
    return Key(names)


contents: Contents = Contents()
"""Return the body as bytes."""


def nothing(answer: Answer) -> None:
    """Return None, whatever a successful answer holds; it may be empty.

    Raises:
        Unreadable: It is an HTML page or `null`, or JSON that ends too early: not the service's own word.
    """
    if answer.content and answer.content.lstrip()[:1] in (b"{", b"[", b"<", b"n"):
        parsed(answer)


def saved(answer: Answer) -> Saved:
    """Return what is known of a download that was written to its target."""
    if answer.landed is None:
        msg = "nothing was written"
        raise Unreadable(msg)
    return answer.landed


def open_json(answer: Answer) -> JSON:
    """Return the answer as JSON; for calls whose schema nobody published, and for `client.request`."""
    return None if not answer.content.strip() else answer.json()


def json_or_none(answer: Answer) -> JSON:
    """Return the JSON of an answer; None where it has none that can be read."""
    try:
        return answer.json()
    except ValueError:
        return None


def as_object(value: JSON) -> JSONObject:
    """Return a JSON object as it is.

    Raises:
        OtherShape: It is something else.
    """
    if isinstance(value, dict):
        return value
    msg = f"an object was expected, not {kind_of(value)}"
    raise OtherShape(msg)


def read_answer(operation: Operation[T], answer: Answer) -> T:
    """Read the answer to a call; that to a write must say something that the call is documented to answer.

    Answers to reads may lack anything. But when `{}` or `{"error": …}` comes back from a write, it was not the
    service that spoke, and what it did is not known.

    Raises:
        Unreadable: The answer is cut off or of another shape.
        DecodeError: The shape is right, but a member cannot be read.
    """
    result = operation.returns(answer)
    if operation.changes and not _says_something(result):
        msg = "the answer holds nothing of what the call is documented to answer"
        raise OtherShape(msg)
    return result


def _says_something(result: object) -> bool:
    rows: Iterable[Any] = [result]
    if isinstance(result, dict):
        rows = cast("dict[str, Any]", result).values()
    elif isinstance(result, list):
        rows = cast("list[Any]", result)
    return all(row.OPEN or speaks(row) for row in rows if isinstance(row, Model))


def speaks(found: Model) -> bool:
    """Whether a model holds a member that an error body would not have."""
    names = table_of(type(found))
    return any(getattr(found, name) is not None for name, wire, _ in names if wire not in ERROR_MEMBERS)
