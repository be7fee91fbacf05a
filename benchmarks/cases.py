"""What is measured inside one process: `python cases.py CASE ROUNDS URL` prints its figures as JSON.

Every figure is CPU time of this process unless it says otherwise. A case returns pairs (ours, theirs), one for each
round; within a round the two take turns in random order.
"""

from __future__ import annotations

import asyncio
import gc
import json
import pathlib
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator

import payloads

KEY = "YmVuY2htYXJrOmtleQ=="
HEADERS = {"Authorization": f"Basic {KEY}", "Accept": "application/json"}
MIB = 1 << 20
TURNS = 8


def turns() -> Iterator[int]:
    """Give 0 and 1 in turn, `TURNS` times each, the first by chance: short turns see the same weather."""
    first = random.randrange(2)
    for _ in range(TURNS):
        yield first
        yield 1 - first


def pairs(rounds: int, ours: Callable[[], object], theirs: Callable[[], object], calls: int) -> list[list[float]]:
    """Return CPU seconds per call, of ours and of theirs, for each round of `TURNS` short turns each."""
    found: list[list[float]] = []
    for n in range(-1, rounds):
        one = [0.0, 0.0]
        for which in turns():
            run = (ours, theirs)[which]
            gc.collect()
            begin = time.process_time()
            for _ in range(calls):
                run()
            one[which] += (time.process_time() - begin) / calls / TURNS
        if n >= 0:  # the first round warms up
            found.append(one)
    return found


async def async_pairs(
    rounds: int, ours: Callable[[], Awaitable[object]], theirs: Callable[[], Awaitable[object]], calls: int
) -> list[list[float]]:
    """Do the same, awaiting."""
    found: list[list[float]] = []
    for n in range(-1, rounds):
        one = [0.0, 0.0]
        for which in turns():
            run = (ours, theirs)[which]
            gc.collect()
            begin = time.process_time()
            for _ in range(calls):
                await run()
            one[which] += (time.process_time() - begin) / calls / TURNS
        if n >= 0:
            found.append(one)
    return found


def construct(rounds: int, url: str) -> list[list[float]]:
    """A second client, and a second `httpx.Client`."""
    import httpx

    from esignkit import ESignLive

    def ours() -> object:
        return ESignLive(api_key=KEY, base_url="https://sign.example/api")

    def theirs() -> object:
        return httpx.Client(base_url="https://sign.example/api", headers=HEADERS)

    fast = pairs(rounds, ours, ours, 20)
    slow = pairs(rounds, theirs, theirs, 1)
    return [[a[0], b[0]] for a, b in zip(fast, slow, strict=True)]


def get_nested(rounds: int, url: str) -> list[list[float]]:
    """One package of 1 KB made of eight objects."""
    return get_sync(rounds, f"{url}/nested")


def get_sync(rounds: int, url: str) -> list[list[float]]:
    """One package of 1 KB, to a model; against the bytes of a raw get."""
    import httpx

    from esignkit import ESignLive

    path = f"{url}/api/packages/{payloads.PACKAGE_ID}"
    with ESignLive(api_key=KEY, base_url=f"{url}/api") as client, httpx.Client(headers=HEADERS) as raw:
        assert client.packages.get(payloads.PACKAGE_ID).name == "Package number 1"
        return pairs(rounds, lambda: client.packages.get(payloads.PACKAGE_ID), lambda: raw.get(path).content, 20)


def get_async(rounds: int, url: str) -> list[list[float]]:
    """The same, awaited."""
    import httpx

    from esignkit import AsyncESignLive

    path = f"{url}/api/packages/{payloads.PACKAGE_ID}"

    async def main() -> list[list[float]]:
        async with (
            AsyncESignLive(api_key=KEY, base_url=f"{url}/api") as client,
            httpx.AsyncClient(headers=HEADERS) as raw,
        ):

            async def theirs() -> object:
                return (await raw.get(path)).content

            return await async_pairs(rounds, lambda: client.packages.get(payloads.PACKAGE_ID), theirs, 20)

    return asyncio.run(main())


