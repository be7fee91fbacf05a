"""What the rows of several resources use."""

from __future__ import annotations

from typing import Any

from tests.operations import has

PDF, ZIP = b"%PDF-1.7\n%%EOF\n", b"PK\x03\x04PK\x05\x06"
DOCUMENT = "/packages/p/documents/d"
APPROVAL = f"{DOCUMENT}/approvals/a"
ID: dict[str, Any] = {"id": "x"}
AN_ID: dict[str, Any] = {"response": ID, "result": has("id", "x")}
IDS: dict[str, Any] = {"response": [ID], "result": has("0.id", "x")}
THREE = {"count": 3, "results": [{"name": "a"}] * 3}


def three(result: Any) -> bool:
    """Whether a list holds what `THREE` has."""
    return [one.name for one in result] == ["a"] * 3
