"""Trials that kill processes: how large they are, and whether they are run at all.

They take longer than all other tests of their files, and what they find is seldom in the change at hand.
`ESIGNKIT_TRIALS=sample` (`nox -s trials`, and continuous integration) runs a few kills of each kind, `full` many.
"""

from __future__ import annotations

import os

import pytest

SIZE = os.environ.get("ESIGNKIT_TRIALS", "")
FULL = SIZE == "full"
trial = pytest.mark.skipif(not SIZE, reason="ESIGNKIT_TRIALS is neither sample nor full (nox -s trials)")
"""Marks a test that is a trial."""
