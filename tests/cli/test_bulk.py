"""`esignkit bulk`: a spreadsheet becomes agreements, each sent once, however often the command is typed."""

from __future__ import annotations

import csv
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import attrs
import openpyxl
import pytest

from esignkit.cli import bulk as bulk_module
from esignkit.cli.batch_checks import BatchCheck
from esignkit.cli.bulk_report import ReportFile, RowResult
from esignkit.durable import Journal
from esignkit.errors import PlanError
from tests.cli.conftest import SERVICES, CommandLine
from tests.clocks import until
from tests.trials import trial

TEMPLATE = """
key = "lease-{number}"
title = "Lease of {address}"
reference = "lease-{number}"
[[documents]]
file = "lease.pdf"
[[parties]]
name = "{tenant}"
email = "{email}"
"""
CREATES = {"constellation1": "sessions.create", "ignisign": "signature_requests.create", "esignlive": "packages.create"}


@attrs.define
class Leases:
    """A command line with a template and a table of leases, and what its account has got of them."""

    line: CommandLine
    sandbox: object
    tenant: str
    service: str
    more: tuple[str, ...] = ("--journal", "runs.sqlite")

    def __attrs_post_init__(self) -> None:
        self.line.pdf()
        self.template(TEMPLATE)
        self.rows(5)

    def template(self, text: str) -> None:
        (self.line.folder / "lease.toml").write_text(text)

    def rows(self, count: int, **changes: str) -> None:
        """Write the table, with other cells in its last row."""
        rows = [
            {"number": str(n), "address": f"{n} Mill Lane", "tenant": "Ada Byron", "email": f"ada{n}@example.com"}
            for n in range(1, count + 1)
        ]
        rows[-1].update(changes)
        with (self.line.folder / "people.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)

    def words(self, *more: object) -> list[str]:
        return ["bulk", "people.csv", "--template", "lease.toml", *self.more, *map(str, more)]

    def __call__(self, *more: object):
        return self.line.json(*self.words(*more))

    def report(self, name: str) -> list[dict[str, str]]:
        """The rows of a report, without the apostrophe before what could be a formula: ids may begin with a dash."""
        with (self.line.folder / name).open(encoding="utf-8-sig", newline="") as file:
            return [
                {name: re.sub(r"^'(?=[-=+@])", "", cell) for name, cell in row.items()} for row in csv.DictReader(file)
            ]

    def runs(self, *words: object):
        return self.line.json("runs", *words, "--journal", "runs.sqlite")

    def sent(self) -> Counter[str]:
        """How often each effect was had."""
        return Counter(entry.operation for entry in self.entries())

    def entries(self):
        return [entry for entry in self.sandbox.ledger(self.service) if entry.tenant == self.tenant]

    @property
    def created(self) -> int:
        return self.sent()[CREATES[self.service]]


@pytest.fixture
def leases(on, sandbox, account):
    def at(service: str = "esignlive") -> Leases:
        return Leases(on(service), sandbox, account.tenant, service)

    return at


@pytest.fixture
def settled(monkeypatch):
    """What a call made shows at once: the sandbox is quick."""
    monkeypatch.setitem(Journal.__init__.__kwdefaults__, "settle", 0.5)


def test_without_a_journal_only_a_dry_run(leases):
    run = leases()
    run.more = ()
    ran = run()
    assert (ran.code, "Give --journal FILE, or set ESIGNKIT_JOURNAL" in ran.err) == (2, True)
    dry = run("--dry-run")
    assert (dry.code, dry.json["rows"], dry.json["before"]["done"], run.created) == (0, 5, 0, 0)
    text = run.line(*run.words("--dry-run"))
    assert text.out.splitlines()[0] == "Nothing was sent. Of 5 rows of people.csv, eSignLive would get 5."
    assert "Lease of 1 Mill Lane" in text.out
    masked = run.line(*run.words("--dry-run", "--mask", "--journal", "gone.sqlite")).out
    assert not [word for word in ("Mill Lane", ".pdf", "people.csv", "gone.sqlite") if word in masked]
    assert (
        "The journal gone.sqlite is not there yet: it would be made."
        in run.line(*run.words("--dry-run", "--journal", "gone.sqlite")).out
    )
    run.line.set(ESIGNKIT_JOURNAL="runs.sqlite")
    assert run("--dry-run").code == 0
    assert not (run.line.folder / "runs.sqlite").exists()
    assert run().code == 0


@pytest.mark.parametrize("service", SERVICES)
def test_each_row_is_sent_once_however_often_it_is_typed(service, leases):
    run = leases(service)
    first = run("--report", "out.csv", "--workers", "3", "--rate", "600/min")
    made = "Made the journal runs.sqlite. Keep it, and name it each time: by it nothing is sent twice."
    assert (first.code, first.err) == (0, f"esignkit: {made}\n")
    assert first.json["counts"] == {"done": 5, "refused": 0, "unknown": 0, "stopped": 0, "busy": 0}
    sent = run.sent()
    assert run.created == 5
    rows = run.report("out.csv")
    assert [(row["row"], row["key"], row["state"]) for row in rows] == [
        (str(n + 1), f"lease-{n}", "done") for n in range(1, 6)
    ]
    for row in rows:
        shown = run.line.json("status", row["agreement_id"])
        assert shown.code == 0, (row, shown)
        state = shown.json["agreement"]
        assert (state["status"], state["reference"]) == ("open", row["key"])
    run.rows(6)
    again = run("--report", "again.csv")
    assert (again.code, again.json["before"]["done"], again.json["sent_now"], run.created) == (0, 5, 1, 6)
    ids = {row["key"]: row["agreement_id"] for row in rows}
    for row in run.report("again.csv"):
        assert ids.get(row["key"], row["agreement_id"]) == row["agreement_id"]
    assert sum(run.sent().values()) == sum(sent.values()) * 6 // 5


def test_a_workbook(leases):
    run = leases()
    book = openpyxl.Workbook()
    book.active.append(["Number", "Address", "Tenant", "Email"])
    book.active.append([17, "1 Mill Lane", "Ada Byron", "ada@example.com"])
    book.save(run.line.folder / "people.csv")  # what it is is seen from its content
    assert run().code == 0
    assert [one["key"] for one in run.runs("list").json["runs"]] == ["lease-17"]


# Before anything is sent ---------------------------------------------------------------------------------------------
def test_all_problems_of_all_rows_are_told_and_nothing_is_sent(leases):
    run = leases()
    table = run.line.folder / "people.csv"
    table.write_text(
        "number,address,tenant,email\n"
        "1,1 Mill Lane,Ada Byron,ada@example\n"
        "\n"
        "2,,Ada,ada2@example.com\n"
        "1,3 Mill Lane,Ada Byron,ada3@example.com\n"
    )
    ran = run()
    assert (ran.code, run.sent()) == (2, Counter())
    assert ran.err.splitlines() == [
        "esignkit: people.csv: 4 problems; nothing was sent.",
        "  row 2, column 'email': 'ada@example' is no e-mail address; give one such as ada@example.com.",
        "  row 4, column 'address': it is empty.",
        "  row 4, column 'tenant': 'Ada' is not a first and a last name, which the services ask for; give first_name and last_name.",
        "  row 5, column 'number': row 2 has the same key, 'lease-1'; each row has a key of its own.",
    ]
    error = ran.json["error"]
    assert error["problem_count"] == 4
    assert error["row_problems"][0]["columns"] == ["email"]
    assert error["row_problems"][0]["member"] == "parties[0].email"


ROW = "{n},{n} Mill Lane,Ada Byron,ada{n}@example.com"
TABLES = {
    "a separator at the end of each line": "number,address,tenant,email,\r\n" + ROW.format(n=1) + ",\r\n",
    "a line that says the separator": "sep=,\r\nnumber,address,tenant,email\r\n" + ROW.format(n=1) + "\r\n",
    "blank lines": "number,address,tenant,email\r\n\r\n,,,\r\n" + ROW.format(n=1) + "\r\n\r\n",
}


@pytest.mark.parametrize("service", SERVICES)
def test_tables_as_programs_write_them(service, leases):
    run = leases(service)
    for sent, table in enumerate(TABLES.values(), 1):
        text = table.replace(ROW.format(n=1), ROW.format(n=sent))
        (run.line.folder / "people.csv").write_bytes(text.encode())
        assert (run().code, run.created) == (0, sent), table


def test_a_wrong_row_is_named_by_its_line_of_the_file(leases):
    run = leases()
    rows = ["number,address,tenant,email", ROW.format(n=1), "", "", ROW.format(n=2), "3,3 Mill Lane,Bob Byron,bob", ""]
    (run.line.folder / "people.csv").write_bytes("\r\n".join(rows).encode())
    ran = run()
    assert (ran.code, run.created) == (2, 0)
    assert "row 6, column 'email': 'bob' is no e-mail address" in ran.err


def test_what_cannot_be_a_key_is_a_problem_of_its_row(leases):
    run = leases()
    run.rows(3, number="x" * 201, email="eva@example")
    ran = run()
    assert ran.code == 2
    assert "row 4, column 'email': 'eva@example' is no e-mail address" in ran.err
    assert "row 4, column 'number': key has 207 characters; give 1 to 200." in ran.err
    assert ran.json["error"]["row_problems"][0]["columns"] == ["number"]
    assert ran.json["error"]["problem_count"] == 2


def test_no_cell_of_a_report_is_a_formula_or_breaks_it(tmp_path):
    cell = "=cmd|' /C calc'!A0"
    with ReportFile(tmp_path / "r.csv", {cell: 2, "k": 3}) as report:
        report.write(RowResult(row=2, key=cell, state="refused", agreement_id="+1", message="\t=1"))
        report.write(RowResult(row=3, key="k", state="refused", message="no \ud800"))
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [list(row.values()) for row in csv.DictReader(file)]
    assert rows == [["2", f"'{cell}", "refused", "'+1", "'\t=1"], ["3", "k", "refused", "", "no \\ud800"]]


def test_what_a_service_cannot_do_is_told_once_for_all_rows(leases):
    run = leases("ignisign")
    run.template(f"{TEMPLATE}step = 1\nsign = 'Tenant:'\n")
    ran = run()
    assert (ran.code, run.created) == (6, 0)
    assert ran.json["error"]["problem_count"] == 2
    assert "every row, parties[0].step: " in ran.err
    assert "What Ignisign cannot do may be left out with allow_loss = ['anchor', 'order'] in lease.toml." in ran.err
    run.template(f"allow_loss = ['anchor', 'order']\n{TEMPLATE}step = 1\nsign = 'Tenant:'\n")
    assert run().code == 0


def test_pages_that_are_not_there_are_told_before_anything_is_sent(leases):
    run = leases()
    run.template(f"{TEMPLATE}sign = {{ page = 99, left = 72, top = 72 }}\n")
    ran = run("--dry-run")
    assert ran.code == 2
    assert "every row, parties[0].sign: it is no list" not in ran.err
    assert "there is no page 99: document 1 has" in ran.err


def test_many_problems_are_counted(leases):
    run = leases()
    run.line.folder.joinpath("people.csv").write_text(
        "number,address,tenant,email\n" + "\n".join(f"{n},a,Ada Byron,ada" for n in range(1200))
    )
    ran = run()
    assert ran.json["error"]["problem_count"] == 1200
    assert len(ran.json["error"]["row_problems"]) == 1000
    assert len(ran.err.splitlines()) == 52
    assert "And 1,150 more" in ran.err


OPTIONS = {
    ("--rate", "fast"): "--rate 'fast' is no rate; write it as 5/s, 100/min or 1000/h",
    ("--template", "gone.toml"): "gone.toml cannot be read",
    ("--report", "people.csv"): "--report people.csv would replace people.csv; give another file",
    ("--report", "./lease.toml"): "--report lease.toml would replace lease.toml",
    ("--report", "runs.sqlite"): "--report runs.sqlite would replace runs.sqlite",
    ("--journal", "gone/runs.sqlite"): "--journal: ",
    ("--report", "gone/out.csv"): "--report gone/out.csv cannot be written",
    ("--sheet", "People"): "has no sheets",
    ("--workers", "0"): "--workers",
}


@pytest.mark.parametrize("words", OPTIONS)
def test_options_that_are_wrong(words, leases):
    run = leases()
    ran = run(*words)
    assert (ran.code, run.created) == (2, 0)
    assert OPTIONS[words] in ran.err


def test_a_table_that_changes_while_it_is_sent(leases, monkeypatch):
    run = leases()
    check = BatchCheck.run

    def changed(self: BatchCheck, on_row: object) -> None:
        check(self, on_row)
        run.rows(6)

    with monkeypatch.context() as patch:
        patch.setattr(BatchCheck, "run", changed)
        ran = run()
    assert (ran.code, run.created) == (2, 0)
    assert "people.csv was changed meanwhile; nothing more was sent. Type the same command again." in ran.err
    assert (run().code, run.created) == (0, 6)


def test_a_journal_of_another_account(leases, sandbox):
    run = leases()
    assert run().code == 0
    run.rows(60)
    run.line.set(**sandbox.create_account().env())
    ran = run("--workers", "1")
    assert (ran.code, ran.json["counts"]["refused"]) == (3, 5)
    assert "use a client of that account" in ran.json["not_done"][0]["message"]


def test_a_table_without_rows(leases):
    run = leases()
    (run.line.folder / "people.csv").write_text("number,address,tenant,email\n")
    assert "has no rows below its headings" in run().err


# The journal, and the report -----------------------------------------------------------------------------------------
def test_the_last_line_tells_what_was_sent_now_from_what_was_before(leases):
    run = leases()
    run.rows(1)
    assert run.line(*run.words()).out == "1 of 1 row is sent: 1 now, 0 before.\n"
    run.rows(3)
    again = run.line(*run.words())
    assert (again.out, again.err) == ("3 of 3 rows are sent: 2 now, 1 before.\n", "")
    assert run.line(*run.words()).out == "3 of 3 rows are sent: 0 now, 3 before.\n"


def test_a_misspelt_journal_sends_nothing_twice(leases):
    run = leases()
    assert run("--report", "sent.csv").code == 0
    run.more = ("--journal", "rnus.sqlite")
    for more in ((), ("--dry-run",)):
        ran = run(*more)
        assert (ran.code, run.created) == (2, 5)
        assert "runs.sqlite has 5 of 5 rows already, and the journal rnus.sqlite has none; nothing was sent" in ran.err
        assert "Give --journal runs.sqlite, or say with --new-journal" in ran.err
    assert not (run.line.folder / "rnus.sqlite").exists()
    (run.line.folder / "runs.sqlite").unlink()
    report = (run.line.folder / "sent.csv").read_bytes()
    ran = run("--report", "sent.csv")
    assert "sent.csv has 5 of 5 rows already" in ran.err
    assert "Give the journal of that time" in ran.err
    assert (ran.code, run.created, (run.line.folder / "sent.csv").read_bytes() == report) == (2, 5, True)
    assert (run("--report", "sent.csv", "--new-journal").code, run.created) == (0, 10)
    assert run("--report", "sent.csv").code == 0  # the journal knows them


def test_other_files_beside_a_new_journal_are_no_hindrance(leases, on):
    run = leases()
    (run.line.folder / "text.sqlite").write_text("hello")
    (run.line.folder / "broken.sqlite").write_bytes(b"SQLite format 3\0 and no more")
    (run.line.folder / "folder.sqlite").mkdir()
    (run.line.folder / "sent.csv").write_bytes(b"\xff\xfe\0")
    assert run("--report", "sent.csv").code == 0
    on("ignisign")
    assert run("--journal", "ignisign.sqlite").code == 0  # the other one is of another service


def test_a_journal_is_made_once_the_rows_are_right(leases):
    run = leases()
    run.rows(5, email="ada")
    assert run().code == 2
    assert not (run.line.folder / "runs.sqlite").exists()
    run.rows(5)
    assert "Made the journal" in run().err


def test_rows_that_are_done_need_their_files_no_more(leases):
    run = leases()
    run.template(TEMPLATE.replace("lease.pdf", "{number}.pdf"))
    for number in range(1, 7):
        run.line.pdf(f"{number}.pdf")
    assert run("--report", "first.csv").code == 0
    (run.line.folder / "2.pdf").rename(run.line.folder / "archived.pdf")
    (run.line.folder / "3.pdf").write_text("no PDF any more")
    run.rows(6)
    ran = run("--report", "again.csv")
    assert (ran.code, ran.json["counts"]["done"], ran.json["sent_now"], run.created) == (0, 6, 1, 6), ran
    assert [row["key"] for row in run.report("again.csv")] == [f"lease-{n}" for n in range(1, 7)]
    run.rows(2, address="Elsewhere")
    ran = run()
    assert ran.code == 2
    (line,) = ran.err.splitlines()[1:]
    assert line.startswith(
        "  row 3, key: it has changed since it was sent: title: 'Lease of 2 Mill Lane' → 'Lease of Elsewhere'. Put it "
    )
    run.rows(7)
    ran = run()
    assert (ran.code, "row 8, column 'number': 7.pdf cannot be read" in ran.err, run.created) == (2, True, 6)


def test_a_report_of_rows_that_are_not_sent_is_written_too(leases):
    run = leases()
    assert run("--report", "sent.csv").code == 0
    run.rows(7, email="ada")
    assert run("--report", "sent.csv").code == 2
    rows = [(row["row"], row["key"], row["state"]) for row in run.report("sent.csv")]
    assert rows[:5] == [(str(n + 1), f"lease-{n}", "done") for n in range(1, 6)]
    assert rows[5:] == [("7", "lease-6", "not ended"), ("8", "lease-7", "refused")]
    assert "'ada' is no e-mail address" in run.report("sent.csv")[-1]["why"]
    assert "gone/sent.csv cannot be written" in run("--report", "gone/sent.csv").err


def test_a_key_that_is_too_long_is_told_by_row(leases):
    run = leases()
    run.rows(2, number="9" * 300)
    ran = run()
    assert (ran.code, "row 3, column 'number': key has 306 characters; give 1 to 200" in ran.err) == (2, True)


def test_a_mistake_of_the_template_is_told_once(leases):
    run = leases()
    run.template(TEMPLATE.replace("title", "titel"))
    assert run().err.splitlines() == [
        "esignkit: people.csv: 1 problem; nothing was sent.",
        "  lease.toml, titel: there is no such member; did you mean 'title'?",
    ]


# Rows that change ----------------------------------------------------------------------------------------------------
def test_an_edited_row_is_named_with_what_has_changed(leases):
    run = leases()
    assert run().code == 0
    run.rows(5, address="6 Mill Lane", email="eva@example.com")
    ran = run()
    assert (ran.code, run.created) == (2, 5)
    assert (
        "row 6, key: it has changed since it was sent: title: 'Lease of 5 Mill Lane' → 'Lease of 6 Mill Lane'"
        in ran.err
    )
    assert "parties[0].email: 'ada5@example.com' → 'eva@example.com'" in ran.err, ran.err
    run.rows(5)
    (run.line.folder / "lease.pdf").write_bytes((run.line.folder / "lease.pdf").read_bytes() + b"\n")
    assert "row 2, key: it has changed since it was sent:" in run().err
    assert run.created == 5


def test_rows_without_a_key_are_known_by_their_cells(leases):
    run = leases()
    run.template(TEMPLATE.replace('key = "lease-{number}"', ""))
    assert run().code == 0
    run.rows(6)
    assert run().code == 0
    run.rows(6, address="Elsewhere")
    ran = run()
    assert (ran.code, run.created) == (2, 6)
    assert "1 row new, and 1 row missing that the journal has; nothing was sent" in ran.err
    assert (run("--anew").code, run.created) == (0, 7)
    run.rows(2, number="1", address="1 Mill Lane", email="ada1@example.com")
    assert "row 3, rows: it is the same as row 2, and would be sent twice" in run().err


def test_what_expires_in_some_days_expires_then_on_another_day_too(leases, monkeypatch):
    run = leases()
    run.template(f"expires = '30d'\n{TEMPLATE}")
    assert run().code == 0
    tomorrow = datetime.now(UTC) + timedelta(days=1)

    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz=None):
            return tomorrow

    monkeypatch.setattr(bulk_module, "datetime", Tomorrow)
    run.rows(6)
    assert (run().code, run.created) == (0, 6)


