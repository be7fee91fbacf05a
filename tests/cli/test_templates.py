"""Templates: what a row makes of one, and what is wrong with it, by row and column."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from esignkit.agreements import Anchor, Box, Document, FieldKind, InFile, Kba, PartyRole, Sms
from esignkit.cli.batches import Batch
from esignkit.cli.pages import missing_pages
from esignkit.cli.placeholders import parse
from esignkit.cli.results import CommandError
from esignkit.cli.spreadsheets import open_spreadsheet
from esignkit.cli.templates import read_template
from esignkit.sandbox.pdf import sample_agreement

NOW = datetime(2026, 11, 29, 6, 30, tzinfo=UTC)
LEASE = """
key = "lease-{Number}"
title = "Lease of {address}"
reference = "lease-{number}"
message = "Dear {tenant},\\nplease sign {{here}}."
expires = "{until?}"

[[documents]]
file = "lease.pdf"

[[documents]]
file = "{ file }"
name = "Annex of {address}"

[[parties]]
name = "{tenant}"
email = "{e-mail}"
label = "Tenant"
sign = "Tenant:"

[[parties]]
optional = true
name = "{spouse}"
email = "{spouse's mail}"
step = 2
sign = [{ page = 1, left = "{left?}", top = 600 }, { in_file = true, kind = "initials", document = 2 }]
"""
TABLE = """number,address,tenant,E-Mail,file,spouse,Spouse's mail,until,left
17,1 Mill Lane,Ada Byron,ada@example.com,17.pdf,,,31.12.2026,72
18,2 Mill Lane,Bob Babbage,bob@example.com,sub/18.pdf,Cyd Babbage,cyd@example.com,,"72,5"
"""


@pytest.fixture
def folder(tmp_path):
    for name in ("templates/lease.pdf", "17.pdf", "sub/18.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(sample_agreement())
    (tmp_path / "text.pdf").write_text("hello")
    return tmp_path


def batch_of(folder: Path, template: str = LEASE, table: str = TABLE) -> Batch:
    (folder / "templates/lease.toml").write_text(template)
    (folder / "people.csv").write_text(table)
    return Batch(
        template=read_template(folder / "templates/lease.toml"), table=open_spreadsheet(folder / "people.csv"), now=NOW
    )


def problems_of(batch: Batch) -> list[str]:
    found = [*batch.problems()] or [problem for sending in batch.sendings() for problem in sending.problems]
    return [str(problem) for problem in found]


def test_a_row_becomes_an_agreement(folder):
    batch = batch_of(folder)
    assert problems_of(batch) == []
    ada, bob = batch.sendings()
    assert (ada.row, ada.key, bob.row, bob.key) == (2, "lease-17", 3, "lease-18")
    lease = ada.agreement
    assert (lease.title, lease.reference, lease.expires_at) == ("Lease of 1 Mill Lane", "lease-17", date(2026, 12, 31))
    assert lease.message == "Dear Ada Byron,\nplease sign {here}."
    assert [one.file for one in lease.documents] == [str(folder / "templates/lease.pdf"), str(folder / "17.pdf")]
    assert [one.name for one in lease.documents] == [None, "Annex of 1 Mill Lane"]
    (tenant,) = lease.parties
    assert (tenant.name, tenant.email, tenant.label, tenant.sign[0].at) == (
        "Ada Byron",
        "ada@example.com",
        "Tenant",
        Anchor("Tenant:"),
    )
    assert bob.agreement.expires_at is None
    spouse = bob.agreement.parties[1]
    assert (spouse.email, spouse.step) == ("cyd@example.com", 2)
    assert [(one.at, one.kind, one.document) for one in spouse.sign] == [
        (Box(1, 72.5, 600), FieldKind.SIGNATURE, 1),
        (InFile(None), FieldKind.INITIALS, 2),
    ]


def test_every_member(folder):
    template = """
