"""Checks the names of operations in fault rules and ledger queries: a misspelt one would never match."""

from __future__ import annotations

import difflib
import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esignkit.sandbox.emulators.base import Emulator

SIGNERS_EFFECTS = ("signing_page.sign", "signing_page.decline")
"""What signers do in a browser: names in the ledger of each service."""


class OperationNames:
    """The operations of all services.

    Args:
        emulators: The services.
    """

    def __init__(self, emulators: Iterable[Emulator]) -> None:
        self._emulators = [
            emulator for emulator in emulators if emulator.provider != "sandbox"
        ]  # its own interface never fails
        # Of this object alone: a cache of the class would keep what belongs to a sandbox that was stopped long ago.
        self._cached_nearest = functools.lru_cache(256)(self._nearest)

    def check_provider(self, provider: str | None) -> None:
        """Refuse the name of a service that is not here.

        Raises:
            ValueError: There is no such service.
        """
        providers = [emulator.provider for emulator in self._emulators]
        if provider is not None and provider not in providers:
            raise ValueError(f"there is no service {provider!r} here; it is one of {', '.join(map(repr, providers))}")

    def effect(self, provider: str | None, name: str | None) -> str | None:
        """Return the name of an effect, as the ledger has it.

        Raises:
            ValueError: There is no such service or name.
        """
        self.check_provider(provider)
        if name is None:
            return None
        names = {effect for emulator in self._of(provider) for effect in (*emulator.effects, *SIGNERS_EFFECTS)}
        names.update(route.operation for emulator in self._of(provider) for route in emulator.routes())
        if name in names:
            return name
        suggestions = difflib.get_close_matches(name, sorted(names), 2, 0.75)
        hint = f"; did you mean {' or '.join(map(repr, suggestions))}?" if suggestions else ""
        raise ValueError(f"there is no operation {name!r} of {provider or 'any service'} here{hint}")

    def operation(self, provider: str | None, name: str | None) -> str | None:
        """Return the sandbox's name of an operation.

        Args:
            provider: The service; None looks through all.
            name: Its name, or method and path as the service documents them, such as `POST /packages/{packageId}`;
                what the parameters of the path are called does not matter.

        Raises:
            ValueError: There is no such service or operation, or several share that path.
        """
        if name is None or len(parts := name.split()) != 2:
            return self.effect(provider, name)
        self.check_provider(provider)
        return _by_path(self._of(provider), *parts)

    def nearest(self, method: str, path: str, count: int = 3) -> tuple[str, ...]:
        """Return the operations that a request which matches none may have meant, the most similar first.

        Args:
            method: HTTP method of the request.
            path: Its path.
            count: How many.
        """
        return self._cached_nearest(f"{method} {path}", count)

    def _nearest(self, call: str, count: int) -> tuple[str, ...]:
        operations = [
            f"{route.method} {emulator.mount}{route.template} ({route.operation})"
            for emulator in self._emulators
            for route in emulator.routes()
        ]
        return tuple(difflib.get_close_matches(call, operations, count, cutoff=0))

    def _of(self, provider: str | None) -> list[Emulator]:
        return [emulator for emulator in self._emulators if provider in (None, emulator.provider)]


def _by_path(emulators: list[Emulator], method: str, path: str) -> str:
    call = f"{method} {path}"
    shape = _shape(path)
    operations = {
        route.operation
        for emulator in emulators
        for route in emulator.routes()
        if route.method == method.upper()
        and shape in (_shape(route.template), _shape(route.template.removeprefix(emulator.base)))
    }
    if len(operations) == 1:
        return operations.pop()
    if not operations:
        raise ValueError(f"no service here has {call!r}")
    raise ValueError(f"{call!r} is any of {', '.join(sorted(operations))}; give the name, or the service as well")


def _shape(path: str) -> list[str]:
    return [
        "{}" if segment[0] + segment[-1] == "{}" else segment for segment in path.split("?")[0].split("/") if segment
    ]
