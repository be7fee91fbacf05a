"""What continuous integration does, one session each: `nox -s tests`, `nox -s lint` …; `nox -s ci` is all of it."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import nox

nox.options.sessions = ["tests", "lint", "types", "docs"]
nox.options.reuse_existing_virtualenvs = True

GATE = [
    "lint",
    "types",
    "docs",
    "site",
    "demo",
    "package",
    "matrix",
    "engines",
    "trials",
    "postgres",
    "corpus",
    "tests-3.11",
    "tests-3.12",
    "tests-3.13",
    "lowest",
]


@nox.session(python=False)
def ci(session: nox.Session) -> None:
    """Run everything that continuous integration runs. A Python that is not there is passed over."""
    for name in GATE:
        session.notify(name)


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    """Run the tests."""
    session.install(".[test]")
    session.run("python", "-m", "pytest", "-q", "-n", "auto", *session.posargs)


@nox.session
def matrix(session: nox.Session) -> None:
    """Try all faults, all answers of lying proxies, all agreements that `check` lets through; the tests try some."""
    session.install(".[test]")
    matrix = [f"tests/reliability/test_{name}.py" for name in ("fault_matrix", "lying_proxies")]
    matrix.append("tests/agreements/test_check.py")
    everything = {"ESIGNKIT_MATRIX": "full", "ESIGNKIT_ALL_AGREEMENTS": "1"}
    session.run("python", "-m", "pytest", "-q", *matrix, *session.posargs, env=everything)


@nox.session
def postgres(session: nox.Session) -> None:
    """Run the tests that want PostgreSQL, on a server of their own (Debian's package `postgresql`)."""
    session.install(".[test]")
    run = ("python", "-m", "tests.postgres", "python", "-m", "pytest", "-q", "-n", "2", "-k", "postgres")
    env = {"ESIGNKIT_TRIALS": "sample"}
    session.run(*run, "tests/inbox", "tests/databases", "tests/durable", *session.posargs, env=env)


@nox.session
def corpus(session: nox.Session) -> None:
    """Sign 40 real PDFs out of packages on the index, or refuse them with a reason; `-- all` tries all.

    Then upload the slowest of them while other calls run, alone on the machine.
    """
    session.install(".[test]")
    folder = Path(session.create_tmp()).resolve() / "real"
    session.run("python", "-m", "tests.sandbox.pdf.real_files", str(folder))
    tests = ["tests/sandbox/pdf/test_real_files.py", "tests/sandbox/pdf/test_hostile.py"]
    tests += ["tests/cli/test_local.py::test_ordinary_pdfs_work_in_the_demo"]
    env = {"ESIGNKIT_CORPUS": str(folder), "ESIGNKIT_CORPUS_FILES": "100000" if "all" in session.posargs else "40"}
    session.run("python", "-m", "pytest", "-q", "-n", "auto", *tests, env=env)
    session.run("python", "-m", "pytest", "-q", "-s", "tests/sandbox/pdf/test_real_uploads.py", env=env)


@nox.session
def demo(session: nox.Session) -> None:
    """Run the demo on a file of one's own, with nothing installed but what it needs."""
    session.install(".[sandbox]")
    folder = Path(session.create_tmp()).resolve()
    offer = folder / "offer one.pdf"
    session.run(
        "python",
        "-c",
        "import pathlib, sys; from esignkit.sandbox.pdf import sample_agreement; "
        "pathlib.Path(sys.argv[1]).write_bytes(sample_agreement())",
        str(offer),
    )
    session.run("python", "-m", "esignkit", "demo", str(offer), "--out", str(folder / "out"))


def floors(*extras: str) -> list[str]:
    """The lowest versions that pyproject allows, as pip takes them."""
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *(one for extra in extras for one in project["optional-dependencies"][extra])]
    found = [re.fullmatch(r"([\w.-]+)(?:\[[\w,]+\])?>=([\w.]+)(?:,.*)?", one) for one in wanted]
    return [f"{one[1]}=={one[2]}" for one in found if one]