title = "{title}"
remind_every = "{days}"
language = "en"
copy_to = ["{copy?}", "office@example.com"]
return_url = "https://example.com/{number}"
native = { auto_complete = false, data = { number = "{number}", list = ["{number}", 1] } }
allow_loss = ["reminders"]
[[documents]]
file = "lease.pdf"
native = { description = "No. {number}" }
[[parties]]
first_name = "Ada"
last_name = "King Byron"
email = "ada@example.com"
role = "APPROVER"
sms = "{phone?}"
delivery = "email"
message = "Hello"
language = "fr"
native = { company = "{number}" }
[[parties]]
name = "Bob Babbage"
email = "bob@example.com"
kba = "{ask}"
[[parties.sign]]
anchor = "{text}"
offset = [10, "-5"]
occurrence = 2
width = 100
height = 20
kind = "text"
name = "f{number}"
required = "no"
"""
    table = "title,days,copy,number,phone,ask,text\nLease,7,,17,+15145550100,yes,Rent:\n"
    batch = batch_of(folder, template, table)
    assert problems_of(batch) == []
    (sending,) = batch.sendings()
    lease = sending.agreement
    assert (lease.remind_every, lease.copy_to, lease.return_url) == (
        7,
        ("office@example.com",),
        "https://example.com/17",
    )
    assert lease.native == {"auto_complete": False, "data": {"number": "17", "list": ["17", 1]}}
    ada, bob = lease.parties
    assert (ada.name, ada.given_name, ada.family_name) == ("Ada King Byron", "Ada", "King Byron")
    assert (ada.role, ada.auth, ada.native) == (PartyRole.APPROVER, Sms("+15145550100"), {"company": "17"})
    (field,) = bob.sign
    assert (bob.auth, field.at) == (Kba(), Anchor("Rent:", (10, -5), 2, 100, 20))
    assert (field.kind, field.name, field.required) == (FieldKind.TEXT, "f17", False)
    assert sending.key.startswith("people.csv/")


# Problems ------------------------------------------------------------------------------------------------------------
def row(**cells: str) -> str:
    """The table, with a second row in which some cells are others."""
    plain = {"number": "18", "address": "x", "tenant": "Bob Babbage", "E-Mail": "bob@example.com", "file": "17.pdf"}
    heading = TABLE.splitlines()[0].split(",")
    named = {name.lower(): name for name in heading}
    changed = {named[name.replace("_", " ")]: cell for name, cell in cells.items()}
    values = {**dict.fromkeys(heading, ""), **plain, **changed}
    return "\n".join([*TABLE.splitlines()[:2], ",".join(values[name] for name in heading), ""])


CELLS = {
    "an empty cell": (row(tenant=""), ["row 3, column 'tenant': it is empty"]),
    "Excel's error": (row(address="#N/A"), ["row 3, column 'address': it holds Excel's error #N/A"]),
    "no file": (row(file="19.pdf"), ["row 3, column 'file': {folder}/19.pdf cannot be read: No such file or directory"]),
    "no PDF": (row(file="text.pdf"), ["row 3, column 'file': {folder}/text.pdf is not a PDF; save or print it as PDF first"]),
    "a folder": (row(file="sub"), ["row 3, column 'file': {folder}/sub is a folder; name the PDF files in it"]),
    "two days": (row(until="05/06/2027"), ["row 3, column 'until': '05/06/2027' may be two days; write it as 2027-12-31"]),
    "Excel's day": (row(until="46387"), ["row 3, column 'until': '46387' is Excel's number of a day; give the cells the format of a day"]),
    "no day": (row(until="soon"), ["row 3, column 'until': 'soon' is neither a length of time nor a moment; write it as 30d, 2026-12-31 or 2026-12-31T18:00:00+01:00"]),
    "no key": (row(number=""), ["row 3, column 'number': it is empty"]),
    "half a party": (row(spouse="Cyd Babbage", left="72"), ["row 3, column \"Spouse's mail\": it is empty"]),
    "no number": (
        row(spouse="Cyd Babbage", left="wide", **{"spouse's mail": "c@x.com"}),
        ["row 3, column 'left': 'wide' is no number"],
    ),
    "more cells": (row(address="Oxford, 2 Mill Lane", left="72"), None),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_what_is_wrong_with_a_row_is_told_by_row_and_column(name, folder):
    table, wanted = CELLS[name]
    found = problems_of(batch_of(folder, table=table))
    if wanted is None:
        assert any("stands beyond the last column" in problem for problem in found)
    else:
        assert found == [one.replace("{folder}", str(folder)) for one in wanted]


def test_days_as_people_write_them(folder):
    days = {
        "31.12.2026": date(2026, 12, 31),
        "1.2.2027": date(2027, 2, 1),
        "2027/2/1": date(2027, 2, 1),
        "2027-2-1": date(2027, 2, 1),
        "31/12/2026": date(2026, 12, 31),
        "12/31/2026": date(2026, 12, 31),
        "06/06/2027": date(2027, 6, 6),
        "30d": date(2026, 12, 29),
    }
    for text, day in days.items():
        last = list(batch_of(folder, table=row(until=text)).sendings())[-1]
        assert (last.agreement.expires_at, last.expires_later) == (day, text == "30d")


TEMPLATES = {
    "native = [{ x = 1 }]": "every row, native: it is no table of members",
    "remind_every = true": "every row, remind_every: True is no whole number",
    'allow_loss = ["everything"]': "every row, allow_loss: 'everything' is not a valid Feature; it takes",
    'language = ["en"]': "every row, language: it is no text",
    'native = "x"': "every row, native: it is no table of members",
    'title = "{adress}"': "names the column 'adress', and {folder}/people.csv has none; did you mean 'address'?",
    'title = "{xyz}"': "has none; the columns are 'number', 'address'",
    'key = "lease"': "every row, key: it names no column",
    'parties = "x"': "every row, parties: it is no list",
    "parties = [1]": "every row, parties[0]: it is no table of members",
    'parties = [{ email = "a@x.com" }]': "every row, parties[0].name: it is missing; give name, or first_name and last",
    'parties = [{ name = "A B" }]': "every row, parties[0].email: it is missing",
    'parties = [{ name = "A B", email = "a@x.com", role = "boss" }]': "parties[0].role: 'boss' is none of signer,",
    'parties = [{ name = "A B", email = "a@x.com", sign = [{}] }]': "parties[0].sign[0]: it says where the field stands by",
    'parties = [{ name = "A B", email = "a@x.com", sign = [{ page = 1 }] }]': "parties[0].sign[0].left: it is missing",
    'parties = [{ name = "A B", email = "a@x.com", sign = [{ anchor = "A", top = 1 }] }]': ".top: it does not go with",
    'parties = [{ name = "A B", email = "a@x.com", sign = [{ anchor = "A", offset = [1] }] }]': "not two numbers",
    'documents = [{ name = "x" }]': "every row, documents[0].file: it is missing",
    'documents = [{ file = "gone.pdf" }]': "every row, documents[0].file: {folder}/templates/gone.pdf cannot be read",
}
WHOLE = {
    "title": '"x"',
    "documents": '[{ file = "lease.pdf" }]',
    "parties": '[{ name = "Ada Byron", email = "{e-mail}" }]',
}


@pytest.mark.parametrize("line", TEMPLATES)
def test_what_is_wrong_with_a_template_is_told_for_every_row(line, folder):
    name = line.partition(" ")[0]
    members = {**WHOLE, name: line.partition("= ")[2]}
    found = problems_of(batch_of(folder, "\n".join(f"{key} = {value}" for key, value in members.items())))
    assert found
    assert any(TEMPLATES[line].replace("{folder}", str(folder)) in problem for problem in found), found
    assert all(problem.startswith("every row, ") for problem in found)


UNKNOWN = {
    'titel = "{address}"': "titel: there is no such member; did you mean 'title'?",
    'password = "x"': "password: a credential would stand in the journal",
    '[[documents]]\nfiel = "{file}"': "documents[0].fiel: there is no such member; did you mean 'file'?",
    '[[parties]]\nname = "{tenant}"\nemial = "{e-mail}"': "parties[0].emial: there is no such member; did you mean 'email'?",
}


@pytest.mark.parametrize("lines", UNKNOWN)
def test_a_member_that_there_is_not_is_a_mistake_of_the_template(lines, folder):
    """Whatever stands in it, it is no mistake of the rows, and what it leaves missing is not told beside it."""
    name = lines.removeprefix("[[").partition("]")[0].partition(" ")[0]
    name = {"titel": "title"}.get(name, name)
    rest = [f"{key} = {value}" for key, value in WHOLE.items() if key != name]
    problems = problems_of(batch_of(folder, "\n".join([*rest, lines])))
    assert len(set(problems)) == 1, problems
    assert problems[0].startswith(f"{folder}/templates/lease.toml, {UNKNOWN[lines]}")


BROKEN = {
    "title = ": "is not TOML",
    'title = "a {b"': "a brace stands alone in 'a {b'; write {{ for a brace",
    'title = "a b}"': "write }} for a brace",
    'title = "a {}"': "names no column",
    'title = "a {?}"': "names no column",
    "[[parties]]\nname = '{a{b}}'": "a brace stands alone",
}


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_template(text, tmp_path):
    path = tmp_path / "lease.toml"
    path.write_text(text)
    with pytest.raises(CommandError) as error:
        read_template(path)
    assert BROKEN[text] in error.value.message
    path.write_bytes("title = 'Łucja'".encode("cp1250"))
    with pytest.raises(CommandError, match="UTF-8"):
        read_template(path)
    with pytest.raises(CommandError, match="No such file"):
        read_template(tmp_path / "missing.toml")
    path.write_bytes("title = 'x'\r\n".encode("utf-8-sig"))
    assert read_template(path).members == {"title": "x"}


def test_a_column_that_comes_twice(folder):
    table = TABLE.replace("until", "Address")
    found = problems_of(batch_of(folder, LEASE.replace("{until?}", ""), table))
    assert found == [f"every row, columns: {folder}/people.csv has the column 'address' several times; give each a name of its own"]  # fmt: skip


def test_a_key_of_cells_knows_the_cells_that_the_template_names_alone(folder):
    template = LEASE.replace('key = "lease-{Number}"', "")
    keys = [one.key for one in batch_of(folder, template).sendings()]
    assert len(set(keys)) == 2
    noted = "\n".join(
        line + ("," + note if line else "")
        for line, note in zip(TABLE.split("\n"), ["note", "sent", "x", ""], strict=True)
    )
    assert [one.key for one in batch_of(folder, template, noted).sendings()] == keys
    edited = [one.key for one in batch_of(folder, template, TABLE.replace("Ada", "Eva")).sendings()]
    assert (edited[0] == keys[0], edited[1] == keys[1]) == (False, True)


def test_placeholders():
    assert parse("{{a}} {B  c ?}").fill(lambda one: f"<{one.column}|{one.may_be_empty}>") == "{a} <b c|True>"
    assert parse("").parts == ()


def test_pages_that_are_not_there(folder):
    batch = batch_of(folder, LEASE.replace("page = 1", "page = 9"))
    bob = list(batch.sendings())[1].agreement
    problems = list(missing_pages(bob, lambda number: batch.page_count(bob, number)))
    assert [(one.path, one.reason.partition(":")[0]) for one in problems] == [
        ("parties[1].sign[0].at.page", "there is no page 9")
    ]
    assert list(missing_pages(bob, lambda number: None)) == []
    assert Document(str(folder / "text.pdf")).file
