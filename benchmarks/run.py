"""Measure the shape of the SDK against raw httpx, and print one table.

    python benchmarks/run.py [--quick] [--only WORD] [--json FILE]

Ratios within one run are what counts: a machine drifts by a tenth from run to run. Each round takes ours and theirs
in turn, so both see the same weather; the figure is the median of the rounds' ratios. Nothing is judged by the exit
status. `--json` writes the figures to a file; `render.py` makes the table of docs/performance.md of it.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.metadata
import json
import os
import pathlib
import platform
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator

import attrs

import payloads

HERE = pathlib.Path(__file__).parent
SLACK = 0.05
"""What cannot be told from noise, as a part of a target."""

ALONE = "import sys; sys.modules['trio'] = None; "
"""As in an environment with the SDK alone: httpcore loads trio when it finds it, and here the tests have brought it."""
IMPORT = ALONE + "import time; begin = time.process_time(); import {}; print(time.process_time() - begin)"
COLD_OURS = (
    ALONE + "from esignkit import ESignLive\n"
    "with ESignLive(api_key='a2V5', base_url='{url}/api') as client: client.packages.get('{id}')"
)
COLD_RAW = (
    ALONE + "import httpx, json\n"
    "with httpx.Client(verify=False, headers={{'Authorization': 'Basic a2V5'}}) as client:\n"
    "    json.loads(client.get('{url}/api/packages/{id}').content)"
)
LIBRARIES = ("httpx", "httpcore", "httpx2", "anyio", "attrs", "cattrs", "orjson")


@attrs.frozen
class Row:
    """One line of the table: what, its target (None: only to be known), the rounds' ratios or figures."""

    what: str
    target: float | None
    unit: str
    values: list[float]
    at_least: bool = False
    remark: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def verdict(self) -> str:
        """Return `yes`, `no`, or `edge` when it lies within the measuring slack beyond the target."""
        if self.target is None:
            return ""
        gap = self.target - self.median if self.at_least else self.median - self.target
        if gap <= 0:
            return "yes"
        return "edge" if self.unit == "x" and gap <= SLACK else "no"

    def quartiles(self) -> tuple[float, float]:
        low, _, high = statistics.quantiles(self.values, n=4) if len(self.values) > 1 else self.values * 3
        return low, high

    def cells(self) -> list[str]:
        low, high = self.quartiles()
        unit = "" if self.unit == "x" else f" {self.unit}"
        sign = "≥" if self.at_least else "≤"
        target = "" if self.target is None else f"{sign} {self.target}{unit}"
        measured = f"{self.median:.3g}{unit}"
        spread = f"{low:.3g} to {high:.3g}"
        return [self.what, target, measured, spread, self.verdict(), self.remark]


def pinned() -> None:
    """Keep this process and its children on the first core; the server is on the last."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


@contextlib.contextmanager
def bytecode() -> Iterator[None]:
    """Let the children keep bytecode, as an installed package does, in a folder of the benchmark's own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        yield


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Run the local server; gives its URL."""
    command = [sys.executable, str(HERE / "server.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.stdin.close()


def python(code: str) -> str:
    """Run a program of its own; return what it prints."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=HERE).stdout


def cpu_of(code: str) -> float:
    """Return the CPU seconds of a whole process, interpreter included."""
    process = subprocess.Popen([sys.executable, "-c", code], cwd=HERE)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, code)
    return used.ru_utime + used.ru_stime


def interleaved(rounds: int, ours: Callable[[], float], theirs: Callable[[], float]) -> list[list[float]]:
    """Measure both in turn, in random order; the first round only warms caches."""
    found: list[list[float]] = []
    for n in range(-1, rounds):
        one = [0.0, 0.0]
        for which in random.sample((0, 1), 2):
            one[which] = (ours, theirs)[which]()
        if n >= 0:
            found.append(one)
    return found


def case(name: str, rounds: int, url: str) -> list[list[float]]:
    """Run a case in a fresh process."""
    command = [sys.executable, str(HERE / "cases.py"), name, str(rounds), url]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def ratios(found: list[list[float]]) -> list[float]:
    return [ours / theirs for ours, theirs in found]


def middle(found: list[list[float]], which: int, factor: float) -> float:
    return statistics.median(one[which] for one in found) * factor


