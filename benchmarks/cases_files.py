"""Cases of files: time beside httpx, and how much memory they take."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import pathlib
import tempfile
from collections.abc import Iterator

import payloads
from measuring import HEADERS, KEY, Pairs, Size, cpu_seconds, in_turn, memory, memory_reset

LARGE = 100
"""MB of a file that is uploaded or downloaded."""
INLINE = 20
"""MB of a document that goes out in JSON."""


@contextlib.contextmanager
def _file(megabytes: int) -> Iterator[pathlib.Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "lease.pdf")
        with path.open("wb") as file:
            for _ in range(Size.of(megabytes * 10)):
                file.write(os.urandom(100_000))  # as integers, random bytes are as long as they come
        yield path


def upload_time(rounds: int, url: str) -> Pairs:
    """100 MB as multipart from a path; against httpx's own from an open file."""
    import httpx

    from esignkit import ESignLive
    from esignkit.esignlive import Package

    with (
        _file(LARGE) as path,
        ESignLive(api_key=KEY, base_url=f"{url}/api") as client,
        httpx.Client(headers=HEADERS, timeout=120) as raw,
    ):
        package = Package(name="Upload")

        def theirs() -> None:
            with path.open("rb") as file:
                raw.post(f"{url}/api/packages", data={"payload": '{"name":"Upload"}'}, files={"file": file}).read()

        return in_turn(
            rounds,
            lambda: cpu_seconds(lambda: client.packages.create(package, files=[path])),
            lambda: cpu_seconds(theirs),
        )


def upload_sync(rounds: int, url: str) -> Pairs:
    """The first call of this process: 100 MB as multipart from a path. MiB that peak memory rises."""
    from esignkit import ESignLive
    from esignkit.esignlive import Package

    with _file(LARGE) as path, ESignLive(api_key=KEY, base_url=f"{url}/api") as client:
        package = Package(name="Upload")
        before = memory_reset()
        client.packages.create(package, files=[path])
        return [[memory("VmHWM") - before, 1.0]]


def upload_async(rounds: int, url: str) -> Pairs:
    """The same, awaited."""
    from esignkit import AsyncESignLive
    from esignkit.esignlive import Package

    async def main() -> Pairs:
        async with AsyncESignLive(api_key=KEY, base_url=f"{url}/api") as client:
            package = Package(name="Upload")
            before = memory_reset()
            await client.packages.create(package, files=[path])
            return [[memory("VmHWM") - before, 1.0]]

    with _file(LARGE) as path:
        return asyncio.run(main())


def _download_base(url: str) -> str:
    return f"{url}/download/{Size.of(LARGE * 1_000_000)}/api"


def download_time(rounds: int, url: str) -> Pairs:
    """100 MB saved to a file; against writing httpx's `iter_bytes()` to one."""
    import httpx

    from esignkit import ESignLive

    base = _download_base(url)
    with (
        tempfile.TemporaryDirectory() as folder,
        ESignLive(api_key=KEY, base_url=base) as client,
        httpx.Client(headers=HEADERS, timeout=120) as raw,
    ):
        path = pathlib.Path(folder, "lease.pdf")

        def ours() -> None:
            client.documents.download(payloads.PACKAGE_ID, "lease").save(path, overwrite=True)

        def theirs() -> None:
            address = f"{base}/packages/{payloads.PACKAGE_ID}/documents/lease/pdf"
            with raw.stream("GET", address) as response, path.open("wb") as file:
                for chunk in response.iter_bytes():
                    file.write(chunk)

        return in_turn(rounds, lambda: cpu_seconds(ours), lambda: cpu_seconds(theirs))


def download_memory(rounds: int, url: str) -> Pairs:
    """The first call of this process: 100 MB saved to a file. MiB that peak memory rises."""
    from esignkit import ESignLive

    base = _download_base(url)
    with tempfile.TemporaryDirectory() as folder, ESignLive(api_key=KEY, base_url=base) as client:
        before = memory_reset()
        client.documents.download(payloads.PACKAGE_ID, "lease").save(pathlib.Path(folder, "lease.pdf"))
        return [[memory("VmHWM") - before, 1.0]]


def inline_base64(rounds: int, url: str) -> Pairs:
    """A document of 20 MB inside JSON, as base64; against `json=` with the text made of the file."""
    import httpx

    from esignkit import Constellation1
    from esignkit.constellation1 import Document, Session

    with (
        _file(INLINE) as path,
        Constellation1(token="t", username="u", base_url=url, file_bytes="base64") as client,
        httpx.Client(timeout=120) as raw,
    ):
        session = Session(documents=[Document(file_name="lease.pdf", file_bytes=path)])

        def theirs() -> None:
            document = {"FileName": "lease.pdf", "FileBytes": base64.b64encode(path.read_bytes()).decode()}
            raw.post(f"{url}/v1/sessions/x", json={"session": {"Documents": [document]}}).read()

        return in_turn(
            rounds, lambda: cpu_seconds(lambda: client.sessions.update("x", session)), lambda: cpu_seconds(theirs)
        )


def inline_integers(rounds: int, url: str) -> Pairs:
    """The same document as an array of integers, and as base64; MB a second of CPU time."""
    from esignkit import Constellation1
    from esignkit.constellation1 import Document, Session

    with (
        _file(INLINE) as path,
        Constellation1(token="t", username="u", base_url=url, file_bytes="integers") as client,
        Constellation1(token="t", username="u", base_url=url, file_bytes="base64") as short,
    ):
        session = Session(documents=[Document(file_name="lease.pdf", file_bytes=path)])
        size = path.stat().st_size / 1e6
        return in_turn(
            rounds,
            lambda: size / cpu_seconds(lambda: client.sessions.update("x", session)),
            lambda: size / cpu_seconds(lambda: short.sessions.update("x", session)),
        )


CASES = {
    "upload_time": upload_time,
    "upload_sync": upload_sync,
    "upload_async": upload_async,
    "download_time": download_time,
    "download_memory": download_memory,
    "inline_base64": inline_base64,
    "inline_integers": inline_integers,
}
