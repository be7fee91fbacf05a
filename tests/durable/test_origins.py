"""A plan knows the call that made it, and an ordinary call does not pay for that."""

from __future__ import annotations

import pickle
import sys
from types import FrameType
from typing import Any

import pytest

from esignkit.core import endpoint
from esignkit.core.endpoint import PLANNER, Plan, Planned
from esignkit.core.operation import Operation
from esignkit.esignlive import Package, Packages
from tests.services import SERVICES
from tests.tables import in_one_test


class Noting:
    """A runner that keeps what it is given."""

    mode = "sync"

    def __init__(self) -> None:
        self.given: list[Any] = []

    def run(self, flow: Any) -> Any:
        self.given.append(flow)

    items = download = run


class NotingLater(Noting):
    mode = "async"

    async def run(self, flow: Any) -> Any:
        self.given.append(flow)


def calls_of(make: Any) -> list[str]:
    """The Python functions that are called, by name."""
    names: list[str] = []

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event == "call":
            names.append(frame.f_code.co_name)

    sys.setprofile(note)
    try:
        make()
    finally:
        sys.setprofile(None)
    return names


def test_an_ordinary_call_calls_the_checks_and_the_written_method_and_nothing_else() -> None:
    runner = Noting()
    packages: Packages[Any] = Packages(runner)
    packages.get("p")  # what is made at first use is made
    names = calls_of(lambda: packages.get("p"))
    assert names[1:4] == ["__get__", "_bind", "blocking"]
    assert "kept" not in names
    assert "planning" not in names
    assert "planning" in calls_of(lambda: Packages(PLANNER).get("p"))
    assert runner.given[-1].origin is None


@pytest.mark.anyio
@pytest.mark.parametrize("kind", [Noting, NotingLater])
async def test_what_an_ordinary_call_runs_has_no_origin(
    kind: Any, monkeypatch: pytest.MonkeyPatch, anyio_backend: Any
) -> None:
    runner = kind()
    packages: Packages[Any] = Packages(runner)
    for what in ("Planned", "kept"):
        monkeypatch.delattr(endpoint, what)
    for made in (packages.get("p"), packages.create(Package(name="L"))):
        if made is not None:
            await made
    assert [flow.origin for flow in runner.given] == [None, None]


@in_one_test("name", SERVICES)
def test_each_call_makes_a_plan_of_its_own_whose_origin_is_that_call(name: str) -> None:
    service = SERVICES[name]
    for row in service.rows:
        one, other = service.plan(row), service.plan(row)
        assert one is not other
        origin = one if isinstance(one, Planned) else one.origin
        assert isinstance(origin, Planned)
        assert origin.method == row.call.method


def test_the_origin_does_not_take_part_in_what_a_plan_is() -> None:
    packages: Packages[Plan] = Packages(PLANNER)
    plan = packages.get("p")
    assert isinstance(plan, Operation)
    assert plan == packages.get(package_id="p")
    assert packages.list() == packages.list()
    assert repr(plan) == "<packages.get: GET /packages/p>"
    assert "origin" not in repr(packages.list())


def test_a_plan_that_an_earlier_version_pickled_can_be_run_and_changed_but_not_stored() -> None:
    plan: Any = Packages(PLANNER).list()
    state = {name: value for name, value in plan.__getstate__().items() if name != "origin"}
    old = type(plan).__new__(type(plan))
    old.__setstate__(state)
    assert old == plan
    assert old.origin is None
    assert pickle.loads(pickle.dumps(plan)).to_json() == plan.to_json()
