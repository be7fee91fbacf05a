"""Classes and modules whose names people type: a misspelt one gets an error with the near miss."""

from __future__ import annotations

import enum
import functools
import sys
from types import FunctionType
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn, TypeVar

    F = TypeVar("F", bound=Callable[..., Any])
    T = TypeVar("T")

_COROUTINE = 0x80  # as `inspect` has it

__all__ = ["EnumNames", "near_arguments", "no_attribute", "no_name_of", "with_near_arguments", "with_near_names"]


def no_attribute(self: object, name: str) -> NoReturn:
    """Refuse a name that an object does not have: the `__getattr__` of classes whose names people type.

    Args:
        self: The object.
        name: The name.

    Raises:
        AttributeError: Always; where a property of that name has raised one, that one.
    """
    cls = type(self)
    if any(name in vars(one) for one in cls.__mro__):
        object.__getattribute__(self, name)
    from esignkit.names.near_names import NoSuchName  # only mistakes need it, and questions

    raise NoSuchName(f"{cls.__name__!r} object has no attribute {name!r}", name, lambda: dir(self))


def with_near_names(cls: type[T]) -> type[T]:
    """Let an error of a misspelt attribute of a class's instances name the near miss.

    Args:
        cls: The class. Checkers do not see what is set here: they would take any name for an attribute.
    """
    setattr(cls, "__getattr__", no_attribute)  # noqa: B010 - as above
    return cls


class EnumNames(enum.EnumMeta):
    """Class of enums: a member that is misspelt gets an error with the near miss."""

    if not TYPE_CHECKING:  # checkers would take any name for a member

        def __getattr__(cls, name: str) -> object:
            if name.startswith("_"):  # Python asks while it makes the class
                raise AttributeError(name)
            from esignkit.names.near_names import NoSuchName

            raise NoSuchName(f"{cls.__name__} has no {name!r}", name, lambda: type.__dir__(cls))

        def __getitem__(cls, name: str) -> object:
            try:
                return super().__getitem__(name)
            except KeyError:
                from esignkit.names.near_names import hint

                raise KeyError(f"{cls.__name__} has no {name!r}{hint(str(name), cls.__members__)}") from None


def no_name_of(module: str) -> Callable[[str], NoReturn]:
    """Return the `__getattr__` of a module that has its names itself.

    Args:
        module: The module's `__name__`.
    """

    def __getattr__(name: str) -> NoReturn:  # noqa: N807 - it becomes the module's
        if name.startswith("_"):  # Python asks for `__path__` at each import
            raise AttributeError(f"module {module!r} has no attribute {name!r}", name=name)
        from esignkit.names.near_names import refuse_name

        refuse_name(module, name, lambda: sys.modules[module].__all__)

    return __getattr__


def with_near_arguments(cls: type[T]) -> type[T]:
    """Let the methods of a class name the near miss of a misspelt argument, and its instances that of an attribute.

    Args:
        cls: The class; calls of services have this from elsewhere.
    """
    for name, function in list(vars(cls).items()):
        if isinstance(function, FunctionType) and (name == "__init__" or not name.startswith("_")):
            calling = near_arguments(function, cls.__name__ if name == "__init__" else None)
            setattr(cls, name, _awaiting(calling) if function.__code__.co_flags & _COROUTINE else calling)
    return with_near_names(cls)


def _awaiting(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that returns a coroutine as a coroutine function, as which `inspect` knows it."""

    @functools.wraps(function)
    async def awaiting(*args: Any, **kwargs: Any) -> Any:
        return await function(*args, **kwargs)

    return awaiting


def near_arguments(function: F, shown: str | None = None) -> F:
    """Let a function name the near miss of a misspelt argument.

    Args:
        function: The function; one that takes a credential would show it in the traceback.
        shown: Its name for the error, when it is not its own.
    """

    @functools.wraps(function)
    def calling(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except TypeError as error:
            if not str(error).startswith(f"{function.__qualname__}() got an unexpected keyword"):
                raise
            from esignkit.names.near_names import misspelt

            raise misspelt(function, kwargs, shown) or error from None

    return cast("F", calling)
