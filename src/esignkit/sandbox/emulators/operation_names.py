"""Names of operations in rules and questions about the ledger: a misspelt one would match nothing for ever."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esignkit.sandbox.emulators.base import Emulator


class OperationNames:
    """The operations of all services.

    Args:
        emulators: The services.
    """

    def __init__(self, emulators: Iterable[Emulator]) -> None:
        self._emulators = [
            emulator for emulator in emulators if emulator.provider != "sandbox"
        ]  # its own interface never fails

    def check_provider(self, provider: str | None) -> None:
        """Refuse the name of a service that is not here.

        Raises:
            ValueError: There is no such service.
        """
        known = [emulator.provider for emulator in self._emulators]
        if provider is not None and provider not in known:
            raise ValueError(f"there is no service {provider!r} here; it is one of {', '.join(map(repr, known))}")

    def effect(self, provider: str | None, named: str | None) -> str | None:
        """Return the name of an effect, as the ledger has it.

        Raises:
            ValueError: There is no such service or name.
        """
        self.check_provider(provider)
        if named is None:
            return None
        known = {name for emulator in self._of(provider) for name in emulator.effects}
        known.update(route.operation for emulator in self._of(provider) for route in emulator.routes())
        if named in known:
            return named
        near = difflib.get_close_matches(named, sorted(known), 2, 0.75)
        hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
        raise ValueError(f"there is no operation {named!r} of {provider or 'any service'} here{hint}")

    def operation(self, provider: str | None, named: str | None) -> str | None:
        """Return the sandbox's name of an operation.

        Args:
            provider: The service; None looks through all.
            named: Its name, or method and path as the service documents them, such as `POST /packages/{packageId}`;
                what the parameters of the path are called does not matter.

        Raises:
            ValueError: There is no such service or operation, or several share that path.
        """
        if named is None or len(words := named.split()) != 2:
            return self.effect(provider, named)
        self.check_provider(provider)
        return _by_path(self._of(provider), *words)

    def _of(self, provider: str | None) -> list[Emulator]:
        return [emulator for emulator in self._emulators if provider in (None, emulator.provider)]


def _by_path(emulators: list[Emulator], method: str, path: str) -> str:
    named = f"{method} {path}"
    wanted = _shape(path)
    found = {
        route.operation
        for emulator in emulators
        for route in emulator.routes()
        if route.method == method.upper()
        and wanted in (_shape(route.template), _shape(route.template.removeprefix(emulator.base)))
    }
    if len(found) == 1:
        return found.pop()
    if not found:
        raise ValueError(f"no service here has {named!r}")
    raise ValueError(f"{named!r} is any of {', '.join(sorted(found))}; give the name, or the service as well")


def _shape(path: str) -> list[str]:
    return ["{}" if word[0] + word[-1] == "{}" else word for word in path.split("?")[0].split("/") if word]
