"""One HTTP call as a value: it says everything and does nothing."""

from __future__ import annotations

import enum
import io
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, Generic, TypeAlias, TypeVar, cast
from urllib.parse import quote, urlencode

from attrs import evolve, field, frozen

from esignkit.core.arguments import file_kind
from esignkit.core.options import check_options
from esignkit.core.spelling import both_names
from esignkit.core.text import printable
from esignkit.core.value import Value
from esignkit.errors import ConfigurationError
from esignkit.types import JSON, CallOptions, FileTarget, Progress, QueryValue, Secret

if TYPE_CHECKING:
    from esignkit.core.flow import Answer, Effect

T = TypeVar("T")
MEBIBYTE = 1 << 20


class Repeat(enum.Enum):
    """How safe it is to send a call again when it is not known whether the first try arrived."""

    READ = "read"
    """Changes nothing."""
    IDEMPOTENT = "idempotent"
    """Doing it twice is the same as doing it once."""
    NEVER = "never"
    """A second try could create, send or consume something a second time."""


@frozen(eq=False, repr=False)
class FromClient(Value):
    """Stands for a value that the client fills in when it carries the call out (an application id, a user name)."""

    name: str
    hint: str = ""


Argument: TypeAlias = "str | int | Secret | FromClient"


# What becomes of the answer's body ------------------------------------------------------------------------------------
@frozen(eq=False, repr=False)
class Buffer(Value):
    """Read the whole body into memory, at most `cap` bytes once decoded."""

    cap: int = 64 * MEBIBYTE


@frozen(eq=False, repr=False)
class Into(Value):
    """Write the body to a path (whole or not at all) or to a binary file."""

    target: FileTarget = field(repr=False)
    progress: Progress | None = field(default=None, eq=False, repr=False)
    expect: str | None = None
    """`pdf` or `zip`: what the body must be for it to count as whole."""
    overwrite: bool = True

    def __attrs_post_init__(self) -> None:
        target: object = self.target
        if not isinstance(target, str | os.PathLike) and (
            isinstance(target, io.TextIOBase) or not callable(getattr(cast("object", target), "write", None))
        ):
            msg = "target: a download goes to a path or to a file opened for binary writing ('wb')"
            raise TypeError(msg)
        writable: object = getattr(target, "writable", None)
        if callable(writable) and not writable():
            msg = "target: the file is opened for reading; open it for binary writing ('wb')"
            raise ValueError(msg)


@frozen(eq=False, repr=False)
class Open(Value):
    """Hand the body over unread, to be read in chunks."""


Sink: TypeAlias = Buffer | Into | Open


# What is sent ---------------------------------------------------------------------------------------------------------
@frozen(eq=False, repr=False)
class Upload(Value):
    """A file to send, with its name and MIME type; made by `esignkit.core.files.upload`."""

    name: str
    content: bytes | os.PathLike[str] | BinaryIO = field(repr=False)
    content_type: str = "application/octet-stream"


@frozen(eq=False, repr=False)
class Json(Value):
    """A JSON body; models, dates and enums in it are written in the provider's way when the call is carried out."""

    value: object = field(repr=False)
    ascii: bool = False


@frozen(eq=False, repr=False)
class Part(Value):
    """One part of a multipart body: a JSON or text field, or a file."""

    name: str
    content: Json | Upload | str


