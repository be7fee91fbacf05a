"""Write into the table of docs/reliability.md what was reached, from the figures of a run.

ESIGNKIT_FIGURES=tests/reliability/figures.json python -m pytest tests/reliability
python -m tests.reliability.render
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.fuzz.targets import TARGETS

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "reliability.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
OPEN = "open, see below"
ROW = re.compile(
    r"^(?P<promise>\| (?P<number>\d+|–) \| (?P<what>.+?) \| .+? \|) ?(?P<reached>.*) \| `(?P<test>[\w/]+)` \|$",
    re.MULTILINE,
)

OF_OWN_NAME = {
    "1": "storm", "The result of a lost response can be looked up": "find-out", "35": "fuzz",
    "Soak test": "soak", "Fault matrix": "matrix",
}  # fmt: skip
"""Subjects in the figures that are not the promise's number, by its number or the beginning of its words."""


# keys of the figures that the page words differently
LABELS = {
    "fds_drift": "file descriptors drift", "fds_left": "file descriptors left", "lies": "false outcomes",
    "deeds": "writes", "twice": "executed twice", "untrue": "wrong outcomes",
}  # fmt: skip


def shown(value: float) -> str:
    """A count as it is, a measure to three digits."""
    return f"{value:,}" if isinstance(value, int) else f"{value:.3g}" if value < 1000 else f"{value:,.0f}"


def fuzzed(figures: dict[str, dict[str, float]]) -> dict[str, float]:
    """The figures of all fuzz targets as one: sums, and the shortest time that any of them was given."""
    mine = [one for name, one in figures.items() if name.startswith("fuzz-")]
    if len(mine) < len(TARGETS):  # a part of them says less than what is on the page
        return {}
    return {
        "targets": len(mine), "seconds each at least": min(one["seconds"] for one in mine),
        "inputs": int(sum(one["inputs"] for one in mine)), "uncaught": int(sum(one["uncaught"] for one in mine)),
    }  # fmt: skip


def subject(number: str, what: str) -> str:
    """Name a promise in the figures."""
    if number in OF_OWN_NAME or number != "–":
        return OF_OWN_NAME.get(number, number.zfill(2))
    return next(name for words, name in OF_OWN_NAME.items() if what.startswith(words))


def with_figures(page: str, figures: dict[str, dict[str, float]]) -> str:
    """Write what was reached beside each promise; what was not measured in this run stays as it is.

    The page itself says what is promised, and which test looks.
    """
    figures = figures | {"fuzz": fuzzed(figures)}

    def written(row: re.Match[str]) -> str:
        mine = figures.get(subject(row["number"], row["what"]), {})
        reached = "; ".join(f"{LABELS.get(k, k.replace('_', ' '))} {shown(v)}" for k, v in mine.items())
        reached = reached or row["reached"].replace(OPEN, "") or "holds"
        if not any((folder / f"{row['test']}.py").exists() for folder in (HERE, HERE.parent)):
            reached = OPEN
        return f"{row['promise']} {reached} | `{row['test']}` |"

    before, begin, rest = page.partition(BEGIN)
    table, end, after = rest.partition(END)
    return "".join([before, begin, ROW.sub(written, table), end, after])


def main() -> None:
    """Rewrite the table."""
    figures = json.loads((HERE / "figures.json").read_text())
    PAGE.write_text(with_figures(PAGE.read_text(), figures))


if __name__ == "__main__":
    main()
