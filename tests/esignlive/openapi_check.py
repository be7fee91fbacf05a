"""JSON values against the schemas of OneSpan's published OpenAPI, as far as its table has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.esignlive.openapi_members import load

TABLE = load()
OPERATIONS: dict[str, dict[str, Any]] = TABLE["operations"]
SCHEMAS: dict[str, Any] = TABLE["schemas"]

FORMS = {
    "string": lambda value: isinstance(value, str),
    "file": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: True,
    "date": lambda value: isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value),
}


def complaints(value: Any, kind: str, where: str, *, whole: bool = False, deep: bool = False) -> Iterator[str]:
    """Say what does not fit.

    Args:
        value: A JSON value.
        kind: Its type, in the notation of the table.
        where: What it is a member of.
        whole: Whether members that the table calls required have to be there; those of its own members need not.
        deep: Whether theirs have to be there as well.
    """
    kind = kind.removesuffix("!")
    if value is None:
        return
    if kind in SCHEMAS and isinstance(SCHEMAS[kind], str):
        kind = SCHEMAS[kind]
    if kind in SCHEMAS:
        if not isinstance(value, dict):
            yield f"{where}: a {type(value).__name__} in place of {kind}"
            return
        members = SCHEMAS[kind]
        for name, inner in value.items():
            if name in members:
                yield from complaints(inner, members[name], f"{kind}.{name}", whole=deep, deep=deep)
            else:
                yield f"{kind}.{name}: unknown"
        if whole:
            yield from (f"{kind}.{n}: required" for n, k in members.items() if k.endswith("!") and n not in value)
    elif kind[0] in "[{":
        shape: type = list if kind[0] == "[" else dict
        if not isinstance(value, shape):
            yield f"{where}: a {type(value).__name__} in place of {kind}"
            return
        for inner in value if isinstance(value, list) else value.values():
            yield from complaints(inner, kind[1:-1], where, whole=deep, deep=deep)
    else:
        form, _, values = kind.partition("=")
        if not FORMS[form](value):
            yield f"{where}: a {type(value).__name__} in place of {form}"
        elif values and value not in values.split("|"):
            yield f"{where}: {value} is none of its values"
