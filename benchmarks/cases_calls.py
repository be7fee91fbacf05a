"""Cases of calls: small ones, one after the other and many at once."""

from __future__ import annotations

import asyncio
import concurrent.futures
import importlib.machinery
import sys
import time
from collections.abc import Callable
from typing import Any

import payloads
from measuring import HEADERS, KEY, Pairs, Size, async_pairs, in_turn, pairs

THREADS = 32


def construct(rounds: int, url: str) -> Pairs:
    """A second client, and a second `httpx.Client`."""
    import httpx

    from esignkit import ESignLive

    def ours() -> object:
        return ESignLive(api_key=KEY, base_url="https://sign.example/api")

    def theirs() -> object:
        return httpx.Client(base_url="https://sign.example/api", headers=HEADERS)

    fast = pairs(rounds, ours, ours, Size.of(20))
    slow = pairs(rounds, theirs, theirs, 1)
    return [[a[0], b[0]] for a, b in zip(fast, slow, strict=True)]


def get_sync(rounds: int, url: str) -> Pairs:
    """One package of 1 KB, to a model; against the bytes of a raw get."""
    return _get(rounds, url)


def get_nested(rounds: int, url: str) -> Pairs:
    """One package of 1.4 KB made of eight objects."""
    return _get(rounds, f"{url}/nested")


def get_tls(rounds: int, url: str) -> Pairs:
    """The same over TLS."""
    import os
    import ssl

    import httpx

    secure = httpx.get(f"{url}/tls", trust_env=False).json()
    os.environ["SSL_CERT_FILE"] = secure["authority"]
    return _get(rounds, f"{secure['url']}/nested", verify=ssl.create_default_context(cafile=secure["authority"]))


def get_own(rounds: int, url: str) -> Pairs:
    """The same over a caller's own `httpx.Client`."""
    import httpx

    with httpx.Client() as own:
        return _get(rounds, f"{url}/nested", http_client=own)


def _get(rounds: int, url: str, *, verify: Any = True, **given: Any) -> Pairs:
    import httpx

    from esignkit import ESignLive

    path = f"{url}/api/packages/{payloads.PACKAGE_ID}"
    with (
        ESignLive(api_key=KEY, base_url=f"{url}/api", **given) as client,
        httpx.Client(headers=HEADERS, verify=verify) as raw,
    ):
        assert client.packages.get(payloads.PACKAGE_ID).name == "Package number 1"
        assert raw.get(path).status_code == 200
        get = client.packages.get
        return pairs(rounds, lambda: get(payloads.PACKAGE_ID), lambda: raw.get(path).content, Size.of(20))


def post_typed(rounds: int, url: str) -> Pairs:
    """A package made of models and created; against `post(json=)` of the same members, ready-made."""
    import httpx

    from esignkit import ESignLive
    from esignkit.esignlive import Package, Role, Signer

    body = {
        "name": "Lease",
        "description": "d" * 500,
        "autocomplete": True,
        "roles": [{"id": "tenant", "signers": [{"firstName": "Ada", "lastName": "Byron", "email": "ada@example.com"}]}],
    }
    with (
        ESignLive(api_key=KEY, base_url=f"{url}/api", client_request_ids=False) as client,
        httpx.Client(headers=HEADERS) as raw,
    ):

        def ours() -> object:
            signer = Signer(first_name="Ada", last_name="Byron", email="ada@example.com")
            roles = [Role(id="tenant", signers=[signer])]
            return client.packages.create(Package(name="Lease", description="d" * 500, autocomplete=True, roles=roles))

        def theirs() -> object:
            return raw.post(f"{url}/api/packages", json=body).content

        assert ours() == payloads.PACKAGE_ID
        return pairs(rounds, ours, theirs, Size.of(20))


def get_async(rounds: int, url: str) -> Pairs:
    """The GET of eight objects, awaited, in an environment without sniffio."""
    find = importlib.machinery.PathFinder.find_spec

    class WithoutSniffio(importlib.machinery.PathFinder):
        """Looks for sniffio as for something that is not installed: that search is part of what httpx costs."""

        @classmethod
        def find_spec(cls, fullname: str, path: Any = None, target: Any = None) -> Any:
            return find("not_installed" if fullname == "sniffio" else fullname, path, target)

    sys.meta_path[sys.meta_path.index(importlib.machinery.PathFinder)] = WithoutSniffio  # type: ignore[call-overload]
    found = _get_async(rounds, url)
    assert "sniffio" not in sys.modules
    return found


def get_async_sniffio(rounds: int, url: str) -> Pairs:
    """The same where sniffio is installed."""
    import sniffio  # noqa: F401  # fails where the row would be wrong

    return _get_async(rounds, url)


