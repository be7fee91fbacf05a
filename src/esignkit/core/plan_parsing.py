"""Stored plans, read. What the JSON says is checked against what calls take, and nothing but them can be named."""

from __future__ import annotations

import base64
import enum
import inspect
import json
import math
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn, cast

import attrs

from esignkit.core.download import DownloadPlan
from esignkit.core.endpoint import PLANNER, downloaded, endpoint, paged
from esignkit.core.json_text import too_deep
from esignkit.core.options import check_options
from esignkit.core.plan_annotations import CONTENT, NOTHING, Annotated, annotated
from esignkit.core.plan_calls import SAVE, signature_of
from esignkit.core.plan_files import look_at, remember_files
from esignkit.core.plan_json import VERSION
from esignkit.core.plan_names import FLOWS, call_class, service_class, value_class
from esignkit.core.plan_values import member_annotation, refuse_options
from esignkit.core.storable_plan import StorablePlan
from esignkit.core.text import printable
from esignkit.errors import PlanError
from esignkit.types import JSON, NULL, UNSET, CallOptions, JSONObject

__all__ = ["from_json", "from_json_without_files"]

_files_are_read: ContextVar[bool] = ContextVar("_files_are_read", default=True)
_LONGEST = 80
"""Characters of a wrong value that an error shows."""


def from_json(text: str | bytes) -> StorablePlan[Any]:
    """Read a plan; `esignkit.durable.from_json` is the public name.

    Args:
        text: The JSON text; bytes are UTF-8.

    Raises:
        PlanError: It is no plan of this version, it names something else, or a file is missing or has changed.
    """
    form = _parse(text)
    try:
        plan = _plan_of(form)
        if _files_are_read.get():
            remember_files(plan, form)
        return plan
    except PlanError:
        raise
    except RecursionError:
        msg = "this is no plan: it is nested too deeply"
        raise PlanError(msg) from None
    except Exception as error:  # what a call or a value says of what it was given
        msg = f"this is no plan that can be made: {error}"
        raise PlanError(msg) from error


def from_json_without_files(text: str) -> StorablePlan[Any]:
    """Read a plan whose files may be gone, for it was carried out before, and is only replayed.

    Args:
        text: The JSON text.

    Raises:
        PlanError: It is no plan of this version, or it names something else.
    """
    token = _files_are_read.set(False)
    try:
        return from_json(text)
    finally:
        _files_are_read.reset(token)


# The text -------------------------------------------------------------------------------------------------------------
def _parse(text: str | bytes) -> JSONObject:
    try:
        content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text)
        if too_deep(content):
            msg = "it is nested too deeply"
            raise ValueError(msg)
        form = json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_no_number, parse_float=_number
        )
    except (ValueError, TypeError, RecursionError) as error:
        msg = f"this is no plan: {error}"
        raise PlanError(msg) from None
    if not isinstance(form, dict):
        msg = "this is no plan: it is no JSON object"
        raise PlanError(msg)
    members = cast("JSONObject", form)
    if members.get("esignkit") != VERSION or isinstance(members.get("esignkit"), bool):
        msg = f"this is no plan that this version of esignkit reads: it reads version {VERSION} of the form, "
        msg += f"and this is {_shown(members.get('esignkit'))}"
        raise PlanError(msg)
    return members


def _object(pairs: list[tuple[str, JSON]]) -> JSONObject:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        msg = f"the name {_shown(twice)} is there twice"
        raise ValueError(msg)
    return members


def _no_number(text: str) -> NoReturn:
    msg = f"{text} is no number in JSON"
    raise ValueError(msg)


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _no_number(text)
    return number


# The call -------------------------------------------------------------------------------------------------------------
def _plan_of(form: JSONObject) -> StorablePlan[Any]:
    _names(form, "the plan", {"esignkit", "call", "with"}, {"made_with", "then"})
    name = _text(form["call"], "call")
    if ":" in name:
        if name not in FLOWS:
            msg = f"{_shown(name)} is no flow of this program: import the module that has it, where it is under @flow"
            raise PlanError(msg)
        function = FLOWS[name]
        args, kwargs = _arguments(inspect.signature(function), form["with"])
        return cast("StorablePlan[Any]", function(*args, **kwargs))
    cls_name, _, method = name.rpartition(".")
    cls = call_class(cls_name)
    descriptor: object = inspect.getattr_static(cls, method, None)
    if not isinstance(descriptor, endpoint | paged | downloaded) or method in cls.NOT_STORED:
        msg = f"{_shown(name)} is no call that can be stored"
        raise PlanError(msg)
    args, kwargs = _arguments(signature_of(descriptor.build), form["with"])
    plan: Any = getattr(_calls(cls, form.get("made_with", [])), method)(*args, **kwargs)
    return _downloaded(plan, form["then"]) if "then" in form else plan


