"""What is measured inside one process: `python cases.py CASE ROUNDS URL [PART]` prints its figures as JSON.

Every figure is CPU time of this process unless it says otherwise. A case returns pairs (ours, theirs), one for each
round; within a round the two take turns in random order. PART does less of it: 0.01 is a hundredth.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

import cases_calls
import cases_files
import cases_journals
import cases_models
from measuring import Pairs, Size

CASES: dict[str, Callable[[int, str], Pairs]] = (
    cases_calls.CASES | cases_models.CASES | cases_journals.CASES | cases_files.CASES
)

if __name__ == "__main__":
    sys.modules["trio"] = None  # type: ignore[assignment]  # httpcore loads it when the tests have brought it
    name, rounds, url, *part = sys.argv[1:]
    Size.part = float(part[0]) if part else 1.0
    print(json.dumps(CASES[name](int(rounds), url)))