@nox.session(python="3.11")
def lowest(session: nox.Session) -> None:
    """Run the tests with the lowest versions of everything that users install.

    pytest-httpx has one version for each of httpx, hence its bound and pytest's. httpx2 wants a newer anyio than the
    lowest; what of it the tests use works with that one too, so it is installed beside it.
    """
    runners = [
        "pytest>=8,<9",
        "pytest-httpx<0.35",
        "respx>=0.22",
        "vcrpy>=8",
        "pytest-timeout>=2.3",
        "pytest-xdist>=3.6",
    ]
    tools = [*runners, "hypothesis>=6.100", "trio>=0.26"]
    readers = ["pikepdf>=9", "pypdf>=5", "reportlab>=4", "nbclient>=0.10", "ipykernel>=6.29", "hatchling>=1.24"]
    readers += ["jsonschema>=4.23", "numpy>=2", "pexpect>=4.9", "opentelemetry-sdk", "griffelib>=2"]
    extras = ("sandbox", "fonts", "cli", "xlsx", "thumbnails", "otel", "orjson", "postgres")
    session.install("-e", f".[{','.join(extras)}]", *tools, *readers, *floors(*extras))
    session.install("--no-deps", "httpx2==2.7.0", "httpcore2==2.7.0", "truststore>=0.10")
    session.run("python", "-m", "pytest", "-q", "-n", "auto", *session.posargs)


@nox.session
def package(session: nox.Session) -> None:
    """Build wheel and sdist, look into both, and use the wheel with nothing beside it."""
    session.install(".[test]", "build>=1.2", "twine>=6.1")
    session.run("python", "-m", "pytest", "-q", "tests/packaging", *session.posargs)
    built = Path(session.create_tmp()).resolve() / "dist"
    shutil.rmtree(built, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(built), ".")
    session.run("python", "-m", "twine", "check", "--strict", *map(str, built.iterdir()))
    session.run(
        "python", "-m", "pip", "install", "--quiet", "--target", str(built / "alone"), *map(str, built.glob("*.whl"))
    )
    session.chdir(built)
    session.run(
        "python", "-S", "-c", "import esignkit; print(esignkit.ESignLive)", env={"PYTHONPATH": str(built / "alone")}
    )


@nox.session
def lint(session: nox.Session) -> None:
    """Check format, style and who imports whom."""
    session.install(".[sandbox,lint]")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("lint-imports", "--no-cache")


