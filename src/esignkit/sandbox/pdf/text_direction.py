"""The order in which the parts of a line stand, where some are read from right to left.

These are the rules of Unicode's bidirectional algorithm (UAX 9) for a line without explicit embedding.
"""

from __future__ import annotations

import unicodedata
from itertools import groupby

_KINDS = {"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "N", "CS": "S", "ES": "S", "ET": "T", "NSM": "M"}


def visual_runs(text: str) -> list[tuple[str, bool]]:
    """Split a line where the direction of reading changes.

    Args:
        text: One line.

    Returns:
        The parts from left to right, each as it is read, and whether that is from right to left.
    """
    runs = [("".join(text[index] for index in indexes), level) for level, indexes in _level_runs(text)]
    for lowest in range(max((level for _, level in runs), default=0), 0, -1):
        turned: list[tuple[str, int]] = []
        for is_turned, group in groupby(runs, key=lambda run: run[1] >= lowest):
            parts = list(group)
            turned += reversed(parts) if is_turned else parts
        runs = turned
    return [(part, level % 2 == 1) for part, level in runs]


def _level_runs(text: str) -> list[tuple[int, list[int]]]:
    levels = _levels(_resolved([_KINDS.get(unicodedata.bidirectional(letter), "") for letter in text]))
    return [(level, list(group)) for level, group in groupby(range(len(text)), key=levels.__getitem__)]


def _resolved(kinds: list[str]) -> list[str]:
    """Give marks the kind of what they stand on, and separators and signs that of the numbers that they belong to."""
    for index, kind in enumerate(kinds):
        around = [kinds[index - 1] if index else "", kinds[index + 1] if index + 1 < len(kinds) else ""]
        if kind == "M":
            kinds[index] = around[0]
        elif kind in {"S", "T"}:
            belongs = around == ["N", "N"] if kind == "S" else "N" in around
            kinds[index] = "N" if belongs else ""
    return kinds


def _levels(kinds: list[str]) -> list[int]:
    """Return for each character whether it is read with the line (0), against it (1), or as a number therein (2)."""
    base = next((kind for kind in kinds if kind in {"L", "R"}), "L")
    strong, before = base, base  # the last letter's kind; and the last kind that counts for what has none
    of_base = 1 if base == "R" else 0
    levels: list[int] = []
    undecided: list[int] = []
    for index, kind in enumerate(kinds):
        levels.append(of_base)
        if not kind:
            undecided.append(index)
            continue
        if kind != "N":
            strong = kind
        side = "R" if strong == "R" else "L"  # a number after letters that run right to left goes with these
        if side == before:
            for other in undecided:
                levels[other] = 1 if side == "R" else 2 * of_base
        undecided, before = [], side
        levels[index] = 1 if side == "R" and kind == "R" else 2 * (of_base or side == "R")
    return levels
