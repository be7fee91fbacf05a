"""Plans that are watched while they are carried out."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Generic, TypeVar, cast

from attrs import mutable

from esignkit.core.flow import Effect, Flow, Within
from esignkit.core.operation import Multipart, Operation
from esignkit.core.value_objects import evolve
from esignkit.types import Progress

__all__ = ["Watched", "Watcher"]

T = TypeVar("T")


class Watcher:
    """Sees the calls of a plan; a subclass shows them."""

    def call_begins(self, operation: Operation[Any]) -> Operation[Any]:
        """Note a call, and return it as it is to be made: its upload is watched."""
        if isinstance(operation.body, Multipart):
            return evolve(operation, body=evolve(operation.body, progress=self.upload_progress(operation)))
        return operation

    def call_ends(self, operation: Operation[Any], result: object) -> None:
        """Note that a call was answered."""

    def part_ends(self, result: object) -> None:
        """Note the result of a part of the plan that has a deadline of its own, such as one look of a wait."""

    def upload_progress(self, operation: Operation[Any]) -> Progress | None:
        """Return what is told of the bytes that are sent; None for nothing."""
        return None


@mutable
class Watched(Generic[T]):
    """A plan that tells a watcher of each of its calls."""

    plan: Flow[T]
    """The plan."""
    watcher: Watcher
    """Is told."""

    def __iter__(self) -> Generator[Effect, Any, T]:
        """Carry the plan out."""
        steps = iter(self.plan)
        try:
            effect = next(steps)
            while True:
                try:
                    result: Any = yield self._watched(effect)
                except Exception as error:
                    effect = steps.throw(error)
                else:
                    self._tell(effect, result)
                    effect = steps.send(result)
        except StopIteration as end:
            return cast("T", end.value)
        finally:
            steps.close()

    def _watched(self, effect: Effect) -> Effect:
        if isinstance(effect, Operation):
            return self.watcher.call_begins(cast("Operation[Any]", effect))
        if isinstance(effect, Within):
            part = cast("Within[Any]", effect)
            return evolve(part, flow=Watched(part.flow, self.watcher))
        return effect

    def _tell(self, effect: Effect, result: object) -> None:
        if isinstance(effect, Operation):
            self.watcher.call_ends(cast("Operation[Any]", effect), result)
        elif isinstance(effect, Within):
            self.watcher.part_ends(result)