@frozen(eq=False, repr=False)
class Multipart(Value):
    """A `multipart/form-data` body, sent in the order of its parts and streamed from where the files are."""

    parts: tuple[Part, ...]
    progress: Progress | None = field(default=None, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Form(Value):
    """An `application/x-www-form-urlencoded` body."""

    values: Mapping[str, str | Secret] = field(repr=False)


Body: TypeAlias = Json | Multipart | Form

Reader: TypeAlias = "Callable[[Answer], T]"


def quote_segment(name: str, value: object) -> str:
    """Percent-encode one path parameter; refuse what would change the route.

    Args:
        name: Name of the parameter, for the error.
        value: A `str`, `int` or `Secret`.

    Raises:
        TypeError: The value is no id at all, such as the object in place of its id.
        ValueError: The value is empty, `.` or `..`, or holds control characters or a lone surrogate.
    """
    if not isinstance(value, str | int | Secret) or isinstance(value, bool):
        kind = "None" if value is None else f"a {type(value).__name__}"
        msg = f"{both_names(name)} is {kind}; give the id itself, as text"
        raise TypeError(msg)
    text = value.reveal() if isinstance(value, Secret) else str(value)
    controls = not text.isprintable() and any(ord(c) < 32 or ord(c) == 127 for c in text)
    if text in ("", ".", "..") or controls:
        shown = "it" if isinstance(value, Secret) else repr(text)
        msg = (
            f"{both_names(name)}: {shown} cannot be part of a path (empty, dots alone or control characters); "
            "give the id as the service gave it"
        )
        raise ValueError(msg)
    return quote(encodable(name, text), safe="")


def _query_text(name: str, value: object) -> str:
    """Write one query parameter.

    Raises:
        TypeError: It is neither text nor a number.
        ValueError: It has no form: a number that is not finite, half of a surrogate pair.
    """
    if isinstance(value, Secret):
        return encodable(name, value.reveal())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not isfinite(value):
        msg = f"query parameter {both_names(name)}: {value} is no number that can be sent"
        raise ValueError(msg)
    if isinstance(value, str | int | float):
        return encodable(name, str(value))
    kind = file_kind(value) or f"of type {type(value).__name__}"
    msg = f"query parameter {both_names(name)} is {kind}; give text or a number"
    raise TypeError(msg)


def encodable(name: str, text: str) -> str:
    """Return text as it is when it has a form outside JSON.

    Raises:
        ValueError: It holds half of a surrogate pair.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        msg = (
            f"{both_names(name)}: the text holds half of a surrogate pair (an emoji cut in two) and cannot be sent here"
        )
        raise ValueError(msg) from None
    return text


_Parameter: TypeAlias = "tuple[str, QueryValue | Secret | FromClient]"


def one_by_one(*query: _Parameter) -> Iterator[_Parameter]:
    """Yield query parameters; one with several values comes once with each.

    Args:
        query: Names and values.
    """
    for name, value in query:
        if isinstance(value, list | tuple):
            yield from ((name, one) for one in cast("Iterable[str]", value))
        else:
            yield name, value


@frozen(repr=False, eq=False)
class Operation(Value, Generic[T]):
    """One HTTP call, said completely.

    Attributes:
        name: `resource.method`, as in `packages.create`.
        method: HTTP method.
        path: Path template below the base URL; `{names}` are filled from `args`, then from the client.
        returns: Reads the answer.
        args: Path parameters.
        query: Query parameters; `None` values are left out, several texts are sent one by one.
        body: What is sent.
        repeat: How safe it is to send it again.
        sink: What becomes of the answer's body.
        accept: `Accept` header.
        authenticated: Whether the client's credentials go with it.
        at_root: Whether `path` is below the host's root and not below the base URL's path. A text is another address
            that `path` is below: only for calls that carry no credential of the client (`authenticated` is off).
        headers: Headers of this call alone.
        options: The caller's options.
        gone_is_done: Whether "not found" after a try of unknown outcome means that the try did it (a delete); the
            reader must then take any answer.
    """

    provider: ClassVar[str] = ""
    """The service that the call is meant for; empty when it may go to any. Each provider package has its own class."""

    name: str
    method: str
    path: str
    returns: Callable[[Answer], T]
    args: Mapping[str, Argument] = field(factory=dict[str, Argument])
    query: Mapping[str, QueryValue | Secret | FromClient] = field(factory=dict[str, "QueryValue | Secret | FromClient"])
    body: Body | None = None
    repeat: Repeat = Repeat.READ
    sink: Sink = Buffer()
    accept: str = "application/json"
    authenticated: bool = True
    at_root: bool | str = False
    headers: Mapping[str, str | Secret] = field(factory=dict[str, "str | Secret"])
    options: CallOptions | None = None
    gone_is_done: bool = False

    @property
    def changes(self) -> bool:
        """Whether it may change something, be it only that a token is made or used up."""
        return self.method != "GET" or self.repeat is not Repeat.READ

    def __iter__(self) -> Generator[Effect, Any, T]:
        """Run as a flow of one step."""
        return cast("T", (yield self))

    def __repr__(self) -> str:
        def shown(value: object) -> str:
            if isinstance(value, FromClient):
                return "{" + value.name + "}"
            return "…" if isinstance(value, Secret) else str(value)

        path = self.path
        for key, value in self.args.items():
            path = path.replace("{" + key + "}", shown(value))
        query = "&".join(f"{k}={shown(v)}" for k, v in self.query.items() if v is not None)
        return printable(f"<{self.name}: {self.method} {path}{'?' + query if query else ''}>")

    def shown(self, client: Mapping[str, str | None] | None = None) -> str:
        """Return method and path with their ids, for people; secrets are left out.

        Args:
            client: The client's own values for parameters that the call leaves to it; their names are shown without.
        """
        path = self.path
        for name in _names(path) if "{" in path else ():  # raw paths are endless in number
            value: object = self.args.get(name, FromClient(name))
            if isinstance(value, FromClient):
                value = (client or {}).get(value.name) or "{" + value.name + "}"
            path = path.replace("{" + name + "}", "…" if isinstance(value, Secret) else str(value))
        return printable(f"{self.method} {path}")

    def with_options(self, options: CallOptions | None) -> Operation[T]:
        """Return the same call with other options.

        Args:
            options: They come on top of those that the call has; None changes nothing.

        Raises:
            TypeError: An option is not known or of the wrong kind.
            ValueError: An option is out of range or cannot be sent.
        """
        if options is None:
            return self
        check_options(options)
        return evolve(self, options={**(self.options or {}), **options})

    def target(self, client: Mapping[str, str | None] | None = None) -> str:
        """Return path and query, encoded, as they go on the request line.

        Args:
            client: The client's own values for parameters that the call leaves to it.

        Raises:
            ValueError: A path parameter would change the route.
            ConfigurationError: A value is missing that the client was to give.
        """
        known = client or {}
        path = self.path
        if "{" in path:
            args: dict[str, str] = {}
            for name in _names(path):
                value: object = self.args.get(name, FromClient(name))
                if isinstance(value, FromClient):
                    value = from_client(value, known, self.name)
                args[name] = quote_segment(name, value)
            path = path.format_map(args)
        extra = self.options.get("extra_query") if self.options else None
        if not self.query and not extra:
            return path
        pairs: list[tuple[str, str]] = []
        for name, value in one_by_one(*self.query.items(), *(extra or {}).items()):
            if isinstance(value, FromClient):
                pairs.append((name, from_client(value, known, self.name)))
            elif value is not None:
                pairs.append((encodable("a query parameter's name", name), _query_text(name, value)))
        return path + "?" + urlencode(pairs, quote_via=quote) if pairs else path


_templates: dict[str, tuple[str, ...]] = {}


def _names(template: str) -> tuple[str, ...]:
    found = _templates.get(template)
    if found is None:
        found = tuple(part.split("}", 1)[0] for part in template.split("{")[1:])
        _templates[template] = found
    return found


def from_client(value: FromClient, known: Mapping[str, str | None], operation: str) -> str:
    """Look up a value that the client gives.

    Raises:
        ConfigurationError: The client does not have it.
    """
    text = known.get(value.name)
    if text is None:
        hint = value.hint or f"give {value.name} to the client"
        msg = f"{operation}: this client has no {value.name}; {hint}"
        raise ConfigurationError(msg, operation=operation)
    return text


__all__ = [
    "JSON",
    "MEBIBYTE",
    "Argument",
    "Body",
    "Buffer",
    "Form",
    "FromClient",
    "Into",
    "Json",
    "Multipart",
    "Open",
    "Operation",
    "Part",
    "Reader",
    "Repeat",
    "Sink",
    "Upload",
    "encodable",
    "from_client",
    "one_by_one",
    "quote_segment",
]
