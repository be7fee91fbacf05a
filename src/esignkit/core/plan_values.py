"""Values of plans as JSON. What JSON lacks stands in an object whose names begin with `$`."""

from __future__ import annotations

import base64
import enum
import inspect
import json
import math
import numbers
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, cast

import attrs

from esignkit.core.endpoint import Resource, mode_of
from esignkit.core.field_specifiers import DefaultList
from esignkit.core.model import Model
from esignkit.core.plan_annotations import CONTENT, CREDENTIAL, NOTHING, Annotated, annotated
from esignkit.core.plan_files import look_at
from esignkit.core.plan_names import name_of
from esignkit.core.record import Record, values_of
from esignkit.core.reporting import NO_SECRETS
from esignkit.core.text import kind_of
from esignkit.core.upload import Upload
from esignkit.errors import PlanError
from esignkit.types import JSON, NULL, UNSET, JSONObject, Secret

__all__ = ["has_credential", "member_annotation", "refuse_options", "write_arguments", "write_made_with"]

_LONG = frozenset({"base64_content", "content", "handdrawn", "initials_image_base64", "signature_image_base64"})
"""Members that a repr leaves out because they are long, and not because they are secret."""
_OPTIONS = ("extra_headers", "extra_query")


def write_arguments(signature: inspect.Signature, args: tuple[object, ...], kwargs: Mapping[str, object]) -> JSONObject:
    """Return the arguments of a call by their names; those that say nothing are left out.

    Args:
        signature: Of the call.
        args: Its positional arguments.
        kwargs: Its keyword arguments.

    Raises:
        PlanError: One has no JSON form.
    """
    written: JSONObject = {}
    for name, value in signature.bind(*args, **kwargs).arguments.items():
        parameter = signature.parameters[name]
        if value is UNSET or (value is None and parameter.default is None):
            continue
        known = annotated(parameter.annotation)
        if known.options and not value:
            continue
        if known.credential and value is not None:
            msg = f"{name} is a credential: it belongs to the client, or into a call that is made at once"
            raise PlanError(msg)
        if parameter.kind is parameter.VAR_POSITIONAL:
            several = cast("tuple[object, ...]", value)
            written[name] = [_write(item, f"{name}[{number}]", known) for number, item in enumerate(several)]
        else:
            if known.options:
                refuse_options(value)
            written[name] = _write(value, name, known)
    return written


def refuse_options(options: object) -> None:
    """Refuse options that may hold a credential.

    Raises:
        PlanError: They may.
    """
    for name in _OPTIONS if isinstance(options, Mapping) else ():
        if cast("Mapping[str, object]", options).get(name):
            msg = f"options.{name} may hold a credential; give it to the client: client.with_options({name}=…)"
            raise PlanError(msg)


def write_made_with(values: Iterable[object]) -> list[JSON]:
    """Return what a resource is made with beside its runner: the services of agreements.

    Their credentials are left out: only calls that are not stored use them.

    Args:
        values: The services.
    """
    return [_write_new(value, type(value).__name__, credentials=False) for value in values]


def has_credential(value: object) -> bool:
    """Whether something in a value, at any depth, is a credential or a member that a model hides."""
    if isinstance(value, Record):
        hidden = type(value).SECRETS - _LONG
        return any(
            member is not None and (a.name in hidden or (member.__class__ not in NO_SECRETS and has_credential(member)))
            for a, member in zip(attrs.fields(type(value)), values_of(value), strict=True)
        )
    if isinstance(value, Mapping):
        return any(map(has_credential, cast("Mapping[object, object]", value).values()))
    if isinstance(value, list | tuple):
        return any(map(has_credential, cast("Iterable[object]", value)))
    return isinstance(value, Secret)


def member_annotation(cls: type[Any], member: Any) -> Annotated:
    """Return what is known of a member of a value: whether it takes a file, or is a credential.

    Args:
        cls: The value's class.
        member: The member, as `attrs.fields` has it.
    """
    if not issubclass(cls, Record):
        return annotated(member.type)
    if member.name in cls.SECRETS and member.name not in _LONG:
        return CREDENTIAL
    return CONTENT if member.name in cls.FILES else NOTHING


def _write(value: object, place: str, known: Annotated) -> JSON:
    if value is None or isinstance(value, bool):
        return value
    for kinds, write in _KINDS:
        if isinstance(value, kinds):
            return write(value, place, known)
    if value is NULL:
        return {"$marker": "NULL"}
    if isinstance(value, Resource):
        return _write_calls(cast("Resource[Any]", value), place)
    if attrs.has(type(value)) and name_of(type(value)):
        return _write_new(value, place)
    raise PlanError(f"{place} is {_reason(value)}")


def _reason(value: object) -> str:
    """Say why something has no JSON form."""
    kind = kind_of(value)
    if isinstance(value, Secret):
        return "a credential: it belongs to the client, or into a call that is made at once"
    if hasattr(value, "read"):
        return "an open file: give its path or its content"
    if isinstance(value, Upload):
        return "an upload that was made before: give the file itself"
    if callable(value):
        return f"{kind}, which is code: a plan holds values only"
    if isinstance(value, Iterable):
        return f"{kind}: give a list"
    return f"{kind}, which has no JSON form"


