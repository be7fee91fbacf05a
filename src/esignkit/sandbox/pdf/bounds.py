"""A budget of work for whatever is done with one PDF, so that no file keeps the sandbox busy for long.

Each look at an object counts, also at one that is known already: what a structure refers to in very many ways costs a
step for each, and more of them the deeper it is nested, as pyHanko then carries the whole way there along. What streams
unfold to counts by its bytes, and what is drawn by its parts (`page_parts`). An object stream is taken apart once, in
place of once for each of its objects.

What cannot be counted is held by a limit of the processor's time, in a process of its own (`DocumentProcess`).
"""

from __future__ import annotations

import inspect
import threading
import zlib
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ._pyhanko import as_items, is_a, malformed, pyhanko, raw, resolve
from .pyhanko_private import list_only_useful_ways

# What documents of customers take is far below: 500 pages in 240 kB take 5,000 looks.
_BASE, _PER_BYTE = 10_000, 0.25
_MOST = 1_000_000  # some seconds
_MEASURED_EACH, _LEVELS = 64, 64  # looks, and calls within calls: some 25 of those are levels of the document
_UNFOLDED = 256 << 20  # bytes of contents: what PDFium goes through in some seconds
_BYTES_PER_LOOK = 16 << 10  # of these
_PIECE = 256 << 10  # of these, at once
_LONG_NAMES = {"/Fl": "/FlateDecode", "/A85": "/ASCII85Decode", "/AHx": "/ASCIIHexDecode"}
_PICTURES = ("/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode")  # counted by their pixels

_thread = threading.local()

if TYPE_CHECKING:
    from collections.abc import Generator


class TakesLong(BaseException):
    """More looks than this thread was to take. It is no error, so what handles those must not take it."""


@contextmanager
def at_most(looks: int) -> Generator[None]:
    """Give up with `TakesLong` what takes more looks at objects in this thread, whichever files they are of.

    Args:
        looks: How many are allowed.
    """
    _thread.left = looks
    try:
        yield
    finally:
        _thread.left = None


def looks_left() -> int | None:
    """Return how many looks this thread may still take; None for any number."""
    left: int | None = getattr(_thread, "left", None)
    return left


def count(looks: int) -> None:
    """Count work that is no look at an object; give up with `TakesLong` what takes more than this thread was to take.

    Args:
        looks: As many looks at objects as take about as long.
    """
    allowed = looks_left()
    if allowed is None:
        return
    if allowed < looks:
        raise TakesLong
    _thread.left = allowed - looks


def _calls_within_calls() -> int:
    frame, depth = inspect.currentframe(), 0
    while frame is not None:
        frame, depth = frame.f_back, depth + 1
    return depth


class TooMuchWorkError(Exception):
    """A file whose structure takes more work than its size allows."""


