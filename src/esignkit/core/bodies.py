"""Building request bodies: a sequence of segments, each literal bytes or a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

from esignkit.core.flow import FileSegment, Segment
from esignkit.core.json_text import dumps
from esignkit.core.operation import Form, Json, Multipart, Operation, Part, Upload, encodable
from esignkit.core.spelling import both_names
from esignkit.core.writing import Writer
from esignkit.types import JSONObject, Progress, Secret

__all__ = ["body_of", "compile_body", "said_of"]


def _json(body: Json, writer: Writer, extra: JSONObject | None) -> list[Segment]:
    value = writer.write(body.value)
    if extra:
        if not isinstance(value, dict):
            msg = "extra_body can only be merged into a body that is a JSON object"
            raise TypeError(msg)
        value |= cast("JSONObject", writer.write(extra, "extra_body"))
    content = dumps(value, ascii=body.ascii)
    if writer.format.finish is not None:
        content = writer.format.finish(content)
    return _with_files(content, writer, ascii=body.ascii)


def _with_files(content: bytes, writer: Writer, *, ascii: bool) -> list[Segment]:
    """Cut JSON text at the marks that stand for files and put the files there."""
    out: list[Segment] = []
    for mark, segment in writer.files:
        before, found, content = content.partition(dumps(mark, ascii=ascii))
        if found:
            around = (b"[", b"]") if segment.form == "integers" else (b'"', b'"')
            out += [before + around[0], segment]
            content = around[1] + content
    out.append(content)
    return out


def compile_body(
    body: Json | Multipart | Form, writer: Writer, extra: JSONObject | None = None
) -> tuple[str, bytes | tuple[Segment, ...], Progress | None]:
    """Return content type, body and progress callback.

    Args:
        body: What the operation sends.
        writer: Writes values in the provider's way.
        extra: The caller's `extra_body`, merged into a JSON object.

    Returns:
        The content type; bytes when everything is at hand, else the segments; the progress callback.
    """
    if isinstance(body, Json):
        return _done("application/json", _json(body, writer, extra), None)
    if isinstance(body, Form):
        text = urlencode({name: _field(name, value) for name, value in body.values.items()})
        return "application/x-www-form-urlencoded", text.encode("ascii"), None
    boundary = os.urandom(16).hex()
    segments: list[Segment] = []
    for part in body.parts:
        more = extra if isinstance(part.content, Json) else None
        segments += _part(part, boundary, writer, more)
    segments.append(f"--{boundary}--\r\n".encode("ascii"))
    return _done(f"multipart/form-data; boundary={boundary}", segments, body.progress)


def _field(name: str, value: object) -> str:
    """Return the text of a form's field.

    Raises:
        TypeError: It is no text.
        ValueError: It holds half of a surrogate pair.
    """
    text = value.reveal() if isinstance(value, Secret) else value
    if not isinstance(text, str):
        msg = f"{both_names(name)} is {type(text).__name__}; give text"
        raise TypeError(msg)
    return encodable(name, text)


def _done(
    content_type: str, segments: list[Segment], progress: Progress | None
) -> tuple[str, bytes | tuple[Segment, ...], Progress | None]:
    merged: list[Segment] = []
    for segment in segments:
        if isinstance(segment, FileSegment):
            if (
                isinstance(segment.upload.content, bytes)
                and segment.form == "raw"
                and len(segment.upload.content) < 65536
            ):
                segment = segment.upload.content
            else:
                merged.append(segment)
                continue
        if merged and isinstance(merged[-1], bytes):
            merged[-1] += segment
        else:
            merged.append(segment)
    if len(merged) == 1 and isinstance(merged[0], bytes):
        return content_type, merged[0], progress
    return content_type, tuple(merged), progress


def _quoted(name: str) -> str:
    """Escape a name as browsers do, so that it cannot end its header early."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A").replace("\0", "%00")


def _part(part: Part, boundary: str, writer: Writer, extra: JSONObject | None) -> list[Segment]:
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(part.name)}"'
    content: list[Segment]
    if isinstance(part.content, Upload):
        file = part.content
        kind = file.content_type.replace("\r", "").replace("\n", "")
        head += f'; filename="{_quoted(file.name)}"\r\nContent-Type: {kind}'
        content = [FileSegment(file)]
    elif isinstance(part.content, Json):
        content = _json(part.content, writer, extra)
    else:
        content = [_field(part.name, part.content).encode("utf-8")]
    return [(head + "\r\n\r\n").encode("utf-8", "replace"), *content, b"\r\n"]


def said_of(operation: Operation[Any]) -> Mapping[str, object]:
    """Return the members of a call's body; none when it is no JSON object."""
    said = body_of(operation)
    return cast("Mapping[str, object]", said) if isinstance(said, Mapping) else {}


def body_of(operation: Operation[Any]) -> object:
    """Return what a call says: its JSON body, or the JSON part that goes with its files."""
    body = operation.body
    if isinstance(body, Multipart):
        return next((part.content.value for part in body.parts if isinstance(part.content, Json)), None)
    return body.value if isinstance(body, Json) else None
