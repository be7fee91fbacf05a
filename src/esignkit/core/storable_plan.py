"""What all plans have in common: a JSON form, a digest, and an explanation for people."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from esignkit.core.late_attrs import fields_of
from esignkit.names import with_near_names

if TYPE_CHECKING:
    from esignkit.core.explanation import Explanation
    from esignkit.core.flow import Effect

__all__ = ["Storable", "StorablePlan"]

T_co = TypeVar("T_co", covariant=True)


@with_near_names
class Storable:
    """What can be stored: a call as a value."""

    __slots__ = ()

    def __getstate__(self) -> dict[str, object]:
        return {a.name: getattr(self, a.name) for a in fields_of(type(self))}

    def __setstate__(self, state: Mapping[str, object]) -> None:
        for name, value in {"origin": None, **state}.items():  # a plan that an earlier version pickled has no origin
            object.__setattr__(self, name, value)

    def to_json(self) -> str:
        """Return the plan as JSON text: names and values, never code. `esignkit.durable.from_json` reads it.

        Files are held by path, size and SHA-256, what was given as bytes in full.

        Raises:
            PlanError: Something in it has no JSON form, such as an open file or a credential; the text names the place.
        """
        return cast("str", _json().to_json(self))

    @property
    def digest(self) -> str:
        """SHA-256 of the call, its values and the content of its files, wherever they lie, as 64 hexadecimal digits.

        Raises:
            PlanError: It has no JSON form.
        """
        return cast("str", _json().digest_of(_json().form_of(self)))

    def explain(self, *, mask: bool | None = None) -> Explanation:
        """Explain the plan to a person: each call with what it sends, and how safe it is to repeat. Nothing is sent.

        Args:
            mask: Whether what is personal becomes `•••`; when not given, as `esignkit.display.settings` says.

        Returns:
            The explanation: `print(plan.explain())`; a notebook shows it by itself.
        """
        module: Any = import_module("esignkit.core.plan_explanation")
        return cast("Explanation", module.explain(self, mask=mask))


class StorablePlan(Storable, Generic[T_co]):
    """A plan that clients run and that can be stored: what each call of a client's `.plan` returns."""

    __slots__ = ()

    def __iter__(self) -> Generator[Effect, Any, T_co]:
        """Run inside a flow: `result = yield from plan`."""
        raise NotImplementedError


def _json() -> Any:
    """Return the module that writes plans. It is loaded by name, for it knows them."""
    return import_module("esignkit.core.plan_json")
