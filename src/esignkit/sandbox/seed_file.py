"""Reading seed files: TOML, checked against a table of what there is, with the line of what is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from attrs import frozen

from esignkit.names.near_names import near
from esignkit.sandbox.fault_rules import MEMBERS as FAULT_MEMBERS

if TYPE_CHECKING:
    import os

    KeyPath: TypeAlias = tuple[str | int, ...]
    Kind: TypeAlias = "Table | Rows | OneOf | type | None"


class SeedError(ValueError):
    """A seed says something that there is not, or that a service refuses; the text says where and what."""


@frozen
class Table:
    """A table of a seed."""

    keys: Mapping[str, Kind]
    """What each key holds; None for anything."""
    needs: tuple[str, ...] = ()
    """Keys that must be there."""


@frozen
class Rows:
    """A list of tables that are alike."""

    table: Table
    """What each of them is like."""


@frozen
class OneOf:
    """One of several words."""

    words: tuple[str, ...]
    """The words."""


PACKAGE_STATES = ("DRAFT", "SENT", "COMPLETED", "DECLINED", "EXPIRED", "ARCHIVED")
REQUEST_STATES = ("DRAFT", "IN_PROGRESS", "COMPLETED", "CANCELLED", "EXPIRED")
SESSION_STATES = ("InDraft", "InSent", "InPaused", "Completed", "Cancelled", "Expired")
SERVICES = ("esignlive", "ignisign", "constellation1")

_COMMON: dict[str, Kind] = {
    "title": str,
    "account": str,
    "signers": Rows(Table({"name": str, "email": str, "signed": bool}, ("name", "email"))),
    "documents": Rows(Table({"name": str, "file": str})),
}


def _transactions(states: tuple[str, ...], *texts: str) -> Rows:
    words: dict[str, Kind] = dict.fromkeys(texts, str)
    return Rows(Table({**_COMMON, "state": OneOf(states), "expires": datetime, **words}, ("title",)))


_SWITCHES = Table(dict.fromkeys(SERVICES))
_WEBHOOK = Table({"service": OneOf(SERVICES), "url": str, "account": str, "settings": None}, ("service", "url"))
SEED = Table(
    {
        "clock": Table({"time": datetime, "frozen": bool}),
        "switches": _SWITCHES,
        "accounts": Rows(Table({"name": str, "switches": _SWITCHES}, ("name",))),
        "webhooks": Rows(_WEBHOOK),
        "faults": Rows(Table(dict.fromkeys(FAULT_MEMBERS), ("effect",))),
        "esignlive": Table(
            {
                "packages": _transactions(PACKAGE_STATES, "description", "reason"),
                "templates": Rows(Table({**_COMMON, "description": str}, ("title",))),
            }
        ),
        "ignisign": Table({"requests": _transactions(REQUEST_STATES, "reference")}),
        "constellation1": Table({"sessions": _transactions(SESSION_STATES, "reference")}),
    }
)
"""All that a seed may say."""


@frozen
class Seed:
    """A seed that says nothing but what there is."""

    values: Mapping[str, object]
    """Its tables."""
    folder: Path | None
    """Where its files are looked for; None for a seed that takes none."""
    text: str = ""
    """The TOML it was read from; empty for one given as a mapping."""
    name: str = "the seed"
    """Its file's name."""

    def error(self, path: KeyPath, problem: str) -> SeedError:
        """Return the error for a place in the seed.

        Args:
            path: Keys and indexes that lead there.
            problem: What is wrong there.
        """
        place = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).lstrip(".")
        line = _line_of(self.text, path)
        where = f"{self.name}, line {line}" if line else self.name
        return SeedError(f"{where}: {place}: {problem}" if place else f"{where}: {problem}")


def read_seed(source: str | os.PathLike[str] | Mapping[str, object]) -> Seed:
    """Read a seed and check that it says nothing but what there is.

    Args:
        source: A TOML file, or what one would hold; then files are looked for in the present folder.

    Raises:
        SeedError: It is no TOML, or has a key or a value that there is not.
        OSError: The file cannot be read.
    """
    if isinstance(source, Mapping):
        return _checked(Seed(source, Path()))
    path = Path(source)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SeedError(f"{path.name}: it is not UTF-8 ({error})") from error
    return parse_seed(text, path.name, path.parent)


