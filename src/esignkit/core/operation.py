"""One HTTP call as a value: it describes a request completely, and sends nothing by itself."""

from __future__ import annotations

import enum
import functools
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from math import isfinite
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar, cast

from esignkit.core.arguments import file_kind
from esignkit.core.flow import Effect, Response
from esignkit.core.late_attrs import fields_of
from esignkit.core.options import check_options
from esignkit.core.patterns import pattern
from esignkit.core.sinks import Buffer, Into, Open, Sink
from esignkit.core.storable_plan import StorablePlan
from esignkit.core.suggestions import both_names, with_suggestions
from esignkit.core.text import encodes, kind_of, printable
from esignkit.core.upload import Upload
from esignkit.core.value_objects import Shown, Value, evolve, field, frozen
from esignkit.errors import ConfigurationError
from esignkit.types import CallOptions, Progress, QueryValue, Secret

T = TypeVar("T")


class Repeat(enum.Enum):
    """Whether a call may be sent again when it is not known whether the first try arrived."""

    READ = "read"
    """Changes nothing."""
    IDEMPOTENT = "idempotent"
    """Doing it twice is the same as doing it once."""
    NEVER = "never"
    """A second try could create, send or consume something a second time."""


@frozen(eq=False, repr=False, getstate_setstate=False)
class Reconcile(Value):
    """How to find out whether a write was carried out when its response was lost.

    Functions are named, as `package.module:function`, and loaded when needed: they use the methods that name them.

    Attributes:
        hint: Where to look, for the error text: it follows "Look before you repeat …:".
        ask: Returns the lookup; see `esignkit.core.reconciliation.question_of`. None when no call can tell.
        add_request_id: Puts a new id into the call, for services that store it; see `core.request`.
        orphan: What a second one leaves behind that does nobody harm, such as "an empty draft". None where a second one
            is a second document, message or payment: it is then never sent without certainty.
        refused_twice: The code with which the service refuses a second one. Sending it again is then safe, and that
            refusal says that the first was carried out.
    """

    hint: str
    ask: str | None = None
    add_request_id: str | None = None
    orphan: str | None = None
    refused_twice: str | None = None

    def __getstate__(self) -> dict[str, str | None]:
        return {a.name: getattr(self, a.name) for a in fields_of(Reconcile)}

    def __setstate__(self, state: Mapping[str, str | None]) -> None:
        for a in fields_of(Reconcile):  # a plan that an earlier version pickled lacks some
            object.__setattr__(self, a.name, state.get(a.name))


@frozen(eq=False, repr=False)
class FromClient(Value):
    """A placeholder for a value that the client fills in (an application id, a user name)."""

    name: str
    hint: str = ""


Argument: TypeAlias = str | int | Secret | FromClient


# What is sent --------------------------------------------------------------------------------------------------------
@frozen(eq=False, repr=False)
class Json(Value):
    """A JSON body. Models, dates and enums in it are written in the provider's formats when the call is made."""

    value: object = field(repr=False)
    ascii: bool = False


@frozen(eq=False, repr=False)
class Part(Value):
    """One part of a multipart body: a JSON or text field, or a file."""

    name: str
    content: Json | Upload | str


