"""What a call costs, counted: these figures are the same on a busy machine, so a change that costs more is seen.

A bound is what this version needs, and a little for other versions of Python. Lower it when less is needed.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
PROGRAM = Path(__file__).with_name("lean_program.py")

NOT_FOR_A_CALL = [
    "anyio",
    "ast",
    "asyncio",
    "attr",
    "base64",
    "cattrs",
    "certifi",
    "dataclasses",
    "email",
    "h11",
    "hashlib",
    "hmac",
    "html",
    "http.client",
    "httpcore",
    "httpx",
    "idna",
    "inspect",
    "ipaddress",
    "logging",
    "mimetypes",
    "pathlib",
    "random",
    "secrets",
    "sniffio",
    "ssl",
    "traceback",
    "trio",
    "typing_extensions",
    "urllib.parse",
]
"""What a plain call over HTTP can do without, and what takes long to load."""


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """What the program counted, in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    make = "import sys, payloads; sys.stdout.buffer.write(payloads.package_list())"
    listed = subprocess.run([sys.executable, "-c", make], cwd=BENCHMARKS, capture_output=True, check=True).stdout
    done = subprocess.run([sys.executable, PROGRAM], input=listed, capture_output=True, check=True, env=environment)
    return json.loads(done.stdout)


def test_importing_the_package_loads_two_modules(found: dict[str, Any]):
    assert [name for name in found["imported"] if name != "__future__"] == ["esignkit", "esignkit.lazy"]


@pytest.mark.parametrize("name", NOT_FOR_A_CALL)
def test_the_first_call_does_not_load(name: str, found: dict[str, Any]):
    assert name not in found["loaded"]


@pytest.mark.parametrize("client", ["constellation1.Constellation1", "ignisign.Ignisign", "esignlive.ESignLive"])
def test_no_client_loads_attrs(client: str):
    """What attrs makes of a class is made when somebody asks for it, see `core.late_attrs`."""
    module, name = client.split(".")
    program = f"import sys; from esignkit.{module} import {name}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout.split()
    assert f"esignkit.{module}.client" in loaded
    assert {"attr", "attrs"}.isdisjoint(loaded)


def test_the_page_says_what_an_import_loads(found: dict[str, Any]):
    """Stage by stage; the first call of a whole program is the control."""
    program = (
        "import sys; ours = lambda: sum(name.startswith('esignkit') for name in sys.modules)\n"
        "import esignkit; print(ours()); from esignkit import ESignLive; print(ours())\n"
        "client = ESignLive(api_key='k', environment='us2'); print(ours()); client.packages; print(ours())\n"
        "print(*sorted({'attr', 'httpx', 'ssl', 'asyncio', 'esignkit.ignisign'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    *counts, heavy = done.stdout.splitlines()
    facade, imported, made, used = map(int, counts)
    page = (BENCHMARKS.parent / "docs" / "performance.md").read_text().partition("## What an import loads")[2]
    stated = re.findall(r"loads (\d+) mod|loads (\d+) more|`client.packages`, (\d+),", page)
    assert [int("".join(one)) for one in stated] == [facade, imported - facade, used - made]
    assert (made, heavy) == (imported, "")
    assert used - facade == len([name for name in found["loaded"] if name.startswith("esignkit")])


def test_modules_of_ours_for_the_first_call(found: dict[str, Any]):
    ours = [name for name in found["loaded"] if name.startswith("esignkit")]
    assert 60 < len(ours) <= 103
    others = [
        name for name in ours if name.startswith(("esignkit.ignisign", "esignkit.constellation1", "esignkit.sandbox"))
    ]
    assert others == []


def test_modules_of_others_for_the_first_call(found: dict[str, Any]):
    """What Python itself has loaded before is not among them."""
    others = [name for name in found["loaded"] if not name.startswith("esignkit")]
    assert 10 < len(others) <= 26, others


def test_classes_built_for_the_first_answer(found: dict[str, Any]):
    assert 100 < found["built"] <= 274


def test_function_calls_of_a_get(found: dict[str, Any]):
    assert 200 < found["calls"] <= 360


def test_function_calls_of_a_get_over_a_callers_client(found: dict[str, Any]):
    """What httpx itself calls for the same GET is the control: its versions differ."""
    assert -100 < found["over_own_client"] - found["by_httpx"] <= 0


def test_function_calls_of_the_first_use_of_models(found: dict[str, Any]):
    """Of eleven classes, members become known that no answer had before; five classes were in the first answer."""
    assert 1000 < found["first_use"] <= 2000


def test_function_calls_of_writing_a_package(found: dict[str, Any]):
    """It has 43 objects with 330 members."""
    assert 200 < found["written"] <= 1280


def test_function_calls_of_the_text_of_a_package_once_its_classes_came_often(found: dict[str, Any]):
    """Each text and each piece is a call of C's."""
    assert 500 < found["text"] <= 1020


def test_function_calls_that_a_journal_adds_to_a_create(found: dict[str, Any]):
    assert 500 < found["recorded"] <= 1020


def test_memory_kept_by_a_list(found: dict[str, Any]):
    """The same answer, as dictionaries, is the control."""
    assert found["models"] <= 0.75 * found["dicts"]
