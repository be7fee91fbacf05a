"""What is in the wheel and in the sdist: everything that belongs there, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.shared import made_once

pytest.importorskip("hatchling", reason="hatchling, which builds the package, is not installed")

ROOT = Path(__file__).parents[2]
LARGEST = 2_400_000
APART = ("tests/browser/", "tests/site/")  # what needs Chromium and a built site is of a checkout, not of the sdist
LARGEST_FILE = 60_000  # what is generated or belongs to others is larger than what people write


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def build(folder: Path) -> None:
        command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    return made_once(tmp_path_factory, "dist folder", build)


def sources() -> set[str]:
    package = ROOT / "src" / "esignkit"
    web = package / "sandbox" / "web"
    files = [*package.rglob("*.py"), *package.rglob("*.pyi"), package / "py.typed"]
    files += [*web.glob("templates/*.html"), *(one for one in web.glob("static/*") if one.is_file())]
    return {f"esignkit/{one.relative_to(package).as_posix()}" for one in files}


def test_the_wheel_holds_the_package_and_nothing_else(built: Path):
    (path,) = built.glob("*.whl")
    assert path.name.endswith("-py3-none-any.whl")
    assert path.stat().st_size < LARGEST
    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())
        told = next(name for name in names if name.endswith(".dist-info/entry_points.txt"))
        entry_points = wheel.read(told).decode()
    inside = {name for name in names if ".dist-info/" not in name}
    assert inside == sources()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "esignkit = esignkit.cli:main" in entry_points
    assert "esignkit = esignkit.testing" in entry_points.partition("[pytest11]")[2]


def test_the_sdist_can_be_tested_and_documented(built: Path):
    (path,) = built.glob("*.tar.gz")
    assert path.stat().st_size < LARGEST
    with tarfile.open(path) as sdist:
        members = sdist.getmembers()
    assert not [member.name for member in members if member.size >= LARGEST_FILE]
    names = {member.name.partition("/")[2] for member in members}
    for wanted in ("pyproject.toml", "LICENSE", "README.md", "noxfile.py", "mkdocs.yml", "docs/index.md"):
        assert wanted in names
    assert {f"src/{one}" for one in sources()} <= names
    assert "tests/conftest.py" in names
    assert any(name.startswith("examples/") and name.endswith(".ipynb") for name in names)
    hidden = (
        ".venv",
        "__pycache__",
        ".pyc",
        ".mypy_cache",
        ".hypothesis",
        "esignkit-demo",
        ".ipynb_checkpoints",
    )
    assert not [name for name in names if any(word in name for word in hidden)]
    assert not [name for name in names if name.startswith(("site/", *APART))]  # the first is what mkdocs builds
    assert all(member.isreg() or member.isdir() for member in members)
    assert not [member.name for member in members if member.name.startswith("/") or ".." in member.name.split("/")]
