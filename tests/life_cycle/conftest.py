"""One sandbox for all life-cycle tests, one tenant for each test, and clients in every mode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anyio
import attrs
import pytest

from esignkit import (
    AsyncConstellation1,
    AsyncESignLive,
    AsyncIgnisign,
    Constellation1,
    ESignLive,
    Ignisign,
)
from esignkit.sandbox import SandboxAccount

CLIENTS = {
    "esignlive": (ESignLive, AsyncESignLive),
    "ignisign": (Ignisign, AsyncIgnisign),
    "constellation1": (Constellation1, AsyncConstellation1),
}


@attrs.define
class Client:
    """The same calls on a sync client, on asyncio and on trio: give it plans, it gives back results."""

    provider: str
    mode: str
    account: SandboxAccount
    changes: dict[str, Any] = attrs.field(factory=dict)

    def settings(self) -> dict[str, Any]:
        mine = getattr(self.account, self.provider)
        names = {
            "esignlive": ("base_url", "api_key"),
            "ignisign": ("base_url", "app_id", "app_env", "app_secret"),
            "constellation1": ("base_url", "api_key", "salt", "username"),
        }[self.provider]
        return {name: getattr(mine, name) for name in names} | self.changes

    def run(self, *flows: Any) -> Any:
        """Run plans one after the other with one client; return the last result."""
        sync, aio = CLIENTS[self.provider]
        if self.mode == "sync":
            with sync(**self.settings()) as client:
                return [client.run(flow) for flow in flows][-1]

        async def main() -> Any:
            async with aio(**self.settings()) as client:
                return [await client.run(flow) for flow in flows][-1]

        return anyio.run(main, backend=self.mode)

    @property
    def plan(self) -> Any:
        """A client whose resources are there for their plans only."""
        return CLIENTS[self.provider][0](**self.settings())


@pytest.fixture(params=["sync", "asyncio", "trio"])
def mode(request: pytest.FixtureRequest) -> str:
    return request.param


Using = Callable[[str], Client]


@pytest.fixture
def using(mode: str, account: SandboxAccount) -> Using:
    return lambda provider, **changes: Client(provider, mode, account, changes)
