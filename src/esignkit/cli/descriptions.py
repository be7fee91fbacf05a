"""Agreements as TOML describes them: members by name, turned into the values of `esignkit.agreements`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias, cast

from attrs import define, field

from esignkit.agreements import (
    Agreement,
    Anchor,
    Box,
    Delivery,
    Document,
    Feature,
    Field,
    FieldKind,
    InFile,
    Kba,
    Party,
    PartyRole,
    Sms,
)
from esignkit.cli.words import is_from_now, read_moment
from esignkit.names.near_names import did_you_mean, near

__all__ = ["AGREEMENT", "DOCUMENT", "FIELD", "PARTY", "Description"]

Table: TypeAlias = "dict[str, object]"
Convert: TypeAlias = Callable[[object], object]


# Kinds of values: each of them raises ValueError for another kind ----------------------------------------------------
def _text(value: object) -> str:
    if isinstance(value, date):  # TOML has days and moments
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("it is no text")
    return str(value)


def _whole(value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is no whole number")
    return value


def _number(value: object) -> float:
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,9}([.,]\d{1,9})?", value):
        return float(value.replace(",", "."))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{value!r} is no number")
    return value


def _flag(value: object) -> bool:
    if isinstance(value, str) and value.lower() in _FLAGS:
        return _FLAGS[value.lower()]
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


def _table(value: object) -> Table:
    if not isinstance(value, dict):
        raise ValueError("it is no table of members")
    return cast("Table", value)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("it is no list; write [[documents]] and [[parties]] above each, or square brackets")
    return cast("list[object]", value)


def _one_or_several(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _texts(value: object) -> list[str]:
    return [text for one in _list(value) if (text := _text(one))]


def _word(words: type[StrEnum]) -> Convert:
    def convert(value: object) -> StrEnum:
        try:
            return words(_text(value).lower())
        except ValueError:
            raise ValueError(f"{value!r} is none of {', '.join(words)}") from None

    return convert


def _losses(value: object) -> list[Feature]:
    try:
        return [Feature(text) for text in _texts(value)]
    except ValueError as error:
        raise ValueError(f"{error}; it takes {', '.join(Feature)}") from None


_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
AGREEMENT: Mapping[str, Convert] = {
    "title": _text,
    "documents": _list,
    "parties": _list,
    "key": _text,
    "reference": _text,
    "message": _text,
    "expires": _text,
    "remind_every": _whole,
    "language": _text,
    "copy_to": _texts,
    "return_url": _text,
    "native": _table,
    "allow_loss": _losses,
}
DOCUMENT: Mapping[str, Convert] = {"file": _text, "name": _text, "native": _table, "optional": _flag}
PARTY: Mapping[str, Convert] = {
    "name": _text,
    "email": _text,
    "sign": _one_or_several,
    "role": _word(PartyRole),
    "label": _text,
    "step": _whole,
    "sms": _text,
    "kba": _flag,
    "delivery": _word(Delivery),
    "message": _text,
    "language": _text,
    "first_name": _text,
    "last_name": _text,
    "native": _table,
    "optional": _flag,
}
FIELD: Mapping[str, Convert] = {
    "anchor": _text,
    "offset": _list,
    "occurrence": _whole,
    "page": _whole,
    "left": _number,
    "top": _number,
    "width": _number,
    "height": _number,
    "in_file": lambda value: None if value is True else _text(value),
    "kind": _word(FieldKind),
    "document": _whole,
    "name": _text,
    "required": _flag,
}
_PLACES: Mapping[str, tuple[str, ...]] = {
    "anchor": ("offset", "occurrence", "width", "height"),
    "page": ("left", "top", "width", "height"),
    "in_file": (),
}
"""The member that says what kind of place it is, and those that go with it."""
_NEEDED: Mapping[str, tuple[str, ...]] = {"anchor": (), "page": ("left", "top"), "in_file": ()}
_CREDENTIALS = ("auth", "password", "question", "answer")


@define
class Description:
    """Reads one description, and notes all that is wrong with it."""

    file_of: Callable[[str, str], str]
    """Returns the path of a document's file, from the document's path and what its member holds."""
    now: datetime
    """The time, from which `30d` counts, in UTC."""
    problems: list[tuple[str, str]] = field(factory=list[tuple[str, str]])
    """The members that are wrong, and why."""
    unknown: list[tuple[str, str]] = field(factory=list[tuple[str, str]])
    """The members that there are not, and what may be meant: whatever stands in them."""
    expires_later: bool = False
    """Whether the moment at which it expires counts from now."""

    def agreement(self, members: Table) -> Agreement | None:
        """Return the agreement that members describe; None where something is wrong with them.

        Args:
            members: The members by name, as TOML has them.
        """
        converted = self._members(members, "", AGREEMENT, "title", "documents", "parties")
        for name in ("key", "allow_loss"):
            converted.pop(name, None)
        if "expires" in converted:
            converted["expires_at"] = self._moment(converted.pop("expires"))
        documents = [self._document(one, path) for path, one in self._tables("documents", converted)]
        parties = [self._party(one, path) for path, one in self._tables("parties", converted)]
        if self.problems or self.unknown:
            return None
        return Agreement(**converted, documents=documents, parties=parties)

    def _tables(self, name: str, converted: dict[str, Any]) -> Iterator[tuple[str, Table]]:
        """Yield the tables of a list, each with its path."""
        for number, table in enumerate(cast("list[object]", converted.pop(name, []))):
            path = f"{name}[{number}]"
            if isinstance(table, dict):
                yield path, cast("Table", table)
            else:
                self.problems.append((path, "it is no table of members"))

    def _members(self, table: Table, path: str, known: Mapping[str, Convert], *needed: str) -> dict[str, Any]:
        """Return the members of a table, without those that are empty."""
        converted: dict[str, Any] = {}
        prefix = f"{path}." if path else ""
        for name, value in table.items():
            if name not in known:
                self.unknown.append((prefix + name, _unknown(name, known)))
            elif value not in ("", []):
                try:
                    converted[name] = known[name](value)
                except ValueError as error:
                    self.problems.append((prefix + name, str(error)))
        meant = {near(name, known) for name in table if name not in known}
        for name in needed:
            if table.get(name) in (None, "", []) and name not in meant:
                self.problems.append((prefix + name, "it is missing"))
        return converted

    def _moment(self, text: str) -> datetime | date | None:
        self.expires_later = is_from_now(text)
        try:
            return read_moment(_iso_day(text), self.now)
        except ValueError as error:
            self.problems.append(("expires", str(error)))
            return None

    def _document(self, table: Table, path: str) -> Document:
        converted = self._members(table, path, DOCUMENT, "file")
        converted.pop("optional", None)
        return Document(self.file_of(path, converted.pop("file", "")), **converted)

    def _party(self, table: Table, path: str) -> Party:
        converted = self._members(table, path, PARTY, "email")
        converted.pop("optional", None)
        phone, is_asked = converted.pop("sms", None), converted.pop("kba", False)
        if phone is not None:
            converted["auth"] = Sms(phone)
        elif is_asked:
            converted["auth"] = Kba()
        if "name" not in converted:
            parts = [converted[name] for name in ("first_name", "last_name") if name in converted]
            converted["name"] = " ".join(parts)
            if len(parts) < 2:
                self.problems.append((f"{path}.name", "it is missing; give name, or first_name and last_name"))
        fields = [self._field(one, f"{path}.sign[{n}]") for n, one in enumerate(converted.pop("sign", ()))]
        name, email = converted.pop("name"), converted.pop("email", "")
        return Party(name, email, sign=[one for one in fields if one is not None], **converted)

    def _field(self, table: object, path: str) -> Field | None:
        """Return a field; a text in its place is that of an anchor."""
        if not isinstance(table, dict):
            table = {"anchor": table}
        members = cast("Table", table)
        converted = self._members(members, path, FIELD)
        kinds = [name for name in _PLACES if name in converted]
        if len(kinds) != 1:
            self.problems.append((path, f"it says where the field stands by one of {', '.join(_PLACES)}"))
            return None
        kind = kinds[0]
        wrong = [
            name for place in _PLACES.values() for name in place if name in converted and name not in _PLACES[kind]
        ]
        missing = [name for name in _NEEDED[kind] if members.get(name) in (None, "")]
        self.problems += [(f"{path}.{name}", f"it does not go with {kind}") for name in dict.fromkeys(wrong)]
        self.problems += [(f"{path}.{name}", "it is missing") for name in missing]
        if wrong or any(name not in converted for name in _NEEDED[kind]):
            return None
        place = {name: converted.pop(name) for name in (kind, *_PLACES[kind]) if name in converted}
        return Field(self._place(kind, place, path), **converted)

    def _place(self, kind: str, members: dict[str, Any], path: str) -> Box | Anchor | InFile:
        if kind == "page":
            return Box(**members)
        if kind == "in_file":
            return InFile(members["in_file"])
        if "offset" in members:
            try:
                right, down = (_number(one) for one in members["offset"])
                members["offset"] = (right, down)
            except ValueError:
                self.problems.append((f"{path}.offset", "it is not two numbers: points to the right, and down"))
                del members["offset"]
        return Anchor(members.pop("anchor"), **members)


def _unknown(name: str, known: Mapping[str, Convert]) -> str:
    if name in _CREDENTIALS:
        return (
            'a credential would stand in the journal, which keeps none; a template takes sms = "{phone}" and '
            "kba = true in place of it"
        )
    hint = did_you_mean(name, known) or f"it takes {', '.join(known)}"
    return f"there is no such member; {hint}"


def _iso_day(text: str) -> str:
    """Return a day as `2026-12-31`, where it was written in another way and only one day can be meant.

    Raises:
        ValueError: Two days can be meant.
    """
    if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        return f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}"
    if match := re.fullmatch(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})", text):
        return f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}"
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        first, second = int(match[1]), int(match[2])
        if first <= 12 and second <= 12 and first != second:
            raise ValueError(f"{text!r} may be two days; write it as {match[3]}-12-31")
        month, day = (second, first) if first > 12 else (first, second)
        return f"{match[3]}-{month:02}-{day:02}"
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        raise ValueError(f"{text!r} is Excel's number of a day; give the cells the format of a day")
    return text
