"""Fuzz one target after the other: `python -m tests.fuzz.run --seconds 60` (or `nox -s fuzz`).

With atheris the search is led by coverage; without it, hypothesis thinks of inputs until the time is over. An input
that breaks a target is kept in `tests/fuzz/corpus/<target>`, where the everyday tests find it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


def with_atheris(name: str, seconds: float, folder: Path) -> None:
    """Let libFuzzer run one target; it ends this process."""
    import atheris

    with atheris.instrument_imports(include=["esignkit"]):
        from tests.fuzz.targets import TARGETS, seeds
    for seed in seeds(name):
        (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    options = [f"-max_total_time={int(seconds)}", "-max_len=4096", "-print_final_stats=1", "-timeout=10"]
    options += [f"-artifact_prefix={folder.parent}/broken-", "-rss_limit_mb=4096"]
    atheris.Setup([sys.argv[0], *options, str(folder), str(CORPUS / name)], TARGETS[name])
    atheris.Fuzz()


def with_hypothesis(name: str, seconds: float) -> int:
    """Think of inputs until the time is over; returns how many."""
    from hypothesis import HealthCheck, given, seed, settings
    from hypothesis import strategies as st

    from tests.fuzz.targets import TARGETS, seeds

    target, known, end = TARGETS[name], sorted(seeds(name)), time.monotonic() + seconds
    runs = 0

    def changed(base: bytes, at: int, gone: int, new: bytes) -> bytes:
        at %= len(base) + 1
        return base[:at] + new + base[at + gone :]

    inputs = st.binary(max_size=400) | st.builds(
        changed, st.sampled_from(known), st.integers(0, 4096), st.integers(0, 8), st.binary(max_size=12)
    )
    number = 0
    while time.monotonic() < end:
        number += 1

        @seed(number)
        @settings(max_examples=500, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(inputs)
        def batch(data: bytes) -> None:
            nonlocal runs
            runs += 1
            try:
                target(data)
            except BaseException:
                keep(name, data)
                raise

        run: Callable[[], None] = batch
        run()
    return runs


def keep(name: str, data: bytes) -> None:
    """Keep an input that broke a target."""
    (CORPUS / name).mkdir(parents=True, exist_ok=True)
    (CORPUS / name / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def fuzz(name: str, seconds: float, engine: str) -> dict[str, float]:
    """Run one target in a process of its own and return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "seeds").mkdir()
        (CORPUS / name).mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "tests.fuzz.run", "--one", name, "--seconds", str(seconds)]
        command += ["--engine", engine, "--folder", str(Path(folder) / "seeds")]
        begin = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True)
        took = time.monotonic() - begin
        for broken in Path(folder).glob("broken-*"):
            keep(name, broken.read_bytes())
        text = done.stdout + done.stderr
        found = re.search(r"(?:number_of_executed_units|runs): *(\d+)", text)
        covered = re.findall(r"\bcov: (\d+)", text)
        if done.returncode:
            print(text[-4000:])
        return {
            "seconds": float(took), "inputs": int(found[1]) if found else 0, "uncaught": int(done.returncode != 0),
            **({"branches": int(covered[-1])} if covered else {}),
        }  # fmt: skip


def main() -> int:
    """Run from the command line."""
    from importlib.util import find_spec

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="for each target")
    parser.add_argument("--engine", choices=["atheris", "hypothesis"])
    parser.add_argument("--figures", help="keep the figures in this file")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    parser.add_argument("targets", nargs="*", help="only these targets")
    given = parser.parse_args()
    engine = given.engine or ("atheris" if find_spec("atheris") else "hypothesis")
    if given.one:
        if engine == "atheris":
            with_atheris(given.one, given.seconds, Path(given.folder))
        print("runs:", with_hypothesis(given.one, given.seconds))
        return 0
    from tests.fuzz.targets import TARGETS
    from tests.reliability import report

    broken = 0
    for name in given.targets or TARGETS:
        figures = fuzz(name, given.seconds, engine)
        print(name, json.dumps(figures), flush=True)
        broken += int(figures["uncaught"])
        report.FIGURES[f"fuzz-{name}"] = figures
    if given.figures and not broken:
        os.environ["ESIGNKIT_FIGURES"] = given.figures
        report.save()
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
