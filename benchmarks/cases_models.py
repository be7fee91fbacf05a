"""Cases of models: reading, writing, keeping and walking them."""

from __future__ import annotations

import gc
import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import payloads
from measuring import KEY, MIB, Pairs, Size, memory, pairs


def decode_stdlib(rounds: int, url: str) -> Pairs:
    """The list of 100 packages, from bytes to models; against `json.loads`."""
    sys.modules["orjson"] = None  # type: ignore[assignment]  # as if it were not installed
    return _decode(rounds)


def decode_orjson(rounds: int, url: str) -> Pairs:
    """The same with orjson; against the same `json.loads`."""
    import orjson  # noqa: F401

    return _decode(rounds)


def _reader() -> Callable[[bytes], Any]:
    """Return what reads the response of a list."""
    from esignkit.core.endpoint import PLANNER, Plan
    from esignkit.core.flow import Response
    from esignkit.esignlive import Packages

    read = Packages[Plan](PLANNER).list().first.returns
    return lambda content: read(Response(200, {}, content)).items


def _decode(rounds: int) -> Pairs:
    content, read = payloads.package_list(), _reader()
    assert len(read(content)) == 100
    return pairs(rounds, lambda: read(content), lambda: json.loads(content), 1)


def encode(rounds: int, url: str) -> Pairs:
    """A package with 3 documents and 3 roles, from model to bytes; against `json.dumps` of the ready dictionary."""
    from esignkit.core.operation import Json
    from esignkit.core.request_body import compile_body
    from esignkit.core.serialization import Writer
    from esignkit.esignlive import Package

    [package] = _reader()(payloads.package_list(1))

    def ours() -> bytes:
        _, body, _ = compile_body(Json(package), Writer(Package.FORMAT))
        assert isinstance(body, bytes)
        return body

    ready = json.loads(ours())
    assert len(ready["documents"]) == len(ready["roles"]) == 3
    return pairs(rounds, ours, lambda: json.dumps(ready).encode(), Size.of(20))


def first_use(rounds: int, url: str) -> Pairs:
    """The first read of a process, less a later one, for each model class it touches; seconds.

    The classes are there by then: their definition belongs to the import of their module, and so does collecting what
    it leaves over, which would else come at any moment.
    """
    import gc
    import importlib
    import pkgutil

    import esignkit.esignlive.models as models

    for module in pkgutil.iter_modules(models.__path__):
        importlib.import_module(f"{models.__name__}.{module.name}")
    content, read = payloads.package_list(10), _reader()
    gc.collect()
    begin = time.process_time()
    items = read(content)
    first = time.process_time() - begin
    later: list[float] = []
    for _ in range(5):
        begin = time.process_time()
        read(content)
        later.append(time.process_time() - begin)
    return [[max(first - min(later), 1e-9) / len(_classes(items)), min(later)]]


def _classes(value: object) -> set[type]:
    """Return the model classes of which there is one in a value."""
    if isinstance(value, list):
        return {one for item in value for one in _classes(item)}
    names = [name for name in getattr(type(value), "__slots__", ()) if not name.startswith("_")]
    if not names or not type(value).__module__.startswith("esignkit."):
        return set()
    return {type(value)}.union(*(_classes(getattr(value, name, None)) for name in names))


def kept(rounds: int, url: str) -> Pairs:
    """What the list of 100 packages takes as models, and as the dictionaries of `json.loads`; MiB."""
    content, read = payloads.package_list(), _reader()
    read(content)
    found: Pairs = []
    for _ in range(rounds):
        found.append([_allocated(lambda: read(content)), _allocated(lambda: json.loads(content))])
    return found


def _allocated(make: Callable[[], object]) -> float:
    gc.collect()
    tracemalloc.start()
    made = make()
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del made
    return size / MIB


def walk_time(rounds: int, url: str) -> Pairs:
    """100,000 packages, walked lazily: CPU time of the second half, and of the first."""
    return [_walk(url)[0] for _ in range(rounds)]


def walk_memory(rounds: int, url: str) -> Pairs:
    """How much memory grows from the 10,000th package to the last; MiB."""
    return [[max(_walk(url)[1], 0.001), 1.0] for _ in range(rounds)]


def _walk(url: str) -> tuple[list[float], float]:
    from esignkit import ESignLive

    count = Size.of(payloads.MANY, 1000)
    begun, half, level = time.process_time(), 0.0, 0.0
    seen = 0
    with ESignLive(api_key=KEY, base_url=f"{url}/walk/{count}/api") as client:
        for package in client.packages.list(page_size=100):
            seen += 1
            assert package.id
            if seen == count // 10:
                gc.collect()
                level = memory("VmRSS")
            elif seen == count // 2:
                half = time.process_time()
    end = time.process_time()
    assert seen == count, seen
    gc.collect()
    return [end - half, half - begun], memory("VmRSS") - level


CASES = {
    "decode_stdlib": decode_stdlib,
    "decode_orjson": decode_orjson,
    "encode": encode,
    "first_use": first_use,
    "kept": kept,
    "walk_time": walk_time,
    "walk_memory": walk_memory,
}