def test_what_was_sent_is_not_checked_anew(leases, monkeypatch):
    """Its day may have passed meanwhile."""
    run = leases()
    assert run().code == 0
    monkeypatch.setattr("esignkit.agreements.Agreements.check", lambda *args, **more: 1 / 0)
    assert run().code == 0


def test_a_journal_of_another_service(leases, on):
    run = leases()
    assert run().code == 0
    on("ignisign")
    assert "the journal has it as sent with eSignLive; use a journal of its own" in run().err


def test_what_expires_in_some_days_knows_its_file_in_another_folder(leases):
    """When it expires is in the plan that was kept, and that plan says where the file was then."""
    run = leases()
    run.template(f"expires = '30d'\n{TEMPLATE}")
    assert run().code == 0
    moved = run.line.folder / "archive" / "lease.pdf"
    moved.parent.mkdir()
    (run.line.folder / "lease.pdf").rename(moved)
    run.template(f"expires = '30d'\n{TEMPLATE}".replace("lease.pdf", "archive/lease.pdf"))
    ran = run()
    assert (ran.code, run.created) == (0, 5), ran
    moved.write_bytes(moved.read_bytes() + b"\n")
    ran = run()
    assert (ran.code, ran.json["error"]["problem_count"]) == (2, 5), ran
    assert "row 2, key: it has changed since it was sent:" in ran.err


