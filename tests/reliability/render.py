"""Write the table of docs/reliability.md from the figures of a run.

ESIGNKIT_FIGURES=tests/reliability/figures.json python -m pytest tests/reliability
python -m tests.reliability.render
"""

from __future__ import annotations

import json
import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "reliability.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"

# promise, what is promised, the figure promised, the subject in the figures, the test's file
PROMISES = [
    ("1", "A non-idempotent write is never executed twice", "executed twice 0; done but absent 0; failed but present 0", "storm", "test_ledger_storm"),
    ("2", "No credential reaches another host", "0 bytes", "02", "test_promises_transport"),
    ("3", "No secret in what is shown, logged, raised or pickled", "0 hits", "03", "test_promises_core"),
    ("4", "Cancelled calls never make a client unusable", "20 of 20 calls fine after 10,000", "04", "test_promises_transport"),
    ("5", "Ids cannot change the route", "0 misroutes", "05", "test_promises_core"),
    ("6", "A call ends by its deadline", "at most 0.25 s late", "06", "test_promises_transport"),
    ("7", "Broken responses never pass as data", "14 of 14 typed", "07", "test_promises_transport"),
    ("8", "Downloads are written atomically", "50 kills: 0 damaged, 0 left over", "08", "test_promises_transport"),
    ("9", "Decompression bombs are stopped early", "1 GiB: under 1 s and 32 MiB", "09", "test_promises_bodies"),
    ("10", "JSON bombs raise one typed error", "under 1 s each", "10", "test_promises_core"),
    ("11", "Retry storms are bounded", "at most 1.05 (429: 1.10) attempts a call", "11", "test_promises_transport"),
    ("12", "`Retry-After` is obeyed exactly, and no wait is above the limit", "0 above the limit", "12", "test_promises_core"),
    ("13", "An expired token causes one log-in", "1 log-in for 100 threads or 500 tasks", "13", "test_promises_transport"),
    ("14", "Clock skew is harmless", "0 refresh loops at ±26 h", "14", "test_promises_core"),
    ("15", "Forged events are refused, with one exception type", "200 forged: 0 accepted", "15", "test_promises_core"),
    ("16", "Redelivered events are handled once", "handler runs once for 100 deliveries", "16", "test_promises_events"),
    ("17", "Clients are thread-safe", "0 wrong responses; 1,000 calls a second", "17", "test_promises_transport"),
    ("18", "Forked processes open their own connections", "0 wrong responses", "18", "test_promises_transport"),
    ("19", "TLS is never weakened", "0 credential bytes", "19", "test_promises_transport"),
    ("20", "Uploads are retried only if they can be rewound, byte for byte", "same SHA-256 at attempts 1 to 3", "20", "test_promises_core"),
    ("21", "Large documents use bounded memory", "100 MB: 24 MiB, integers 64 MiB", "21", "test_promises_core"),
    ("22", "Every error says what happened", "all codes", "22", "test_promises_core"),
    ("23", "Unknown data never breaks parsing", "2,000 mutations: 0 failures", "23", "test_promises_core"),
    ("24", "Header values cannot inject or leak", "0 bytes on the wire", "24", "test_promises_core"),
    ("25", "Multipart parts cannot be forged", "40 names: 0 forged", "25", "test_promises_core"),
    ("26", "File names from servers stay in the folder", "60 headers: 0 outside", "26", "test_promises_core"),
    ("27", "The race between create and start is retried, other refusals are not", "started at attempt 2 or 3", "27", "test_promises_core"),
    ("28", "Pagination neither loses nor repeats rows", "0 lost, 0 repeated, endless lists detected", "28", "test_promises_lists"),
    ("29", "Polling ends and backs off", "cancelled in under 0.05 s", "29", "test_promises_core"),
    ("30", "Proxies and environment variables are used by fixed rules", "loopback never through a proxy", "30", "test_promises_transport"),
    ("31", "Closing a client is clean", "50 calls in flight end in under 1 s", "31", "test_promises_transport"),
    ("32", "Sync and async behave alike", "0 differences", "32", "test_promises_core"),
    ("33", "The ledger agrees with a model of each service", "200 × 50 steps: 0 divergences", "33", "test_state_machines"),
    ("37", "No regular expression takes super-linear time", "linear", "37", "test_promises_core"),
    ("38", "Logs contain no secrets and cost little", "under 50 µs a call when off", "38", "test_promises_core"),
    ("39", "Callbacks cannot corrupt a client", "client usable after each", "39", "test_promises_core"),
    ("40", "Ctrl-C leaves no damage", "200 moments: 0 twice", "40", "test_promises_transport"),
    ("41", "Base URLs are checked", "all refused", "41", "test_promises_transport"),
    ("42", "Idle connections closed by the server cause no duplicate writes", "0 twice", "42", "test_promises_transport"),
    ("44", "After a 408 or any status from 500 up a non-idempotent write is not retried, nor reported as refused", "0 of 100 statuses × every such write", "44", "test_lying_proxies"),
    ("45", "A response belongs to its own request", "0 surplus responses used, plain and over TLS", "45", "../runners/test_surplus"),
    ("46", "`DONE` is reported for this very call only", "0 wrong verdicts beside objects of the same name", "46", "test_neighbours"),
    ("47", "A file is accepted only where one is declared", "`TypeError`, unsent", "47", "test_promises_files"),
    ("48", "A truncated PDF is refused, also with an earlier revision's end near the cut", "20 files × 200 cuts: refused", "48", "test_promises_downloads"),
    ("49", "`Download.save` replaces regular files only, keeps modes, accepts every name", "odd targets untouched", "49", "test_promises_downloads"),
    ("50", "Stalled transfers end", "ended within the client's own limit", "50", "../runners/test_stalls"),
    ("51", "A 200 of another shape than documented is not a success", "0 taken", "51", "../test_documented_answers"),
    ("52", "An async client in many event loops leaks nothing", "100 loops: 0 kept alive", "52", "../runners/test_loops"),
    ("53", "orjson changes speed only", "200 odd bodies: same values, same errors", "53", "test_promises_json"),
    ("54", "Arguments that cannot be encoded are refused before sending", "0 bytes", "54", "test_unsendable"),
    ("55", "Secrets echoed by a service are redacted everywhere", "0 hits", "55", "test_echoes"),
    ("56", "Errors of reads report the true outcome", "0 untrue", "56", "test_truthful_reads"),
    ("–", "The result of a lost response can be looked up", "0 wrong verdicts", "find-out", "test_find_out"),
    ("35", "Parsers raise only documented errors under fuzzing", "0 uncaught", "fuzz", "../fuzz/run"),
    ("–", "Soak test: 16 threads, 200 tasks, 5 % faults", "wrong results, duplicate writes, false outcomes: 0; at most 10 MiB more memory", "soak", "soak"),
    ("–", "Fault matrix: 30 faults × 6 classes of call × 2 modes × 3 services", "1,080 cells, at most 0.25 s beyond the deadline", "matrix", "test_fault_matrix"),
]  # fmt: skip


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
    if not mine:
        return {}
    return {
        "targets": len(mine), "seconds each at least": min(one["seconds"] for one in mine),
        "inputs": int(sum(one["inputs"] for one in mine)), "uncaught": int(sum(one["uncaught"] for one in mine)),
    }  # fmt: skip


def table(figures: dict[str, dict[str, float]]) -> str:
    """The promises with what was promised and what was reached."""
    figures = figures | {"fuzz": fuzzed(figures)}
    rows = ["| Promise | | Promised | Reached | Test |", "|---|---|---|---|---|"]
    for number, what, promised, subject, test in PROMISES:
        mine = figures.get(subject)
        reached = (
            "; ".join(f"{LABELS.get(k, k.replace('_', ' '))} {shown(v)}" for k, v in mine.items()) if mine else "holds"
        )
        if not (HERE / f"{test}.py").exists():
            reached = "open, see below"
        rows.append(f"| {number} | {what} | {promised} | {reached} | `{test.removeprefix('../')}` |")
    return "\n".join(rows)


def main() -> None:
    """Rewrite the table."""
    figures = json.loads((HERE / "figures.json").read_text())
    page = PAGE.read_text()
    made = f"{BEGIN}\n{table(figures)}\n{END}"
    PAGE.write_text(re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: made, page, flags=re.DOTALL))


if __name__ == "__main__":
    main()