def parse_seed(text: str, name: str, folder: Path | None = None) -> Seed:
    """Read a seed from a text and check that it says nothing but what there is.

    Args:
        text: TOML.
        name: What it is called in errors.
        folder: Where its files are looked for; None for a seed that takes none.

    Raises:
        SeedError: It is no TOML, or has a key or a value that there is not.
    """
    try:
        values = cast("Mapping[str, object]", tomllib.loads(text))
    except ValueError as error:  # with integers of more digits than Python reads among them
        raise SeedError(f"{name}: {error}") from error
    except RecursionError:
        raise SeedError(f"{name}: it is nested too deeply") from None
    return _checked(Seed(values, folder, text, name))


def _checked(seed: Seed) -> Seed:
    _check(seed, (), seed.values, SEED)
    return seed


def _check(seed: Seed, path: KeyPath, value: object, kind: Kind) -> None:
    if isinstance(kind, Table):
        _check_table(seed, path, value, kind)
    elif isinstance(kind, Rows):
        if not isinstance(value, list):
            raise seed.error(path, f"a list of tables is needed, not {_called(value)}")
        for index, item in enumerate(cast("list[object]", value)):
            _check_table(seed, (*path, index), item, kind.table)
    elif isinstance(kind, OneOf):
        if value not in kind.words:
            raise seed.error(path, f"{value!r} is not one of {', '.join(kind.words)}{_nearest(str(value), kind.words)}")
    elif kind is not None:
        _check_type(seed, path, value, kind)


def _check_type(seed: Seed, path: KeyPath, value: object, kind: type) -> None:
    if kind is datetime:
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise seed.error(
                path, f"a time such as 2026-03-01T09:00:00Z, with an offset, is needed, not {_called(value)}"
            )
    elif not isinstance(value, kind):
        raise seed.error(path, f"a {_WORDS[kind]} is needed, not {_called(value)}")


def _check_table(seed: Seed, path: KeyPath, value: object, kind: Table) -> None:
    if not isinstance(value, Mapping):
        raise seed.error(path, f"a table is needed, not {_called(value)}")
    table = cast("Mapping[str, object]", value)
    for key, item in table.items():
        if key not in kind.keys:
            raise seed.error((*path, key), f"there is no such key{_nearest(key, kind.keys)}; there are {_all(kind)}")
        _check(seed, (*path, key), item, kind.keys[key])
    for key in kind.needs:
        if key not in table:
            raise seed.error(path, f"{key} is missing")


def _all(kind: Table) -> str:
    return ", ".join(kind.keys)


def _nearest(word: str, words: Iterable[str]) -> str:
    meant = near(word, words)
    return f" (did you mean {meant}?)" if meant else ""


_WORDS: dict[type, str] = {str: "text", bool: "true or false"}


def _called(value: object) -> str:
    kinds = ((bool, "true or false"), (str, "a text"), (Mapping, "a table"), (list, "a list"), (date, "a date or time"))
    return next((word for kind, word in kinds if isinstance(value, kind)), "a number")


def _line_of(text: str, path: KeyPath) -> int:
    """Return the line of a key in a TOML text, as near as it can be told; 0 when it cannot.

    The parser of the standard library does not say where things stand, so headers and keys are looked for.
    """
    lines = text.splitlines()
    header_line, end = 0, len(lines)
    for depth in range(1, len(path) + 1):
        header = _header_line(lines, path[:depth])
        if header:
            header_line = header
    end = next((n for n in range(header_line, len(lines)) if re.match(r"\s*\[", lines[n])), len(lines))
    keys = [key for key in path if isinstance(key, str)]
    for n in range(header_line, end):
        if keys and re.search(rf"(^|[\s{{,.]){re.escape(keys[-1])}\s*=", lines[n]):
            return n + 1
    return header_line


def _header_line(lines: list[str], path: KeyPath) -> int:
    """Return the line of a table's header; its index counts those of the same name."""
    name = ".".join(key for key in path if isinstance(key, str))
    index = path[-1] if path and isinstance(path[-1], int) else 0
    headers = [n for n, line in enumerate(lines, 1) if re.match(rf"\s*\[\[?\s*{re.escape(name)}\s*[].]", line)]
    return headers[index] if index < len(headers) else 0
