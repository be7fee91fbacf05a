"""Where the services answer: each below its path on the sandbox's port, and at the root of a port of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import Factory, field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esignkit.sandbox.emulators.base import Emulator


@frozen
class Addresses:
    """The ports of a running sandbox; an application without a server of its own has none."""

    port: int | None = None
    """The port where all services answer, each below its path."""
    own: Mapping[str, int] = field(factory=dict[str, int])
    """The services' own ports, by service."""
    _services: Mapping[int, str] = field(
        default=Factory(lambda self: {port: service for service, port in self.own.items()}, takes_self=True),
        init=False,
        repr=False,
    )

    def service_at(self, port: int | None) -> str | None:
        """Return the service whose own port this is; None for the port of all."""
        return None if port is None else self._services.get(port)

    def url(self, base_url: str) -> str:
        """Return the address of all services, under the name by which a client reached any of the ports."""
        return base_url if self.port is None else _with_port(base_url, self.port)

    def root_url(self, emulator: Emulator, base_url: str) -> str:
        """Return the address below which a service's paths begin: its own port's, or its path on the port of all."""
        own = self.own.get(emulator.provider)
        return self.url(base_url) + emulator.mount if own is None else _with_port(base_url, own)


def _with_port(url: str, port: int) -> str:
    parts = urlsplit(url)
    host = parts.hostname or "127.0.0.1"
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"