@frozen(eq=False, repr=False)
class Multipart(Value):
    """A `multipart/form-data` body. The parts are sent in order, and files are streamed."""

    parts: tuple[Part, ...]
    progress: Progress | None = field(default=None, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Form(Value):
    """An `application/x-www-form-urlencoded` body."""

    values: Mapping[str, str | Secret] = field(repr=False)


Body: TypeAlias = Json | Multipart | Form


_PLAIN_SEGMENT = pattern(r"(?!\.\.?\Z)[A-Za-z0-9_.~-]+")
"""A path parameter that means itself: nothing in it is encoded, and it is not one of dots alone."""


def quote_segment(name: str, value: object) -> str:
    """Percent-encode one path parameter; refuse a value that would change the route.

    Args:
        name: Name of the parameter, for the error.
        value: A `str`, `int` or `Secret`.

    Raises:
        TypeError: The value is no id, but the object itself, for example.
        ValueError: The value is empty, `.` or `..`, or holds control characters or a lone surrogate.
    """
    if type(value) is str and _PLAIN_SEGMENT.fullmatch(value):
        return value
    if not isinstance(value, str | int | Secret) or isinstance(value, bool):
        msg = f"{both_names(name)} is {kind_of(value)}; give the id itself, as text"
        raise TypeError(msg)
    text = value.reveal() if isinstance(value, Secret) else str(value)
    controls = not text.isprintable() and any(ord(c) < 32 or ord(c) == 127 for c in text)
    if text in ("", ".", "..") or controls:
        label = "it" if isinstance(value, Secret) else repr(text)
        msg = (
            f"{both_names(name)}: {label} cannot be part of a path (empty, dots alone or control characters); "
            "give the id as the service gave it"
        )
        raise ValueError(msg)
    from urllib.parse import quote  # takes as long to load as a call takes, and most ids need none

    return quote(encodable(name, text), safe="")


def _query_text(name: str, value: object) -> str:
    """Write one query parameter.

    Raises:
        TypeError: It is neither text nor a number.
        ValueError: It cannot be sent: a number that is not finite, half of a surrogate pair.
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
    """Return text unchanged when it can be sent outside JSON.

    Raises:
        ValueError: It holds half of a surrogate pair.
    """
    if not encodes(text):
        msg = (
            f"{both_names(name)}: the text holds half of a surrogate pair (an emoji cut in two) and cannot be sent here"
        )
        raise ValueError(msg)
    return text


_Parameter: TypeAlias = "tuple[str, QueryValue | Secret | FromClient]"


def one_by_one(*query: _Parameter) -> Iterator[_Parameter]:
    """Yield query parameters; one with several values is repeated for each.

    Args:
        query: Names and values.
    """
    for name, value in query:
        if isinstance(value, list | tuple):
            yield from ((name, item) for item in cast("Iterable[str]", value))
        else:
            yield name, value


@with_suggestions
@frozen(repr=False, eq=False, getstate_setstate=False)
class Operation(Value, StorablePlan[T], Effect, Generic[T]):
    """One HTTP call, described completely."""

    provider: ClassVar[str] = ""
    """The service that the call belongs to; empty for any. Each provider package has its own subclass."""

    name: str
    """Name of the call, `resource.method`, as in `packages.create`."""
    method: str
    """HTTP method of the call."""
    path: str
    """Path template below the base URL; `{names}` are filled from `args`, then from the client."""
    returns: Callable[[Response], T]
    """Reads the response."""
    args: Mapping[str, Argument] = field(factory=dict[str, Argument])
    """Parameters of the path."""
    query: Mapping[str, QueryValue | Secret | FromClient] = field(factory=dict[str, "QueryValue | Secret | FromClient"])
    """Parameters of the query; those that are None are left out, several texts are sent one by one."""
    body: Body | None = None
    """What is sent."""
    repeat: Repeat = Repeat.READ
    """How safe it is to send it again."""
    if_lost: Reconcile | None = None
    """How to find out whether it was carried out; a call that is never sent again must say it."""
    hide: tuple[str, ...] = ()
    """Members of its response that are credentials, beside those that are in every response of the service."""
    sink: Sink = field(default=Buffer())
    """What becomes of the response's body."""
    accept: str = "application/json"
    """Value of the header `Accept`."""
    authenticated: bool = True
    """Whether the client's credentials go with it."""
    at_root: bool | str = False
    """Whether `path` is below the host's root and not below the base URL's path. A text is another address that `path`
    is below: only for calls that carry no credential of the client (`authenticated` is off)."""
    headers: Mapping[str, str | Secret] = field(factory=dict[str, "str | Secret"])
    """Headers of this call alone."""
    options: CallOptions | None = None
    """The caller's options."""
    gone_is_done: bool = False
    """Whether "not found" after a try of unknown outcome means that the try did it (a delete); the reader must then
    take any response."""
    origin: object = field(default=None, eq=False, repr=False)
    """The call that it was planned by, as a `Planned`; None for one that no `.plan` made."""

    def __attrs_post_init__(self) -> None:
        if self.repeat is Repeat.NEVER and self.if_lost is None:
            msg = f"{self.name} is never sent again: give if_lost=, which says how to find out whether it was done"
            raise TypeError(msg)

    @property
    def changes(self) -> bool:
        """Whether it may change something, even if it only creates or uses up a token."""
        return self.method != "GET" or self.repeat is not Repeat.READ

    @property
    def route(self) -> str:
        """The path template, which may be logged."""
        return self.path

    def __iter__(self) -> Generator[Effect, Any, T]:
        """Run as a flow of one step."""
        return cast("T", (yield self))

    def __repr__(self) -> str:
        def text_of(value: object) -> str:
            if isinstance(value, FromClient):
                return "{" + value.name + "}"
            return "…" if isinstance(value, Secret) else str(value)

        path = self.path
        for key, value in self.args.items():
            path = path.replace("{" + key + "}", text_of(value))
        query = "&".join(f"{k}={text_of(v)}" for k, v in self.query.items() if v is not None)
        return printable(f"<{self.name}: {self.method} {path}{'?' + query if query else ''}>")

    def shown(self, client: Mapping[str, str | None] | None = None) -> str:
        """Return method and path with ids filled in, for error texts; secrets are left out.

        Args:
            client: The client's default values for parameters that the call leaves out; their names are shown without.
        """
        path = self.path
        for name in _names(path) if "{" in path else ():  # raw paths have no template
            value: object = self.args.get(name, FromClient(name))
            if isinstance(value, FromClient):
                value = (client or {}).get(value.name) or "{" + value.name + "}"
            path = path.replace("{" + name + "}", "…" if isinstance(value, Secret) else str(value))
        return printable(f"{self.method} {path}")

    def with_options(self, options: CallOptions | None) -> Operation[T]:
        """Return the same call with other options.

        Args:
            options: Added to the options of the call, replacing those of the same name; None changes nothing.

        Raises:
            TypeError: An option is not known or of the wrong kind.
            ValueError: An option is out of range or cannot be sent.
        """
        if options is None:
            return self
        check_options(options)
        return evolve(self, options={**(self.options or {}), **options})

    def target(self, client: Mapping[str, str | None] | None = None) -> str:
        """Return path and query, encoded, as on the request line.

        Args:
            client: The client's default values for parameters that the call leaves out.

        Raises:
            ValueError: A path parameter would change the route.
            ConfigurationError: The client lacks a value that the call needs.
        """
        client_values = client or {}
        path = self.path
        if "{" in path:
            args: dict[str, str] = {}
            for name in _names(path):
                value: object = self.args[name] if name in self.args else FromClient(name)
                if isinstance(value, FromClient):
                    value = from_client(value, client_values, self.name)
                args[name] = quote_segment(name, value)
            path = path.format_map(args)
        extra = self.options.get("extra_query") if self.options else None
        if not self.query and not extra:
            return path
        pairs: list[tuple[str, str]] = []
        for name, value in one_by_one(*self.query.items(), *(extra or {}).items()):
            if isinstance(value, FromClient):
                pairs.append((name, from_client(value, client_values, self.name)))
            elif value is not None:
                pairs.append((encodable("a query parameter's name", name), _query_text(name, value)))
        if not pairs:
            return path
        from urllib.parse import quote, urlencode  # as above

        return path + "?" + urlencode(pairs, quote_via=quote)


@frozen(eq=False, repr=False)
class Dated(Shown, Effect, Generic[T]):
    """Make a call; return its result and how many seconds the service's clock is ahead of ours.

    The second is None without a `Date` header. `interpret` carries it out; runners do not see it.
    """

    operation: Operation[T]

    def __iter__(self) -> Generator[Effect, Any, tuple[T, float | None]]:
        """Make it: `result, skew = yield from Dated(operation)`."""
        return cast("tuple[T, float | None]", (yield self))


@functools.cache
def _names(template: str) -> tuple[str, ...]:
    return tuple(part.split("}", 1)[0] for part in template.split("{")[1:])


def from_client(value: FromClient, client_values: Mapping[str, str | None], operation: str) -> str:
    """Return the client's value for a placeholder.

    Raises:
        ConfigurationError: The client does not have it.
    """
    text = client_values.get(value.name)
    if text is None:
        hint = value.hint or f"give {value.name} to the client"
        msg = f"{operation}: this client has no {value.name}; {hint}"
        raise ConfigurationError(msg, operation=operation)
    return text


__all__ = [
    "Argument",
    "Body",
    "Buffer",
    "Dated",
    "Form",
    "FromClient",
    "Into",
    "Json",
    "Multipart",
    "Open",
    "Operation",
    "Part",
    "Reconcile",
    "Repeat",
    "Sink",
    "Upload",
    "encodable",
    "from_client",
    "one_by_one",
    "quote_segment",
]
