"""Reads multipart bodies, part by part, in order."""

from __future__ import annotations

from attrs import define, field
from python_multipart.multipart import MultipartParser, parse_options_header


class MalformedBody(ValueError):
    """The body is not what its content type says."""


@define
class Part:
    """One part of a multipart body."""

    name: str = ""
    filename: str | None = None
    content_type: str = ""
    content: bytes = field(default=b"", repr=False)


def read_parts(content_type: str, body: bytes) -> list[Part]:
    """Read a `multipart/form-data` body.

    Args:
        content_type: The request's Content-Type header.
        body: The whole body.

    Returns:
        The parts in the order in which they were sent, file or not.

    Raises:
        MalformedBody: The body is not multipart, or breaks off.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise MalformedBody("a multipart/form-data body with a boundary is needed here")
    reader = _Reader()
    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": reader.begin,
                "on_part_data": reader.data,
                "on_part_end": reader.end,
                "on_header_field": reader.header_field,
                "on_header_value": reader.header_value,
                "on_header_end": reader.header_end,
                "on_end": reader.finish,
            },
        )
        parser.write(body)
        parser.finalize()
    except ValueError as error:  # python-multipart's errors all derive from it
        raise MalformedBody(f"the multipart body cannot be read: {error}") from error
    if not reader.finished:
        raise MalformedBody("the multipart body breaks off before its last boundary")
    return reader.parts


class _Reader:
    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.finished = False
        self._chunks: list[bytes] = []
        self._name = b""
        self._value = b""

    def begin(self) -> None:
        self.parts.append(Part())
        self._chunks = []

    def data(self, data: bytes, start: int, end: int) -> None:
        self._chunks.append(data[start:end])

    def end(self) -> None:
        self.parts[-1].content = b"".join(self._chunks)

    def header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        name, value, self._name, self._value = self._name.lower(), self._value, b"", b""
        if name == b"content-type":
            self.parts[-1].content_type = value.decode("latin-1")
        elif name == b"content-disposition":
            _, options = parse_options_header(value)
            self.parts[-1].name = _text(options.get(b"name", b""))
            filename = options.get(b"filename")
            self.parts[-1].filename = None if filename is None else _text(filename)

    def finish(self) -> None:
        self.finished = True


def _text(value: bytes) -> str:
    # Clients send UTF-8; some older ones Latin-1. Browsers escape quotes and line ends only.
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    return text.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