def test_a_plan_of_another_version_is_told_for_its_row(leases, monkeypatch):
    run = leases()
    run.template(f"expires = '30d'\n{TEMPLATE}")
    assert run().code == 0

    def unreadable(text: str) -> None:
        raise PlanError("this is no plan that this version of esignkit reads")

    monkeypatch.setattr("esignkit.cli.batch_checks.from_json_without_files", unreadable)
    ran = run()
    assert (ran.code, ran.json["error"]["problem_count"]) == (2, 5), ran
    assert "row 2, key: what the journal has of it cannot be read: this is no plan" in ran.err


# Breaking off --------------------------------------------------------------------------------------------------------
def test_what_is_refused_is_told_and_goes_on_later(leases, sandbox):
    run = leases()
    sandbox.faults.add("status", "esignlive", "packages.create", status=400, body="{}", nth=2)
    ran = run("--workers", "1", "--report", "out.csv")
    assert (ran.code, ran.json["counts"]["refused"], ran.json["counts"]["done"]) == (3, 1, 4)
    (row,) = ran.json["not_done"]
    assert (row["row"], row["key"], row["state"]) == (3, "lease-2", "refused")
    assert "`esignkit runs show --journal runs.sqlite lease-2` says what can be done" in ran.err
    assert "The same command goes on" in ran.err
    assert (run().code, run.created) == (0, 5)


