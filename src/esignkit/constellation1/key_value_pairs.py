"""Pairs of keys and values: the properties and the merge fields of a signer, in whatever spelling is clear.

Source: Constellation1's REST documentation, the examples on its pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeAlias, cast, runtime_checkable

from esignkit.constellation1.wire_format import fold, text_of
from esignkit.core.serialization import Writer
from esignkit.core.text import kind_of
from esignkit.types import JSON, NULL, Secret

__all__ = ["read_pairs", "write_merge_fields", "write_properties"]

Text: TypeAlias = "str | Secret | None"

_HOW = 'give a dict, such as {"DisableEditName": "1"}, or a list of {"Key": …, "Value": …}'


@runtime_checkable
class _Pair(Protocol):
    """An object of the caller's own that is a pair."""

    @property
    def key(self) -> object: ...
    @property
    def value(self) -> object: ...


def read_pairs(value: JSON) -> dict[str, str | None]:
    """Read `[{"Key": …, "Value": …}]` or a plain object as a dict; pairs without a key say nothing.

    Raises:
        ValueError: It is neither.
    """
    if isinstance(value, dict):
        return {name: text_of(item) for name, item in value.items()}
    if not isinstance(value, list):
        msg = "pairs of Key and Value were expected"
        raise ValueError(msg)
    pairs: dict[str, str | None] = {}
    for item in value:
        if item is None:
            continue
        if not isinstance(item, dict):
            msg = "an object with Key and Value was expected"
            raise ValueError(msg)
        folded = fold(item)
        if (name := text_of(folded.get("key"))) is not None:
            pairs[name] = text_of(folded.get("value"))
    return pairs


def write_properties(value: object, writer: Writer) -> object:
    """Write the properties of a signer as `[{"Key": …, "Value": …}]`, texts both; true and false are "1" and "0".

    Raises:
        TypeError: They are no pairs, or a value is no text.
        ValueError: A key is empty, or has two values.
    """
    return value if value is NULL else _key_value(_texts("properties", value, {True: "1", False: "0"}))


def write_merge_fields(value: object, writer: Writer) -> object:
    """Write merge fields, texts too, in the form that the client was told to use.

    Raises:
        TypeError: They are no pairs, or a value is no text.
        ValueError: A key is empty, or has two values.
    """
    if value is NULL:
        return value
    fields = _texts("merge_field_mapping", value, {})
    return _key_value(fields) if writer.format.options.get("merge_fields") == "array" else fields


def _key_value(texts: Mapping[str, Text]) -> list[dict[str, Text]]:
    return [{"Key": key, "Value": text} for key, text in texts.items()]


def _texts(field: str, value: object, bool_texts: Mapping[bool, str]) -> dict[str, Text]:
    """Return the pairs that a caller gave as texts; `words` stand for true and false, where there are any."""
    texts: dict[str, Text] = {}
    for key, item in _pairs_of(field, value):
        if not isinstance(key, str):
            msg = f"{field}: the key {key!r} is no text; {_HOW}"
            raise TypeError(msg)
        if not key.strip():
            msg = f"{field}: a key is empty; {_HOW}"
            raise ValueError(msg)
        text = _text(f"{field}: the value of {key!r}", item, bool_texts)
        if texts.setdefault(key, text) != text:
            msg = f"{field}: {key!r} has two values; give it once"
            raise ValueError(msg)
    return texts


def _pairs_of(field: str, value: object) -> Iterable[tuple[object, object]]:
    """Return the pairs that a caller gave, in any spelling that leaves no doubt."""
    if isinstance(value, Mapping):
        members = cast("Mapping[object, object]", value)
        return [_pair_of(field, members)] if _is_pair(members) else members.items()
    if isinstance(value, str) or not isinstance(value, Iterable):
        msg = f"{field} is {kind_of(value)}; {_HOW}"
        raise TypeError(msg)
    return [_pair_of(field, item) for item in cast("Iterable[object]", value)]


def _is_pair(members: Mapping[object, object]) -> bool:
    return {str(name).lower() for name in members} == {"key", "value"}


def _pair_of(field: str, item: object) -> tuple[object, object]:
    if isinstance(item, Mapping):
        members = cast("Mapping[object, object]", item)
        if _is_pair(members):
            folded = {str(name).lower(): member for name, member in members.items()}
            return folded["key"], folded["value"]
    elif isinstance(item, tuple | list):
        parts = cast("tuple[object, ...]", item)
        if len(parts) == 2:
            return parts[0], parts[1]
    elif isinstance(item, _Pair):
        return item.key, item.value
    msg = f"{field}: {item!r:.60} is no pair of a key and a value; {_HOW}"
    raise TypeError(msg)


def _text(label: str, value: object, bool_texts: Mapping[bool, str]) -> Text:
    if value is None or isinstance(value, str | Secret):
        return value
    if isinstance(value, bool):
        if value in bool_texts:
            return bool_texts[value]
    elif isinstance(value, int):
        return str(value)
    msg = f"{label} is {kind_of(value)}; give the text that the service is to have"
    raise TypeError(msg)
