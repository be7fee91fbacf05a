"""Every example runs as a person would run it: a process of its own, configured by its environment."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from esignkit import Constellation1, ESignLive
from esignkit import constellation1 as c1
from esignkit import esignlive as esl
from esignkit.sandbox import Sandbox, SandboxAccount, Stage
from esignkit.sandbox.pdf import sample_agreement, verify_pdf
from tests.examples.forked import Done, Forks

EXAMPLES = Path(__file__).parents[2] / "examples"
MOST_LINES = 60
SECONDS = 180.0


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    running = Forks()
    yield running
    running.close()


@pytest.fixture
def run(
    account: SandboxAccount, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, forks: Forks
) -> Callable[..., str]:
    """Run an example in an empty folder with a PDF in it; give back what it printed."""
    (tmp_path / "lease.pdf").write_bytes(sample_agreement())
    ours = ("ESIGNLIVE_", "IGNISIGN_", "CONSTELLATION1_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}

    def start(name: str, *arguments: object, status: int = 0, by: tuple[str, ...] = ()) -> str:
        command, mine = [str(EXAMPLES / name), *map(str, arguments)], {**environment, **account.env()}
        done: Done | subprocess.CompletedProcess[str]
        if by:
            whole = [sys.executable, "-W", "error::ResourceWarning", *by, *command]
            done = subprocess.run(
                whole, cwd=tmp_path, env=mine, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        else:
            done = forks.run(command, tmp_path, mine, tmp_path_factory.mktemp("printed"))
        assert done.returncode == status, done.stdout + done.stderr
        assert "ResourceWarning" not in done.stderr
        return done.stdout + done.stderr

    return start


@pytest.fixture
def signers(sandbox: Sandbox, account: SandboxAccount) -> Iterator[None]:
    """People who sign whatever comes to them."""
    over = threading.Event()

    def keep_signing() -> None:
        while not over.wait(0.05):
            for one in sandbox.transactions():
                if one.tenant == account.tenant and one.stage is Stage.OPEN:
                    sandbox.sign_all(one.id)

    thread = threading.Thread(target=keep_signing)
    thread.start()
    yield
    over.set()
    thread.join()


def lease(**changes: object) -> esl.Package:
    field = esl.Field(
        type=esl.FieldType.SIGNATURE, subtype=esl.FieldSubtype.FULLNAME, page=0, left=60, top=600, width=200, height=50
    )
    people = changes.pop("signers", [esl.Signer(first_name="Ada", last_name="Byron", email="ada@example.com")])
    return esl.Package(
        name="Lease",
        autocomplete=True,
        documents=[esl.Document(name="Lease", approvals=[esl.Approval(role="tenant", fields=[field])])],
        roles=[esl.Role(id="tenant", name="tenant", signers=people)],
        **changes,
    )


def esignlive(account: SandboxAccount) -> ESignLive:
    return ESignLive.from_env(account.env())


DAEMON = """
import socket, threading

def wait():
    with socket.socket():
        begun.set()
        threading.Event().wait()

