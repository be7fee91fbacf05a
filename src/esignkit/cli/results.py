"""What a command gives back: data for programs, and text for people."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from attrs import frozen

from esignkit.cli.exit_codes import ExitCode
from esignkit.types import JSON, JSONObject

__all__ = ["CommandError", "Result", "Table", "Text"]


@frozen
class Table:
    """A small table."""

    headers: Sequence[str]
    """One word for each column."""
    rows: Sequence[Sequence[str]]
    """The cells, row by row."""


Text: TypeAlias = "str | Table"
"""A paragraph, or a table."""


@frozen(kw_only=True)
class Result:
    """The result of a command."""

    data: Mapping[str, JSON]
    """What `--json` prints, beside the command's name and the version of its schema."""
    text: Sequence[Text] = ()
    """What people read."""
    code: ExitCode = ExitCode.DONE
    """The exit status."""
    note: str = ""
    """A sentence for standard error: what is wrong, or what to be careful with."""
    personal: Collection[str] = ()
    """What `--mask` puts `•••` in the place of, beside what it finds in the data."""


class CommandError(Exception):
    """Ends a command with a sentence on standard error.

    Attributes:
        message: What is wrong.
        code: The exit status.
        hint: What to do.
        data: Members for the error in `--json`.
    """

    def __init__(
        self,
        message: str,
        code: ExitCode = ExitCode.USAGE,
        *,
        hint: str = "",
        data: Mapping[str, JSON] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint
        self.data: JSONObject = dict(data or {})
