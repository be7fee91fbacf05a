"""Templates: a TOML file that describes an agreement once, with the names of columns where rows differ."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias, cast

from attrs import field, frozen

from esignkit.cli.placeholders import Placeholder, parse
from esignkit.cli.results import CommandError
from esignkit.cli.spreadsheets import Row

__all__ = ["Filled", "Template", "read_template"]

Table: TypeAlias = "dict[str, object]"

_EXCEL_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!")
_SAYS_WHETHER = {"documents": ("file",), "parties": ("name", "first_name", "last_name", "email")}
"""The members of an optional document or party by which a row says that it has one."""


@frozen(kw_only=True)
class Filled:
    """The members of an agreement, for one row."""

    members: Table
    """The members, without placeholders."""
    wrong_cells: Sequence[tuple[Placeholder, str]]
    """The cells that cannot be used, and why."""
    numbers: Mapping[str, Sequence[int]]
    """The number in the template of each document and party that this row has, for both lists."""

    def in_template(self, path: str) -> str:
        """Return the path in the template of a member of this row's agreement: optional parties may be left out."""
        match = re.match(r"(documents|parties)\[(\d+)\]", path)
        if match is None:
            return path
        return f"{match[1]}[{self.numbers[match[1]][int(match[2])]}]{path[match.end() :]}"


@frozen(kw_only=True)
class Template:
    """An agreement with the names of columns in it."""

    path: Path
    """The file."""
    members: Table = field(repr=False)
    """Its members as they are written."""

    @property
    def placeholders(self) -> list[Placeholder]:
        """All placeholders, in their order."""
        return list(placeholders_of(self.members))

    def node_at(self, path: str) -> object:
        """Return what the template says of a member of the agreement, or of the nearest one around it.

        Args:
            path: The member, as a problem of the agreement names it, such as `parties[1].sign[0].at.page`.
        """
        node = cast("object", self.members)
        for name, number in re.findall(r"(\w+)|\[(\d+)\]", path.replace("expires_at", "expires")):
            if isinstance(node, list) and number:
                several = cast("list[object]", node)
                node = several[int(number)] if int(number) < len(several) else several
            elif isinstance(node, dict) and name in node:
                node = cast("Table", node)[name]
        return None if node is self.members else cast("object", node)

    def fill(self, row: Row) -> Filled:
        """Return the members for a row, with its cells in place of the names of columns.

        Args:
            row: The row.
        """
        wrong: dict[str, tuple[Placeholder, str]] = {}

        def cell(placeholder: Placeholder) -> str:
            text = row.cells.get(placeholder.column, "")
            if not text and not placeholder.may_be_empty:
                wrong.setdefault(placeholder.column, (placeholder, "it is empty"))
            elif text in _EXCEL_ERRORS:
                wrong[placeholder.column] = placeholder, f"it holds Excel's error {text}"
            return text

        def filled(node: object) -> object:
            if isinstance(node, str):
                return parse(node).fill(cell)
            if isinstance(node, dict):
                return {name: filled(value) for name, value in cast("Table", node).items()}
            if isinstance(node, list):
                return [filled(value) for value in cast("list[object]", node)]
            return node

        members, numbers = dict(self.members), dict[str, list[int]]()
        for name, says in _SAYS_WHETHER.items():
            tables = members.get(name)
            if isinstance(tables, list):
                several = cast("list[object]", tables)
                numbers[name] = [n for n, table in enumerate(several) if not _is_left_out(table, says, row)]
                members[name] = [several[n] for n in numbers[name]]
        return Filled(members=cast("Table", filled(members)), wrong_cells=list(wrong.values()), numbers=numbers)


def _is_left_out(table: object, says: Sequence[str], row: Row) -> bool:
    """Whether a document or a party is optional, and the row says nothing of it."""
    if not isinstance(table, dict):
        return False
    members = cast("Table", table)
    places = placeholders_of([members.get(name) for name in says])
    return members.get("optional") is True and not any(row.cells.get(one.column) for one in places)


def placeholders_of(node: object) -> Iterator[Placeholder]:
    """Yield the placeholders of a value of a template, and of what is in it."""
    if isinstance(node, str):
        yield from parse(node).placeholders
    elif isinstance(node, dict):
        for value in cast("Table", node).values():
            yield from placeholders_of(value)
    elif isinstance(node, list):
        for value in cast("list[object]", node):
            yield from placeholders_of(value)


def read_template(path: Path) -> Template:
    """Read a template.

    Raises:
        CommandError: It cannot be read, or a placeholder is wrong.
    """
    try:
        members: Table = tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
        template = Template(path=path, members=members)
        template.placeholders  # noqa: B018 - reads each text, and finds what is wrong with it
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror or error}."
    except UnicodeDecodeError:
        msg = f"{path} is not written in UTF-8, which TOML asks for; save it anew."
    except tomllib.TOMLDecodeError as error:
        msg = f"{path} is not TOML: {error}; look at https://toml.io for how it is written."
    except ValueError as error:
        msg = f"{path}: {error}."
    else:
        return template
    raise CommandError(msg)
