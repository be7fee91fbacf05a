"""Finds the route of a raw request path. Ids may hold `%2F` and `%3D`, so the path is split before it is decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esignkit.sandbox.emulators.base import Emulator, Route

    Patterns: TypeAlias = dict[tuple[str, int], list[tuple[list[str], Emulator, Route]]]


@frozen
class Match:
    """A route that matches, with its path parameters."""

    emulator: Emulator
    route: Route
    template: str
    params: dict[str, str]


class Router:
    """All routes of all emulators: below their prefixes, and each service's at the root of its own port."""

    def __init__(self, emulators: Iterable[Emulator]) -> None:
        self._emulators = list(emulators)
        self._by_service = {emulator.provider: emulator for emulator in self._emulators}
        self._tables: dict[str | None, Patterns] = {}  # by port, made when it is asked for: many sandboxes use one only

    def match(self, method: str, raw_path: str, service: str | None = None) -> Match | None:
        """Return the route for a path as it came over the wire; `//` and a trailing slash are ignored.

        Args:
            method: HTTP method of the request.
            raw_path: Its path, not decoded.
            service: The service whose own port the request came to; None for the port of all.

        Raises:
            KeyError: There is no such service.
        """
        table = self._tables.get(service)
        if table is None:
            table = self._tables[service] = self._table(service)
        segments = [unquote(segment) for segment in _split(raw_path)]
        for pattern, emulator, route in table.get((method, len(segments)), ()):
            params: dict[str, str] = {}
            for expected, segment in zip(pattern, segments, strict=True):
                if expected.startswith("{"):
                    params[expected[1:-1]] = segment
                elif expected != segment:
                    break
            else:
                return Match(emulator, route, emulator.mount + route.template, params)
        return None

    def _table(self, service: str | None) -> Patterns:
        if service is None:
            return _patterns(self._emulators, None)
        own = self._by_service[service]
        return _patterns([own, *(other for other in self._emulators if other.on_every_port and other is not own)], own)

    def emulator_of(self, raw_path: str, service: str | None = None) -> Emulator | None:
        """Return the emulator of the port, or that whose prefix, or whose first segment at the root, a path has."""
        if service is not None:
            return self._by_service[service]
        segments = _split(raw_path)
        for emulator in self._emulators:
            mount = _split(emulator.mount)
            below = bool(mount) and segments[: len(mount)] == mount
            if below or (bool(segments) and segments[0] in emulator.at_root):
                return emulator
        return None


def _patterns(emulators: Iterable[Emulator], at_root: Emulator | None) -> Patterns:
    """Return routes by method and length; those of one emulator may be at the root instead of below its prefix."""
    table: Patterns = {}
    for emulator in emulators:
        for route in emulator.routes():
            segments = _split(route.template)
            patterns = [segments if emulator is at_root else _split(emulator.mount) + segments]
            if emulator is not at_root and emulator.mount and segments and segments[0] in emulator.at_root:
                patterns.append(segments)
            for pattern in patterns:
                table.setdefault((route.method, len(pattern)), []).append((pattern, emulator, route))
    for candidates in table.values():
        # Words come before parameters: /packages/overview is not the package "overview".
        candidates.sort(key=lambda candidate: [segment.startswith("{") for segment in candidate[0]])
    return table


def _split(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]
