"""Rows for the calls of a service: one shape for the three services, which `test_operations.py` goes through."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import Factory, field, frozen

from esignkit.core.context import Context
from esignkit.core.endpoint import PLANNER, Resource, downloaded, endpoint, paged
from esignkit.core.flow import Call as Callback
from esignkit.core.flow import Now, Response, Within
from esignkit.core.operation import Operation, Repeat
from esignkit.core.paging import Paging
from esignkit.core.settings import Settings
from esignkit.errors import ApiError, ESignError
from tests.multipart import parts_of
from tests.support import AnswerLike, Record, context_of, drive

READ, IDEMPOTENT, NEVER = Repeat.READ, Repeat.IDEMPOTENT, Repeat.NEVER


def operation_of(plan: Any) -> Operation[Any]:
    """Return the operation that a plan is, or the first that it makes after preparing it; nothing is sent."""
    if isinstance(plan, Operation):
        return plan
    if isinstance(plan, Paging):
        return plan.first
    steps = iter(plan)
    effect = next(steps)
    while not isinstance(effect, Operation):
        if isinstance(effect, Within):
            return operation_of(effect.flow)
        if isinstance(effect, Callback):
            effect = steps.send(effect.fn())
        else:
            effect = steps.send(0.0 if isinstance(effect, Now) else "v3")  # the other asks for the API's version
    return effect


# What a row is made of ------------------------------------------------------------------------------------------------
@frozen
class Call:
    """A method and its arguments: to be called on a client of any mode, or on anything that has its resources."""

    resource: str
    method: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]

    def on(self, client: Any) -> Any:
        return getattr(getattr(client, self.resource), self.method)(*self.args, **self.kwargs)


@frozen
class _Calls:
    """Notes what is called: `call.packages.get("p")` is a `Call`."""

    resource: str = ""

    def __getattr__(self, name: str) -> Any:
        if not self.resource:
            return _Calls(name)
        return lambda *args, **kwargs: Call(self.resource, name, args, kwargs)


call: Any = _Calls()


@frozen
class has:
    """Expects members of a result: their paths and values in turn."""

    pairs: tuple[Any, ...]

    def __init__(self, *pairs: Any) -> None:
        self.__attrs_init__(pairs)

    def __call__(self, result: Any) -> bool:
        for path, value in zip(self.pairs[::2], self.pairs[1::2], strict=True):
            member = functools.reduce(_member, path.split("."), result)
            assert member == value, f"{path} is {member!r}, not {value!r}"
        return True


def _member(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return value[name]
    return value[int(name)] if name.isdigit() else getattr(value, name)


@frozen
class parts:
    """Expects a multipart body: each part's name and file name in turn, None for a part that is no file."""

    names: tuple[str | None, ...]

    def __init__(self, *names: str | None) -> None:
        self.__attrs_init__(names)

    def __call__(self, sent: Any) -> bool:
        found = parts_of(sent)
        assert tuple(name for part in found for name in (part.name, part.filename)) == self.names
        for part in found:  # a reader that takes a field's text for Latin-1 must not spoil it
            assert part.filename is not None or (part.content.isascii() and part.content_type is None)
        return True


@frozen
class Refusal:
    """A response by which a service refuses a call, and the error that a caller gets."""

    response: Response
    error: type[ApiError]
    words: str = ""
    """What the error's text must hold of the service's words."""
    code: str | None = None
    details: Any = None

    def __str__(self) -> str:
        return f"{self.response.status} {self.response.content[:60].decode(errors='replace')}"


_USUALLY = {"GET": READ, "PUT": IDEMPOTENT, "DELETE": IDEMPOTENT, "POST": NEVER, "PATCH": NEVER}


