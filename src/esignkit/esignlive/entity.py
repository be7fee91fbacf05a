"""The calls that every object with an address of its own has: read, create, change, delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from esignkit.core.model import Model
from esignkit.core.operation import Argument, Json, Reconcile, Repeat
from esignkit.core.response_readers import read
from esignkit.core.value_objects import Value, frozen
from esignkit.esignlive.operation import Operation, deletion, post
from esignkit.esignlive.response_readers import ReadOptional
from esignkit.types import CallOptions

__all__ = ["Entity"]

M = TypeVar("M", bound=Model)


@frozen(eq=False, repr=False)
class Entity(Value, Generic[M]):
    """Objects of one kind. Each call takes name, path parameters (`args`), body and options of an `Operation`.

    Attributes:
        path: Path template of one of them.
        model: What they are.
    """

    path: str
    model: type[M]

    def get(self, name: str, args: Mapping[str, Argument], options: CallOptions | None) -> Operation[M]:
        """Return the call that reads one."""
        return Operation(name, "GET", self.path, read(self.model), args, options=options)

    def find(self, name: str, args: Mapping[str, Argument], options: CallOptions | None) -> Operation[M | None]:
        """Return the call that reads one, where the service answers without a body when there is none."""
        return Operation(name, "GET", self.path, ReadOptional(self.model), args, options=options)

    def create(
        self, name: str, args: Mapping[str, Argument], body: object, *, if_lost: Reconcile, options: CallOptions | None
    ) -> Operation[M | None]:
        """Return the call that adds one; it is never sent again, and is answered with what was made, or nothing."""
        return post(name, self.path, ReadOptional(self.model), args, body=Json(body), if_lost=if_lost, options=options)

    def update(
        self, name: str, args: Mapping[str, Argument], changes: object, options: CallOptions | None
    ) -> Operation[M | None]:
        """Return the call that changes one; it may be sent again, and is answered with how it is now, or nothing."""
        return Operation(
            name,
            "PUT",
            self.path,
            ReadOptional(self.model),
            args,
            body=Json(changes),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    def delete(self, name: str, args: Mapping[str, Argument], options: CallOptions | None) -> Operation[None]:
        """Return the call that removes one."""
        return deletion(name, self.path, args, options=options)
