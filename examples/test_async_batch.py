"""Test a batch with the fixtures that esignkit's pytest plugin brings: what is lost or refused is neither sent twice.

python -m pytest test_async_batch.py
"""

import csv
from pathlib import Path

import pytest

from async_batch import main
from esignkit import ESignLive
from esignkit.sandbox.pdf import sample_agreement
from esignkit.testing import TenantFaults, TenantLedger

NAMES = ["Ada", "Bob", "Eve", "Joe", "Zoe"]


@pytest.fixture(autouse=True)
def folder(esign_env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["async_batch.py", "lease.pdf", "people.csv", "--at-once", "3"])
    Path("lease.pdf").write_bytes(sample_agreement())
    rows = [f"{name},Byron,{name.lower()}@example.com" for name in NAMES]
    Path("people.csv").write_text("\n".join(["first_name,last_name,email", *rows]))


def journal() -> dict[str, str]:
    return dict(csv.reader(Path("sent.csv").read_text().splitlines()))


def test_everybody_gets_one_and_a_second_run_sends_nothing(esignlive: ESignLive, esign_ledger: TenantLedger) -> None:
    main()
    main()
    names = {package.name for package in esignlive.packages.list(query="SENT")}
    assert names == {f"Lease, {name.lower()}@example.com" for name in NAMES}
    assert len(esign_ledger.entries(operation="packages.send")) == len(NAMES)
    assert {became[:7] for became in journal().values()} == {"sent as"}


def test_a_lost_answer_is_looked_up(esign_faults: TenantFaults, esign_ledger: TenantLedger) -> None:
    esign_faults.add("reset", "esignlive", "packages.send", stage="after-commit")
    main()
    assert list(journal().values()).count("sent, its answer was lost") == 1
    assert len(esign_ledger.entries(operation="packages.send")) == len(NAMES)


def test_who_was_begun_is_left_alone_after_a_crash(esign_ledger: TenantLedger) -> None:
    Path("sent.csv").write_text("ada@example.com,begun: look before you send again\n")
    main()
    assert len(esign_ledger.entries(operation="packages.send")) == len(NAMES) - 1


def test_who_was_refused_is_tried_again(esign_faults: TenantFaults, esign_ledger: TenantLedger) -> None:
    esign_faults.add("status", "esignlive", "packages.create", status=403, times=2)
    main()
    assert [became[:7] for became in journal().values()].count("refused") == 2
    main()
    assert len(esign_ledger.entries(operation="packages.send")) == len(NAMES)
