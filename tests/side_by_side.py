"""Tests that mostly wait, run beside each other: `pytest.mark.side_by_side`.

When one of them has its turn, it and the next few begin, each in a thread; it ends when its own has. What it shares with
others (fixtures of a module or of the session) is set up as ever; what is made for it alone is made in the thread, by
the same functions. Nothing else runs meanwhile. Such a test must bear the others: it cannot change the whole process.
"""

from __future__ import annotations

import contextlib
import inspect
import itertools
import types
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

AT_ONCE = 6
"""Each of them has threads of its own as well, a server's for example."""

FOR_THE_PROCESS = {"monkeypatch", "capsys", "capfd", "caplog", "recwarn"}


class SideBySide:
    """The plugin: which tests have begun, and how they ended."""

    def __init__(self) -> None:
        self.begun: dict[str, Future[None]] = {}
        self.threads = ThreadPoolExecutor(AT_ONCE, "side-by-side")

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        if not is_marked(pyfuncitem):
            return None
        for item in itertools.islice(following(pyfuncitem), AT_ONCE):
            if item.nodeid not in self.begun:
                self.begun[item.nodeid] = self.threads.submit(run, item.obj, Values(item, pyfuncitem))
        self.begun.pop(pyfuncitem.nodeid).result()
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        if self.begun and (nextitem is None or nextitem.nodeid not in self.begun):
            self.wait()  # those whose turn comes elsewhere: on another worker, or never, after a failure

    def pytest_sessionfinish(self) -> None:
        self.wait()
        self.threads.shutdown()

    def wait(self) -> None:
        for one in self.begun.values():
            if not one.cancel():
                one.exception()
        self.begun.clear()


def is_marked(item: pytest.Item) -> bool:
    return item.get_closest_marker("side_by_side") is not None


def following(first: pytest.Function) -> Iterator[pytest.Function]:
    """A test, and those of its module that come next, run side by side as well, and share what it has set up."""
    items = first.session.items
    for item in itertools.islice(items, items.index(first), None):
        if not isinstance(item, pytest.Function) or item.path != first.path or not is_marked(item):
            return
        if any(
            name not in first.funcargs or parameters(item).get(name) is not parameters(first).get(name)
            for name in shared(item)
        ):
            return
        yield item


def fixtures(item: pytest.Function) -> dict[str, pytest.FixtureDef[Any]]:
    return {name: found[-1] for name, found in item._fixtureinfo.name2fixturedefs.items() if name in item.fixturenames}


def shared(item: pytest.Function) -> set[str]:
    """Names of the fixtures that are there for several tests."""
    return {name for name, fixture in fixtures(item).items() if fixture.scope != "function"}


def parameters(item: pytest.Function) -> dict[str, Any]:
    callspec = getattr(item, "callspec", None)
    return callspec.params if callspec is not None else {}


class Values(dict[str, Any]):
    """What a test is called with; what is made for it alone is made when it is asked for.

    Args:
        item: The test.
        current: The test whose turn it is, for which what is shared is set up.
    """

    def __init__(self, item: pytest.Function, current: pytest.Function) -> None:
        self.parameters = parameters(item)
        self.fixtures = fixtures(item)
        self.stack = contextlib.ExitStack()
        super().__init__((name, current.funcargs[name]) for name in shared(item))

    def __missing__(self, name: str) -> Any:
        self[name] = value = self.made(name)
        return value

    def made(self, name: str) -> Any:
        if name in FOR_THE_PROCESS:
            msg = f"{name} changes the whole process: a test that has it cannot run beside others"
            raise TypeError(msg)
        if name == "tmp_path":
            return self["tmp_path_factory"].mktemp("beside")
        if name not in self.fixtures:
            return self.parameters[name]
        make, wanted = self.fixtures[name].func, self.fixtures[name].argnames
        given = {
            each: types.SimpleNamespace(param=self.parameters.get(name)) if each == "request" else self[each]
            for each in wanted
        }
        if inspect.isgeneratorfunction(make):
            return self.stack.enter_context(contextlib.contextmanager(make)(**given))
        return make(**given)


def run(test: Callable[..., object], values: Values) -> None:
    with values.stack:
        test(**{name: values[name] for name in inspect.signature(test).parameters})
