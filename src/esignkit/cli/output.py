"""Writes what a command gives back: text and tables for people, JSON for programs, errors to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import TextIO

from esignkit.cli.results import CommandError, Result, Table
from esignkit.types import JSON

__all__ = ["VERSION", "clean", "is_terminal", "note", "plain_lines", "write_error", "write_result"]

VERSION = 1
"""Version of what `--json` prints: members may be added to it, and none is taken away or changes its meaning."""


def write_result(command: str, result: Result, *, as_json: bool) -> None:
    """Print the result of a command.

    Args:
        command: Name of the command.
        result: The result.
        as_json: Whether for a program.
    """
    if as_json:
        _print_json(command, result.data)
    else:
        for block in result.text:
            if isinstance(block, Table):
                _print_table(block)
            else:
                print(clean(block))
    if result.note:
        note(result.note)


def write_error(command: str, error: CommandError, *, as_json: bool) -> None:
    """Print what ended a command: a sentence on standard error, and for a program JSON on standard output as well.

    Args:
        command: Name of the command.
        error: What ended it.
        as_json: Whether for a program.
    """
    note(" ".join(part for part in (error.message, error.hint) if part))
    if as_json:
        facts: dict[str, JSON] = {"message": error.message, "exit_code": int(error.code), "hint": error.hint or None}
        _print_json(command, {"error": {**facts, **error.data}})


def note(text: str) -> None:
    """Print a sentence on standard error."""
    print(f"esignkit: {clean(text)}", file=sys.stderr)


def clean(text: str) -> str:
    """Return text that cannot steer a terminal: titles and names come from other people."""
    return "".join(
        character if character.isprintable() or character == "\n" else ascii(character)[1:-1] for character in text
    )


def _print_json(command: str, data: Mapping[str, JSON]) -> None:
    print(json.dumps({"version": VERSION, "command": command, **data}, indent=2, ensure_ascii=True))


def _print_table(table: Table) -> None:
    if is_terminal(sys.stdout):
        from rich.console import Console
        from rich.table import Table as RichTable
        from rich.text import Text

        drawing = RichTable(box=None, pad_edge=False, header_style="bold")
        for header in table.headers:
            drawing.add_column(header, overflow="fold")
        for row in table.rows:
            drawing.add_row(*(Text(clean(cell)) for cell in row))  # as text: a title may look like markup
        Console().print(drawing)
        return
    for line in plain_lines(table):
        print(line)


def plain_lines(table: Table) -> list[str]:
    """Return the lines of a table, without colours."""
    rows = [list(table.headers), *([clean(cell).replace("\n", " ") for cell in row] for row in table.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.headers))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def is_terminal(stream: TextIO) -> bool:
    """Whether somebody is looking on."""
    return stream.isatty()