def at_once(rounds: int, url: str) -> list[list[float]]:
    """1,000 calls at once, from clients just made, against a server that takes 50 ms: calls a second, by the clock."""
    import httpx2

    from esignkit import AsyncESignLive

    path = f"{url}/slow/api/packages/{payloads.PACKAGE_ID}"
    calls = 1000

    async def ours() -> float:
        async with AsyncESignLive(api_key=KEY, base_url=f"{url}/slow/api") as client:
            begin = time.perf_counter()
            await asyncio.gather(*(client.packages.get(payloads.PACKAGE_ID) for _ in range(calls)))
            return calls / (time.perf_counter() - begin)

    async def theirs() -> float:
        async with httpx2.AsyncClient(headers=HEADERS) as raw:
            begin = time.perf_counter()
            await asyncio.gather(*(raw.get(path) for _ in range(calls)))
            return calls / (time.perf_counter() - begin)

    found: list[list[float]] = []
    for n in range(-1, rounds):
        one = [0.0, 0.0]
        for which in random.sample((0, 1), 2):
            gc.collect()
            one[which] = asyncio.run((ours, theirs)[which]())
        if n >= 0:
            found.append(one)
    return found


def decode_stdlib(rounds: int, url: str) -> list[list[float]]:
    """The list of 100 packages, from bytes to models; against `json.loads`."""
    sys.modules["orjson"] = None  # type: ignore[assignment]  # as if it were not installed
    return _decode(rounds)


def decode_orjson(rounds: int, url: str) -> list[list[float]]:
    """The same with orjson; against the same `json.loads`."""
    import orjson  # noqa: F401

    return _decode(rounds)


def _decode(rounds: int) -> list[list[float]]:
    from esignkit.core.flow import Response
    from esignkit.esignlive import Package
    from esignkit.esignlive.wire import ReadPage

    content = payloads.package_list()
    read = ReadPage(Package)
    assert len(read(Response(200, {}, content)).items) == 100
    return pairs(rounds, lambda: read(Response(200, {}, content)), lambda: json.loads(content), 1)


def upload_sync(rounds: int, url: str) -> list[list[float]]:
    """The first call of this process: 16 MB as multipart from a path. MiB that peak memory rises."""
    from esignkit import ESignLive
    from esignkit.esignlive import Package

    with _file() as file, ESignLive(api_key=KEY, base_url=f"{url}/api") as client:
        package = Package(name="Upload")
        before = _memory_reset()
        client.packages.create(package, files=[pathlib.Path(file.name)])
        return [[_memory("VmHWM") - before, 1.0]]


def upload_async(rounds: int, url: str) -> list[list[float]]:
    """The same, awaited."""
    from esignkit import AsyncESignLive
    from esignkit.esignlive import Package

    async def main() -> list[list[float]]:
        async with AsyncESignLive(api_key=KEY, base_url=f"{url}/api") as client:
            package = Package(name="Upload")
            before = _memory_reset()
            await client.packages.create(package, files=[pathlib.Path(file.name)])
            return [[_memory("VmHWM") - before, 1.0]]

    with _file() as file:
        return asyncio.run(main())


def _file() -> tempfile._TemporaryFileWrapper[bytes]:
    file = tempfile.NamedTemporaryFile(suffix=".pdf")  # noqa: SIM115 - the caller's `with` closes it
    for _ in range(16):
        file.write(b"%PDF" * (MIB // 4))
    file.flush()
    return file


def _memory(name: str) -> float:
    """Return one of this process's memory figures, in MiB."""
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) / 1024
    raise LookupError(name)


def _memory_reset() -> float:
    """Forget the peak so far, and return the present level in MiB."""
    gc.collect()
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


CASES: dict[str, Callable[[int, str], list[list[float]]]] = {
    "construct": construct,
    "get_sync": get_sync,
    "get_nested": get_nested,
    "get_async": get_async,
    "at_once": at_once,
    "decode_stdlib": decode_stdlib,
    "decode_orjson": decode_orjson,
    "upload_sync": upload_sync,
    "upload_async": upload_async,
}

if __name__ == "__main__":
    sys.modules["trio"] = None  # type: ignore[assignment]  # httpcore loads it when the tests have brought it
    print(json.dumps(CASES[sys.argv[1]](int(sys.argv[2]), sys.argv[3])))