class _Budget:
    """How many looks at objects one reader may take; a look within many calls costs as much as several."""

    def __init__(self, looks: int) -> None:
        self._left, self._taken, self._cost = looks, 0, 1

    def charge(self) -> None:
        self._taken += 1
        if self._taken % _MEASURED_EACH == 0:
            self._cost = max(_calls_within_calls() // _LEVELS, 1)
        self._left -= self._cost
        count(self._cost)
        self.afford(0)

    def afford(self, looks: int) -> None:
        """Raise an error now if so many looks would be too many."""
        if self._left < looks:
            raise TooMuchWorkError("its structure refers to itself in too many ways")


def open_reader(data: bytes) -> Any:
    """Open a PDF for reading, with the tolerance of browsers and viewers (hybrid cross-references, for example).

    Args:
        data: The file's bytes.

    Returns:
        pyHanko's reader, unlocked if the file opens without a password. What is done with it raises
        `TooMuchWorkError` once its budget is used up.
    """
    reader = pyhanko("pdf_utils.reader").PdfFileReader(BytesIO(data), strict=False)
    signatures = data.count(b"/ByteRange")  # each is checked against all that came later
    budget = _Budget(min(int((_BASE + _PER_BYTE * len(data)) * (1 + signatures)), _MOST))
    streams: dict[int, dict[int, Any]] = {}
    read, resolver_of = reader.get_object, reader.get_historical_resolver

    def get_object(ref: Any, revision: int | None = None, **options: Any) -> Any:
        budget.charge()
        if revision is None and reader.cache_get_indirect_object(ref.generation, ref.idnum) is None:
            unpacked = _from_object_stream(reader, ref, streams)
            if unpacked is not None:
                reader.cache_indirect_object(ref.generation, ref.idnum, unpacked)
        return read(ref, revision, **options)

    def get_historical_resolver(revision: int) -> Any:
        resolver = resolver_of(revision)
        if "get_object" not in vars(resolver):
            read_then = resolver.get_object

            def get_object_then(ref: Any, **options: Any) -> Any:
                budget.charge()
                return read_then(ref, **options)

            resolver.get_object = get_object_then
            list_only_useful_ways(resolver, budget.afford)
        return resolver

    reader.get_object, reader.get_historical_resolver = get_object, get_historical_resolver
    if reader.encrypted:
        unlock(reader)
    return reader


class Unfolded:
    """Counts what the streams of a document unfold to, without keeping it: a small file may unfold to gigabytes."""

    def __init__(self) -> None:
        self._left = _UNFOLDED

    def add(self, stream: Any) -> None:
        """Count a stream, of whatever kind but a picture.

        Args:
            stream: pyHanko's object.

        Raises:
            TooMuchWorkError: All of them unfold to more than contents of documents do.
        """
        size = self._size(stream)
        self._left -= size
        count(size // _BYTES_PER_LOOK)
        if self._left < 0:
            raise TooMuchWorkError(f"its contents unfold to more than {_UNFOLDED >> 20} MB")

    def _size(self, stream: Any) -> int:
        if raw(stream, "/Subtype") == "/Image":
            return 0
        filters = raw(stream, "/Filter")
        names = [str(resolve(one)) for one in as_items(filters)] or ([str(resolve(filters))] if filters else [])
        names = [_LONG_NAMES.get(name, name) for name in names if name not in _PICTURES]
        data: bytes = stream.encoded_data
        while names and names[0] in ("/ASCII85Decode", "/ASCIIHexDecode"):  # which only shrink
            data = pyhanko("pdf_utils.filters").get_generic_decoder(names.pop(0)).decode(data, {})
        if names == ["/FlateDecode"]:
            return _unfolded_size(data, self._left + 1)
        if names:
            count(_MOST)  # nobody knows: not where others wait
        return len(data)


def _unfolded_size(data: bytes, most: int) -> int:
    """Return how much packed data unfold to, or something above `most`; piece by piece, for it may be 256 MB."""
    unpacker, size = zlib.decompressobj(), 0
    while size < most and not unpacker.eof:
        piece = unpacker.decompress(data, _PIECE)
        data, size = unpacker.unconsumed_tail, size + len(piece)
        if not piece:  # the rest is missing
            break
    return size


def unlock(reader: Any) -> bool:
    """Unlock an encrypted file that opens without a password.

    Args:
        reader: pyHanko's reader of it.

    Returns:
        Whether it is open and its restrictions allow signing: to fill in a form, to annotate or to modify.
    """
    try:
        result = reader.decrypt("")
    except malformed():  # an encryption for certain recipients, or none that there is
        return False
    if result.status.name == "FAILED":
        return False
    granted = result.permission_flags
    needed = ("ALLOW_FORM_FILLING", "ALLOW_ANNOTS_FORM_FILLING", "ALLOW_MODIFICATION_GENERIC")
    return granted is None or any(flag in granted for flag in (getattr(granted.__class__, name) for name in needed))


def _from_object_stream(reader: Any, ref: Any, streams: dict[int, dict[int, Any]]) -> Any:
    """Return an object of an object stream; None for any other, and for one that pyHanko shall report on."""
    place = reader.xrefs[ref]
    number = getattr(place, "obj_stream_id", None)
    if number is None:
        return None
    generic = pyhanko("pdf_utils.generic")
    if number not in streams:
        streams[number] = {}
        stream = generic.Reference(number, 0, reader).get_object()
        if is_a(stream, generic.StreamObject):
            data, first = stream.data, int(stream["/First"])
            numbers = [int(token) for token in data[:first].split()[: 2 * int(stream["/N"])]]
            offsets = zip(numbers[::2], numbers[1::2], strict=False)
            file = BytesIO(data)  # one for all its objects
            streams[number] = {idnum: (file, first + offset) for idnum, offset in offsets}
    if ref.idnum not in streams[number]:
        return None
    file, start = streams[number][ref.idnum]
    file.seek(start)
    unpacked = generic.read_object(file, generic.Reference(ref.idnum, 0, reader))
    return None if is_a(unpacked, generic.StreamObject | generic.IndirectObject) else unpacked
