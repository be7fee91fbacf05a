"""esignkit beside the SDKs of other services, each in an environment of its own, all in one interleaved run."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from processes import HERE, cpu_of

SOURCE = HERE.parent / "src"
PROGRAM = HERE / "peer.py"
BASE, COLD_BASE = "httpx", "httpx_json"
CALLS = 40
TURNS = 4
COLUMNS = ("get", "post", "cold", "import")
IMPORT = "import time; begin = time.process_time(); import {}; print(time.process_time() - begin)"
VERSION = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"


def own_requirements() -> list[str]:
    """Return what esignkit depends on, without its extras."""
    return [one for one in importlib.metadata.requires("esignkit") or [] if "extra ==" not in one]


@attrs.frozen
class Sdk:
    """One line of the table."""

    name: str
    """Its name in `peer.py`."""
    package: str
    """Its name on the index."""
    module: str
    """What is imported."""
    more: tuple[str, ...] = ()
    """What has to be installed with it."""

    def requirements(self) -> list[str]:
        return own_requirements() if self.name in (BASE, "esignkit") else [self.package, *self.more]


SDKS = (
    Sdk(BASE, "httpx", "httpx"),
    Sdk("esignkit", "esignkit", "esignkit"),
    Sdk("docusign", "docusign-esign", "docusign_esign"),
    Sdk("dropbox", "dropbox-sign", "dropbox_sign"),
    Sdk("boldsign", "boldsign", "boldsign"),
    Sdk("pandadoc", "pandadoc-python-client", "pandadoc_client"),
    Sdk("documenso", "documenso-sdk", "documenso_sdk"),
    Sdk("openai", "openai", "openai"),
    Sdk("stripe", "stripe", "stripe"),
    Sdk("githubkit", "githubkit", "githubkit", ("hishel<2",)),  # 0.16.1 cannot be imported with hishel 2
)


class NotMeasured(Exception):
    """Says why there are no figures of an SDK."""


def default_cache() -> pathlib.Path:
    """Return the folder in which environments are kept from one run to the next."""
    root = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(root) / "esignkit-benchmarks"


def last_line(text: str) -> str:
    """Return the line of an error output that names the reason."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR: ")]
    return (errors or lines or ["no reason given"])[-1].removeprefix("ERROR: ")


def environment(sdk: Sdk, cache: pathlib.Path) -> pathlib.Path:
    """Return the Python of an environment that holds an SDK and nothing else; make it when it is not there.

    Raises:
        NotMeasured: It cannot be installed.
    """
    wanted = "\n".join([sys.version, *sdk.requirements()])
    folder = cache / f"{sdk.name}-{hashlib.sha256(wanted.encode()).hexdigest()[:12]}"
    python, whole = folder / "bin" / "python", folder / "whole"
    if not whole.exists():
        print(f"{sdk.name}: making {folder} …", file=sys.stderr, flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *sdk.requirements()]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotMeasured(f"not installed: {last_line(done.stderr)}")
        whole.write_text(wanted)
    return python


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let the children find the source of this checkout, and what is in their environment, and nothing else."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(SOURCE)
    try:
        yield
    finally:
        del os.environ["PYTHONPATH"]
        if before is not None:
            os.environ["PYTHONPATH"] = before