@pytest.mark.usefixtures("settled")
def test_what_is_in_doubt_is_decided_by_a_person(leases, sandbox):
    run = leases("ignisign")
    sandbox.lose_response("ignisign", "signature_requests.create", times=2)
    ran = run("--workers", "1")
    assert (ran.code, ran.json["counts"]["unknown"], ran.json["counts"]["done"]) == (5, 2, 3), ran
    keys = [row["key"] for row in ran.json["not_done"]]
    assert f"`esignkit runs resolve --journal runs.sqlite --again {keys[0]}`" in ran.err
    assert run().code == 5  # it does not find out by itself
    shown = run.line("runs", "show", keys[0], "--journal", "runs.sqlite")
    assert "signature_requests.create" in shown.err + shown.out
    assert f"esignkit runs resolve --journal runs.sqlite --done ID {keys[0]}" in shown.err
    made = [entry.transaction_id for entry in run.entries() if entry.operation == CREATES["ignisign"]]
    listed = {state["id"]: state["title"] for state in run.line.json("list").json["agreements"]}
    drafts = [one for one in made if listed.get(one) in (None, "")]
    assert run.runs("resolve", keys[0], "--done", drafts[0]).json["runs"][0]["state"] == "stopped"
    assert run.runs("resolve", keys[1], "--again").code == 0
    ran = run()
    assert (ran.code, run.created) == (0, 6), ran  # the second draft in doubt is left behind, as its owner said


