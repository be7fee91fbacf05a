"""Write the table of docs/performance.md from the figures of a run.

python benchmarks/run.py --json benchmarks/figures.json
python benchmarks/render.py
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FIGURES = HERE / "figures.json"
PAGE = HERE.parent / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
WORDS = {"yes": "yes", "edge": "within the noise", "no": "**no**", "": ""}


def number(value: float, unit: str) -> str:
    """Three digits, and the unit unless it is a ratio."""
    return f"{value:.3g}" + ("" if unit == "x" else f" {unit}")


def line(row: dict[str, Any]) -> str:
    """One row of the table."""
    sign = "≥" if row["at_least"] else "≤"
    target = "" if row["target"] is None else f"{sign} {number(row['target'], row['unit'])}"
    low, high = row["quartiles"]
    cells = [row["what"], target, number(row["median"], row["unit"]), f"{low:.3g} to {high:.3g}", WORDS[row["met"]]]
    return f"| {' | '.join([*cells, row['remark']])} |"


def missed(rows: dict[str, dict[str, Any]]) -> str:
    """Say which targets were not met, or that all were."""
    names = [row["what"] for row in rows.values() if row["met"] == "no"]
    if not names:
        return "In this run no target was missed."
    return f"**Missed in this run:** {'; '.join(names)}."


def section(figures: dict[str, Any]) -> str:
    """Everything between the markers.

    Raises:
        ValueError: The figures are of a run with `--only`.
    """
    if not figures["whole"]:
        raise ValueError("these figures are of a run with --only; the page shows whole runs")
    libraries = ", ".join(f"{name} {version}" for name, version in figures["libraries"].items())
    machine = f"{figures['python']} on {figures['system']}, {figures['cores']} cores"
    return "\n".join(
        [
            BEGIN,
            "| What, and against what | Target | Measured | Quartiles | Met | |",
            "|---|---|---|---|---|---|",
            *(line(row) for row in figures["rows"].values()),
            "",
            missed(figures["rows"]),
            "",
            f"Medians of {figures['rounds']} rounds; {machine}; {libraries}.",
            END,
        ]
    )


def main() -> None:
    """Rewrite the table."""
    made = section(json.loads(FIGURES.read_text()))
    page = PAGE.read_text()
    PAGE.write_text(re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: made, page, flags=re.DOTALL))


if __name__ == "__main__":
    main()