def _enum(value: enum.Enum, place: str, known: Annotated) -> JSON:
    if value is UNSET:
        return {"$marker": "UNSET"}
    return {"$enum": _name(type(value), place), "value": value.value}


def _text(value: str, place: str, known: Annotated) -> JSON:
    return _file(value, place) if known.text else str(value)


def _whole(value: int, place: str, known: Annotated) -> JSON:
    return int(value)


def _number(value: float, place: str, known: Annotated) -> JSON:
    if not math.isfinite(value):
        msg = f"{place} is {value}, which is no number in JSON"
        raise PlanError(msg)
    return float(value)


def _moment(value: datetime, place: str, known: Annotated) -> JSON:
    return {"$datetime": value.isoformat()}


def _day(value: date, place: str, known: Annotated) -> JSON:
    return {"$date": value.isoformat()}


def _span(value: timedelta, place: str, known: Annotated) -> JSON:
    return {"$microseconds": value // timedelta(microseconds=1)}


def _bytes(value: bytes, place: str, known: Annotated) -> JSON:
    return {"$bytes": base64.b64encode(bytes(value)).decode("ascii")}


def _path(value: os.PathLike[str], place: str, known: Annotated) -> JSON:
    if known.file:
        return _file(os.fsdecode(value), place)
    if known.target:
        return {"$path": os.fsdecode(value)}
    msg = f"{place} is a path, and nothing says whether a file is read or written there; a flow of your own says it by "
    msg += "its annotation: esignkit.FileInput or esignkit.FileTarget"
    raise PlanError(msg)


def _file(path: str, place: str) -> JSON:
    path = os.path.abspath(path)  # noqa: PTH100 - it is read elsewhere, where another folder is the current one
    facts = look_at(path, place)
    return {"$file": path, "size": facts.size, "sha256": facts.sha256}


def _mapping(value: Mapping[object, object], place: str, known: Annotated) -> JSON:
    if all(isinstance(key, str) and not isinstance(key, enum.Enum) and not key.startswith("$") for key in value):
        return {str(key): _write(member, f"{place}.{key}", NOTHING) for key, member in value.items()}
    pairs = ((_write(key, f"a key of {place}", NOTHING), member) for key, member in value.items())
    return {"$map": [[key, _write(member, f"{place}[{key}]", NOTHING)] for key, member in pairs]}


def _several(value: list[object] | tuple[object, ...], place: str, known: Annotated) -> JSON:
    if known.text and isinstance(value, tuple):  # (name, content[, content type])
        return {
            "$tuple": [
                _write(item, f"{place}[{number}]", CONTENT if number == 1 else NOTHING)
                for number, item in enumerate(value)
            ]
        }
    inner = annotated(known.items)
    items = [_write(item, f"{place}[{number}]", inner) for number, item in enumerate(value)]
    return {"$tuple": items} if isinstance(value, tuple) else items


def _set(value: set[object] | frozenset[object], place: str, known: Annotated) -> JSON:
    items = [_write(item, place, NOTHING) for item in value]
    return {"$set": sorted(items, key=lambda item: json.dumps(item, sort_keys=True))}


_KINDS: tuple[tuple[Any, Callable[[Any, str, Annotated], JSON]], ...] = (
    (enum.Enum, _enum),
    (str, _text),
    (numbers.Integral, _whole),
    (numbers.Real, _number),
    (datetime, _moment),
    (date, _day),
    (timedelta, _span),
    ((bytes, bytearray, memoryview), _bytes),
    (os.PathLike, _path),
    (Mapping, _mapping),
    ((list, tuple), _several),
    ((set, frozenset), _set),
)
"""How each kind of value is written; the first that fits counts."""


def _write_calls(value: Resource[Any], place: str) -> JSON:
    if mode_of(value) != "plan":
        msg = f"{place} belongs to a client; give its .plan"
        raise PlanError(msg)
    written: JSONObject = {"$calls": _name(type(value), place)}
    if value.made_with:
        written["made_with"] = [_write_new(service, place) for service in value.made_with]  # a flow may use them
    return written


def _write_new(value: object, place: str, *, credentials: bool = True) -> JSON:
    cls = cast("type[attrs.AttrsInstance]", type(value))
    written: JSONObject = {}
    attributes = attrs.fields(cls)
    members = values_of(value) if isinstance(value, Record) else [getattr(value, a.name, None) for a in attributes]
    for a, member in zip(attributes, members, strict=True):
        if member is None or _is_default(cls, a, member) or (isinstance(member, Secret) and not credentials):
            continue
        where = f"{place}.{a.alias}"
        known = member_annotation(cls, a)
        if known.credential:
            msg = f"{where} is a secret: make this call at once, it is no plan to store"
            raise PlanError(msg)
        written[str(a.alias)] = _write(member, where, known)
    return {"$new": _name(cls, place), "with": written}


def _is_default(cls: type[Any], member: Any, value: object) -> bool:
    if issubclass(cls, Model):
        return value is UNSET or (type(value) is DefaultList and not value) or (member.name == "extra" and not value)
    default: object = member.default.factory() if hasattr(member.default, "factory") else member.default
    return value is default or (type(value) is type(default) and value == default)


def _name(cls: type, place: str) -> str:
    name = name_of(cls)
    if name is None:
        msg = f"{place} is of type {cls.__name__}, which is none of esignkit's values; give plain values"
        raise PlanError(msg)
    return name
