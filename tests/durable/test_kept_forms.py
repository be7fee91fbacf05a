"""What an earlier version stored is read, and has the same digest: docs/compatibility.md promises it.

`forms/` has a file for each minor version. A file of a version that is out is never written anew. `python -m
tests.durable.test_kept_forms` writes the one of this version.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from esignkit import NULL, __version__
from esignkit.agreements import Agreement, Anchor, Box, Document, Field, Party
from esignkit.constellation1 import Session, SessionInfo, Sessions
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.durable import from_json
from esignkit.esignlive import Documents, Package, Packages, PackageStatus
from esignkit.ignisign import NewSigner, SignatureRequests
from tests.durable.own_flows import let, plain
from tests.durable.plans import AGREEMENTS

FOLDER = Path(__file__).parent / "forms"
FILES = sorted(FOLDER.glob("*.json"))
NOW = FOLDER / f"{'.'.join(__version__.split('.')[:2])}.json"
PDF = ("lease.pdf", b"%PDF-1.4 %%EOF")


def plans() -> dict[str, Any]:
    packages: Packages[Plan] = Packages(PLANNER)
    ada = Party("Ada Byron", "ada@example.com", sign=[Box(1, 100, 200), Field(Anchor("Tenant:"))], step=1)
    signer = NewSigner(email="ada@example.com", birth_date=date(1815, 12, 10))
    requests: SignatureRequests[Plan] = SignatureRequests(PLANNER)
    return {
        "one request": packages.create(Package(name="Lease", description=NULL, extra={"$a": 1}), files=[PDF]),
        "one request of Constellation1": Sessions(PLANNER).create(Session(session_info=SessionInfo(title="Sale"))),
        "several steps": requests.send("profile-1", title="Lease", documents=[PDF], signers=[signer, "signer-2"]),
        "a list": packages.list(query=PackageStatus.SENT, limit=5, options={"timeout": 5.0}),
        "a download": Documents(PLANNER).download("p-1", "d-1"),
        "a download into a file": Documents(PLANNER).download("p-1", "d-1").save("lease.pdf", overwrite=False),
        "an agreement": AGREEMENTS["ignisign"].send(
            Agreement(
                title="Lease", documents=[Document(PDF)], parties=[ada], expires_at=datetime(2030, 1, 31, tzinfo=UTC)
            ),
            allow_loss={"fields"},
        ),
        "an own flow": let(packages, PDF, name="Lease"),
        "values": plain(1, (2.5, None), {3: b"4"}, {"five"}, due=date(2030, 1, 31)),
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize("name", plans())
def test_it_is_read_as_what_it_was(file: Path, name: str) -> None:
    kept = json.loads(file.read_text())[name]
    plan = from_json(kept["json"])
    assert type(plan) is type(plans()[name])
    assert plan.digest == kept["digest"] == plans()[name].digest


def test_this_version_has_a_file() -> None:
    assert NOW in FILES


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    kept_plans = {name: {"digest": plan.digest, "json": plan.to_json()} for name, plan in plans().items()}
    NOW.write_text(json.dumps(kept_plans, indent=1) + "\n")
