"""The sdist as somebody uses it who packages it: it builds, installs, runs and can be tested without the repository."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from tests.shared import made_once

from .test_contents import APART, ROOT, built

__all__ = ["built"]  # a fixture


def run(*command: str, folder: Path, path: Path | None = None) -> str:
    """Run this interpreter with nothing of the repository on its path but what `path` adds."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    command = (sys.executable, *command)
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def unpacked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (archive,) = built.glob("*.tar.gz")

    def unpack(folder: Path) -> None:
        with tarfile.open(archive) as sdist:
            sdist.extractall(folder, filter="data")

    (inside,) = made_once(tmp_path_factory, "from sdist", unpack).iterdir()
    return inside


@pytest.fixture(scope="module")
def installed(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the unpacked sdist, laid out as an installer lays it out."""

    def install(folder: Path) -> None:
        run("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist"), folder=unpacked)
        (wheel,) = (folder / "dist").glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder / "site")

    return made_once(tmp_path_factory, "installed", install) / "site"


def test_what_is_built_from_the_sdist_runs(installed: Path, tmp_path: Path):
    code = "import esignkit, sys; print(esignkit.__file__); print(esignkit.ESignLive.__module__, esignkit.__version__)"
    where, what = run("-c", code, folder=tmp_path, path=installed).splitlines()
    assert Path(where).is_relative_to(installed)
    assert what == f"esignkit.esignlive.client {version(installed)}"
    shown = run("-m", "esignkit", "--version", folder=tmp_path, path=installed)
    assert version(installed) in shown


def version(installed: Path) -> str:
    return metadata(installed)["Version"]


def metadata(installed: Path):
    (told,) = installed.glob("*.dist-info/METADATA")
    return Parser().parsestr(told.read_text())


def test_the_wheel_says_that_it_is_typed_and_under_which_licence(installed: Path):
    assert (installed / "esignkit" / "py.typed").is_file()
    told = metadata(installed)
    assert told.get_all("License-File") == ["LICENSE"]
    assert list(installed.glob("*.dist-info/licenses/LICENSE"))
    assert told["License-Expression"] == "MIT"
    assert told["Description-Content-Type"] == "text/markdown"
    assert set(told.get_all("Provides-Extra")) >= {"sandbox", "orjson", "httpx2", "test", "lint", "docs", "dev"}
    assert not [one for one in told.get_all("Requires-Dist") if " @ " in one]  # an index refuses addresses


def test_the_console_script_is_the_command(installed: Path, tmp_path: Path):
    code = (
        "import sys; from importlib.metadata import entry_points;"
        "(one,) = entry_points(group='console_scripts', name='esignkit');"
        "sys.argv = ['esignkit', '--version']; sys.exit(one.load()())"
    )
    assert version(installed) in run("-c", code, folder=tmp_path, path=installed)


def test_loading_the_pytest_plugin_loads_nothing_heavy(installed: Path, tmp_path: Path):
    """It is loaded in every test run of everybody who has esignkit installed, whatever they test."""
    code = (
        "import sys, pytest; from importlib.metadata import entry_points; before = set(sys.modules);"
        "(one,) = entry_points(group='pytest11', name='esignkit'); one.load();"
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)));"
        "print(*sorted(name for name in sys.modules if name.startswith('esignkit')));"
        "print(*({'ssl', 'asyncio', 'sqlite3', 'http.client'} & (set(sys.modules) - before)))"
    )
    others, ours, heavy = run("-c", code, folder=tmp_path, path=installed).split("\n")[:3]
    assert others == "esignkit"
    assert ours.split() == [
        *("esignkit", "esignkit.lazy", "esignkit.testing", "esignkit.testing.checks", "esignkit.testing.network"),
        "esignkit.testing.tenants",
    ]
    assert not heavy


READ_ALL = (
    "tests/docs/test_pages.py::test_the_reference_shows_what_a_caller_gets",
    "tests/docs/test_pages.py::test_every_public_name_is_in_the_reference",
    "tests/docs/test_pages.py::test_every_call_is_on_its_page_of_operations_with_its_request",
    "tests/packaging/test_metadata.py::test_nothing_is_imported_that_is_not_declared",
)
"""Most of the time goes to these, which read or import all sources. The files are the same here: a test says so."""


def test_the_sdist_brings_the_sources_the_tests_and_the_pages_as_they_are(unpacked: Path):
    for folder in ("src", "tests", "docs", "examples"):
        for here in (one for kind in ("py", "md") for one in (ROOT / folder).rglob(f"*.{kind}")):
            name = here.relative_to(ROOT).as_posix()
            assert name.startswith(APART) or (unpacked / name).read_bytes() == here.read_bytes()


def test_the_sdist_brings_tests_that_pass(unpacked: Path):
    command = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--assert=plain", "--hypothesis-profile=mutation")
    tests = ("tests/core/test_model.py", "tests/docs/test_pages.py", "tests/packaging/test_metadata.py")
    for slow in READ_ALL:
        command += ("--deselect", slow)
    shown = run(*command, *tests, "tests/packaging/test_gate.py", folder=unpacked, path=unpacked / "src")
    assert " passed" in shown
    assert "failed" not in shown


@pytest.mark.skipif(importlib.util.find_spec("twine") is None, reason="twine is not installed; `nox -s package` has it")
def test_an_index_would_take_both(built: Path):
    files = [str(one) for one in built.iterdir() if one.is_file()]
    assert len(files) == 2
    shown = run("-m", "twine", "check", "--strict", *files, folder=built)
    assert shown.count("PASSED") == 2, shown