class Worker:
    """An SDK in a process that stays, and makes calls when it is told to."""

    def __init__(self, sdk: Sdk, python: pathlib.Path, url: str) -> None:
        self.sdk, self.python, self.url = sdk, str(python), url
        command = [self.python, "-P", str(PROGRAM), sdk.name, url]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
        )
        assert self.process.stdout is not None
        if not self.process.stdout.readline():
            _, errors = self.process.communicate()
            raise NotMeasured(f"does not work: {last_line(errors)}")

    def cpu(self, call: str, count: int) -> float:
        """Make calls; return CPU seconds of one."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{call} {count}\n")
        return float(self.process.stdout.readline()) / count

    def cold(self) -> float:
        """Return CPU seconds of a process from its start to five results."""
        name = COLD_BASE if self.sdk.name == BASE else self.sdk.name
        return cpu_of([self.python, "-P", str(PROGRAM), name, self.url, "cold"])

    def imported(self) -> float:
        """Return CPU seconds of the import alone."""
        command = [self.python, "-P", "-c", IMPORT.format(self.sdk.module)]
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    def version(self) -> str:
        if self.sdk.name == "esignkit":
            return importlib.metadata.version("esignkit")
        command = [self.python, "-c", VERSION, self.sdk.package]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


def environments(cache: pathlib.Path) -> tuple[dict[str, pathlib.Path], dict[str, dict[str, object]]]:
    """Return the Python of each SDK's environment, and by package the reasons where there is none."""
    pythons: dict[str, pathlib.Path] = {}
    reasons: dict[str, dict[str, object]] = {}
    for sdk in SDKS:
        try:
            pythons[sdk.name] = environment(sdk, cache)
        except NotMeasured as error:
            reasons[sdk.package] = {"reason": str(error)}
    return pythons, reasons


def workers(pythons: Mapping[str, pathlib.Path], url: str, sdks: Sequence[Sdk]) -> tuple[list[Worker], dict[str, str]]:
    """Start what can be measured; return the reasons of what cannot beside it."""
    started: list[Worker] = []
    reasons: dict[str, str] = {}
    for sdk in sdks:
        if sdk.name in pythons:
            try:
                started.append(Worker(sdk, pythons[sdk.name], url))
            except NotMeasured as error:
                reasons[sdk.name] = str(error)
    return started, reasons


def turns(running: list[Worker], measure: Callable[[Worker], float], count: int) -> dict[str, float]:
    """Measure all in turn, in an order by chance, so often; return the sum of each."""
    found = dict.fromkeys((worker.sdk.name for worker in running), 0.0)
    for _ in range(count):
        for worker in random.sample(running, len(running)):
            found[worker.sdk.name] += measure(worker)
    return found


def ratios(
    running: list[Worker], rounds: int, measure: Callable[[Worker], float], count: int
) -> dict[str, list[float]]:
    """Return for each SDK the ratios to the base, one for each round; the first round warms up."""
    found: dict[str, list[float]] = {worker.sdk.name: [] for worker in running}
    for n in range(-1, rounds):
        one = turns(running, measure, count)
        for name, value in one.items():
            if n >= 0:
                found[name].append(value / one[BASE])
    return found


def measured(
    pythons: Mapping[str, pathlib.Path], url: str, rounds: int, sdks: Sequence[Sdk] = SDKS
) -> dict[str, dict[str, object]]:
    """Return the figures of each SDK that has an environment, by its package, or the reason why there are none."""
    with alone():
        running, reasons = workers(pythons, url, sdks)
        try:
            columns = {
                "get": ratios(running, rounds, lambda worker: worker.cpu("get", CALLS), TURNS),
                "post": ratios(running, rounds, lambda worker: worker.cpu("post", CALLS), TURNS),
                "cold": ratios(running, rounds, Worker.cold, 1),
                "import": ratios(running, rounds, Worker.imported, 1),
            }
            versions = {worker.sdk.name: worker.version() for worker in running}
        finally:
            for worker in running:
                worker.close()
    found: dict[str, dict[str, object]] = {
        sdk.package: {"reason": reasons[sdk.name]} for sdk in sdks if sdk.name in reasons
    }
    for worker in running:
        figures: dict[str, object] = {column: spread(values[worker.sdk.name]) for column, values in columns.items()}
        found[worker.sdk.package] = {"version": versions[worker.sdk.name], **figures}
    return found


def spread(values: list[float]) -> dict[str, object]:
    """Return median and quartiles."""
    low, _, high = statistics.quantiles(values, n=4) if len(values) > 1 else values * 3
    return {"median": statistics.median(values), "quartiles": [low, high]}
