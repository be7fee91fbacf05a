"""What `--mask` leaves of a command's result, for whoever passes it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from esignkit.cli.results import Result, Table, Text
from esignkit.display.privacy import mask_text

if TYPE_CHECKING:
    from esignkit.types import JSON

__all__ = ["masked"]


def masked(result: Result) -> Result:
    """Return a result without e-mail addresses and telephone numbers; names were left out by whoever knew them.

    Args:
        result: What a command has found out.
    """
    return attrs.evolve(
        result,
        data={name: _json(member) for name, member in result.data.items()},
        text=[_text(one) for one in result.text],
        note=mask_text(result.note),
    )


def _text(one: Text) -> Text:
    if isinstance(one, Table):
        return Table(one.headers, [[mask_text(cell) for cell in row] for row in one.rows])
    return mask_text(one)


def _json(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {name: _json(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_json(item) for item in value]
    return mask_text(value) if isinstance(value, str) else value
