"""One method, three modes: a plain call on a sync client, an awaitable on an async one, a value on `.plan`."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Coroutine, Generator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, Generic, ParamSpec, Protocol, TypeVar, cast, overload

from esignkit.core.argument_types import Kinds, refuse_wrong
from esignkit.core.arguments import positional_names, refuse_empty, refuse_file, required_texts
from esignkit.core.caller_warnings import warn_caller
from esignkit.core.download import AsyncDownload, Download, DownloadPlan
from esignkit.core.flow import Effect, Flow
from esignkit.core.operation import Operation
from esignkit.core.paging import AsyncItems, Items, Paging
from esignkit.core.patterns import pattern
from esignkit.core.storable_plan import StorablePlan
from esignkit.core.unknown_values import warn_near_misses
from esignkit.core.value_objects import Value, frozen
from esignkit.names import with_near_names

if TYPE_CHECKING:
    import inspect
    from typing import Self

__all__ = [
    "PLANNER",
    "Async",
    "Mode",
    "Plan",
    "Planned",
    "Resource",
    "Runner",
    "Sync",
    "downloaded",
    "endpoint",
    "kept",
    "mode_of",
    "paged",
    "part",
]

T = TypeVar("T")
P = ParamSpec("P")


class Sync:
    """Marks what belongs to a blocking client."""


class Async:
    """Marks what belongs to an awaiting client."""


class Plan:
    """Marks what says calls without making them."""


Mode = TypeVar("Mode", bound="Sync | Async | Plan", covariant=True)


class Runner(Protocol):
    """Carries flows out in one mode: `sync`, `async` or `plan`."""

    @property
    def mode(self) -> str:
        """The mode."""
        ...

    def run(self, flow: Flow[Any], /) -> Any:
        """Carry a flow out."""
        ...

    def download(self, call: Operation[bytes], /) -> Any:
        """Make a download."""
        ...

    def items(self, paging: Paging[Any], /) -> Any:
        """Make a list."""
        ...


@with_near_names
class Resource(Generic[Mode]):
    """Base of the classes that hold endpoints: one per part of an API, generic in its mode.

    Each call takes `options=` (see `esignkit.types.CallOptions`), which hold for every request of a call that makes
    several. It raises `ApiError` when the service refuses, which is a `ValidationError` where what was sent is wrong or
    something is not in the state for it. A call's own docstring says only what is special about it.
    """

    REFUSES_EMPTY: ClassVar[bool] = False
    """Whether a required text that is empty is refused before the call is made; empty path parameters always are."""

    NOT_STORED: ClassVar[frozenset[str]] = frozenset()
    """Calls that have no JSON form, because they read what holds a credential: deliveries of a service."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    @property
    def made_with(self) -> tuple[object, ...]:
        """What it is made with beside its runner."""
        return ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} ({self._runner.mode})>"


if TYPE_CHECKING:
    part = functools.cached_property
else:

    class part(functools.cached_property):  # noqa: N801 - a decorator
        """A part of a client, made when it is first asked for; asked of the class, it says that a client is needed."""

        owner = attrname = ""  # also while it is copied

        def __set_name__(self, owner: type, name: str) -> None:
            super().__set_name__(owner, name)
            self.owner = owner.__name__

        def __get__(self, client: object, owner: type | None = None) -> object:
            if client is None:
                self.owner = owner.__name__
            return super().__get__(client, owner)

        def __getattr__(self, name: str) -> object:
            if name.startswith("_"):  # Python asks while it makes the class
                raise AttributeError(name)
            cls, own = self.owner, self.attrname
            msg = f"{cls} is the class, and {own} belongs to a client: write client = {cls}(…) and client.{own}.{name}"
            raise AttributeError(msg)


def mode_of(resource: Any) -> str:
    """Return the mode of a resource: `sync`, `async` or `plan`."""
    return cast("str", resource._runner.mode)


@frozen(eq=False, repr=False)
class Planned(Value, StorablePlan[T], Generic[T]):
    """A flow of several steps as a value: a generator runs once and cannot be pickled, this can."""

    resource: type[Any]
    method: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    made_with: tuple[object, ...] = ()
    """What the resource is made with beside its runner."""

    def __iter__(self) -> Generator[Effect, Any, T]:
        """Start the flow anew."""
        return cast("Generator[Effect, Any, T]", iter(self.make()))

    def make(self) -> Any:
        """Make what the call is made of: its operation, its list or its steps."""
        import inspect  # plans of several steps alone need it

        build = inspect.getattr_static(self.resource, self.method).build
        return build(self.resource(PLANNER, *self.made_with), *self.args, **self.kwargs)


