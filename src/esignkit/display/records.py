"""Models as plain values, for data frames."""

from __future__ import annotations

import enum
import json
import os
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeAlias, cast

from esignkit.core.text import printable
from esignkit.display.privacy import MASKED, SECRET, is_model, mask_text, members_of, says_of_a_person, settings

if TYPE_CHECKING:
    from attrs import AttrsInstance

    from esignkit.types import JSON

__all__ = ["Plain", "to_dicts"]

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | int | float | bool | bytes | date | None"
"""A value that data frames understand: no models, no enums."""


def to_dicts(rows: Iterable[object], *, mask: bool | None = None) -> list[dict[str, Plain]]:
    """Return models as dictionaries, for `pandas.DataFrame` and `polars.DataFrame`.

    Every dictionary has the same keys: the model's field names, whatever is unset as None. Nested models are
    dictionaries again, enums are their values, moments stay `datetime`. Secrets are `…`. What is free-form in the
    API, and what the model does not know (`extra`), is JSON text, because a column has one type. For the same reason
    a column in which the service mixes types (a date here, a remark there) is text throughout.

    polars looks at the first 100 rows to find out the types; `infer_schema_length=None` has it look at all.

    Args:
        rows: Models of one kind, such as the items of a page. Anything else becomes `{"value": …}`.
        mask: Whether what is personal becomes `•••`; when not given, as `settings.mask_personal_data` says.

    Returns:
        One dictionary for each.
    """
    if is_model(rows):
        msg = "to_dicts() takes several models: write to_dicts([…]), also for a single one"
        raise TypeError(msg)
    hide = settings.mask_personal_data if mask is None else mask
    records = [_record(one, hide) if is_model(one) else {"value": _plain(one, hide)} for one in rows]
    _unmix(records)
    return records


def _unmix(records: list[dict[str, Plain]]) -> None:
    """Make every column, nested ones included, of one type: where there are several, text."""
    for name in dict.fromkeys(name for record in records for name in record):
        holders = [record for record in records if record.get(name) is not None]
        kinds = {type(record[name]) for record in holders}
        if kinds == {dict}:
            _unmix([cast("dict[str, Plain]", record[name]) for record in holders])
        elif kinds == {list}:
            items = [item for record in holders for item in cast("list[Plain]", record[name])]
            _unmix([item for item in items if isinstance(item, dict)])
        elif len(kinds) > 1 and kinds != {int, float}:
            for record in holders:
                record[name] = _as_text(record[name])


def _as_text(value: Plain) -> str:
    return value if isinstance(value, str) else value.isoformat() if isinstance(value, date) else _text(value, False)


def _record(one: AttrsInstance, hide: bool) -> dict[str, Plain]:
    record: dict[str, Plain] = {}
    for name, value in members_of(one).items():
        if name == "extra":
            record[name] = _text(value, hide) if value else None
        elif hide and value is not SECRET and says_of_a_person(name, type(one), value):
            record[name] = MASKED
        else:
            record[name] = _plain(value, hide)
    return record


def _plain(value: object, hide: bool) -> Plain:
    if is_model(value):
        return _record(value, hide)
    if isinstance(value, enum.Enum):
        return _plain(value.value, hide=False)
    if isinstance(value, str):
        return printable(mask_text(value) if hide else value)  # polars takes nothing else
    if isinstance(value, bytes):
        return MASKED if hide else value  # a contract names people
    if value is None or isinstance(value, int | float | date):
        return value
    if isinstance(value, os.PathLike):
        return _plain(str(cast("os.PathLike[str]", value)), hide)
    if isinstance(value, Mapping):
        return _text(cast("Mapping[str, JSON]", value), hide)
    if isinstance(value, list | tuple | frozenset):
        items = cast("Collection[object]", value)
        if any(isinstance(item, dict | list) for item in items):
            return _text(list(items), hide)
        return [_plain(item, hide) for item in items]
    return _plain(repr(value), hide)


def _text(value: object, hide: bool) -> str:
    return printable(json.dumps(_hidden(value) if hide else value, ensure_ascii=False, default=str))


def _hidden(value: object) -> object:
    """Return free-form JSON without what its names or its texts show to be personal."""
    if isinstance(value, Mapping):
        members = cast("Mapping[object, object]", value)
        return {
            mask_text(str(key)): MASKED if says_of_a_person(str(key), None, member) else _hidden(member)
            for key, member in members.items()
        }
    if isinstance(value, list | tuple):
        return [_hidden(item) for item in cast("list[object]", value)]
    return mask_text(value) if isinstance(value, str) else value