@pytest.mark.usefixtures("settled")
def test_a_call_in_doubt_that_leaves_an_orphan_at_most_is_made_again_where_that_is_said(leases, sandbox):
    run = leases("ignisign")
    sandbox.lose_response("ignisign", "documents.create")
    ran = run()
    assert (ran.code, ran.json["counts"]["unknown"]) == (5, 1)
    assert ran.json["not_done"][0]["message"] == "nobody can tell whether documents.create was carried out"
    again = run("--accept-orphans")
    assert (again.code, again.json["counts"]["done"]) == (0, 5)
    assert (run.sent()["documents.create"], run.sent()["signature_requests.publish"]) == (6, 5)


def test_no_more_are_begun_when_the_service_is_down_or_refuses_all(leases):
    run = leases()
    run.rows(60)
    run.line.set(ESIGNLIVE_API_KEY="d3JvbmcgYnV0IGxvbmcgZW5vdWdo")
    ran = run()
    assert ran.code == 3
    assert ran.json["not_begun"] > 20
    assert run.created == 0


def test_ctrl_c_says_how_many_are_left(leases, monkeypatch):
    run = leases()
    seen = []

    def interrupted(self: object, detail: str, *counts: object) -> None:
        seen.append(detail)
        if detail.startswith("2 done"):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("esignkit.cli.progress.ProgressBar.show", interrupted)
        ran = run("--workers", "1", "--report", "out.csv")
    assert ran.code == 130, ran
    assert "Interrupted: 3 rows have not ended." in ran.err
    rows = [(row["row"], row["state"]) for row in run.report("out.csv")]
    assert rows == [("2", "done"), ("3", "done"), *((str(n), "not ended") for n in range(4, 7))]
    assert "The same command goes on" in ran.err
    assert (run().code, run.created) == (0, 5)


