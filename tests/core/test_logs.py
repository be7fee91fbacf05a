"""`logging` is loaded by the program that wants it: no line is lost that somebody would see, and none is printed."""

from __future__ import annotations

import subprocess
import sys

import pytest

CALL = """
import sys
from esignkit import ESignLive
from esignkit.errors import NotSentError


def call():
    with ESignLive(api_key="a2V5", base_url="http://127.0.0.1:1/api", trust_env=False) as client:
        try:
            client.packages.get("p", options={"attempts": 1})
        except NotSentError:
            print("called", "logging" in sys.modules)
"""
LISTEN = """
import logging
logging.basicConfig(level="INFO", format="%(name)s: %(message).40s", stream=sys.stdout)
"""
LINE = "esignkit: packages.get GET /packages/{packageId} ->"


def printed(*program: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", "\n".join(program)], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_a_program_that_never_loads_it() -> None:
    assert printed(CALL, "call()") == ["called False"]


def test_a_program_that_loads_it_between_two_calls() -> None:
    first, line, second = printed(CALL, "call()", LISTEN, "call()")
    assert (first, second) == ("called False", "called True")
    assert line.startswith(LINE[:40])


def test_a_program_that_loads_it_first() -> None:
    line, called = printed("import sys", LISTEN, CALL, "call()")
    assert (line.startswith(LINE[:40]), called) == (True, "called True")


@pytest.mark.parametrize("name", ["esignkit", "esignkit.durable", "esignkit.inbox"])
def test_a_program_that_listens_to_nothing_is_told_nothing(name: str) -> None:
    """Python prints warnings of loggers that have no handler at all."""
    module = {"esignkit": "core.observing", "esignkit.durable": "durable.leases", "esignkit.inbox": "inbox.leases"}[
        name
    ]
    warn = f"import logging, esignkit.{module} as module; logging.getLogger({name!r}).warning('canary')"
    assert printed(warn, "print('told')") == ["told"]
