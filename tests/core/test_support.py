"""The support of these tests keeps nothing of a test for the next one."""

from __future__ import annotations

import traceback

import pytest

from esignkit.core.flow import SendFailed
from tests.esignlive.helper import packages, run
from tests.support import LOST


def test_a_failure_that_many_tests_raise_does_not_grow() -> None:
    """Its traceback would: a library that pickles tracebacks then meets one too deep, and their frames stay alive."""

    def depth() -> int:
        with pytest.raises(Exception, match="lost"):
            run(packages.send("p"), LOST)
        return len(traceback.extract_tb(LOST.__traceback__))

    assert isinstance(LOST, SendFailed)
    assert 0 < depth() == depth()