def _calls(cls: type[Any], made_with: JSON) -> Any:
    services = [_service(one) for one in _list(made_with, "made_with")]
    return cls(PLANNER, *services)


def _service(form: JSON) -> object:
    members = _members(form, "made_with")
    _names(members, "made_with", {"$new", "with"})
    return _new(service_class(_text(members["$new"], "made_with")), members["with"], "made_with")


def _downloaded(plan: object, form: JSON) -> StorablePlan[Any]:
    then = _members(form, "then")
    if not isinstance(plan, DownloadPlan) or len(then) != 1:
        msg = "then: only a download has it, and says one thing"
        raise PlanError(msg)
    ((word, arguments),) = then.items()
    if word == "save":
        args, kwargs = _arguments(SAVE, arguments)
        return plan.save(*args, **kwargs)
    if word not in ("bytes", "stream") or arguments != {}:
        msg = f"then: {_shown(word)} is nothing that becomes of a download"
        raise PlanError(msg)
    return plan.bytes() if word == "bytes" else plan.stream()


def _arguments(signature: inspect.Signature, form: JSON) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return arguments as positional and by name.

    Raises:
        PlanError: The call does not have one of them, or one cannot be read.
    """
    bound = inspect.BoundArguments(signature, cast("Any", {}))
    forms = _members(form, "with")
    for name, parameter in signature.parameters.items():
        if name not in forms:
            continue
        known = annotated(parameter.annotation)
        _refuse_credential(known, name)
        if parameter.kind is parameter.VAR_POSITIONAL:
            items = _list(forms[name], name)
            bound.arguments[name] = tuple(_read(item, f"{name}[{n}]", known) for n, item in enumerate(items))
        else:
            bound.arguments[name] = _read(forms[name], name, known)
            if known.options:
                refuse_options(bound.arguments[name])
                check_options(cast("CallOptions", bound.arguments[name]))
    _names(forms, "the call", set(), set(signature.parameters))
    return bound.args, bound.kwargs


# Values ---------------------------------------------------------------------------------------------------------------
def _read(value: JSON, place: str, known: Annotated) -> object:
    if isinstance(value, list):
        inner = annotated(known.items)
        return [_read(item, f"{place}[{number}]", inner) for number, item in enumerate(value)]
    if not isinstance(value, dict):
        return _plain(value, place, known)
    tag = next((name for name in value if name.startswith("$")), None)
    if tag is None:
        return {name: _read(member, f"{place}.{name}", NOTHING) for name, member in value.items()}
    if tag not in _TAGS:
        msg = f"{place}: {_shown(tag)} means nothing in this version"
        raise PlanError(msg)
    names, read = _TAGS[tag]
    _names(value, place, {tag, *names}, {"made_with"} if tag == "$calls" else set())
    return read(value, place, known)


def _plain(value: str | float | bool | None, place: str, known: Annotated) -> object:
    if isinstance(value, str) and known.text:
        msg = f"{place}: a file is path, size and SHA-256"
        raise PlanError(msg)
    return value


def _marker(value: JSONObject, place: str, known: Annotated) -> object:
    match value["$marker"]:
        case "NULL":
            return NULL
        case "UNSET":
            return UNSET
        case _:
            msg = f"{place}: {_shown(value['$marker'])} is no marker"
            raise PlanError(msg)


def _file(value: JSONObject, place: str, known: Annotated) -> object:
    if not known.file:
        msg = f"{place} takes no file"
        raise PlanError(msg)
    path, size, sha256 = _text(value["$file"], place), _whole(value["size"], place), _text(value["sha256"], place)
    if _files_are_read.get() and look_at(path, place, size).sha256 != sha256:
        msg = f"{place}: {path} is not the file that was planned: its content has changed"
        raise PlanError(msg)
    return Path(path)


def _path(value: JSONObject, place: str, known: Annotated) -> object:
    if not known.target:
        msg = f"{place} takes no path"
        raise PlanError(msg)
    return Path(_text(value["$path"], place))


def _enum(value: JSONObject, place: str, known: Annotated) -> object:
    cls = value_class(_text(value["$enum"], place))
    if not issubclass(cls, enum.Enum):
        msg = f"{place}: {_shown(value['$enum'])} is no enum"
        raise PlanError(msg)
    return cls(value["value"])


def _datetime(value: JSONObject, place: str, known: Annotated) -> object:
    return datetime.fromisoformat(_text(value["$datetime"], place))


def _date(value: JSONObject, place: str, known: Annotated) -> object:
    return date.fromisoformat(_text(value["$date"], place))


def _span(value: JSONObject, place: str, known: Annotated) -> object:
    return timedelta(microseconds=_whole(value["$microseconds"], place))


def _bytes(value: JSONObject, place: str, known: Annotated) -> object:
    return base64.b64decode(_text(value["$bytes"], place), validate=True)


def _tuple(value: JSONObject, place: str, known: Annotated) -> object:
    items = _list(value["$tuple"], place)
    if known.text:  # (name, content[, content type])
        return tuple(
            _read(item, f"{place}[{number}]", CONTENT if number == 1 else NOTHING) for number, item in enumerate(items)
        )
    inner = annotated(known.items)
    return tuple(_read(item, f"{place}[{number}]", inner) for number, item in enumerate(items))


def _set(value: JSONObject, place: str, known: Annotated) -> object:
    return frozenset(_read(item, place, NOTHING) for item in _list(value["$set"], place))


def _map(value: JSONObject, place: str, known: Annotated) -> object:
    pairs = [_list(pair, place) for pair in _list(value["$map"], place)]
    if any(len(pair) != 2 for pair in pairs):
        msg = f"{place}: $map holds pairs"
        raise PlanError(msg)
    return {_read(key, place, NOTHING): _read(member, place, NOTHING) for key, member in pairs}


def _resource(value: JSONObject, place: str, known: Annotated) -> object:
    return _calls(call_class(_text(value["$calls"], place)), value.get("made_with", []))


def _value(value: JSONObject, place: str, known: Annotated) -> object:
    cls = value_class(_text(value["$new"], place))
    if not attrs.has(cls):
        msg = f"{place}: {_shown(value['$new'])} is made of no members"
        raise PlanError(msg)
    return _new(cls, value["with"], place)


def _new(cls: type[Any], form: JSON, place: str) -> object:
    forms = _members(form, place)
    fields = {str(a.alias): a for a in attrs.fields(cls)}
    _names(forms, place, set(), set(fields))
    members: dict[str, object] = {}
    for name, member in forms.items():
        known = member_annotation(cls, fields[name])
        _refuse_credential(known, f"{place}.{name}")
        members[name] = _read(member, f"{place}.{name}", known)
    return cls(**members)


_TAGS: Mapping[str, tuple[frozenset[str], Callable[[JSONObject, str, Annotated], object]]] = {
    "$marker": (frozenset(), _marker),
    "$file": (frozenset({"size", "sha256"}), _file),
    "$path": (frozenset(), _path),
    "$enum": (frozenset({"value"}), _enum),
    "$datetime": (frozenset(), _datetime),
    "$date": (frozenset(), _date),
    "$microseconds": (frozenset(), _span),
    "$bytes": (frozenset(), _bytes),
    "$tuple": (frozenset(), _tuple),
    "$set": (frozenset(), _set),
    "$map": (frozenset(), _map),
    "$calls": (frozenset(), _resource),
    "$new": (frozenset({"with"}), _value),
}
"""What stands for values that JSON lacks: the other names beside it, and what reads it."""


# Checks ---------------------------------------------------------------------------------------------------------------
def _names(form: JSONObject, place: str, needed: set[str], allowed: set[str] | None = None) -> None:
    """Refuse names that are missing or that are not known.

    Raises:
        PlanError: One is.
    """
    missing, unknown = needed - form.keys(), form.keys() - needed - (allowed or set())
    if missing or unknown:
        names = ", ".join(_shown(name) for name in sorted(missing or unknown))
        msg = f"{place} has {'no' if missing else 'nothing that is called'} {names}"
        raise PlanError(msg)


def _refuse_credential(known: Annotated, place: str) -> None:
    if known.credential:
        msg = f"{place} is a credential: no stored plan has one"
        raise PlanError(msg)


def _text(value: JSON, place: str) -> str:
    if not isinstance(value, str):
        msg = f"{place}: {_shown(value)} is no text"
        raise PlanError(msg)
    return value


def _whole(value: JSON, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        msg = f"{place}: {_shown(value)} is no whole number"
        raise PlanError(msg)
    return value


def _list(value: JSON, place: str) -> list[JSON]:
    if not isinstance(value, list):
        msg = f"{place}: {_shown(value)} is no list"
        raise PlanError(msg)
    return value


def _members(value: JSON, place: str) -> JSONObject:
    if not isinstance(value, dict):
        msg = f"{place}: {_shown(value)} is no object"
        raise PlanError(msg)
    return value


def _shown(value: object) -> str:
    text = printable(repr(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
