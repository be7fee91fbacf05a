"""The rows of the table: what is measured, against what, and the target of each."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable

import attrs

import payloads
from measuring import Pairs, in_turn
from processes import HERE, cpu_of, python

SLACK = 0.05
"""What cannot be told from noise, as a part of a target."""
COLD = 5
"""Results that a cold start ends with."""

ALONE = "import sys; sys.modules.update(dict.fromkeys(['trio', 'click', 'rich'])); "
"""As in an environment with the SDK alone. httpcore loads trio when it finds it, and httpx its command line when it
finds click and rich; here the tests have brought them."""
IMPORT = ALONE + "import time; begin = time.process_time(); import {}; print(time.process_time() - begin)"
COLD_OURS = (
    ALONE + "from esignkit import ESignLive\n"
    "with ESignLive(api_key='a2V5', base_url='{url}/nested/api') as client:\n"
    "    for _ in range({count}): client.packages.get('{id}')"
)
COLD_RAW = (
    ALONE + "import httpx, json\n"
    "with httpx.Client(verify=False, headers={{'Authorization': 'Basic a2V5'}}) as client:\n"
    "    for _ in range({count}): json.loads(client.get('{url}/nested/api/packages/{id}').content)"
)


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


Measure = Callable[[str, int, str], Row]
"""Measures one row, told its name, the rounds and the URL of the server."""


def case(name: str, rounds: int, url: str) -> Pairs:
    """Run a case in a fresh process."""
    command = [sys.executable, str(HERE / "cases.py"), name, str(rounds), url]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def ratios(found: Pairs) -> list[float]:
    return [ours / theirs for ours, theirs in found]


def middle(found: Pairs, which: int, factor: float) -> float:
    return statistics.median(one[which] for one in found) * factor


def against(found: Pairs, factor: float, unit: str) -> str:
    """Say both absolute figures."""
    return f"{middle(found, 0, factor):.4g} against {middle(found, 1, factor):.4g} {unit}"


def ratio(
    what: str, target: float | None, factor: float, unit: str, *, at_least: bool = False, most_rounds: int = 99
) -> Measure:
    """A case against its control."""

    def row(name: str, rounds: int, url: str) -> Row:
        found = case(name, min(rounds, most_rounds), url)
        return Row(what, target, "x", ratios(found), at_least, against(found, factor, unit))

    return row


def absolute(
    what: str, target: float, factor: float, unit: str, control: str = "", *, at_least: bool = False
) -> Measure:
    """A case by itself, with the figure of its control beside it."""

    def row(name: str, rounds: int, url: str) -> Row:
        found = case(name, min(rounds, 7) if unit == "MB/s" else rounds, url)
        remark = control and f"{control}: {middle(found, 1, factor):.3g} {unit}"
        return Row(what, target, unit, [one[0] * factor for one in found], at_least, remark)

    return row


def fresh(what: str, target: float, factor: float, unit: str, most_rounds: int = 7) -> Measure:
    """A figure that only the first time in a process shows: a process for each round."""

    def row(name: str, rounds: int, url: str) -> Row:
        return Row(what, target, unit, [case(name, 1, url)[0][0] * factor for _ in range(min(rounds, most_rounds))])

    return row


def imports(name: str, rounds: int, url: str) -> Row:
    found = in_turn(
        rounds,
        lambda: float(python(IMPORT.format("esignkit"))),
        lambda: float(python(IMPORT.format("httpx"))),
    )
    return Row("import esignkit / import httpx", 0.15, "x", ratios(found), remark=against(found, 1e3, "ms"))


def cold(name: str, rounds: int, url: str) -> Row:
    def cpu(program: str) -> float:
        return cpu_of([sys.executable, "-c", program.format(url=url, id=payloads.PACKAGE_ID, count=COLD)])

    found = in_turn(rounds, lambda: cpu(COLD_OURS), lambda: cpu(COLD_RAW))
    what = "cold start to five models / httpx + json"
    return Row(what, 1.4, "x", ratios(found), remark=against(found, 1e3, "ms"))


ROWS: dict[str, Measure] = {
    "import": imports,
    "cold": cold,
    "construct": absolute("a second client", 0.2, 1e3, "ms", "httpx.Client()"),
    "get_sync": ratio("GET 1 KB to a model / httpx.Client.get", 0.65, 1e6, "µs"),
    "get_nested": ratio("GET 1.4 KB to a model of eight objects / the same", 0.65, 1e6, "µs"),
    "get_tls": ratio("the same over TLS", 0.68, 1e6, "µs"),
    "get_own": ratio("the same over a caller's own httpx.Client", 1.2, 1e6, "µs"),
    "get_async": ratio("async, without sniffio / AsyncClient.get", 0.42, 1e6, "µs"),
    "get_async_sniffio": ratio("async, with sniffio installed / AsyncClient.get", 0.58, 1e6, "µs"),
    "post_typed": ratio("POST of a typed package / httpx.Client.post(json=)", 0.65, 1e6, "µs"),
    "at_once": ratio("1,000 async calls at once, 50 ms server / httpx2", 1.3, 1, "calls/s", at_least=True),
    "threads": ratio("32 threads on one client / httpx.Client", 1.5, 1, "calls/s", at_least=True),
    "hooks_off": ratio("a call without hooks / without the code of hooks", 1.0, 1e6, "µs"),
    "hooks_on": ratio("a call with two hooks / without hooks", None, 1e6, "µs"),
    "decode_stdlib": ratio("561 KB list to models / json.loads", 2.3, 1e3, "ms"),
    "decode_orjson": ratio("the same, orjson installed", 1.7, 1e3, "ms"),
    "encode": ratio("a package of 43 objects to JSON / json.dumps of the dictionary", 2.0, 1e6, "µs"),
    "first_use": fresh("first use of a model class", 0.35, 1e3, "ms"),
    "kept": ratio("memory kept by the 561 KB list / by dictionaries", 0.75, 1, "MiB", most_rounds=3),
    "walk_time": ratio("100,000 packages walked: second half / first half", 1.1, 1, "s", most_rounds=5),
    "walk_memory": fresh("the same: memory, from the 10,000th to the last", 1, 1, "MiB", most_rounds=3),
    "journal_write": absolute("a line of a journal, SQLite", 100, 1e6, "µs", "a commit by sqlite3 alone"),
    "journal_create": absolute("a create under a journal, no network", 1, 1e3, "ms", "without a journal"),
    "upload_time": ratio("100 MB multipart from a path / httpx", 1.1, 1e3, "ms", most_rounds=7),
    "upload_sync": fresh("the same: peak memory", 4, 1, "MiB"),
    "upload_async": fresh("the same, async: peak memory", 8, 1, "MiB"),
    "download_time": ratio("100 MB download to a file / httpx", 1.1, 1e3, "ms", most_rounds=7),
    "download_memory": fresh("the same: peak memory", 4, 1, "MiB"),
    "inline_base64": ratio("20 MB inside JSON, base64 / httpx json=", 0.3, 1e3, "ms", most_rounds=7),
    "inline_integers": absolute("20 MB inside JSON, integers", 40, 1, "MB/s", "as base64", at_least=True),
}
