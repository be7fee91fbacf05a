"""How pydantic, and FastAPI with it, reads, writes and describes models and pages. Loaded when pydantic asks.

A model's members have the names of the service's JSON, which pydantic calls aliases; their Python names are read as
well. Credentials are written masked, unless `context={"reveal_secrets": True}` asks for them.
"""

from __future__ import annotations

import enum
import threading
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Protocol, Union, cast

import attrs

from esignkit.core.deserialization import Later, hints_of
from esignkit.core.field_specifiers import member_of
from esignkit.core.pydantic_values import Schema, SerializationInfo, as_it_is_or, core_schemas, reveals, write_secret
from esignkit.core.record import Record, wire_name
from esignkit.types import NULL, Secret

__all__ = ["SchemaHandler", "model_schema", "page_schema"]


_PLAIN: frozenset[object] = frozenset({str, int, bool, date})


class SchemaHandler(Protocol):
    """What pydantic passes to `__get_pydantic_core_schema__`."""

    def generate_schema(self, source_type: Any, /) -> Any:
        """Return the schema of another type."""
        ...


class _Open(threading.local):
    """Models whose schemas are being made: one that comes again inside itself is referred to."""

    def __init__(self) -> None:
        self.classes: list[type] = []


_open = _Open()


def model_schema(cls: type[Record], handler: SchemaHandler) -> Schema:
    """Return the schema of a model.

    Args:
        cls: The model's class.
        handler: Makes the schemas of its members' types.
    """
    core = core_schemas()
    ref = f"{cls.__module__}.{cls.__qualname__}:{id(cls)}"
    if cls in _open.classes:
        return cast("Schema", core.definition_reference_schema(ref))
    _open.classes.append(cls)
    try:
        members = {
            name: core.typed_dict_field(
                _hidden(cls, name, _nullable(_member_schema(_type_of(cls, name, hint), handler))),
                required=False,
                validation_alias=[[wire_name(cls, name)], [name]],
                serialization_alias=wire_name(cls, name),
            )
            for name, hint in hints_of(cls).items()
            if name != "extra"
        }
    finally:
        _open.classes.pop()
    return _made_of_members(cls, members, ref, _Build(cls), _members_of)


def _made_of_members(
    cls: type[Any],
    members: Schema,
    ref: str | None,
    build: Callable[[dict[str, Any]], object],
    take_apart: Callable[[Any, SerializationInfo], dict[str, object]],
) -> Schema:
    core = core_schemas()
    whole = core.typed_dict_schema(members, extra_behavior="allow")

    def serialize(one: Any, write: Callable[[dict[str, object]], object], info: SerializationInfo) -> object:
        return write(take_apart(one, info))

    return cast(
        "Schema",
        core.no_info_wrap_validator_function(
            as_it_is_or(cls, build),
            whole,
            ref=ref,
            serialization=core.wrap_serializer_function_ser_schema(serialize, info_arg=True, schema=whole),
            metadata={"pydantic_js_functions": [_Titled(cls)]},
        ),
    )


def _type_of(cls: type[Record], name: str, hint: object) -> object:
    later = cls.READ.get(name)
    return later.model() if isinstance(later, Later) else hint


class _Titled:
    """Names a class in its JSON schema, with the first sentence of its docstring."""

    def __init__(self, cls: type[Any]) -> None:
        self._words = {"title": cls.__name__, "description": (cls.__doc__ or "").strip().split("\n", 1)[0]}

    def __call__(self, schema: object, handler: Any) -> Schema:
        described = handler(schema)
        handler.resolve_ref_schema(described).update(self._words)
        return cast("Schema", described)


class _Build:
    """Makes a model of its members; those that it does not know go into `extra`."""

    def __init__(self, cls: type[Record]) -> None:
        self._cls: Callable[..., object] = cls
        self._names = {str(a.name) for a in attrs.fields(cls)} - {"extra"}

    def __call__(self, members: dict[str, Any]) -> object:
        known = {name: value for name, value in members.items() if name in self._names and value is not None}
        extra = {name: value for name, value in members.items() if name not in self._names}
        return self._cls(**known, extra=extra)


def _members_of(one: Record, info: SerializationInfo) -> dict[str, object]:
    """Return the members that are set; those that the SDK does not know may be credentials."""
    names = [a.name for a in attrs.fields(type(one)) if a.name != "extra"]
    known: dict[str, object] = {name: value for name in names if (value := member_of(one, name)) is not None}
    known = {name: None if value is NULL else value for name, value in known.items()}
    return {**one.extra, **known} if reveals(info) else known


def _nullable(schema: Schema) -> Schema:
    return schema if schema["type"] in ("any", "nullable") else cast("Schema", core_schemas().nullable_schema(schema))


def _hidden(cls: type[Record], name: str, schema: Schema) -> Schema:
    """Mask a member that `repr` does not show."""
    if name not in cls.SECRETS:
        return schema
    write = core_schemas().plain_serializer_function_ser_schema(write_secret, info_arg=True)
    return {**schema, "serialization": write}


def _member_schema(hint: object, handler: SchemaHandler) -> Schema:
    """Return the schema of a member's type; what JSON has no type for is taken as it is."""
    core = core_schemas()
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        return _union_schema([one for one in args if one is not type(None)], handler)
    if origin is list:
        return cast("Schema", core.list_schema(_nullable(_member_schema(args[0], handler))))
    if origin is dict:
        return cast("Schema", core.dict_schema(core.str_schema(), _nullable(_member_schema(args[1], handler))))
    if hint is datetime:  # one without a time zone could not be sent
        return cast("Schema", core.datetime_schema(tz_constraint="aware"))
    if hint is float:  # JSON has no infinity
        return cast("Schema", core.float_schema(allow_inf_nan=False))
    if hint in _PLAIN:
        return cast("Schema", handler.generate_schema(hint))
    if isinstance(hint, type) and hasattr(hint, "__get_pydantic_core_schema__"):
        return cast("Schema", handler.generate_schema(hint))
    return cast("Schema", core.any_schema())


def _union_schema(choices: list[object], handler: SchemaHandler) -> Schema:
    for kind in (Secret, enum.Enum):  # each takes its plain value, too
        for one in choices:
            if isinstance(one, type) and issubclass(one, kind):
                return _member_schema(one, handler)
    schemas = [_member_schema(one, handler) for one in choices]
    if len(schemas) == 1:
        return schemas[0]
    core = core_schemas()
    known = all(schema["type"] != "any" for schema in schemas)
    return cast("Schema", core.union_schema(schemas) if known else core.any_schema())


# Pages ---------------------------------------------------------------------------------------------------------------
def page_schema(cls: type[Any], source: object, handler: SchemaHandler) -> Schema:
    """Return the schema of a page of items.

    Args:
        cls: The class of pages.
        source: The class, with the type of its items where one is given.
        handler: Makes the schema of the items.
    """
    core = core_schemas()
    args = typing.get_args(source)
    item = _member_schema(args[0], handler) if args else core.any_schema()
    count = core.nullable_schema(core.int_schema())
    members = {
        "items": core.typed_dict_field(core.list_schema(item)),
        "total": core.typed_dict_field(count, required=False),
        "per_page": core.typed_dict_field(count, required=False),
    }
    return _made_of_members(
        cls,
        members,
        None,
        lambda values: cls(**{name: values.pop(name) for name in members if name in values}, extra=values),
        lambda page, _info: {
            "items": page.items,
            "total": page.total,
            "per_page": page.per_page,
        },
    )