begun = threading.Event()
threading.Thread(target=wait, daemon=True).start()
begun.wait()
print("it waits")
"""


@pytest.mark.parametrize(
    ("text", "status", "printed"),
    [
        ("import sys; print(sys.argv[1], __name__); sys.exit(3)", 3, "Ada __main__\n"),
        ("import os, sys; sys.exit(os.environ['HERE'] + os.getcwd()[-4:])", 1, "hereroom\n"),
        ("import os; print('HOME' in os.environ, os.read(0, 9))", 0, "False b''\n"),
        ("import socket; socket.socket()", 0, "ResourceWarning"),
        ("import esignkit, socket; esignkit.kept = socket.socket()", 0, "ResourceWarning"),
        ("import esignkit; esignkit.kept = {'file': [open(__file__)]}", 0, "ResourceWarning"),
        ("import esignkit; print(hasattr(esignkit, 'kept'))", 0, "False\n"),
        ("import atexit; atexit.register(print, 'at its end')", 0, "at its end\n"),
        ("import threading; threading.Timer(0.05, print, ['later']).start()", 0, "later\n"),
        ("import sys; sys.exit()", 0, ""),
        ("print(input())", 1, "EOFError"),
        (DAEMON, 0, "it waits\n"),
        ("raise ValueError('no')", 1, "ValueError: no\n"),
    ],
)
def test_a_forked_program_is_a_process_of_its_own(forks: Forks, tmp_path: Path, text: str, status: int, printed: str):
    (tmp_path / "room").mkdir()
    (tmp_path / "program.py").write_text(text)
    done = forks.run([str(tmp_path / "program.py"), "Ada"], tmp_path / "room", {"HERE": "here"}, tmp_path)
    assert done.returncode == status
    said = done.stdout + done.stderr
    assert printed in said
    assert ("ResourceWarning" in said) == (printed == "ResourceWarning"), said


@pytest.mark.usefixtures("signers")
def test_esignlive_send_and_wait(run, sandbox, tmp_path):
    said = run("esignlive_send_and_wait.py", "lease.pdf", "Ada", "Byron", "ada@example.com", "--interval", 0.2)
    assert "created" in said
    report = verify_pdf((tmp_path / "signed/lease-signed.pdf").read_bytes(), [sandbox.ca_certificate])
    assert report.ok
    assert report.signatures[0].signer == "Ada Byron"
    assert (tmp_path / "signed/lease-evidence.pdf").read_bytes().startswith(b"%PDF-")


def test_esignlive_send_and_wait_gives_up(run):
    arguments = ("lease.pdf", "Ada", "Byron", "ada@example.com", "--interval", 0.1, "--timeout", 0.3)
    assert "still SENT" in run("esignlive_send_and_wait.py", *arguments, status=1)


def test_esignlive_bulk_send(run, account, tmp_path):
    people = tmp_path / "people.csv"
    with esignlive(account) as client:
        template = lease(type=esl.PackageType.TEMPLATE, bulk_sendable=True, signers=[])
        template_id = client.packages.create(template, files=[("lease.pdf", sample_agreement())])
        people.write_text("tenant,FIRST_NAME,LAST_NAME,EMAIL\n,Ada,Byron,ada@example.com\n,Bob,,bob\n")
        refused = run("esignlive_bulk_send.py", "--", template_id, people, status=1)
        assert re.search(r"^3 +LAST_NAME +tenant", refused, re.MULTILINE)
        assert client.packages.list().all() == []
        people.write_text("tenant,FIRST_NAME,LAST_NAME,EMAIL\n,Ada,Byron,ada@example.com\n,Bob,Byron,bob@example.com\n")
        assert "accepted" in run("esignlive_bulk_send.py", "--name", "Lease 2027", "--", template_id, people)
        assert [package.name for package in client.packages.list()] == ["Lease 2027", "Lease 2027"]


def test_esignlive_bulk_send_corrected_and_sent_again(run, account, tmp_path):
    people, left = tmp_path / "people.csv", tmp_path / "refused.csv"
    with esignlive(account) as client:
        template = lease(type="TEMPLATE", bulk_sendable=True, signers=[])
        template_id = client.packages.create(template, files=[("lease.pdf", sample_agreement())])
        people.write_text(
            "tenant,FIRST_NAME,LAST_NAME,EMAIL\n,Ada,Byron,ada@example.com\n,Bob,Byron,bob\n,,B,c@example.com\n"
        )
        said = run("esignlive_bulk_send.py", "--refused", left, "--name", "Lease 2027", "--", template_id, people)
        assert "of 1 was accepted; 2 refused" in said
        assert [package.name for package in client.packages.list()] == ["Lease 2027"]
        assert left.read_text().splitlines() == [
            "tenant,FIRST_NAME,LAST_NAME,EMAIL",
            ",Bob,Byron,bob",
            ",,B,c@example.com",
        ]
        left.write_text("tenant,FIRST_NAME,LAST_NAME,EMAIL\n,Bob,Byron,bob@example.com\n,Cy,B,c@example.com\n")
        assert "of 2 was accepted; 0 refused" in run("esignlive_bulk_send.py", "--", template_id, left)


def test_esignlive_bulk_send_to_two_roles_whose_columns_have_the_same_names(run, account, tmp_path):
    people, left = tmp_path / "people.csv", tmp_path / "refused.csv"
    signatures = [esl.build.signature(role, esl.build.at(0, 60, 600)) for role in ("tenant", "owner")]
    with esignlive(account) as client:
        template = esl.Package(
            name="Lease",
            bulk_sendable=True,
            roles=[esl.build.placeholder("tenant"), esl.build.placeholder("owner")],
            documents=[esl.build.document("Lease", *signatures)],
        )
        template_id = client.templates.create(template, files=[("lease.pdf", sample_agreement())])
        header = "tenant,FIRST_NAME,LAST_NAME,EMAIL,owner,FIRST_NAME,LAST_NAME,EMAIL"
        wrong = ",Cy,B,c,,Bob,Byron,bob@example.com"
        people.write_text(f"{header}\n,Ada,Byron,ada@example.com,,Bob,Byron,bob@example.com\n{wrong}\n")
        run("esignlive_bulk_send.py", "--refused", left, "--", template_id, people)
        (package,) = client.packages.list()
        signers = {role.name: (role.signers or [])[0].email for role in package.roles or () if role.type == "SIGNER"}
        assert signers == {"tenant": "ada@example.com", "owner": "bob@example.com"}
        assert left.read_text().splitlines() == [header, wrong]


def spreadsheet(path: Path, rows: list[list[object]]) -> Path:
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8-sig") as file:  # as spreadsheet programs save it
            csv.writer(file).writerows([["" if cell is None else cell for cell in row] for row in rows])
        return path
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_esignlive_bulk_spreadsheet(run, sandbox, account, tmp_path, suffix: str):
    headings = ["First name", "Last name", "E-mail"]
    with esignlive(account) as client:
        template = lease(type=esl.PackageType.TEMPLATE, bulk_sendable=True, signers=[])
        template_id = client.packages.create(template, files=[("lease.pdf", sample_agreement())])
        people = [["Ada", "Byron", "ada@example.com"], [None, None, None], [" Bob ", "Müller", "bob@example.com"]]
        path = spreadsheet(tmp_path / f"people{suffix}", [headings, *people])
        arguments = ("--role", "tenant", "--name", "Lease 2027", "--", template_id)
        assert "2 packages named Lease 2027" in run("esignlive_bulk_spreadsheet.py", *arguments, path)
        sent = client.packages.list().all()
        assert [package.name for package in sent] == ["Lease 2027", "Lease 2027"]
        names = {
            (signer.first_name, signer.last_name)
            for package in sent
            for role in client.packages.get(package.id).roles
            for signer in role.signers
        }
        assert {("Ada", "Byron"), ("Bob", "Müller")} <= names
        wrong = spreadsheet(tmp_path / f"wrong{suffix}", [headings, ["Bob", None, "bob"]])
        assert "row 2, column LAST_NAME" in run("esignlive_bulk_spreadsheet.py", *arguments, wrong, status=1)
        nameless = spreadsheet(tmp_path / f"nameless{suffix}", [["First name", "E-mail"], ["Bob", "bob@example.com"]])
        assert "LAST_NAME" in run("esignlive_bulk_spreadsheet.py", *arguments, nameless, status=1)
        assert len(client.packages.list().all()) == 2


def test_esignlive_nightly_archive(run, sandbox, account, tmp_path):
    with esignlive(account) as client:
        ids = []
        for n in range(4):
            ids.append(client.packages.create(lease(), files=[("lease.pdf", sample_agreement())]))
            client.packages.send(ids[n])
            if n < 3:  # the last one is still open
                sandbox.sign_all(ids[n])
        completed = client.packages.get(ids[0]).completed
        assert "3 kept, 0 were there already, 0 failed" in run("esignlive_nightly_archive.py")
        day = tmp_path / "archive" / f"{completed:%Y-%m-%d}"
        assert sorted(one.name for one in day.iterdir()) == sorted(ids[:3])
        assert sorted(one.name for one in (day / ids[0]).iterdir()) == ["Lease.pdf", "evidence-summary.pdf"]
        assert verify_pdf((day / ids[0] / "Lease.pdf").read_bytes(), [sandbox.ca_certificate]).ok
        before = (day / ids[1] / "Lease.pdf").stat().st_mtime_ns
        # A night that broke off: one folder was not begun, another is half there.
        shutil.rmtree(day / ids[0])
        (day / ids[2]).rename(day / f"{ids[2]}.part")
        (day / f"{ids[2]}.part" / "evidence-summary.pdf").unlink()
        sandbox.sign_all(ids[3])
        assert "3 kept, 1 were there already, 0 failed" in run("esignlive_nightly_archive.py")
        assert sorted(one.name for one in day.iterdir()) == sorted(ids)
        assert (day / ids[2] / "evidence-summary.pdf").read_bytes().startswith(b"%PDF-")
        assert (day / ids[1] / "Lease.pdf").stat().st_mtime_ns == before
        tomorrow = f"{completed + timedelta(days=2):%Y-%m-%d}"
        assert "0 kept, 0 were there already" in run("esignlive_nightly_archive.py", "--since", tomorrow)


def test_esignlive_nightly_archive_goes_on_after_a_failure(run, sandbox, account, tmp_path):
    with esignlive(account) as client:
        for _ in range(2):
            package_id = client.packages.create(lease(), files=[("lease.pdf", sample_agreement())])
            client.packages.send(package_id)
            sandbox.sign_all(package_id)
    (tmp_path / "archive").mkdir()
    with esignlive(account) as client:
        first = client.packages.list(query="COMPLETED").first()
    day = tmp_path / "archive" / f"{first.completed:%Y-%m-%d}"
    day.mkdir()
    (day / f"{first.id}.part").write_text("in the way")
    said = run("esignlive_nightly_archive.py", status=1)
    assert f"{first.id}: " in said
    assert "1 kept, 0 were there already, 1 failed" in said


@pytest.mark.usefixtures("signers")
def test_esignlive_lease(run, sandbox, tmp_path):
    said = run("esignlive_lease.py", "lease.pdf", "ada@example.com", "bob@example.com", "--interval", 0.2)
    assert "Lease.pdf" in said
    report = verify_pdf((tmp_path / "lease/Lease.pdf").read_bytes(), [sandbox.ca_certificate])
    assert report.ok
    assert [one.signer for one in report.signatures][:2] == ["Ada Byron", "Bob Byron"]
    assert (tmp_path / "lease/evidence-summary.pdf").exists()


def test_esignlive_accessible(run, tmp_path):
    assert "sent" in run("esignlive_accessible.py", "lease.pdf", "Ada", "Byron", "ada@example.com")
    plain = (tmp_path / "lease.pdf").read_bytes().replace(b"/StructTreeRoot", b"/NothingOfThat_")
    (tmp_path / "plain.pdf").write_bytes(plain)
    said = run("esignlive_accessible.py", "plain.pdf", "Ada", "Byron", "ada@example.com", status=1)
    assert "has no tags" in said


@pytest.mark.usefixtures("signers")
def test_ignisign_by_side(run, tmp_path):
    (tmp_path / "annex.pdf").write_bytes(sample_agreement())
    ada, bob = ("--signer", "Ada", "Byron", "ada@example.com"), ("--signer", "Bob", "Byron", "bob@example.com")
    run("ignisign_by_side.py", "lease.pdf", "annex.pdf", *ada, *bob, "--interval", 0.2)
    assert sorted(path.name for path in (tmp_path / "proofs").iterdir()) == ["annex-proof.pdf", "lease-proof.pdf"]


@pytest.mark.usefixtures("signers")
def test_ignisign_embedded_webhook(run):
    said = run("ignisign_embedded_webhook.py", "lease.pdf", "Ada", "Byron", "ada@example.com", "--timeout", 20)
    assert "signerSecret=" in said
    assert "completed: True" in said


@pytest.mark.usefixtures("signers")
def test_constellation1_send(run):
    people = ("Ada Byron <ada@example.com>", "Bob Byron <bob@example.com>")
    assert "is COMPLETED" in run("constellation1_send.py", "lease.pdf", *people, "--interval", 0.2)


def test_constellation1_copy(run, sandbox, account):
    people = [c1.Signer(first_name="Ada", last_name="Byron", email_address="ada@example.com", signer_role="Seller 1")]
    papers = [c1.Document(file_name="lease.pdf", file_bytes=sample_agreement())]
    with Constellation1.from_env(account.env()) as client:
        first = c1.Session(session_info=c1.SessionInfo(title="Sale 2026"), documents=papers, signers=people)
        session_id = client.sessions.create(first).session_id
        said = run("constellation1_copy.py", session_id, "--title", "Sale 2027", "--start")
        copy_id = said.split("->")[1].strip()
        copied = client.sessions.get(copy_id)
    assert copied.session_info.title == "Sale 2027"
    assert copied.status is c1.SessionStatus.IN_SENT
    assert [party.email for party in sandbox.transaction(copy_id).parties] == ["ada@example.com"]
    said = run("constellation1_copy.py", session_id.replace("-", "0"), session_id, status=1)
    assert f"{session_id} has a copy already" in said
    assert f"copy-of-{session_id.replace('-', '0')}" in said


def test_constellation1_copy_of_last_years(run, account):
    people = [c1.Signer(first_name="Ada", last_name="Byron", email_address="ada@example.com", signer_role="Seller 1")]
    papers = [c1.Document(file_name="lease.pdf", file_bytes=sample_agreement())]
    with Constellation1.from_env(account.env()) as client:
        ids = set()
        for key in ("renewals", "renewals", "another"):
            info = c1.SessionInfo(title="Sale", transaction_id=key)
            ids.add(
                (
                    key,
                    client.sessions.create(c1.Session(session_info=info, documents=papers, signers=people)).session_id,
                )
            )
        year = client.sessions.list_lite_by_transaction_id("renewals").first().created_on.year
        arguments = ("--transaction-id", "renewals", "--title", "Renewal", "--created-in")
        assert run("constellation1_copy.py", *arguments, year - 1) == ""
        copied = dict(line.split(" -> ") for line in run("constellation1_copy.py", *arguments, year).splitlines())
        assert {("renewals", one) for one in copied} == {one for one in ids if one[0] == "renewals"}
        assert {client.sessions.get(one).session_info.title for one in copied.values()} == {"Renewal"}
        again = run("constellation1_copy.py", *arguments, year)
        assert again.count("has a copy already") == 2
        assert "->" not in again


def test_constellation1_provision(request, monkeypatch, sandbox, account):
    monkeypatch.setenv("NEW_USER_PASSWORD", "Pass word/1")
    run = request.getfixturevalue("run")
    people = ("Ada Byron <ada@example.com>", "Bob Byron <bob@example.com>")
    arguments = ("agent@example.com", "Grace", "Hopper", "lease.pdf", *people, "--field", "Job Title=Countess")
    sent = run("constellation1_provision.py", *arguments).split()
    assert sent[:2] == ["agent@example.com", "sent"]
    with Constellation1.from_env(account.env()) as client:
        session = client.sessions.get(sent[2])
        assert client.users.get_by_username("agent@example.com").last_name == "Hopper"
    assert session.status is c1.SessionStatus.IN_SENT
    for signer in session.signers:
        assert signer.merge_field_mapping == {"Job Title": "Countess"}
    run("constellation1_provision.py", *arguments)
    assert len(sandbox.ledger("constellation1", "users.create")) == 1


def test_constellation1_amend(run, account):
    people = [c1.Signer(first_name="Ada", last_name="Byron", email_address="ada@example.com", signer_role="Seller 1")]
    papers = [c1.Document(file_name="offer.pdf", file_bytes=sample_agreement())]
    with Constellation1.from_env(account.env()) as client:
        first = c1.Session(session_info=c1.SessionInfo(title="Sale"), documents=papers, signers=people)
        session_id = client.sessions.create(first).session_id
        client.sessions.start(session_id, return_url="https://example.com")
        bob = ("Bob Byron <bob@example.com>", "Buyer 1")
        said = run("constellation1_amend.py", session_id, "lease.pdf", *bob, "--copy", "Renewal")
        session = client.sessions.get(session_id)
        copied = client.sessions.get(said.split("->")[1].strip())
        client.sessions.cancel(session_id, return_url="https://example.com")
    assert session.status is c1.SessionStatus.IN_SENT
    assert [signer.last_name for signer in session.signers] == ["Byron", "Byron"]
    assert len(session.documents) == 2
    assert (copied.status, copied.session_info.title) == (c1.SessionStatus.IN_DRAFT, "Renewal")
    assert "Cancelled" in run("constellation1_amend.py", session_id, "lease.pdf", *bob, status=1)


def test_async_download_all(run, sandbox, account, tmp_path):
    with esignlive(account) as client:
        for _ in range(5):
            package_id = client.packages.create(lease(), files=[("lease.pdf", sample_agreement())])
            client.packages.send(package_id)
            sandbox.sign_all(package_id)
    assert "5 of 5" in run("async_download_all.py", "--at-once", 3)
    archives = sorted((tmp_path / "archive").iterdir())
    assert len(archives) == 5
    before = [path.stat().st_mtime_ns for path in archives]
    archives[0].unlink()
    run("async_download_all.py")
    assert [path.stat().st_mtime_ns for path in archives][1:] == before[1:]


TESTS = {
    "test_async_batch.py": (4, "async_batch.py"),
    "test_constellation1_send.py": (2, "constellation1_send.py"),
    "test_web_application.py": (3, "web_application.py"),
    "testing_with_the_sandbox.py": (2, None),
}
"""Examples that are tests: how many there are in a file, and the example that they test."""


def test_examples_that_are_tests_pass(run):
    """In one process, which takes longer to start than they do to run, without what they have no use for."""
    by = ("-m", "pytest", "-v", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "--assert=plain")
    files = {name: of for name, of in TESTS.items() if name != "test_web_application.py" or find_spec("fastapi")}
    first, *others = files
    said = run(first, *(EXAMPLES / name for name in others), by=by)
    passed = Counter(re.findall(r"(\w+\.py)::\S+ PASSED", said))
    assert passed == {name: number for name, (number, _) in files.items()}
    assert f"= {passed.total()} passed in" in said
    for name, (_, program) in files.items():
        assert not program or f"from {program.removesuffix('.py')} import" in (EXAMPLES / name).read_text()


def test_plans_in_a_queue(run, account, sandbox, tmp_path):
    with esignlive(account) as client:
        ids = [client.packages.create(lease(), files=[("lease.pdf", sample_agreement())]) for _ in range(2)]
        run("plans_in_a_queue.py", "put", "--", *ids)
        assert [client.packages.get(one).status for one in ids] == ["DRAFT", "DRAFT"]
        sandbox.lose_response("esignlive", "packages.send")
        assert "Look before" in run("plans_in_a_queue.py", "work", status=1)
        assert [client.packages.get(one).status for one in ids] == ["SENT", "SENT"]
    names = sorted(path.name for path in (tmp_path / "queue").iterdir())
    assert names == ["000001.look-it-up", "000002.done"]
    assert run("plans_in_a_queue.py", "work") == ""


def test_an_id_that_begins_with_a_hyphen_is_no_option(run):
    """Ids of eSignLive are URL-safe base64: one in 64 begins so."""
    assert "planned" in run("plans_in_a_queue.py", "put", "--", "-6BIJ5nphn_pnidpDaqgNQfn1Vs=")
    lines = [line for path in EXAMPLES.glob("*.py") for line in path.read_text().splitlines()]
    with_ids = [line for line in lines if re.match(r"    python .*\b(PACKAGE|TEMPLATE)_ID\b", line)]
    assert len(with_ids) >= 3
    assert all(re.search(r" -- (PACKAGE|TEMPLATE)_ID\b", line) for line in with_ids)


def test_every_example_is_run_here_and_is_short():
    here = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    found = sorted(EXAMPLES.glob("*.py"))
    assert len(found) >= 8
    for path in found:
        assert f'"{path.name}"' in here, f"{path.name} is run by no test"
        text = path.read_text()
        assert len(text.splitlines()) <= MOST_LINES, f"{path.name} is too long to start from"
        assert text.startswith('"""')
        assert path.name in text.split('"""')[1], f"{path.name} does not say how it is called"


@pytest.mark.usefixtures("signers")
@pytest.mark.parametrize("service", ["constellation1", "ignisign", "esignlive"])
def test_agreement(run, tmp_path, service):
    people = ("Ada Byron <ada@example.com>", "Bob Byron <bob@example.com>")
    printed = run("agreement.py", "lease.pdf", *people, "--service", service, "--interval", 0.2)
    assert printed.strip().endswith("completed")
    assert list((tmp_path / f"agreement-{service}").iterdir())
    assert ("no signed document" in printed) is (service != "esignlive")


def test_agreement_says_what_the_service_cannot_do(run):
    people = ("Ada Byron <ada@example.com>", "Bob <bob@example.com>")
    printed = run("agreement.py", "lease.pdf", *people, "--service", "ignisign", "--in-order", status=1)
    assert "parties[0].step: Ignisign: all parties sign at the same time" in printed
    assert "parties[1].name: 'Bob' is not a first and a last name" in printed
