"""What continuous integration does, one session each: `nox -s tests`, `nox -s lint` …"""

from __future__ import annotations

import nox

nox.options.sessions = ["tests", "lint", "types", "docs"]
nox.options.reuse_existing_virtualenvs = True


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    """Run the tests."""
    session.install(".[test]")
    session.run("python", "-m", "pytest", "-q", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check format, style and who imports whom."""
    session.install(".[sandbox,lint]")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("lint-imports", "--no-cache")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types with two checkers, and that every public name has one."""
    session.install(".[test,lint]")
    session.run("mypy")
    session.run("pyright")
    session.run("pyright", "--verifytypes", "esignkit", "--ignoreexternal")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation; a broken link fails."""
    session.install(".[sandbox,docs]")
    session.run("mkdocs", "build", "--strict")


@nox.session
def benchmarks(session: nox.Session) -> None:
    """Measure the shape of the SDK against httpx; prints ratios, judges nothing."""
    session.install(".[test]")
    session.run("python", "benchmarks/run.py", *session.posargs)
