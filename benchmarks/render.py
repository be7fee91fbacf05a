"""Write the tables and the plot of docs/performance.md from the figures of two runs.

python benchmarks/run.py --json benchmarks/figures.json
python benchmarks/run.py --peers --json benchmarks/peers.json
python benchmarks/render.py
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import plot
from peers import COLUMNS

HERE = Path(__file__).parent
FIGURES = HERE / "figures.json"
PEERS = HERE / "peers.json"
PAGE = HERE.parent / "docs" / "performance.md"
PLOT = HERE.parent / "docs" / "images" / "peers.svg"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
PEERS_BEGIN, PEERS_END = "<!-- peers: begin -->", "<!-- peers: end -->"
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
    return f"**Missed in this run:** {'; '.join(names)}. [Why](#targets-that-are-missed)."


def machine(figures: dict[str, Any]) -> str:
    """Say where it was measured, and how busy the machine was."""
    busy = f"load average {figures['load']:.1f} at its end"
    return f"{figures['python']} on {figures['system']}, {figures['cores']} cores, {busy}"


def section(figures: dict[str, Any]) -> str:
    """Everything between the markers.

    Raises:
        ValueError: The figures are of a run with `--only`.
    """
    if not figures["whole"]:
        raise ValueError("these figures are of a run with --only; the page shows whole runs")
    libraries = ", ".join(f"{name} {version}" for name, version in figures["libraries"].items())
    return "\n".join(
        [
            BEGIN,
            "| What, and against what | Target | Measured | Quartiles | Met | |",
            "|---|---|---|---|---|---|",
            *(line(row) for row in figures["rows"].values()),
            "",
            missed(figures["rows"]),
            "",
            f"Medians of {figures['rounds']} rounds; {machine(figures)}; {libraries}.",
            END,
        ]
    )


def by_get(sdks: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Put the quickest GET first, and what was not measured last."""
    return dict(sorted(sdks.items(), key=lambda item: item[1].get("get", {"median": float("inf")})["median"]))


def peer_line(name: str, sdk: dict[str, Any]) -> str:
    """One SDK."""
    if "reason" in sdk:
        return f"| {name} | | {sdk['reason'].replace('|', '/')} | | | |"
    shown = f"**{name}**" if name == "esignkit" else name
    cells: list[str] = []
    for column in COLUMNS:
        low, high = sdk[column]["quartiles"]
        cells.append(f"{sdk[column]['median']:.2f} ({low:.2f} to {high:.2f})")
    return f"| {shown} | {sdk['version']} | {' | '.join(cells)} |"


def peers_section(figures: dict[str, Any]) -> str:
    """Everything between the markers of the table of SDKs."""
    return "\n".join(
        [
            PEERS_BEGIN,
            "| SDK | Version | GET to a model | POST of a typed body | Cold start | Import |",
            "|---|---|---|---|---|---|",
            *(peer_line(name, sdk) for name, sdk in by_get(figures["sdks"]).items()),
            "",
            f"CPU time / httpx, medians (quartiles) of {figures['rounds']} rounds; {machine(figures)}.",
            PEERS_END,
        ]
    )


def replaced(page: str, begin: str, end: str, made: str) -> str:
    return re.sub(f"{re.escape(begin)}.*{re.escape(end)}", lambda _: made, page, flags=re.DOTALL)


def main() -> None:
    """Rewrite the tables and the plot."""
    figures, peers = json.loads(FIGURES.read_text()), json.loads(PEERS.read_text())
    page = replaced(PAGE.read_text(), BEGIN, END, section(figures))
    PAGE.write_text(replaced(page, PEERS_BEGIN, PEERS_END, peers_section(peers)))
    PLOT.write_text(plot.svg(by_get(peers["sdks"])))


if __name__ == "__main__":
    main()