def _get_async(rounds: int, url: str) -> Pairs:
    import httpx

    from esignkit import AsyncESignLive

    path = f"{url}/nested/api/packages/{payloads.PACKAGE_ID}"

    async def main() -> Pairs:
        async with (
            AsyncESignLive(api_key=KEY, base_url=f"{url}/nested/api") as client,
            httpx.AsyncClient(headers=HEADERS) as raw,
        ):

            async def theirs() -> object:
                return (await raw.get(path)).content

            return await async_pairs(rounds, lambda: client.packages.get(payloads.PACKAGE_ID), theirs, Size.of(20))

    return asyncio.run(main())


def at_once(rounds: int, url: str) -> Pairs:
    """1,000 calls at once, from clients just made, against a server that takes 50 ms: calls a second, by the clock."""
    import httpx2

    from esignkit import AsyncESignLive

    path = f"{url}/slow/api/packages/{payloads.PACKAGE_ID}"
    calls = Size.of(1000)

    async def ours() -> float:
        async with AsyncESignLive(api_key=KEY, base_url=f"{url}/slow/api", timeout=120) as client:
            begin = time.perf_counter()
            await asyncio.gather(*(client.packages.get(payloads.PACKAGE_ID) for _ in range(calls)))
            return calls / (time.perf_counter() - begin)

    async def theirs() -> float:
        async with httpx2.AsyncClient(headers=HEADERS, timeout=120) as raw:  # no limit is part of what is measured
            begin = time.perf_counter()
            await asyncio.gather(*(raw.get(path) for _ in range(calls)))
            return calls / (time.perf_counter() - begin)

    return in_turn(rounds, lambda: asyncio.run(ours()), lambda: asyncio.run(theirs()))


def threads(rounds: int, url: str) -> Pairs:
    """32 threads on one client: calls a second, by the clock."""
    import httpx

    from esignkit import ESignLive

    path = f"{url}/nested/api/packages/{payloads.PACKAGE_ID}"
    calls = Size.of(2000, THREADS)

    with (
        ESignLive(api_key=KEY, base_url=f"{url}/nested/api", timeout=120) as client,
        httpx.Client(headers=HEADERS, timeout=120) as raw,
        concurrent.futures.ThreadPoolExecutor(THREADS) as workers,
    ):

        def ours(number: int) -> object:
            return client.packages.get(payloads.PACKAGE_ID)

        def theirs(number: int) -> object:
            while True:
                try:
                    return raw.get(path).content
                except httpx.TransportError:  # at times one thread closes the connection that another has just taken
                    continue

        def rate(run: Callable[[int], object]) -> float:
            begin = time.perf_counter()
            for _ in workers.map(run, range(calls)):
                pass
            return calls / (time.perf_counter() - begin)

        return in_turn(rounds, lambda: rate(ours), lambda: rate(theirs))


def hooks_off(rounds: int, url: str) -> Pairs:
    """A call of a client without hooks; against the same call with the look for hooks taken out of the code."""
    import esignkit.core.exchange as module
    from esignkit import ESignLive

    whole, attempts = module.exchange, module._attempts

    def bare(operation: Any, context: Any) -> Any:
        return attempts(operation, context, None)

    with ESignLive(api_key=KEY, base_url=f"{url}/nested/api") as client:

        def ours() -> object:
            module.exchange = whole
            return client.packages.get(payloads.PACKAGE_ID)

        def theirs() -> object:
            module.exchange = bare
            return client.packages.get(payloads.PACKAGE_ID)

        return pairs(rounds, ours, theirs, Size.of(20))


def hooks_on(rounds: int, url: str) -> Pairs:
    """A call with two hooks that do nothing; against the same call without."""
    from esignkit import ESignLive, Hooks

    def nothing(event: object) -> None:
        """Do nothing."""

    base = f"{url}/nested/api"
    hooks = Hooks(on_request=nothing, on_response=nothing)
    with ESignLive(api_key=KEY, base_url=base, hooks=hooks) as client, ESignLive(api_key=KEY, base_url=base) as bare:
        return pairs(
            rounds,
            lambda: client.packages.get(payloads.PACKAGE_ID),
            lambda: bare.packages.get(payloads.PACKAGE_ID),
            Size.of(20),
        )


CASES = {
    "construct": construct,
    "get_sync": get_sync,
    "get_nested": get_nested,
    "get_tls": get_tls,
    "get_own": get_own,
    "get_async": get_async,
    "get_async_sniffio": get_async_sniffio,
    "post_typed": post_typed,
    "at_once": at_once,
    "threads": threads,
    "hooks_off": hooks_off,
    "hooks_on": hooks_on,
}