def test_rows_that_end_after_ctrl_c_are_counted_and_reported(leases, monkeypatch):
    run = leases()
    run.rows(6)

    def interrupted(self: object, detail: str, *counts: object) -> None:
        if "done" in detail and until(lambda: run.created == 4):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("esignkit.cli.progress.ProgressBar.show", interrupted)
        ran = run("--workers", "4", "--report", "out.csv")
    assert (ran.code, ran.json["counts"]["done"], ran.json["not_begun"]) == (130, 4, 2), ran
    assert "2 rows have not ended." in ran.err
    assert [row["state"] for row in run.report("out.csv")].count("done") == 4


@pytest.mark.usefixtures("settled")
def test_a_row_in_doubt_that_ends_after_ctrl_c_is_told(leases, sandbox, monkeypatch):
    run = leases("ignisign")
    sandbox.lose_response("ignisign", "signature_requests.create", times=2)

    def interrupted(self: object, detail: str, *counts: object) -> None:
        if "rows" not in detail and until(lambda: run.created >= 3):
            raise KeyboardInterrupt

    monkeypatch.setattr("esignkit.cli.progress.ProgressBar.show", interrupted)
    ran = run("--workers", "3", "--report", "out.csv")
    assert (ran.code, ran.json["counts"]["unknown"]) == (5, 2), ran
    assert len(ran.json["not_done"]) == 2
    states = Counter(row["state"] for row in run.report("out.csv"))
    assert (states["done"], states["unknown"]) == (1, 2)


@trial
@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("service", ["esignlive", "constellation1"])
def test_killed_in_the_middle_and_typed_again_nothing_is_sent_twice(service, leases):
    run = leases(service)
    run.rows(30)
    process = subprocess.Popen(
        [sys.executable, "-m", "esignkit", *run.words("--workers", "4")],
        cwd=run.line.folder,
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
    )
    assert until(lambda: run.created >= 6)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert run.created < 30
    ran = run()
    assert (ran.code, ran.json["counts"]["done"], run.created) == (0, 30, 30)
    assert set(run.sent().values()) == {30}
