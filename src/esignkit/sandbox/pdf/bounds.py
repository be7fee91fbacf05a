"""A budget of work for whatever is done with one PDF, so that no file keeps the sandbox busy for long.

Each look at an object counts, also at one that is known already: what a structure refers to in very many ways costs a
step for each. An object stream is taken apart once, in place of once for each of its objects.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ._pyhanko import is_a, malformed, pyhanko

# What documents of customers take is far below: 500 pages in 240 kB take 5,000 looks.
_BASE, _PER_BYTE = 30_000, 0.25
_MOST = 1_000_000  # some seconds
MOST_PARTS = 4_000
"""How many parts a page may have that is drawn where others wait: some tenths of a second at worst."""

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


def draw_here(parts: int) -> None:
    """Give up with `TakesLong` where this thread was to take little and a page has many parts to draw.

    Args:
        parts: How many it has.
    """
    if parts > MOST_PARTS and getattr(_thread, "left", None) is not None:
        raise TakesLong


def _count() -> None:
    left: int | None = getattr(_thread, "left", None)
    if left is None:
        return
    if left <= 0:
        raise TakesLong
    _thread.left = left - 1


class TooMuchWorkError(Exception):
    """A file whose structure takes more work than its size allows."""


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
    left = min(int((_BASE + _PER_BYTE * len(data)) * (1 + signatures)), _MOST)
    streams: dict[int, dict[int, Any]] = {}
    read, resolver_of = reader.get_object, reader.get_historical_resolver

    def charge() -> None:
        nonlocal left
        left -= 1
        _count()
        if left < 0:
            raise TooMuchWorkError("its structure refers to itself in too many ways")

    def get_object(ref: Any, revision: int | None = None, **options: Any) -> Any:
        charge()
        if revision is None and reader.cache_get_indirect_object(ref.generation, ref.idnum) is None:
            found = _from_object_stream(reader, ref, streams)
            if found is not None:
                reader.cache_indirect_object(ref.generation, ref.idnum, found)
        return read(ref, revision, **options)

    def get_historical_resolver(revision: int) -> Any:
        resolver = resolver_of(revision)
        if "get_object" not in vars(resolver):
            read_then = resolver.get_object

            def get_object_then(ref: Any, **options: Any) -> Any:
                charge()
                return read_then(ref, **options)

            resolver.get_object = get_object_then
        return resolver

    reader.get_object, reader.get_historical_resolver = get_object, get_historical_resolver
    if reader.encrypted:
        unlock(reader)
    return reader


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
    found = generic.read_object(file, generic.Reference(ref.idnum, 0, reader))
    return None if is_a(found, generic.StreamObject | generic.IndirectObject) else found