def kept(value: object) -> object:
    """Return an argument as a plan keeps it: a list in place of what can be iterated only once."""
    if not hasattr(value.__class__, "__next__") or hasattr(value, "read"):
        return value
    return list(cast("Iterator[object]", value))


_WRAPPED = pattern(r"^(?:Operation|Steps|Flow|Paging)\[(.*)\]$")
_RETURN_ANNOTATIONS = {
    "endpoint": {"sync": "{}", "async": "{}", "plan": "StorablePlan[{}]"},
    "paged": {"sync": "Items[{}]", "async": "AsyncItems[{}]", "plan": "Paging[{}]"},
    "downloaded": {"sync": "Download", "async": "AsyncDownload", "plan": "DownloadPlan"},
}
_GENERATOR = 0x20
"""Flag of the code of generator functions, as `inspect` has it."""
_VERB = {"endpoint": "run", "paged": "items", "downloaded": "download"}


class _Method:
    """A written method, and what is checked of its arguments: of which kind they are, which must not be empty."""

    def __init__(self, build: Callable[..., Any], shown: str) -> None:
        self._build = build
        self._shown = shown
        self._positional = positional_names(build)[1:]  # the first is the resource
        self._required = required_texts(build)
        self._kinds = Kinds(build, numbers_as_text=True)
        self._deprecated: str | None = getattr(build, "__deprecated__", None)

    def call(self, resource: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """Call it; an empty text may be refused, a misspelt keyword or value is told its near miss.

        Raises:
            TypeError: An argument is of a kind that its annotation does not name.
            ValueError: A required text is empty, and the service's calls refuse that.
        """
        if self._deprecated is not None:
            warn_caller(f"{self._shown}() is deprecated: {self._deprecated}", DeprecationWarning)
        required, kinds = self._required if resource.REFUSES_EMPTY else (), self._kinds
        arguments = (*zip(self._positional, args, strict=False), *kwargs.items())
        checked = False
        for name, value in arguments:
            kind = kinds[name]
            if not checked and value.__class__ not in kind.exact:
                checked = True  # with all the others
                self._check_types(arguments, functools.partial(self._build, resource, *args, **kwargs))
            if kind.enums:
                warn_near_misses(name, value, kind.enums)
            if name in required:
                refuse_empty(name, value)
        try:
            return self._build(resource, *args, **kwargs)
        except TypeError as error:
            from esignkit.core.suggestions import call_error  # only mistakes need it

            name_error = call_error(error, self._build, args, kwargs, self._shown)
            if name_error is None:
                raise
            raise name_error from None

    def _check_types(self, arguments: Iterable[tuple[str, object]], call: Callable[[], object]) -> None:
        """Refuse arguments of another kind; first of all files where none belong, whatever else is wrong."""
        prefix = f"{self._shown}(): "
        for name, value in arguments:
            if not self._kinds[name].files:
                refuse_file(prefix + name, value)
        for name, value in arguments:
            if value.__class__ not in (kind := self._kinds[name]).exact:
                refuse_wrong(prefix, name, value, kind, call)


class _Written:
    """A written method, with the signature that it has for callers: `inspect` finds it behind the function it makes.

    Args:
        build: The method as it was written.
        return_annotation: What a call of it gives; `{}` stands for what the written method returns.
    """

    def __init__(self, build: Callable[..., Any], return_annotation: str) -> None:
        self.__wrapped__ = build
        self._return_annotation = return_annotation

    @property
    def __signature__(self) -> inspect.Signature:
        import inspect  # whoever asks has loaded it

        signature = inspect.signature(self.__wrapped__)
        match = _WRAPPED.match(str(signature.return_annotation))
        return signature.replace(return_annotation=self._return_annotation.format(match[1] if match else "object"))


class _Descriptor(Generic[P, T]):
    """Makes one real function per class and mode when it is first asked for; binding it gives a plain method object."""

    kind = "endpoint"

    def __init__(self, build: Callable[..., Any]) -> None:
        self.build = build
        self._made: dict[tuple[type[Any], str], Callable[..., Any]] = {}
        self.__doc__ = build.__doc__
        self.__name__: str = build.__name__
        self.__wrapped__: Callable[..., Any] = build

    def _bind(self, resource: Any) -> Any:
        key = resource.__class__, resource._runner.mode
        function = self._made.get(key) or self._make(*key)
        return types.MethodType(function, resource)

    def _make(self, owner: type[Any], mode: str) -> Callable[..., Any]:
        build, verb = self.build, _VERB[self.kind]
        name = f"{owner.__name__}.{build.__name__}"  # as the caller knows it; it may be written in a base of the class
        method = _Method(build, name)
        call: Callable[..., Any]
        if mode == "plan":
            steps = bool(build.__code__.co_flags & _GENERATOR)

            @functools.wraps(build)
            def planning(self: Any, *args: Any, **kwargs: Any) -> Any:
                args, kwargs = tuple([kept(one) for one in args]), {name: kept(one) for name, one in kwargs.items()}
                made = method.call(self, args, kwargs)  # also of steps: a wrong name fails here, not when it is run
                planned = cast("object", Planned(owner, build.__name__, args, kwargs, self.made_with))
                if steps:
                    return planned
                if isinstance(cast("object", made), Operation | Paging):
                    object.__setattr__(made, "origin", planned)  # made a moment ago; a copy takes as long as the call
                return getattr(self._runner, verb)(made)

            call = planning
        elif mode == "async" and self.kind == "endpoint":

            @functools.wraps(build)
            async def awaiting(self: Any, *args: Any, **kwargs: Any) -> Any:
                return await self._runner.run(method.call(self, args, kwargs))

            call = awaiting
        else:

            @functools.wraps(build)
            def blocking(self: Any, *args: Any, **kwargs: Any) -> Any:
                return getattr(self._runner, verb)(method.call(self, args, kwargs))

            call = blocking
        call.__qualname__ = name  # Python's warning of a coroutine that was never awaited says it
        setattr(call, "__wrapped__", _Written(build, _RETURN_ANNOTATIONS[self.kind][mode]))  # noqa: B010 - read by inspect, help() and ?
        self._made[owner, mode] = call
        return call


class endpoint(_Descriptor[P, T]):  # noqa: N801 - a decorator
    """A method that says what to do (`-> Operation[T]` or `-> Steps[T]`) and is carried out in the client's mode."""

    def __init__(self, build: Callable[Concatenate[Any, P], Flow[T]]) -> None:
        super().__init__(build)

    @overload
    def __get__(self, resource: None, owner: type) -> Self: ...
    @overload
    def __get__(self, resource: Resource[Sync], owner: type) -> Callable[P, T]: ...
    @overload
    def __get__(self, resource: Resource[Async], owner: type) -> Callable[P, Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, resource: Resource[Plan], owner: type) -> Callable[P, StorablePlan[T]]: ...
    def __get__(self, resource: Any, owner: type) -> Any:
        """Bind to a resource, in its mode; on the class itself, the written function."""
        return self.build if resource is None else self._bind(resource)


class paged(_Descriptor[P, T]):  # noqa: N801 - a decorator
    """A method that plans a list (`-> Paging[T]`) and gives `Items`, `AsyncItems` or the plan itself."""

    kind = "paged"

    def __init__(self, build: Callable[Concatenate[Any, P], Paging[T]]) -> None:
        super().__init__(build)

    @overload
    def __get__(self, resource: None, owner: type) -> Self: ...
    @overload
    def __get__(self, resource: Resource[Sync], owner: type) -> Callable[P, Items[T]]: ...
    @overload
    def __get__(self, resource: Resource[Async], owner: type) -> Callable[P, AsyncItems[T]]: ...
    @overload
    def __get__(self, resource: Resource[Plan], owner: type) -> Callable[P, Paging[T]]: ...
    def __get__(self, resource: Any, owner: type) -> Any:
        """Bind to a resource, in its mode; on the class itself, the written function."""
        return self.build if resource is None else self._bind(resource)


class downloaded(_Descriptor[P, bytes]):  # noqa: N801 - a decorator
    """A method that says a download (`-> Operation[bytes]`) and gives `Download`, `AsyncDownload` or `DownloadPlan`."""

    kind = "downloaded"

    def __init__(self, build: Callable[Concatenate[Any, P], Operation[bytes]]) -> None:
        super().__init__(build)

    @overload
    def __get__(self, resource: None, owner: type) -> Self: ...
    @overload
    def __get__(self, resource: Resource[Sync], owner: type) -> Callable[P, Download]: ...
    @overload
    def __get__(self, resource: Resource[Async], owner: type) -> Callable[P, AsyncDownload]: ...
    @overload
    def __get__(self, resource: Resource[Plan], owner: type) -> Callable[P, DownloadPlan]: ...
    def __get__(self, resource: Any, owner: type) -> Any:
        """Bind to a resource, in its mode; on the class itself, the written function."""
        return self.build if resource is None else self._bind(resource)


class _Planner:
    """The runner that carries nothing out: what it is given is the response."""

    mode = "plan"

    def run(self, flow: Flow[T]) -> Flow[T]:
        return flow

    def download(self, call: Operation[bytes]) -> DownloadPlan:
        return DownloadPlan(call)

    def items(self, paging: Paging[T]) -> Paging[T]:
        return paging


PLANNER: Runner = cast("Runner", _Planner())
