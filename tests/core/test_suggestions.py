"""A misspelt keyword names the near miss: in calls, plans, and constructors."""

from __future__ import annotations

import pytest

from esignkit import AsyncIgnisign, ESignLive
from esignkit.core.endpoint import PLANNER
from esignkit.core.suggestions import misspelt
from tests.core.sample import Packages

PLAN = Packages(PLANNER)


def takes(self, first, *, second=1):
    return first, second


def test_the_near_miss_is_named():
    assert "'second'" in str(misspelt(takes, ["secnod"]))
    assert "first, second" in str(misspelt(takes, ["zzz"]))
    assert misspelt(takes, ["first", "second"]) is None


@pytest.mark.parametrize(
    "call",
    [
        lambda: PLAN.get("x", optoins={}),
        lambda: PLAN.wait("x", evrey=1.0),
        lambda: PLAN.list(limt=3),
        lambda: ESignLive(api_kee="k", environment="us2"),
        lambda: ESignLive(api_key="k", enviroment="us2"),
        lambda: AsyncIgnisign(app_idd="k"),
    ],
)
def test_misspelt_arguments(call):
    with pytest.raises(TypeError, match=r"did you mean '(options|every|limit|api_key|environment|app_id)'\?"):
        call()


def test_other_type_errors_stay_what_they_are():
    with pytest.raises(TypeError, match="package_id"):
        PLAN.get()
