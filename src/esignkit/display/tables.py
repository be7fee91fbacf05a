"""HTML tables. External data is escaped: a signer may be called `<script>`."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import cast

from attrs import AttrsInstance

from esignkit.core.record import Record
from esignkit.display.escaping import escape
from esignkit.display.life_cycle import has_timeline, timeline
from esignkit.display.privacy import MASKED, SECRET, is_model, mask_text, members_of, says_of_a_person, settings
from esignkit.display.thumbnails import looks_like_pdf, picture_html

__all__ = ["CELL", "Table", "download_html", "error_html", "items_html", "model_html", "page_html", "table"]

MAX_COLUMNS = 8
MAX_TEXT = 200
DEPTH = 3

CELL = ' style="text-align:left;vertical-align:top;padding:2px 8px;border-bottom:1px solid rgba(127,127,127,.35)"'


class Table:
    """Models of one kind under each other; a notebook shows them as a table.

    Args:
        rows: The models.
    """

    def __init__(self, rows: Iterable[AttrsInstance]) -> None:
        if is_model(rows):
            msg = "table() takes several models: write table([…]), also for a single one"
            raise TypeError(msg)
        self.rows: list[AttrsInstance] = list(rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<Table of {len(self.rows)}>"

    def _repr_html_(self) -> str:
        return _rows_html(self.rows, DEPTH - 1)


def table(rows: Iterable[AttrsInstance]) -> Table:
    """Show several models under each other.

    Args:
        rows: Models of one kind, such as `client.packages.list().all()`.
    """
    return Table(rows)


def model_html(record: AttrsInstance) -> str:
    """Return a model as a table of what is set in it, its life above it where it has one.

    Args:
        record: The model.
    """
    timeline_html = timeline(record).html() if isinstance(record, Record) and has_timeline(record) else ""
    return f"{timeline_html}{_model(record, DEPTH)}"


def page_html(items: Sequence[object], total: int | None) -> str:
    """Return a page as a table with one row for each item.

    Args:
        items: What is on the page.
        total: How many there are in all, when the service says.
    """
    total_text = "" if total is None else f" of {total}"
    return f"<p><b>Page</b>: {len(items)}{total_text}</p>{_list(list(items), DEPTH - 1)}"


def items_html(kind: str, name: str) -> str:
    """Return how to walk through a list; nothing is fetched for it.

    Args:
        kind: The list's class: `Items` or `AsyncItems`.
        name: The call it comes from, as `packages.list`.
    """
    await_, for_ = ("await ", "async for") if kind.startswith("Async") else ("", "for")
    ways = {
        f"{for_} item in items": "one after the other, fetched page by page",
        f"{for_} page in items.pages()": "by pages",
        f"{await_}items.first()": "the first one, or None",
        f"{await_}items.all()": "everything, as a list",
        f"{await_}items.to_dicts()": "everything, for pandas or polars",
    }
    return _lazy_html(kind, name, ways)


def download_html(kind: str, name: str) -> str:
    """Return the ways to take a download; nothing is fetched for it.

    Args:
        kind: Its class: `Download`, `AsyncDownload` or `DownloadPlan`.
        name: The call it comes from, as `documents.download`.
    """
    before, with_ = ("await ", "async with") if kind == "AsyncDownload" else ("", "with")
    ways = {f"{before}download.bytes()": "the content", f"{before}download.save(path)": "a file, whole or not at all"}
    if kind != "DownloadPlan":
        ways[f"{with_} download.stream() as chunks"] = "chunk by chunk"
    return _lazy_html(kind, name, ways)


def _lazy_html(kind: str, name: str, ways: dict[str, str]) -> str:
    rows = "".join(f"<tr><td{CELL}><code>{way}</code></td><td{CELL}>{what}</td></tr>" for way, what in ways.items())
    return f"<p><b>{kind}</b> of <code>{escape(name)}</code>: nothing is fetched yet</p><table>{rows}</table>"


def error_html(kind: str, facts: Mapping[str, object]) -> str:
    """Return an error as a table of what is known about it.

    Args:
        kind: The error's class.
        facts: What is known, by name; what is empty is left out.
    """
    facts = {name: value for name, value in facts.items() if value not in (None, "", {}, [])}
    rows = "".join(_row(name, _value(value, DEPTH)) for name, value in facts.items())
    return f"<p><b>{escape(kind)}</b></p><table>{rows}</table>"


def _model(record: AttrsInstance, depth: int) -> str:
    name = f"<b>{escape(type(record).__name__)}</b>"
    if depth <= 0:
        return name
    rows = [_row(field, _field(record, field, value, depth)) for field, value in _set_members(record).items()]
    if isinstance(record, Record) and record.extra:  # names only: what the SDK does not know may be a secret
        rows.append(_row("extra", escape(_masked(", ".join(f"{key}: …" for key in record.extra)))))
    return f"<p>{name}</p><table>{''.join(rows)}</table>"


def _set_members(record: AttrsInstance) -> dict[str, object]:
    members = members_of(record).items()
    return {name: value for name, value in members if name != "extra" and value not in (None, [], (), {}, frozenset())}


def _field(record: AttrsInstance, name: str, value: object, depth: int) -> str:
    if value is SECRET:
        return SECRET
    if settings.mask_personal_data and says_of_a_person(name, type(record), value):
        return MASKED
    return _value(value, depth - 1)


def _value(value: object, depth: int) -> str:
    if is_model(value):
        return _model(value, depth)
    if isinstance(value, list | tuple | frozenset):
        return _list(list(cast("Collection[object]", value)), depth)
    if isinstance(value, Mapping):
        members = cast("Mapping[str, object]", value)
        rows = [_row(str(key), _member(str(key), member, depth)) for key, member in members.items()]
        return f"<table>{''.join(rows)}</table>" if depth > 0 else "{…}"
    if isinstance(value, enum.Enum):
        return escape(f"{value.name} ({value.value})" if isinstance(value, int) else str(value.value))
    if isinstance(value, datetime):
        return escape(f"{value:%Y-%m-%d %H:%M:%S %Z}".strip())
    if isinstance(value, bytes):
        return f"{len(value)} bytes" + (picture_html(value) if looks_like_pdf(value) else "")
    text = value if isinstance(value, str) else value.isoformat() if isinstance(value, date) else repr(value)
    text = _masked(text)
    return escape(text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…")


def _member(name: str, value: object, depth: int) -> str:
    """Return a member of free-form JSON."""
    hide = settings.mask_personal_data and says_of_a_person(name, None, value)
    return MASKED if hide else _value(value, depth - 1)


def _masked(text: str) -> str:
    return mask_text(text) if settings.mask_personal_data else text


def _list(values: list[object], depth: int) -> str:
    models = [value for value in values if is_model(value)]
    if models and len(models) == len(values):
        return _rows_html(models, depth)
    items = ", ".join(_value(value, depth - 1) for value in values[: settings.rows])
    return items + (f" and {len(values) - settings.rows} more" if len(values) > settings.rows else "")


def _rows_html(rows: Sequence[AttrsInstance], depth: int) -> str:
    if not rows:
        return "<p>none</p>"
    if depth <= 0:
        return f"{len(rows)} x {escape(type(rows[0]).__name__)}"
    fields = list(dict.fromkeys(name for row in rows[: settings.rows] for name in _set_members(row)))
    columns, hidden_fields = fields[:MAX_COLUMNS], fields[MAX_COLUMNS:]
    head = "".join(f"<th{CELL}>{escape(name)}</th>" for name in columns)
    body = "".join(f"<tr>{_cells(row, columns, depth)}</tr>" for row in rows[: settings.rows])
    more = [f"{len(rows) - settings.rows} more rows"] if len(rows) > settings.rows else []
    more += [f"also set: {escape(', '.join(hidden_fields))}"] if hidden_fields else []
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" + "".join(f"<p>{m}</p>" for m in more)


def _row(name: str, value: str) -> str:
    return f"<tr><th{CELL}>{escape(_masked(name))}</th><td{CELL}>{value}</td></tr>"


def _cells(record: AttrsInstance, columns: list[str], depth: int) -> str:
    members = _set_members(record)
    cells = (_field(record, name, members[name], depth) if name in members else "" for name in columns)
    return "".join(f"<td{CELL}>{cell}</td>" for cell in cells)
