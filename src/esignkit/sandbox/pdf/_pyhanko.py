"""The only module that imports pyHanko.

pyHanko is typed in parts only, and its import costs 0.2 to 0.5 s. So its modules are fetched by name, when first
needed, as `Any`; the functions of this package put types on what leaves them.
"""

from __future__ import annotations

import asyncio
import logging
import struct
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Iterator

    from cryptography.x509 import Certificate

T = TypeVar("T")


@cache
def pyhanko(module: str) -> Any:
    """Fetch a module of pyHanko by its dotted name below `pyhanko`."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logger = logging.getLogger(name)
        # pyHanko logs whole tracebacks at ERROR for a damaged file; our error for such a file is one sentence.
        if logger.level == logging.NOTSET:
            logger.setLevel(logging.CRITICAL)
    return import_module(f"pyhanko.{module}")


def without_http() -> None:
    """Let pyHanko be imported with no HTTP client, in a process that runs no program of anybody else.

    It imports one of two for services that nobody here asks: half as long again as all of the rest takes. A program in
    which somebody else may use pyHanko, aiohttp or requests must have them as they are.
    """
    for name in ("aiohttp", "requests"):
        if name not in sys.modules:
            sys.modules[name] = _NoHttpClient(name)


class _NoHttpClient(ModuleType):
    """Stands where an HTTP client would be: its classes can be named, in annotations and handlers, and do nothing."""

    def __getattr__(self, name: str) -> type[Exception]:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (Exception,), {})


def read_time_zone() -> None:
    """Read the data of this machine's time zone, which pyHanko asks for later: it may be in a package."""
    import_module("tzlocal").get_localzone()


@cache
def certvalidator() -> Any:
    """Fetch pyHanko's path validation package."""
    import_module("pyhanko_certvalidator.registry")
    return import_module("pyhanko_certvalidator")


@cache
def malformed() -> tuple[type[Exception], ...]:
    """Return the exceptions that pyHanko raises for a malformed file, on purpose or by accident."""
    pdf_error: type[Exception] = pyhanko("pdf_utils.misc").PdfError
    return (
        pdf_error,
        ArithmeticError,
        AssertionError,
        AttributeError,
        EOFError,
        LookupError,
        NotImplementedError,
        RecursionError,
        TypeError,
        ValueError,
        struct.error,
        zlib.error,
    )


def to_asn1(certificate: Certificate) -> Any:
    """Turn a certificate into the form that pyHanko works on."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return import_module("asn1crypto.x509").Certificate.load(certificate.public_bytes(Encoding.DER))


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run one of pyHanko's coroutines to its end, also in a thread whose own event loop is running.

    They wait for no I/O, as neither a remote key nor a revocation service is in use, but they do want an asyncio loop.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(max_workers=1) as executor:
        return executor.submit(asyncio.run, coroutine).result()


def resolve(value: Any) -> Any:
    """Follow an indirect reference to the object behind it; a PDF null is None."""
    target = value.get_object() if hasattr(value, "get_object") else value
    return None if isinstance(target, pyhanko("pdf_utils.generic").NullObject) else target


def as_dict(value: Any) -> Any:
    """Return the dictionary behind a value, or an empty one when it is something else."""
    target = resolve(value)
    return target if is_a(target, dict) else pyhanko("pdf_utils.generic").DictionaryObject()


def as_items(value: Any) -> list[Any]:
    """Return the items of an array, unresolved, or none when the value is something else."""
    target = resolve(value)
    return [target.raw_get(index) for index in range(len(target))] if is_a(target, list) else []


def is_a(value: Any, kind: type) -> bool:
    """Return whether a value is of a class, without narrowing its type for type checkers."""
    return isinstance(value, kind)


def raw(dictionary: Any, key: str) -> Any:
    """Return an entry without following its reference, None when it is absent or null, which is the same."""
    value = dictionary.raw_get(key) if key in dictionary else None
    return None if resolve(value) is None else value


def drop_nulls(dictionaries: Iterable[Any]) -> None:
    """Remove the entries that are null from dictionaries: pyHanko takes them for present."""
    for dictionary in dictionaries:
        for key in [key for key in dictionary if raw(dictionary, key) is None]:
            del dictionary[key]


def identity(value: Any) -> object:
    """Return the identity of an object in a file, to notice cycles."""
    return (value.idnum, value.generation) if hasattr(value, "idnum") else id(value)


def walk_fields(form: Any) -> Iterator[tuple[str, Any, Any]]:
    """Walk a form's fields: full name, reference, dictionary; parents before kids, each once."""
    seen: set[object] = set()
    pending: list[tuple[str, Any]] = [("", item) for item in reversed(as_items(raw(form, "/Fields")))]
    while pending:
        prefix, reference = pending.pop()
        if identity(reference) in seen:
            continue
        seen.add(identity(reference))
        field = as_dict(reference)
        partial = resolve(raw(field, "/T"))
        name = prefix
        if partial is not None:
            name = f"{prefix}.{partial}" if prefix else str(partial)
            yield name, reference, field
        pending.extend((name, kid) for kid in reversed(as_items(raw(field, "/Kids"))))


def inherited_type(field: Any) -> str:
    """Return a field's type, which a parent may give."""
    for _ in range(32):
        if raw(field, "/FT") is not None:
            return str(field["/FT"])
        field = as_dict(raw(field, "/Parent"))
    return ""
