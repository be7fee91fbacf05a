"""Find the route of a raw request path. Ids may hold `%2F` and `%3D`, so a path is split before it is decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esignkit.sandbox.shells.base import Route, Shell


@frozen
class Match:
    """A route that fits, with its path parameters."""

    shell: Shell
    route: Route
    template: str
    params: dict[str, str]


class Router:
    """All routes of all shells."""

    def __init__(self, shells: Iterable[Shell]) -> None:
        self._shells = list(shells)
        self._table: dict[tuple[str, int], list[tuple[list[str], Shell, Route]]] = {}
        for shell in self._shells:
            for route in shell.routes():
                segments = _split(route.template)
                places = [_split(shell.mount) + segments]
                if segments and segments[0] in shell.at_root:
                    places.append(segments)
                for place in places:
                    self._table.setdefault((route.method, len(place)), []).append((place, shell, route))
        for candidates in self._table.values():
            # Words come before parameters: /packages/overview is not the package "overview".
            candidates.sort(key=lambda candidate: [segment.startswith("{") for segment in candidate[0]])

    def match(self, method: str, raw_path: str) -> Match | None:
        """Return the route for a path as it came over the wire; `//` and a trailing slash count for nothing."""
        segments = [unquote(segment) for segment in _split(raw_path)]
        for wanted, shell, route in self._table.get((method, len(segments)), ()):
            params: dict[str, str] = {}
            for word, segment in zip(wanted, segments, strict=True):
                if word.startswith("{"):
                    params[word[1:-1]] = segment
                elif word != segment:
                    break
            else:
                return Match(shell, route, shell.mount + route.template, params)
        return None

    def shell_of(self, raw_path: str) -> Shell | None:
        """Return the shell under whose mount a path lies, or one of its words at the root."""
        segments = _split(raw_path)
        for shell in self._shells:
            mount = _split(shell.mount)
            if segments[: len(mount)] == mount or (segments and segments[0] in shell.at_root):
                return shell
        return None


def _split(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]
