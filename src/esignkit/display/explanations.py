"""The explanation of a plan, as HTML."""

from __future__ import annotations

from collections.abc import Iterable

from esignkit.display.escaping import escape
from esignkit.display.tables import CELL

__all__ = ["explanation_html"]


def explanation_html(plan: str, digest: str, calls: Iterable[tuple[str, str, str, list[str]]], rest: str) -> str:
    """Return an explanation as a table with one row for each call.

    Args:
        plan: The call that the plan is.
        digest: Its digest; empty when it has none.
        calls: Request, name, how safe it is to repeat, and the lines of what is sent.
        rest: What is not known.
    """
    shown = f", digest <code>{escape(digest[:16])}…</code>" if digest else ""
    rows = "".join(_row(number, *call) for number, call in enumerate(calls, 1))
    return f"<p><b>{escape(plan)}</b>{shown}</p><table>{rows}</table>" + (f"<p>{escape(rest)}</p>" if rest else "")


def _row(number: int, request: str, name: str, repeat: str, sent: list[str]) -> str:
    cells = (
        str(number),
        f"<code>{escape(request)}</code><br>{escape(name)}",
        escape(repeat),
        "<br>".join(map(escape, sent)),
    )
    return "<tr>" + "".join(f"<td{CELL}>{cell}</td>" for cell in cells) + "</tr>"
