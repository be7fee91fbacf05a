"""Callables of the caller's: which of them are asynchronous is told before they are called."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import Any

import pytest

from esignkit.runners.base import is_coroutine_function
from esignkit.runners.sync_runner import run_callable


async def waits(*given: object) -> None: ...


def answers(*given: object) -> int:
    return 7


async def gives() -> AsyncGenerator[int]:
    yield 1


class Things:
    """A class with methods of both kinds."""

    async def waits(self) -> None: ...

    def answers(self) -> int:
        return 7


class Waiting:
    """An object that is called like a coroutine function."""

    async def __call__(self) -> None: ...


ASYNCHRONOUS: list[Callable[..., Any]] = [
    waits,
    partial(waits, 1),
    partial(partial(waits, 1), 2),
    Things().waits,
    partial(Things().waits),
    Waiting(),
]
PLAIN: list[Callable[..., Any]] = [answers, partial(answers, 1), Things().answers, partial(Things().answers)]


@pytest.mark.parametrize("fn", ASYNCHRONOUS)
def test_coroutine_functions_are_not_called(fn: Callable[..., Any]):
    assert is_coroutine_function(fn)
    with pytest.raises(TypeError, match="asynchronous"):
        run_callable(fn)


@pytest.mark.parametrize("fn", PLAIN)
def test_plain_functions_are_called(fn: Callable[..., Any]):
    assert not is_coroutine_function(fn)
    assert run_callable(fn) == 7


@pytest.mark.parametrize("fn", [*ASYNCHRONOUS[:-1], *PLAIN, gives, len, int, Things])
def test_functions_are_told_as_the_standard_library_tells_them(fn: Callable[..., Any]):
    assert is_coroutine_function(fn) is inspect.iscoroutinefunction(fn)


def test_a_function_that_is_marked_counts_as_a_coroutine_function():
    mark = getattr(inspect, "markcoroutinefunction", None)
    if mark is None:
        pytest.skip("Python 3.11 has no such mark")
    assert is_coroutine_function(mark(lambda: waits()))
