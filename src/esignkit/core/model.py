"""Models: attrs classes that mirror the wire one to one, read leniently and write exactly; see `core.record`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast, dataclass_transform

import attrs

from esignkit.core.near_misses import warn_near_misses
from esignkit.core.record import Record, record_base, wire_name
from esignkit.core.spelling import near
from esignkit.types import JSON, JSONObject

if TYPE_CHECKING:
    from esignkit.core.pydantic_models import SchemaHandler

__all__ = ["Model", "model"]

M = TypeVar("M", bound="Model")


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(attrs.field,))
def model(cls: type[M]) -> type[M]:
    """Make a class a model: slotted attrs class, keyword-only, whose constructor names near misses.

    The constructor is compiled when the first instance is made, so that importing a module of models stays cheap.
    """
    made = attrs.define(cls, kw_only=True, eq=False, repr=False, init=False, slots=True)

    def first(self: Model, **values: object) -> None:
        _compile_init(made)(self, **values)

    made.__init__ = first  # type: ignore[method-assign]  # replaced by the compiled one at its first call
    return made


def _compile_init(cls: type[Model]) -> Callable[..., None]:
    from esignkit.core.codec import enums_of

    names = [a.name for a in attrs.fields(cls) if a.name != "extra"]
    enums = enums_of(cls)
    source = (
        f"def __init__(self, *, {''.join(n + '=None, ' for n in names)}extra=None, **unknown):\n"
        " if unknown: raise near_miss(cls, unknown)\n"
        + "".join(f" if {n} is not None: warn_near_misses({n!r}, {n}, enums[{n!r}])\n" for n in enums)
        + " self.extra = {} if extra is None else extra\n"
        + "".join(f" self.{n} = {n}\n" for n in names)
    )
    scope: dict[str, Any] = {
        "__name__": __name__,
        "near_miss": _near_miss,
        "warn_near_misses": warn_near_misses,
        "enums": enums,
        "cls": cls,
    }
    exec(compile(source, f"<{cls.__name__}.__init__>", "exec"), scope)  # noqa: S102 - built from our own field names
    made = cast("Callable[..., None]", scope["__init__"])
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    cls.__init__ = made  # type: ignore[method-assign]  # the compiled constructor takes the stub's place
    return made


def _near_miss(cls: type[Model], given: Mapping[str, object]) -> TypeError:
    names = [a.name for a in attrs.fields(cls)]
    by_wire = {wire_name(cls, n): n for n in names}
    by_wire.update({alias: name for alias, name in cls.ALIASES.items() if name in names})
    name = next(iter(given))
    meant = by_wire.get(name) or near(name, names)
    hint = (
        f"; did you mean {meant!r}?"
        if meant
        else f"; what the API has beyond the model goes into extra={{{name!r}: …}}"
    )
    return TypeError(f"{cls.__name__}() has no field {name!r}{hint}")


@record_base
@attrs.define(kw_only=True, eq=False, repr=False, init=False, slots=True)
class Model(Record):
    """Base of every model: a record that reads, writes and shows itself."""

    def _repr_html_(self) -> str:
        from esignkit.display import model_html

        return model_html(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: SchemaHandler) -> dict[str, Any]:
        from esignkit.core.pydantic_models import model_schema

        return model_schema(cls, handler)

    @classmethod
    def from_wire(cls, value: JSON) -> Self:
        """Read a JSON object as the API writes it.

        Args:
            value: The parsed JSON object.

        Raises:
            DecodeError: A member cannot be read; the text names its path.
        """
        from esignkit.core.codec import structure

        return structure(value, cls)

    def to_wire(self) -> JSONObject:
        """Return the JSON object that is sent: unset fields left out, `NULL` as null, dates as the API wants them."""
        from esignkit.core.writing import Writer

        return cast("JSONObject", Writer.for_model(type(self)).write(self))
