"""Texts with the names of columns in braces: `Lease of {address}`."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from attrs import frozen

from esignkit.cli.spreadsheets import heading

__all__ = ["Placeholder", "Text", "parse"]

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@frozen
class Placeholder:
    """The place of a cell in a text."""

    column: str
    """The column, as `heading` has it."""
    written: str
    """The column as the template has it."""
    may_be_empty: bool = False
    """Whether it has a question mark: `{floor?}`."""


@frozen
class Text:
    """A text with placeholders."""

    parts: tuple[str | Placeholder, ...]
    """Its parts, in their order."""

    @property
    def placeholders(self) -> list[Placeholder]:
        """The placeholders."""
        return [part for part in self.parts if isinstance(part, Placeholder)]

    def fill(self, cell: Callable[[Placeholder], str]) -> str:
        """Return the text of one row.

        Args:
            cell: Returns what stands in a placeholder's place.
        """
        return "".join(part if isinstance(part, str) else cell(part) for part in self.parts)


@functools.lru_cache(1024)
def parse(text: str) -> Text:
    """Read a text with placeholders; `{{` and `}}` stand for braces.

    Args:
        text: The text.

    Raises:
        ValueError: A brace stands alone, or nothing stands between two; the message says where.
    """
    parts: list[str | Placeholder] = []
    end = 0
    for match in _TOKEN.finditer(text):
        parts.append(text[end : match.start()])
        end = match.end()
        token = match[0]
        if token in ("{{", "}}"):
            parts.append(token[0])
        elif match[1] is None:
            msg = f"a brace stands alone in {text!r}; write {token * 2} for a brace, and {{column}} for a cell"
            raise ValueError(msg)
        else:
            parts.append(_placeholder(match[1], text))
    parts.append(text[end:])
    return Text(tuple(part for part in parts if part != ""))


def _placeholder(name: str, text: str) -> Placeholder:
    written = name.strip()
    may_be_empty = written.endswith("?")
    written = written.removesuffix("?").strip()
    if not written:
        msg = f"{{{name}}} in {text!r} names no column"
        raise ValueError(msg)
    return Placeholder(heading(written), written, may_be_empty)
