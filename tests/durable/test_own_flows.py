"""A caller's own flows as values: stored, pickled, run more than once."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from esignkit import PlanError
from esignkit.agreements.calls import AgreementCalls
from esignkit.agreements.esignlive import ESignLiveService
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.durable import flow, from_json
from esignkit.esignlive import Package, Packages
from esignkit.types import Secret
from tests.durable import own_flows
from tests.durable.own_flows import cancel, keep, let, plain
from tests.durable.plans import AGREEMENTS
from tests.services import SERVICES
from tests.support import drive, reply

PACKAGES: Packages[Plan] = Packages(PLANNER)


@pytest.fixture
def lease(tmp_path: Path) -> Path:
    path = tmp_path / "lease.pdf"
    path.write_bytes(b"%PDF-1.4 %%EOF")
    return path


def test_it_goes_to_json_and_back_and_makes_the_same_calls(lease: Path) -> None:
    plan = let(PACKAGES, str(lease), ("annex.pdf", b"%PDF-1.4"), lease, name="Lease 17")
    back: Any = from_json(plan.to_json())
    assert (back.to_json(), back.digest) == (plan.to_json(), plan.digest)
    assert json.loads(plan.to_json())["call"] == "tests.durable.own_flows:let"
    for one in (plan, back, back, pickle.loads(pickle.dumps(plan))):
        result, record = SERVICES["eSignLive"].run(one, reply(200, {"id": "p-1"}), reply(200, {}))
        assert result == "p-1"
        assert [sent.target for sent in record.sent] == ["/packages", "/packages/p-1"]


def test_arguments_that_say_nothing_do_not_count(lease: Path) -> None:
    assert let(PACKAGES, lease).digest == let(PACKAGES, lease, note=None).digest
    assert let(PACKAGES, lease).digest != let(PACKAGES, lease, name="Other").digest
    assert let(packages=PACKAGES, lease=lease).digest == let(PACKAGES, lease).digest


def test_values_of_all_kinds_come_back() -> None:
    values = (1, 2.5, True, None, "a", b"\0", [1], (1, "b"), {"a": {"$b": [2]}}, {1: "one"}, {"x", "y"}, 10**40)
    plan = plain(*values, due=date(2030, 1, 31), every=timedelta(hours=-1, microseconds=7))
    assert drive(from_json(plan.to_json()))[0] == (values, date(2030, 1, 31), timedelta(hours=-1, microseconds=7))


def test_what_can_be_iterated_once_is_kept_as_a_list() -> None:
    plan = plain(n for n in (1, 2))
    assert drive(plan)[0][0] == drive(plan)[0][0] == ([1, 2],)


def test_wrong_arguments_are_told_when_it_is_made() -> None:
    with pytest.raises(TypeError, match="package_id"):
        keep(PACKAGES)


def test_a_function_inside_another_is_refused() -> None:
    with pytest.raises(PlanError, match="is inside another function; move it into the module"):

        @flow
        def inner() -> Any:
            yield from ()


def test_a_flow_that_this_program_does_not_have_says_to_import_it() -> None:
    text = plain(1).to_json().replace("own_flows:plain", "other_flows:plain")
    with pytest.raises(
        PlanError, match=r"'tests.durable.other_flows:plain' is no flow of this program: import the mod"
    ):
        from_json(text)
    assert "tests.durable.other_flows" not in sys.modules


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: plain(Path("a")), r"values\[0\] is a path, and nothing says whether a file is read or written there"),
        (lambda: plain(print), r"values\[0\] is a builtin_function_or_method, which is code"),
        (lambda: plain([Secret("canary")]), r"values\[0\]\[0\] is a credential"),
        (lambda: plain({"a": object()}), r"values\[0\]\.a is an object, which has no JSON form"),
        (lambda: plain(float("nan")), r"values\[0\] is nan, which is no number"),
        (lambda: plain(sys.stdin), r"values\[0\] is an open file: give its path or its content"),
        (lambda: plain(iter), "is code"),
        (lambda: plain(range(3)), "is a range: give a list"),
        (lambda: plain(own_flows), "is a module"),
        (lambda: keep(PACKAGES, "p", "f", key=[Secret("canary")]), r"more\.key\[0\] is a credential"),
        (lambda: let(PACKAGES, "/nowhere/lease.pdf"), r"lease: /nowhere/lease\.pdf cannot be read \(No such file"),
        (lambda: let(PACKAGES, "/"), "lease: / is no regular file"),
    ],
)
def test_what_is_no_value_is_refused_with_its_place(make: Any, words: str) -> None:
    with pytest.raises(PlanError, match=words) as caught:
        make().to_json()
    assert "canary" not in str(caught.value)


def test_a_list_that_holds_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(PlanError, match="nested too deeply, or hold themselves"):
        plain(loop).to_json()


def test_the_calls_of_a_client_must_be_those_of_its_plan() -> None:
    class Blocking:
        mode = "sync"

    with pytest.raises(PlanError, match=r"packages belongs to a client; give its .plan"):
        keep(Packages(Blocking()), "p", "f").to_json()


def test_the_calls_of_agreements_are_an_argument_without_a_credential() -> None:
    plan = cancel(AGREEMENTS["ignisign"], "a-1")
    assert from_json(plan.to_json()).digest == plan.digest
    with pytest.raises(PlanError, match=r"agreements.callback_key is a secret"):
        cancel(AgreementCalls(PLANNER, ESignLiveService(Secret("canary"))), "a-1").to_json()


def test_a_target_is_a_place_and_no_content(tmp_path: Path) -> None:
    plan = keep(PACKAGES, "p-1", tmp_path / "new")
    (tmp_path / "new").write_text("it is there now")
    assert keep(PACKAGES, "p-1", tmp_path / "new").digest == plan.digest


def test_a_model_of_the_caller_is_none_of_esignkits() -> None:
    class Own(Package):
        pass

    with pytest.raises(PlanError, match=r"values\[0\] is an Own, which"):
        plain(Own(name="a")).to_json()


PROGRAM = """
from esignkit import Steps
from esignkit.durable import flow
@flow
def nothing(number: int) -> Steps[int]:
    yield from ()
    return number
print(nothing(7).digest)
print(nothing(7).to_json())
"""


def test_two_processes_agree_on_the_digest_whatever_the_seed_of_hashes(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    outputs = {
        subprocess.run(
            [sys.executable, program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True, text=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert '"call":"__main__:nothing"' in outputs.pop()