def against(found: list[list[float]], factor: float, unit: str) -> str:
    """Say both absolute figures."""
    return f"{middle(found, 0, factor):.4g} against {middle(found, 1, factor):.4g} {unit}"


def measured(url: str, rounds: int) -> dict[str, Callable[[], Row]]:
    """Return the rows by name, each still to be measured."""
    place = {"url": url, "id": payloads.PACKAGE_ID}

    def imports() -> Row:
        found = interleaved(
            rounds,
            lambda: float(python(IMPORT.format("esignkit"))),
            lambda: float(python(IMPORT.format("httpx"))),
        )
        return Row("import esignkit / import httpx", 0.3, "x", ratios(found), remark=against(found, 1e3, "ms"))

    def cold() -> Row:
        found = interleaved(rounds, lambda: cpu_of(COLD_OURS.format(**place)), lambda: cpu_of(COLD_RAW.format(**place)))
        what = "cold start to the first model / httpx + json"
        return Row(what, 1.5, "x", ratios(found), remark=against(found, 1e3, "ms"))

    def second() -> Row:
        found = case("construct", rounds, url)
        remark = f"httpx.Client(): {middle(found, 1, 1e3):.3g} ms"
        return Row("a second client", 0.2, "ms", [one[0] * 1e3 for one in found], remark=remark)

    def get(name: str, what: str, target: float | None = 0.95) -> Callable[[], Row]:
        def row() -> Row:
            found = case(name, rounds, url)
            return Row(what, target, "x", ratios(found), remark=against(found, 1e6, "µs"))

        return row

    def at_once() -> Row:
        found = case("at_once", rounds, url)
        what = "1,000 async calls at once, 50 ms server / httpx2"
        return Row(what, 1.0, "x", ratios(found), at_least=True, remark=against(found, 1, "calls/s"))

    def decode(name: str, what: str, target: float) -> Callable[[], Row]:
        def row() -> Row:
            found = case(name, rounds, url)
            return Row(what, target, "x", ratios(found), remark=against(found, 1e3, "ms"))

        return row

    def upload(name: str, what: str, target: float) -> Callable[[], Row]:
        def row() -> Row:
            return Row(what, target, "MiB", [case(name, 1, url)[0][0] for _ in range(min(rounds, 7))])

        return row

    return {
        "import": imports,
        "cold": cold,
        "construct": second,
        "get_sync": get("get_sync", "GET 1 KB to a model / httpx.Client.get"),
        "get_nested": get("get_nested", "the same, of eight objects", None),
        "get_async": get("get_async", "async GET 1 KB to a model / AsyncClient.get"),
        "at_once": at_once,
        "decode_stdlib": decode("decode_stdlib", "561 KB list to models / json.loads", 2.9),
        "decode_orjson": decode("decode_orjson", "the same, orjson installed", 2.3),
        "upload_sync": upload("upload_sync", "16 MB multipart from a path: peak memory", 4),
        "upload_async": upload("upload_async", "the same, async", 8),
    }


def show(rows: list[Row], rounds: int) -> None:
    """Print the table."""
    head = ["what", "target", "median", "quartiles", "met", ""]
    lines = [head, *(row.cells() for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(head))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    print(f"\nCPU time, medians of {rounds} interleaved rounds; edge: within {SLACK} of a ratio's target.")
    print(f"{platform.python_implementation()} {platform.python_version()}, {versions}")


def figures(rows: dict[str, Row], rounds: int, whole: bool) -> dict[str, object]:
    """Return everything that a table needs, as JSON takes it."""
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
        "rounds": rounds,
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


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure esignkit against httpx.")
    parser.add_argument("--quick", action="store_true", help="5 rounds in place of 15")
    parser.add_argument("--only", metavar="WORD", default="", help="only the rows whose name holds this")
    parser.add_argument("--json", metavar="FILE", type=pathlib.Path, help="write the figures to this file too")
    given = parser.parse_args()
    rounds = 5 if given.quick else 15
    with bytecode(), server() as url:
        pinned()
        rows: dict[str, Row] = {}
        for name, row in measured(url, rounds).items():
            if given.only in name:
                print(f"{name} …", file=sys.stderr, flush=True)
                rows[name] = row()
    show(list(rows.values()), rounds)
    if given.json is not None:
        found = figures(rows, rounds, whole=not given.only)
        given.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
