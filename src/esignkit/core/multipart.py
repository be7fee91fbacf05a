"""Writes multipart bodies: the header and the content of each part, between boundaries."""

from __future__ import annotations

import os
from collections.abc import Callable

from esignkit.core.flow import FileSegment, Segment
from esignkit.core.operation import Json, Multipart, Part, Upload, encodable
from esignkit.core.suggestions import both_names
from esignkit.types import Secret

__all__ = ["form_value", "multipart_segments", "new_boundary"]


def new_boundary() -> str:
    """Return a random boundary."""
    return os.urandom(16).hex()


def multipart_segments(body: Multipart, boundary: str, write_json: Callable[[Json], list[Segment]]) -> list[Segment]:
    """Return a multipart body as segments of bytes and files.

    Args:
        body: The parts, in order.
        boundary: The text between the parts.
        write_json: Writes the content of a JSON part.
    """
    segments: list[Segment] = []
    for part in body.parts:
        segments += _part(part, boundary, write_json)
    segments.append(f"--{boundary}--\r\n".encode("ascii"))
    return segments


def _quoted(name: str) -> str:
    """Escape a name as browsers do, so that it cannot end its header early."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A").replace("\0", "%00")


def _part(part: Part, boundary: str, write_json: Callable[[Json], list[Segment]]) -> list[Segment]:
    header = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(part.name)}"'
    content: list[Segment]
    if isinstance(part.content, Upload):
        file = part.content
        content_type = file.content_type.replace("\r", "").replace("\n", "")
        header += f'; filename="{_quoted(file.name)}"\r\nContent-Type: {content_type}'
        content = [FileSegment(file)]
    elif isinstance(part.content, Json):
        content = write_json(part.content)
    else:
        content = [form_value(part.name, part.content).encode("utf-8")]
    return [(header + "\r\n\r\n").encode("utf-8", "replace"), *content, b"\r\n"]


def form_value(name: str, value: object) -> str:
    """Return the text of a form field.

    Raises:
        TypeError: It is no text.
        ValueError: It holds half of a surrogate pair.
    """
    text = value.reveal() if isinstance(value, Secret) else value
    if not isinstance(text, str):
        msg = f"{both_names(name)} is {type(text).__name__}; give text"
        raise TypeError(msg)
    return encodable(name, text)
