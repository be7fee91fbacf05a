"""Responses that several calls share: without a body, lists, plain pictures."""

from __future__ import annotations

import csv
import io
import struct
import zlib
from typing import TYPE_CHECKING

from starlette.responses import Response

from esignkit.sandbox.emulators.call import empty_response
from esignkit.sandbox.emulators.esignlive.behaviour_switches import switch
from esignkit.sandbox.json_values import as_int, as_position

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from esignkit.sandbox.emulators.call import Call
    from esignkit.sandbox.json_values import JSON, JSONObject

TEXT_JSON = "text/html;charset=UTF-8"
"""The media type that several calls give to JSON."""

BYTES = "application/octet-stream; esl-api-version=11"
"""The media type of a document or an attachment, whatever it is."""

MAX_PAGE = 100
"""The rows of a list that one response has at most."""

_PNG = b"\x89PNG\r\n\x1a\n"


def done(call: Call) -> Response:
    """Return a response without a body."""
    return empty_response(as_int(switch(call.work, call.account.tenant, "empty"), 200))


def results(rows: list[JSONObject]) -> JSON:
    """Return the service's list envelope."""
    return {"count": len(rows), "results": rows}


def as_openapi(call: Call) -> bool:
    """Return whether responses have the shape of the vendor's OpenAPI, where it differs from the vendor's SDKs."""
    return switch(call.work, call.account.tenant, "shapes") == "openapi"


def list_or_one(call: Call, rows: list[JSONObject]) -> JSON:
    """Return a plain list; a list of one as a single object in the shape of the vendor's OpenAPI."""
    return rows[0] if len(rows) == 1 and as_openapi(call) else rows


def window(call: Call, rows: list[JSONObject], default: int = MAX_PAGE) -> JSON:
    """Return the list envelope with the part of a list from `from` to `to`; `count` is the length of the list."""
    return {"count": len(rows), "results": rows[positions(call, default)]}


def positions(call: Call, default: int = MAX_PAGE) -> slice:
    """Return the positions from `from` to `to`, which count from 1 and are both included; at most 100."""
    first = max(as_position(call.query("from") or "") or 1, 1)
    last = as_position(call.query("to") or "")
    last = min(first + default - 1 if last is None else last, first + MAX_PAGE - 1)
    return slice(first - 1, max(last, 0))


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as CSV in UTF-8, with every value in quotes: inferred, for any reader of CSV takes that."""
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows(rows)
    return buffer.getvalue().encode()


def blank_png(width: int, height: int) -> bytes:
    """Return a white picture with a grey frame: the sandbox draws neither pages nor signatures."""
    width, height = max(width, 3), max(height, 3)
    edge = b"\0" + b"\xc0" * width
    line = b"\0\xc0" + b"\xff" * (width - 2) + b"\xc0"
    rows = edge + line * (height - 2) + edge
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return _PNG + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def image_response(width: int, height: int) -> Response:
    """Return a plain picture. It is a PNG whatever the client accepts."""
    return Response(blank_png(width, height), headers={"content-type": "image/png"})
