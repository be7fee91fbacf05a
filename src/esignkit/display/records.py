"""Models as plain values: what data frames are made of."""

from __future__ import annotations

import enum
import json
import os
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeAlias, cast

import attrs

from esignkit.core.model import Model
from esignkit.display.privacy import SECRET

if TYPE_CHECKING:
    from esignkit.types import JSON

__all__ = ["Plain", "to_dicts"]

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | int | float | bool | bytes | date | None"
"""A value that data frames understand: no models, no enums."""


def to_dicts(rows: Iterable[object]) -> list[dict[str, Plain]]:
    """Return models as dictionaries, for `pandas.DataFrame` and `polars.DataFrame`.

    Every dictionary has the same keys: the model's field names, whatever is unset as None. Nested models are
    dictionaries again, enums are their values, moments stay `datetime`. Secrets are `…`. What is free-form in the
    API, and what the model does not know (`extra`), is JSON text, because a column has one type.

    Args:
        rows: Models of one kind, such as the items of a page. Anything else becomes `{"value": …}`.

    Returns:
        One dictionary for each.
    """
    return [_record(one) if isinstance(one, Model) else {"value": _plain(one)} for one in rows]


def _record(one: Model) -> dict[str, Plain]:
    record: dict[str, Plain] = {}
    for a in attrs.fields(type(one)):
        value: object = getattr(one, a.name)
        if a.name == "extra":
            record["extra"] = _text(one.extra) if one.extra else None
        elif a.name in one.SECRETS:
            record[a.name] = None if value is None else SECRET
        else:
            record[a.name] = _plain(value)
    return record


def _plain(value: object) -> Plain:
    if isinstance(value, Model):
        return _record(value)
    if isinstance(value, enum.Enum):
        return cast("Plain", value.value)
    if value is None or isinstance(value, str | int | float | bytes | date):
        return value
    if isinstance(value, os.PathLike):
        return str(cast("os.PathLike[str]", value))
    if isinstance(value, Mapping):
        return _text(cast("Mapping[str, JSON]", value))
    if isinstance(value, list | tuple):
        items = cast("list[object]", value)
        if any(isinstance(item, dict | list) for item in items):
            return _text(items)
        return [_plain(item) for item in items]
    return repr(value)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
