"""Public names: written once in a stub, loaded when they are asked for, the same for checkers, editors and at run time."""

from __future__ import annotations

import ast
import enum
import importlib
import inspect
import pickle
import pkgutil
import pydoc
import re
import shutil
import subprocess
import sys
import typing
import zipfile
from pathlib import Path

import pytest

import esignkit
from esignkit.core.model import Model
from esignkit.types import OpenEnum

SOURCE = Path(esignkit.__file__).parent
STUBS = {
    ".".join(("esignkit", *path.relative_to(SOURCE).parent.parts)): path
    for path in sorted(SOURCE.rglob("__init__.pyi"))
}
LINE = re.compile(r"from ([\w.]+) import (?:\(\n    )?(\w+) as \2(?:,\n\))?\n")


def module_of(package: str) -> dict[str, str]:
    """What a stub says, as a type checker reads it."""
    nodes = ast.parse(STUBS[package].read_text()).body
    return {alias.name: node.module for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}


def run(code: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter that finds `esignkit` in a folder or a zip file first."""
    code = f"import sys; sys.path.insert(0, {str(path)!r})\n{code}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("package", [*STUBS, "esignkit.types", "esignkit.errors"])
def test_the_types_of_public_classes_can_be_asked_for(package: str):
    module = importlib.import_module(package)
    names = module_of(package) if package in STUBS else module.__all__
    classes = [value for name in names if isinstance(value := getattr(module, name), type)]
    assert classes
    for one in classes:
        typing.get_type_hints(one)


def test_the_packages_with_public_names_have_stubs():
    own = {"cli", "demo", "ignisign.v4", "names", "testing"}  # these define what they export
    for path in SOURCE.rglob("__init__.py"):
        package = ".".join(("esignkit", *path.relative_to(SOURCE).parent.parts))
        nodes = ast.parse(path.read_text()).body
        names = [alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names]
        if package.removeprefix("esignkit.") not in own:
            assert (package in STUBS) == ("attach" in names), package
            assert set(names) <= {"attach", "annotations", "is_installed", "missing_extra"}, package


@pytest.mark.parametrize("package", STUBS)
def test_a_stub_says_each_name_once_in_the_one_form_that_is_read(package: str):
    text = STUBS[package].read_text()
    assert not LINE.sub("", text)
    names = [name for _, name in LINE.findall(text)]
    assert len(set(names)) == len(names)
    modules = {module for module in module_of(package).values() if module != package}
    assert all(module.startswith(f"{package}.") for module in modules)


@pytest.mark.parametrize("package", STUBS)
def test_every_name_of_a_stub_is_where_the_stub_says(package: str):
    module = importlib.import_module(package)
    wrong = []
    for name, home in module_of(package).items():
        value = getattr(module, name)
        if home == package:
            there = inspect.ismodule(value) and value.__name__ == f"{package}.{name}"
        else:
            there = value is vars(importlib.import_module(home))[name]
            if inspect.isclass(value) or inspect.isfunction(value):  # written there, not only imported there
                there = there and value.__module__ == home and pickle.loads(pickle.dumps(value)) is value
        if not there:
            wrong.append(name)
    assert wrong == []


@pytest.mark.parametrize("package", STUBS)
def test_the_module_lists_what_the_stub_names(package: str):
    module = importlib.import_module(package)
    assert dir(module) == sorted(module_of(package))
    assert module.__all__ == sorted(name for name, home in module_of(package).items() if home != package)
    taken: dict[str, object] = {}
    exec(f"from {package} import *", taken)
    assert set(module.__all__) <= set(taken)
    assert module.__doc__


@pytest.mark.parametrize("package", ["esignkit", "esignkit.display"])
def test_help_shows_the_docstring_and_every_name(package: str):
    module = importlib.import_module(package)
    shown = pydoc.plain(pydoc.render_doc(module))
    assert (module.__doc__ or "?").split("\n")[0].rstrip(".") in shown
    assert all(name in shown for name in module.__all__ if name != "__version__")
    assert package != "esignkit" or f"VERSION\n    {esignkit.__version__}" in shown


@pytest.mark.parametrize("package", STUBS)
def test_a_misspelt_name_is_an_attribute_error_that_knows_where(package: str):
    module = importlib.import_module(package)
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'Misspelt'") as caught:
        module.Misspelt  # noqa: B018 - reading it is the test
    assert (type(caught.value).__name__, caught.value.name) == ("AttributeError", "Misspelt")
    with pytest.raises(ImportError, match="Misspelt"):
        exec(f"from {package} import Misspelt", {})


def test_a_model_that_is_looked_for_in_the_package_itself_is_found():
    with pytest.raises(ImportError, match=r"'esignkit'; it is in esignkit\.esignlive$"):
        exec("from esignkit import Package")
    with pytest.raises(
        ImportError, match=r"; it is in esignkit\.agreements, esignkit\.constellation1, esignkit\.esignl"
    ):
        exec("from esignkit import Document")


def test_no_model_enum_or_error_of_a_service_is_left_out():
    kinds = (Model, OpenEnum, enum.Enum, Exception)
    missing = []
    for service in ("constellation1", "esignlive", "ignisign"):
        package = importlib.import_module(f"esignkit.{service}")
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(info.name)
            for name, value in vars(module).items():
                own = inspect.isclass(value) and value.__module__ == module.__name__ and not name.startswith("_")
                base = own and value.__subclasses__() != []  # what only others are made of
                if own and not base and issubclass(value, kinds) and name not in package.__all__:
                    missing.append(f"{module.__name__}.{name}")
    assert missing == []


def test_a_stub_is_not_read_before_a_name_is_asked_for():
    code = (
        "opened = []; sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "import esignkit, esignkit.ignisign\n"
        "assert not [one for one in opened if one.endswith('.pyi')]\n"
        "esignkit.ignisign.SsoStatus\n"
        "assert [one for one in opened if one.endswith('.pyi')] == [esignkit.ignisign.__file__ + 'i']"
    )
    done = run(code, SOURCE.parent)
    assert done.returncode == 0, done.stderr


def test_the_package_works_from_a_zip_file(tmp_path: Path):
    path = tmp_path / "esignkit.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for one in (*SOURCE.rglob("*.py"), *SOURCE.rglob("*.pyi")):
            archive.write(one, one.relative_to(SOURCE.parent))
    done = run("import esignkit; print(esignkit.__file__, esignkit.Outcome.__module__)", path)
    assert done.stdout == f"{path}/esignkit/__init__.py esignkit.types\n", done.stderr


def test_a_copy_without_stubs_says_what_is_wrong(tmp_path: Path):
    (tmp_path / "esignkit").mkdir()
    for name in ("__init__.py", "lazy.py"):
        shutil.copy(SOURCE / name, tmp_path / "esignkit")
    done = run("from esignkit import ESignLive", tmp_path)
    assert "ImportError: " in done.stderr
    assert "__init__.pyi is missing" in done.stderr
