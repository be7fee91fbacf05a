"""Classes and modules whose names people type: a misspelt one gets an error with the near miss."""

from __future__ import annotations

import enum
import functools
import sys
from types import FunctionType

TYPE_CHECKING = False  # as `typing` has it
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn, TypeVar

    T = TypeVar("T")

__all__ = ["EnumNames", "no_attribute", "no_name_of", "with_near_arguments", "with_near_names"]


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
            if name in cls.__members__:  # Python 3.11 looks here for a member with the name of an attribute
                return cls.__members__[name]
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
            setattr(cls, name, _with_near_arguments(function, cls.__name__ if name == "__init__" else None))
    return with_near_names(cls)


def _with_near_arguments(function: FunctionType, shown: str | None) -> Callable[..., object]:
    @functools.wraps(function)
    def calling(*args: object, **kwargs: object) -> object:
        try:
            return function(*args, **kwargs)
        except TypeError as error:
            if not str(error).startswith(f"{function.__qualname__}() got an unexpected keyword"):
                raise
            from esignkit.names.near_names import misspelt

            raise misspelt(function, kwargs, shown) or error from None

    return calling
