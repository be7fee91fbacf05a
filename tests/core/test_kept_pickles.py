"""What an earlier version pickled is read: docs/compatibility.md promises it for plans, models and errors.

`pickles/` has a file for each minor version. A file of a version that is out is never written anew: a plan in somebody's
queue is not either. Each character of a text is a byte. `python -m tests.core.test_kept_pickles` writes the one of
this version.
"""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from esignkit import ESignError, OutcomeUnknownError, __version__
from esignkit.constellation1 import Session, SessionInfo, Sessions
from esignkit.core.endpoint import PLANNER
from esignkit.esignlive import Package, Packages
from esignkit.ignisign import SignatureRequests

FOLDER = Path(__file__).parent / "pickles"
FILES = sorted(FOLDER.glob("*.json"))
NOW = FOLDER / f"{'.'.join(__version__.split('.')[:2])}.json"


def things() -> dict[str, Any]:
    packages = Packages(PLANNER)
    return {
        "one request": packages.create(Package(name="Lease")),
        "one request of Constellation1": Sessions(PLANNER).create(Session(session_info=SessionInfo(title="Sale"))),
        "several steps": SignatureRequests(PLANNER).publish("request-1"),
        "a list": packages.list(search="Lease"),
        "a model": Package(name="Lease", extra={"new": 1}),
        "an error": OutcomeUnknownError("gone", operation="packages.create", provider="eSignLive", attempts=1),
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize("name", things())
def test_it_is_read_as_what_it_was(file: Path, name: str) -> None:
    found = pickle.loads(json.loads(file.read_text())[name].encode("latin-1"))
    made = things()[name]
    assert type(found) is type(made)
    if isinstance(made, ESignError):
        assert (found.args, found.operation, found.outcome) == (made.args, made.operation, made.outcome)
    else:
        assert found == made
        assert getattr(found, "provider", None) == getattr(made, "provider", None)


def test_this_version_has_a_file() -> None:
    assert NOW in FILES


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    kept = {name: pickle.dumps(thing, 4).decode("latin-1") for name, thing in things().items()}
    NOW.write_text(json.dumps(kept, indent=1) + "\n")
