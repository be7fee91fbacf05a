"""Finds the route of a raw request path. Ids may hold `%2F` and `%3D`, so the path is split before it is decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esignkit.sandbox.emulators.base import Emulator, Route


@frozen
class Match:
    """A route that matches, with its path parameters."""

    emulator: Emulator
    route: Route
    template: str
    params: dict[str, str]


class Router:
    """All routes of all emulators."""

    def __init__(self, emulators: Iterable[Emulator]) -> None:
        self._emulators = list(emulators)
        self._table: dict[tuple[str, int], list[tuple[list[str], Emulator, Route]]] = {}
        for emulator in self._emulators:
            for route in emulator.routes():
                segments = _split(route.template)
                patterns = [_split(emulator.mount) + segments]
                if segments and segments[0] in emulator.at_root:
                    patterns.append(segments)
                for pattern in patterns:
                    self._table.setdefault((route.method, len(pattern)), []).append((pattern, emulator, route))
        for candidates in self._table.values():
            # Words come before parameters: /packages/overview is not the package "overview".
            candidates.sort(key=lambda candidate: [segment.startswith("{") for segment in candidate[0]])

    def match(self, method: str, raw_path: str) -> Match | None:
        """Return the route for a path as it came over the wire; `//` and a trailing slash are ignored."""
        segments = [unquote(segment) for segment in _split(raw_path)]
        for pattern, emulator, route in self._table.get((method, len(segments)), ()):
            params: dict[str, str] = {}
            for expected, segment in zip(pattern, segments, strict=True):
                if expected.startswith("{"):
                    params[expected[1:-1]] = segment
                elif expected != segment:
                    break
            else:
                return Match(emulator, route, emulator.mount + route.template, params)
        return None

    def emulator_of(self, raw_path: str) -> Emulator | None:
        """Return the emulator whose prefix, or whose first segment at the root, a path has."""
        segments = _split(raw_path)
        for emulator in self._emulators:
            mount = _split(emulator.mount)
            if segments[: len(mount)] == mount or (segments and segments[0] in emulator.at_root):
                return emulator
        return None


def _split(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]