@frozen
class Row:
    """One call of a service."""

    call: Call
    request: str
    """Method, path and query as they go out, below the base URL: `GET /packages?from=1&to=100`."""
    body: Any = None
    """What goes out, as JSON; `parts(…)` for a multipart body; None for no body."""
    response: Any = None
    """What comes back with status 200: JSON, or bytes as they are; None for no body."""
    result: Any = None
    """What the caller gets: a value, or a function that is given the result and returns whether it is right."""
    repeat: Repeat = field(default=Factory(lambda row: _USUALLY[row.method], takes_self=True))
    """How safe it is to send it twice, where it is not what HTTP says of the method."""
    asks: str | None = None
    """The first request that `find_out()` makes when the response is lost; None when nothing would tell."""
    looked_up: Any = None
    """For a call that never goes out twice and looks by itself when its response is lost: what that look is answered,
    so that it ends in an error."""
    refused: Refusal | None = None
    """How the service refuses this call in particular."""
    auth: str | None = "client"
    """What the `Authorization` header holds: `client` stands for the client's own credential; None for no header."""
    accept: str = "application/json"
    at_root: bool = False
    """Whether the path is below the host and not below the base URL."""
    secrets: tuple[str, ...] = ()
    """The credentials among the arguments: the plan's repr hides them, and it is not pickled."""
    attempts: int = 3
    """How often it goes out when the service is not reached."""
    file: str | None = None
    """What a download into a file is checked to be: `pdf` or `zip`."""
    operation: str = field(default=Factory(lambda row: row.name, takes_self=True))
    """The operation's name, where it is not the method's."""
    note: str = ""
    """What is special about the row, when another one has the same request."""

    @property
    def name(self) -> str:
        return f"{self.call.resource}.{self.call.method}"

    @property
    def method(self) -> str:
        return self.request.partition(" ")[0]

    @property
    def target(self) -> str:
        """Path and query."""
        return self.request.partition(" ")[2]

    def __str__(self) -> str:
        return f"{self.name} {self.request}" + (f" ({self.note})" if self.note else "")

    def check(self, result: Any) -> None:
        """Fail when a result is not the row's."""
        if callable(self.result):
            assert self.result(result), result
        else:
            assert result == self.result

    @property
    def content(self) -> bytes:
        """The response's body."""
        if isinstance(self.response, bytes):
            return self.response
        return b"" if self.response is None else json.dumps(self.response).encode()

    def reply(self) -> Response:
        return Response(200, {"content-type": "application/json"}, self.content)


# What the rows of a service have in common ----------------------------------------------------------------------------
@frozen(eq=False)
class Service:
    """A service: its calls, and what the tests need to make them."""

    name: str
    resources: Mapping[str, type[Resource[Any]]]
    """The resources by their names on the client."""
    rows: Sequence[Row]
    settings: Callable[..., Settings]
    """Returns the settings of a client; takes what differs from the usual."""
    clients: tuple[type, type]
    """The blocking and the awaiting client."""
    arguments: Mapping[str, Any]
    """What the clients are made with."""
    authorization: str
    """The header that holds the client's own credential."""
    refusals: Callable[[Row], Iterable[Refusal]]
    """All ways in which the service refuses a call, beside the row's own."""
    elsewhere: Mapping[str, str]
    """Calls of several steps, which do not fit a row, and the file of the service's folder that tests them."""
    base: str = ""
    """The path of the base URL."""
    content_type: str = "application/json"
    """The type of responses over HTTP."""
    typed_without_body: bool = True
    """Whether a request without a body has a content type, too."""
    unreadable: tuple[Response, ...] = ()
    """Successes that say nothing about any call."""

    def __str__(self) -> str:
        return self.name

    def __getitem__(self, name: str) -> Row:
        """Return the first row of a method."""
        return next(row for row in self.rows if row.name == name)

    @functools.cached_property
    def plans(self) -> Any:
        """The client's resources in plan mode."""
        return SimpleNamespace(**{name: resource(PLANNER) for name, resource in self.resources.items()})

    def kind(self, row: Row) -> type:
        """Return what a row's method is: an `endpoint`, `paged` or `downloaded`."""
        return type(self.endpoints[row.name])

    @functools.cached_property
    def endpoints(self) -> dict[str, Any]:
        """All methods of the resources that make calls, by name."""
        return {
            f"{name}.{method}": value
            for name, resource in self.resources.items()
            for base in reversed(resource.__mro__)
            for method, value in vars(base).items()
            if isinstance(value, endpoint | paged | downloaded)
        }

    def plan(self, row: Row) -> Any:
        """Return a row's call as a plan; a download is one of its bytes."""
        plan = row.call.on(self.plans)
        return plan.bytes() if self.kind(row) is downloaded else plan

    def operation(self, row: Row) -> Operation[Any]:
        return operation_of(self.plan(row))

    def operations(self) -> Iterator[Operation[Any]]:
        """Yield the operation of each row."""
        return map(self.operation, self.rows)

    @functools.cached_property
    def usual_settings(self) -> Settings:
        return self.settings()

    def context(self, record: Record | None = None, **changes: Any) -> Context:
        return context_of(self.settings(**changes) if changes else self.usual_settings, record)

    def run(self, made: Any, *answers: AnswerLike, record: Record | None = None, **changes: Any) -> tuple[Any, Record]:
        """Make a call by hand: each request is given the next answer.

        Args:
            made: A row, or a plan.
            answers: A row's own response when there is none.
            record: Where requests and pauses are noted; it is returned, too.
            changes: Settings that differ from the usual ones.
        """
        record = record or Record()
        if isinstance(made, Row):
            made, answers = self.plan(made), answers or (made.reply(),)
        return drive(made, answers, self.context(record, **changes), record)

    def failure(self, made: Any, *answers: AnswerLike) -> tuple[ESignError, Record]:
        """Make a call that fails, as `run` does; return its error and the record."""
        record = Record()
        with pytest.raises(ESignError) as caught:
            self.run(made, *answers, record=record)
        return caught.value, record