@nox.session
def types(session: nox.Session) -> None:
    """Check the package's types with two checkers, callers' code with three, and that every public name has a type."""
    session.install(".[test,lint]")
    session.run("mypy")
    session.run("mypy", "--strict", "examples")
    session.run("pyright")
    session.run("python", "-m", "pytest", "-q", "tests/test_types.py", env={"ESIGNKIT_CHECKERS": "all"})
    session.run("pyright", "--verifytypes", "esignkit", "--ignoreexternal")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation; a broken link fails."""
    session.install(".[sandbox,docs]")
    session.run("mkdocs", "build", "--strict")


@nox.session
def site(session: nox.Session) -> None:
    """Look at documentation and sandbox in Chromium (Debian's package `chromium`): links, pages, people who sign."""
    session.install(".[test,docs,browser]")
    env = {"ESIGNKIT_BROWSER": "required", "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1"}
    session.run("python", "-m", "pytest", "-q", "tests/site", "tests/browser", *session.posargs, env=env)


@nox.session
def reliability(session: nox.Session) -> None:
    """Prove the promises at their full size (about ten minutes) and write the table of docs/reliability.md."""
    session.install(".[test]")
    env = {
        "ESIGNKIT_MATRIX": "full",
        "ESIGNKIT_MOMENTS": "1",
        "ESIGNKIT_STORM": "10000",
        "ESIGNKIT_MACHINE": "200x50",
        "ESIGNKIT_CANCELS": "10000",
        "ESIGNKIT_KILLS": "50",
        "ESIGNKIT_EXAMPLES": "5000",
        "ESIGNKIT_BLOCKS": "600",
        "ESIGNKIT_BOMB": "1024",
        "ESIGNKIT_PAIRS": "50000",
        "ESIGNKIT_THREAD_CALLS": "500",
        "ESIGNKIT_FORK_CALLS": "200",
        "ESIGNKIT_POSTS": "1000",
        "ESIGNKIT_FIGURES": "tests/reliability/figures.json",
    }
    alone = ["cancel", "interrupt", "surplus", "stalls", "loops", "proxied", "proxied_deadlines"]
    suites = ["tests/reliability", "tests/test_documented_responses.py"]
    suites += [f"tests/runners/test_{one}.py" for one in alone]
    session.run("python", "-m", "pytest", "-q", "--timeout", "3600", *suites, *session.posargs, env=env)
    session.run("python", "-m", "tests.reliability.render")


@nox.session
def soak(session: nox.Session) -> None:
    """Let threads and tasks share clients under faults: `nox -s soak -- --minutes 30` (that is the default)."""
    session.install(".[test]")
    session.run(
        "python", "-m", "tests.reliability.soak", "--figures", "tests/reliability/figures.json", *session.posargs
    )
    session.run("python", "-m", "tests.reliability.render")


@nox.session
def inbox(session: nox.Session) -> None:
    """Deliver 10,000 events three times each and kill processes, in SQLite and in a PostgreSQL server of its own."""
    session.install(".[test]")
    run = ("python", "-m", "tests.postgres", "python", "-m", "pytest", "-q", "tests/inbox/test_crashes.py")
    session.run(*run, *session.posargs, env={"ESIGNKIT_TRIALS": "full", "ESIGNKIT_INBOX_EVENTS": "10000"})


@nox.session
def engines(session: nox.Session) -> None:
    """Carry plans out on Dask, Celery and DBOS while their workers are killed; Dask needs PostgreSQL's programs."""
    session.install(".[test,lint,dask]")
    session.run(
        "python", "-m", "pytest", "-q", "tests/durable/test_dask.py", "tests/examples/test_engines.py", *session.posargs
    )


@nox.session
def trials(session: nox.Session) -> None:
    """Kill processes of bulk runs, the inbox and the sandbox a few times; `durable` and `inbox` do it often."""
    session.install(".[test]")
    tests = ["tests/durable/test_kill.py", "tests/inbox/test_crashes.py", "tests/cli/test_bulk.py"]
    tests += [f"tests/durable/test_{name}.py" for name in ("crashes", "recording", "fates", "journal_model")]
    tests += ["tests/sandbox/test_durability.py"]
    env = {"ESIGNKIT_TRIALS": "sample"}
    chosen = ("-k", "kill or crash or thousand or fates or model", *tests)
    session.run("python", "-m", "pytest", "-q", "-n", "auto", *chosen, *session.posargs, env=env)


@nox.session
def durable(session: nox.Session) -> None:
    """Carry 300 plans of each kind out while processes are killed 25 times, on every executor (about an hour)."""
    session.install(".[test,lint,dask]")
    tests = ["tests/durable/test_kill.py", "tests/durable/test_dask.py", "tests/durable/test_bulk_cost.py"]
    session.run("python", "-m", "pytest", "-q", "-s", *tests, *session.posargs, env={"ESIGNKIT_TRIALS": "full"})


@nox.session(python="3.11")
def fuzz(session: nox.Session) -> None:
    """Fuzz the six parsers: `nox -s fuzz -- --seconds 60` for each (that is the default)."""
    session.install("-e", ".[test]", "atheris>=3")
    session.run("python", "-m", "tests.fuzz.run", "--figures", "tests/reliability/figures.json", *session.posargs)
    session.run("python", "-m", "tests.reliability.render")


@nox.session
def mutation(session: nox.Session) -> None:
    """Break the modules that hold the promises and see that tests fail; groups may be named, such as `redaction`."""
    session.install("-e", ".[test]", "mutmut>=3.8,<3.9")
    session.run("python", "-m", "tests.reliability.mutation", *session.posargs)


@nox.session
def benchmarks(session: nox.Session) -> None:
    """Measure the SDK against httpx and write the table of docs/performance.md; judges nothing.

    With `-- --peers` it measures other SDKs beside it and writes their table and plot; with `-- --only WORD` it prints
    a part of the first and leaves the page alone. What is measured of the sandbox is printed.
    """
    session.install(".[test]")
    if "--only" in session.posargs:
        session.run("python", "benchmarks/run.py", *session.posargs)
        return
    file = "benchmarks/peers.json" if "--peers" in session.posargs else "benchmarks/figures.json"
    session.run("python", "benchmarks/run.py", "--json", file, *session.posargs)
    session.run("python", "benchmarks/render.py")
    session.run("python", "benchmarks/sandbox.py")
