"""Measure the SDK against raw httpx, or beside other SDKs, and print one table.

    python benchmarks/run.py [--rounds N] [--only WORD] [--json FILE]
    python benchmarks/run.py --peers [--cache FOLDER] [--rounds N] [--json FILE]

Ratios within one run are what counts: a machine drifts by a tenth from run to run. Each round takes ours and theirs
in turn, so both see the same weather; the figure is the median of the rounds' ratios. Nothing is judged by the exit
status. `--json` writes the figures to a file; `render.py` makes the tables of docs/performance.md of it.

`--peers` needs the package index the first time: each SDK gets an environment of its own, which is kept.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import pathlib
import platform
import sys
from typing import Any

import peers
from processes import bytecode, pinned, server
from rows import ROWS, SLACK, Row

LIBRARIES = ("httpx", "httpcore", "h11", "httpx2", "anyio", "attrs", "cattrs", "orjson")


def lined_up(lines: list[list[str]]) -> str:
    """Return a table as text."""
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def show(rows: list[Row], rounds: int) -> None:
    """Print the table."""
    print(lined_up([["what", "target", "median", "quartiles", "met", ""], *(row.cells() for row in rows)]))
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    print(f"\nCPU time, medians of {rounds} interleaved rounds; edge: within {SLACK} of a ratio's target.")
    print(f"{platform.python_implementation()} {platform.python_version()}, {versions}")


def show_peers(sdks: dict[str, Any]) -> None:
    """Print the table of SDKs."""
    lines = [["sdk", "version", *peers.COLUMNS]]
    for name, sdk in sdks.items():
        figures = [f"{sdk[column]['median']:.2f}" if column in sdk else "" for column in peers.COLUMNS]
        lines.append([name, sdk.get("version", sdk.get("reason", "")), *figures])
    print(lined_up(lines))
    print("\nRatios of CPU time to httpx in the same run; a cold start is compared with httpx and json.")


def circumstances(rounds: int) -> dict[str, object]:
    """Say where figures were taken, as JSON takes it."""
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "rounds": rounds,
    }


def figures(rows: dict[str, Row], rounds: int, whole: bool) -> dict[str, object]:
    """Return everything that a table needs, as JSON takes it."""
    return {
        **circumstances(rounds),
        "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
        "whole": whole,
        "slack": SLACK,
        "rows": {
            name: {
                "what": row.what,
                "target": row.target,
                "at_least": row.at_least,
                "unit": row.unit,
                "median": row.median,
                "quartiles": row.quartiles(),
                "met": row.verdict(),
                "remark": row.remark,
            }
            for name, row in rows.items()
        },
    }


def measured(only: str, rounds: int, url: str) -> dict[str, Row]:
    """Measure the rows whose name holds a word."""
    rows: dict[str, Row] = {}
    for name, row in ROWS.items():
        if only in name:
            print(f"{name} …", file=sys.stderr, flush=True)
            rows[name] = row(name, rounds, url)
    return rows


def shortened(value: Any) -> Any:
    """Return figures with four digits each, which are more than the page shows."""
    if isinstance(value, dict):
        return {name: shortened(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [shortened(one) for one in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure esignkit against httpx.")
    parser.add_argument("--rounds", metavar="N", type=int, default=15, help="how many (default: %(default)s)")
    parser.add_argument("--only", metavar="WORD", default="", help="only the rows whose name holds this")
    parser.add_argument("--json", metavar="FILE", type=pathlib.Path, help="write the figures to this file too")
    parser.add_argument("--peers", action="store_true", help="measure other SDKs beside it, in place of the rows")
    parser.add_argument(
        "--cache",
        metavar="FOLDER",
        type=pathlib.Path,
        default=peers.default_cache(),
        help="where the environments of other SDKs are kept (default: %(default)s)",
    )
    given = parser.parse_args()
    rounds = given.rounds
    with bytecode(), server() as url:
        if given.peers:
            pythons, reasons = peers.environments(given.cache)
            pinned()
            sdks = peers.measured(pythons, url, rounds) | reasons
            show_peers(sdks)
            found: dict[str, object] = {**circumstances(rounds), "sdks": sdks}
        else:
            pinned()
            rows = measured(given.only, rounds, url)
            show(list(rows.values()), rounds)
            found = figures(rows, rounds, whole=not given.only)
    if given.json is not None:
        given.json.write_text(json.dumps(shortened(found), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
