"""A call of a caller's own flow, as a value."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from esignkit.core.storable_plan import StorablePlan
from esignkit.core.value_objects import Value, frozen

if TYPE_CHECKING:
    from esignkit.core.flow import Effect

__all__ = ["FlowPlan"]

T = TypeVar("T")


@frozen(eq=False, repr=False)
class FlowPlan(Value, StorablePlan[T], Generic[T]):
    """A call of a function under `@flow`, as a value that can be run more than once, pickled and stored."""

    flow: Callable[..., FlowPlan[T]]
    """The function under `@flow`; `flow.__wrapped__` has the steps."""
    args: tuple[Any, ...]
    """Its positional arguments."""
    kwargs: Mapping[str, Any]
    """Its keyword arguments."""

    def __iter__(self) -> Generator[Effect, Any, T]:
        """Start the steps anew."""
        steps: Callable[..., Any] = getattr(self.flow, "__wrapped__")  # noqa: B009 - no checker knows what `wraps` sets
        return cast("Generator[Effect, Any, T]", iter(steps(*self.args, **self.kwargs)))

    def __repr__(self) -> str:
        return f"<call of the flow {self.flow.__module__}:{self.flow.__qualname__}>"
