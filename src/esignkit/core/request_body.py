"""Builds request bodies: JSON, form and multipart, as segments of bytes and files."""

from __future__ import annotations

from typing import cast

from esignkit.core.flow import FileSegment, Segment
from esignkit.core.json_text import dumps
from esignkit.core.multipart import form_value, multipart_segments, new_boundary
from esignkit.core.operation import Form, Json, Multipart
from esignkit.core.serialization import Writer
from esignkit.types import JSONObject, Progress

__all__ = ["compile_body"]


def _json(body: Json, writer: Writer, extra: JSONObject | None) -> list[Segment]:
    if extra:
        value = writer.write(body.value)
        if not isinstance(value, dict):
            msg = "extra_body can only be merged into a body that is a JSON object"
            raise TypeError(msg)
        value |= cast("JSONObject", writer.write(extra, "extra_body"))
        content = dumps(value, ascii=body.ascii)
    else:
        from esignkit.core.model_text import text_of  # a program that only reads sends no body

        content = text_of(body.value, writer, ascii=body.ascii).encode("utf-8", "backslashreplace")
    if writer.format.finish is not None:
        content = writer.format.finish(content)
    return _with_files(content, writer, ascii=body.ascii)


def _with_files(content: bytes, writer: Writer, *, ascii: bool) -> list[Segment]:
    """Replace the placeholders in JSON text by the files that they stand for."""
    segments: list[Segment] = []
    for placeholder, segment in writer.files:
        before, separator, content = content.partition(dumps(placeholder, ascii=ascii))
        if separator:
            quotes = (b"[", b"]") if segment.form == "integers" else (b'"', b'"')
            segments += [before + quotes[0], segment]
            content = quotes[1] + content
    segments.append(content)
    return segments


def compile_body(
    body: Json | Multipart | Form, writer: Writer, extra: JSONObject | None = None
) -> tuple[str, bytes | tuple[Segment, ...], Progress | None]:
    """Return content type, body and progress callback.

    Args:
        body: What the operation sends.
        writer: Writes values in the provider's formats.
        extra: The caller's `extra_body`, merged into a JSON object.

    Returns:
        The content type; the body as bytes, or as segments when it holds files; the progress callback.
    """
    if isinstance(body, Json):
        return _merge_segments("application/json", _json(body, writer, extra), None)
    if isinstance(body, Form):
        from urllib.parse import urlencode

        text = urlencode({name: form_value(name, value) for name, value in body.values.items()})
        return "application/x-www-form-urlencoded", text.encode("ascii"), None
    boundary = new_boundary()
    segments = multipart_segments(body, boundary, lambda part: _json(part, writer, extra))
    return _merge_segments(f"multipart/form-data; boundary={boundary}", segments, body.progress)


def _merge_segments(
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
