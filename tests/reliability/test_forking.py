"""Programs that are tried again and again: one that hangs or ends does not keep the tests waiting."""

from __future__ import annotations

import os
import select
from collections.abc import Callable

import attrs
import pytest

from tests.reliability.forking import Forking, forking

HANGS = """
import os, time
def run(how):
    print(os.getpid(), flush=True)
    if how == "hang":
        time.sleep(3600)
    if how == "end":
        os.kill(os.getppid(), 9)
"""


def hang(program: Forking) -> None:
    assert program("answer").strip().isdigit()
    assert program.ended() == 0
    program("hang")
    attrs.evolve(program, seconds=0.2).ended()


def fail(program: Forking) -> None:
    program("hang")
    raise ZeroDivisionError


def end(program: Forking) -> None:
    program("end")
    program.ended()


@pytest.mark.parametrize(("test", "error"), [(hang, TimeoutError), (fail, ZeroDivisionError), (end, EOFError)])
def test_nothing_is_waited_for_without_end_nor_left_behind(
    test: Callable[[Forking], None], error: type[Exception]
) -> None:
    kept: list[int] = []

    def tried() -> None:
        with forking(HANGS) as program:
            kept.append(os.dup(program.said.fileno()))
            test(program)

    with pytest.raises(error):
        tried()
    with os.fdopen(kept[0]) as output:
        assert select.select([output], [], [], 60)[0]  # it ends once no process holds the other end
        assert output.read() == ""
