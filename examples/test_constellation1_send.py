"""Test a script as it is called, with the fixtures that esignkit's pytest plugin brings: both sign, or nobody does.

python -m pytest test_constellation1_send.py
"""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from constellation1_send import main
from esignkit import Constellation1
from esignkit.constellation1 import SessionStatus
from esignkit.sandbox import Sandbox, SandboxAccount, Stage
from esignkit.sandbox.pdf import sample_agreement


@pytest.fixture(autouse=True)
def command(esign_env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    pdf = tmp_path / "offer.pdf"
    pdf.write_bytes(sample_agreement())
    words = ["constellation1_send.py", str(pdf), "Ada Byron <ada@example.com>", "Bob Byron <bob@example.com>"]
    words += ["--transaction-id", "offer-17", "--interval", "0.05", "--timeout", "0.2"]
    monkeypatch.setattr("sys.argv", words)
    return words


@pytest.fixture
def people(esign_sandbox: Sandbox, esign_tenant: SandboxAccount) -> Iterator[None]:
    """They sign whatever comes to them."""
    over = threading.Event()

    def keep_signing() -> None:
        while not over.wait(0.02):
            for one in esign_sandbox.transactions():
                if one.tenant == esign_tenant.tenant and one.stage is Stage.OPEN:
                    esign_sandbox.sign_all(one.id)

    thread = threading.Thread(target=keep_signing)
    thread.start()
    yield
    over.set()
    thread.join()


@pytest.mark.usefixtures("people")
def test_it_waits_until_both_have_signed(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    command += ["--timeout", "20"]
    assert main() == 0
    assert "is COMPLETED" in capsys.readouterr().out


def test_it_gives_up_and_the_session_can_be_found(constellation1: Constellation1) -> None:
    assert main() == 1
    (session,) = constellation1.sessions.list_lite_by_transaction_id("offer-17")
    assert session.status_code is SessionStatus.IN_SENT
