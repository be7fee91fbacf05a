"""Each example that the seed prints, said through the SDK: method, path, query, headers and JSON must be the same."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from esignkit import types
from esignkit.esignlive import (
    Approval,
    CeremonySettings,
    Document,
    Field,
    Package,
    PackageSettings,
    PackageStatus,
    PackageType,
    Predefined,
    Role,
    SearchType,
    Sender,
    Signer,
    SortDirection,
    SortField,
    Visibility,
)
from tests.esignlive import printed
from tests.esignlive.helper import KEY, PEOPLE, documents, packages, run, sent_by
from tests.multipart import parts_of
from tests.support import reply
from tests.tables import in_one_test

OLD_ID = "84174f44-74f0-4e35-af45-6f1792df5972"
NEW_ID = "YU2HHW27zbJf2acHN5kmhEb96QQ="
PDF = reply(200, b"%PDF-1.7\n%%EOF\n", {"content-type": "application/pdf; esl-api-version=11"})
ZIP = reply(200, b"PK\x03\x04PK\x05\x06", {"content-type": "application/zip"})
LIST = reply(200, {"count": 0, "results": []})

NEW_PACKAGE = Package(
    name="My Package",
    type=PackageType.PACKAGE,
    language="en",
    email_message="",
    description="New Package",
    autocomplete=True,
)
SMITH = Sender(last_name="Smith", first_name="Bob", email="bobsmith@email.com")
FOR_SMITH = Package(
    type=PackageType.PACKAGE,
    settings=PackageSettings(ceremony=CeremonySettings(in_person=False)),
    name="Package with sender",
    visibility=Visibility.ACCOUNT,
    language="en",
    email_message="",
    description="Package with sender",
    autocomplete=True,
)
COPY = Package(
    name="Template1",
    description="",
    email_message="",
    autocomplete=True,
    settings=PackageSettings(ceremony=CeremonySettings(in_person=False)),
    type=PackageType.PACKAGE,
    due=types.NULL,
    language="en",
)

# name of the example: plan, answer, method, target, accept, JSON body
SEED = {
    "list": (packages.list(), LIST, "GET", "/packages", "application/json", None),
    "get": (packages.get(OLD_ID), None, "GET", f"/packages/{OLD_ID}", "application/json", None),
    "get, version 11 id": (
        packages.get(NEW_ID),
        None,
        "GET",
        "/packages/YU2HHW27zbJf2acHN5kmhEb96QQ%3D",
        "application/json",
        None,
    ),
    "signing status": (
        packages.signing_status(OLD_ID),
        reply(200, {"status": "COMPLETED"}),
        "GET",
        f"/packages/{OLD_ID}/signingStatus",
        "application/json",
        None,
    ),
    # Printed as a "request payload" that is not JSON; the seed's own table and every other source have a query.
    "signing status of a document": (
        packages.signing_status(OLD_ID, document="80f36f8dd7e2dea9"),
        reply(200, {"status": "SIGNING_PENDING"}),
        "GET",
        f"/packages/{OLD_ID}/signingStatus?document=80f36f8dd7e2dea9",
        "application/json",
        None,
    ),
    "overview": (packages.overview(), None, "GET", "/packages/overview", "application/json", None),
    "evidence summary": (
        packages.evidence_summary(OLD_ID).bytes(),
        PDF,
        "GET",
        f"/packages/{OLD_ID}/evidence/summary",
        "application/pdf",
        None,
    ),
    "create": (
        packages.create(NEW_PACKAGE),
        None,
        "POST",
        "/packages",
        "application/json",
        printed.CREATE,
    ),
    "create for another": (
        packages.create(FOR_SMITH, sender=SMITH),
        None,
        "POST",
        "/packages",
        "application/json",
        printed.ON_BEHALF,
    ),
    "clone": (
        packages.clone("47132ca5-3687-4873-8ede-cc36eb93371d", COPY),
        None,
        "POST",
        "/packages/47132ca5-3687-4873-8ede-cc36eb93371d/clone",
        "application/json",
        printed.CLONE,
    ),
    "update": (
        packages.update("75b125e1-ece3-481e-b8a6-3c2ae39d310a", name="My Document"),
        reply(204),
        "PUT",
        "/packages/75b125e1-ece3-481e-b8a6-3c2ae39d310a",
        "application/json",
        {"name": "My Document"},
    ),
    "delete": (
        packages.delete("75b125e1-ece3-481e-b8a6-3c2ae39d310a"),
        reply(204),
        "DELETE",
        "/packages/75b125e1-ece3-481e-b8a6-3c2ae39d310a",
        "application/json",
        None,
    ),
}


@in_one_test("name", SEED)
def test_example_of_the_seed(name):
    flow, answer, method, target, accept, body = SEED[name]
    sent = sent_by(flow, *([answer] if answer else []))
    assert (sent.method, sent.target) == (method, target)
    assert sent.headers["authorization"] == f"Basic {KEY}"
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["accept"] == accept
    assert (sent.json if sent.body else None) == body


def test_create_with_document_binaries_as_the_seed_prints_it():
    package = Package(documents=[Document(name="Document Package 01")])
    sent = sent_by(packages.create(package, files=[("Unsigned Document.doc", b"\xd0\xcf\x11\xe0 word")]))
    assert (sent.method, sent.target, sent.headers["accept"]) == ("POST", "/packages", "application/json")
    file, payload = parts_of(sent)
    assert (file.name, file.filename, file.content_type) == ("file", "Unsigned Document.doc", "application/msword")
    assert file.content == b"\xd0\xcf\x11\xe0 word"
    assert (payload.name, payload.filename, payload.content_type) == ("payload", None, None)
    assert json.loads(payload.content) == {"documents": [{"name": "Document Package 01"}]}


def test_create_accessible_says_more_than_it_is_told():
    """Only the ids are given here: the flags, and the names that must be the same, are filled in."""
    package = Package(
        type="PACKAGE",
        language="en",
        name="<Package Name>",
        documents=[
            Document(
                index=0,
                name="Doc 1",
                approvals=[
                    Approval(
                        role="Customer",
                        fields=[
                            Field(id="APR", type="INPUT", subtype="TEXTFIELD"),
                            Field(id="CustomerSignature", type="SIGNATURE", subtype="FULLNAME"),
                        ],
                    ),
                    Approval(role="Customer", fields=[Field(name="Agent", type="SIGNATURE", subtype="FULLNAME")]),
                ],
            )
        ],
        roles=[
            Role(
                type="SIGNER",
                id="Customer",
                name="Customer",
                signers=[
                    Signer(
                        signature=types.NULL,
                        first_name="role",
                        last_name="one",
                        email="<email address>",
                        id="Customer",
                    )
                ],
            )
        ],
    )
    before = package.to_wire()
    sent = sent_by(packages.create_accessible(package, files=[("tagged.pdf", b"%PDF-1.7 %%EOF")]))
    file, payload = parts_of(sent)
    assert (file.name, file.filename, file.content_type) == ("file", "tagged.pdf", "application/pdf")
    assert json.loads(payload.content) == printed.ACCESSIBLE
    assert package.to_wire() == before


def test_create_accessible_takes_the_whole_example_as_it_is():
    package = Package.from_wire(printed.ACCESSIBLE)
    assert package.roles
    assert package.roles[0].signers
    package.roles[0].signers[0].signature = types.NULL
    sent = sent_by(packages.create_accessible(package))
    assert sent.json == printed.ACCESSIBLE


def test_bulk_send_as_the_seed_prints_it():
    plan = packages.bulk_send(
        "bulk-template",
        ("rows.csv", PEOPLE),
        name="My custom package name",
        description="My custom package description",
    )
    sent = sent_by(plan, reply(200, b' {"id": "batch-1"}', {"content-type": "text/html"}))
    assert (sent.method, sent.target) == ("POST", "/packages/bulk-template/bulk_send")
    assert sent.headers["accept"] == "text/html"
    payload, file = parts_of(sent)
    assert (payload.name, payload.filename, payload.content_type) == ("payload", None, None)
    assert json.loads(payload.content) == {
        "name": "My custom package name",
        "description": "My custom package description",
    }
    assert (file.name, file.filename, file.content_type) == ("file", "rows.csv", "text/csv")


@in_one_test(
    "csv, name",
    [(PEOPLE, "document.csv"), (("rows", PEOPLE), "rows.csv"), (("ROWS.CSV", PEOPLE, "text/plain"), "ROWS.CSV")],
)
def test_bulk_send_names_its_file_as_csv(csv, name):
    payload, file = parts_of(sent_by(packages.bulk_send("t", csv)))
    assert (file.filename, file.content_type, json.loads(payload.content)) == (name, "text/csv", {})


LONG_QUERY = {
    "query": "inbox",
    "predefined": "awaitingSignature",
    "type": "TEMPLATE",
    "visibility": "SENDER",
    "search": "lease & more",
    "searchtype": "exactname",
    "lastUpdatedStartDate": "2018-12-12Z",
    "lastUpdatedEndDate": "2018-12-31T11:00:00Z",
    "from": "21",
    "to": "40",
    "sort": "APPROVAL_SIGNING_DATE",
    "dir": "desc",
    "fields": "id",
    "ownerUserId": "u/1",
    "ownerEmail": "a+b@example.com",
}


def test_every_query_parameter_of_a_list():
    from urllib.parse import parse_qsl

    plan = packages.list(
        query="inbox",
        predefined=Predefined.AWAITING_SIGNATURE,
        type=PackageType.TEMPLATE,
        visibility=Visibility.SENDER,
        search="lease & more",
        search_type=SearchType.EXACT_NAME,
        last_updated_start_date=date(2018, 12, 12),
        last_updated_end_date=datetime(2018, 12, 31, 12, 0, tzinfo=timezone(timedelta(hours=1))),
        from_=21,
        to=40,
        sort=SortField.APPROVAL_SIGNING_DATE,
        dir=SortDirection.DESCENDING,
        fields="id",
        owner_user_id="u/1",
        owner_email="a+b@example.com",
    )
    sent = sent_by(plan, LIST)
    path, _, query = sent.target.partition("?")
    assert path == "/packages"
    assert dict(parse_qsl(query, strict_parsing=True)) == LONG_QUERY
    assert "a%2Bb%40example.com" in query


# Calls around the seed's: plan, answer, method, target, accept, JSON
AROUND = [
    (packages.get("p", raw_signature_capture=True, extensions="alerts"), None, "GET",
     "/packages/p?rawSignatureCapture=true&extensions=alerts", "application/json", None),
    (packages.signing_status("p", signer="s/1"), reply(200, {"status": "DRAFT"}), "GET",
     "/packages/p/signingStatus?signer=s%2F1", "application/json", None),
    (packages.overview(start_date="2024-01-01Z", end_date=datetime(2024, 2, 1, tzinfo=UTC)), None, "GET",
     "/packages/overview?startDate=2024-01-01Z&endDate=2024-02-01T00%3A00%3A00Z", "application/json", None),
    (packages.get("overview"), None, "GET", "/packages/overview", "application/json", None),
    (packages.signing_url("p", "r 1"), None, "GET", "/packages/p/roles/r%201/signingUrl", "application/json", None),
    (packages.clone("p", Package(roles=[]), sender=Sender(email="a@b.c")), None, "POST", "/packages/p/clone",
     "application/json", {"roles": [], "sender": {"email": "a@b.c"}}),
    (packages.download_zip("p", flatten=True).bytes(), ZIP, "GET", "/packages/p/documents/zip?flatten=true",
     "application/zip", None),
    (documents.download("p", "d/1", flatten=False).bytes(), PDF, "GET", "/packages/p/documents/d%2F1/pdf?flatten=false",
     "application/octet-stream", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("flow", "answer", "method", "target", "accept", "body"), AROUND, ids=[f"{c[2]} {c[3]}" for c in AROUND]
)
def test_calls_around_the_seed(flow, answer, method, target, accept, body):
    sent = sent_by(flow, *([answer] if answer else []))
    assert (sent.method, sent.target, sent.headers["accept"]) == (method, target, accept)
    assert sent.headers["content-type"] == "application/json"
    assert (sent.json if sent.body else None) == body


def test_update_writes_what_is_given_and_null_for_none():
    plan = packages.update(
        "p",
        description=None,
        due=datetime(2030, 1, 31, 13, 0, tzinfo=timezone(timedelta(hours=1))),
        autocomplete=False,
        settings=PackageSettings(ceremony=CeremonySettings(hide_watermark=True)),
        visibility=Visibility.SENDER,
        data={"ref": 7},
    )
    assert sent_by(plan, reply(200)).json == {
        "description": None,
        "due": "2030-01-31T12:00:00Z",
        "autocomplete": False,
        "settings": {"ceremony": {"hideWatermark": True}},
        "visibility": "SENDER",
        "data": {"ref": 7},
    }


def test_every_argument_of_update_reaches_the_wire():
    import inspect

    names = [n for n in inspect.signature(packages.update).parameters if n not in ("package_id", "options")]
    for name in names:
        sent = sent_by(packages.update("p", **{name: None}), reply(200))
        assert list(sent.json.values()) == [None], name
        (wire,) = sent.json
        assert Package.from_wire({wire: None}).extra == {}, f"{wire} is not a member of a package"
    assert len(names) == 19


def test_a_naive_date_is_refused():
    naive = datetime(2030, 1, 1)
    with pytest.raises(ValueError, match="time zone"):
        run(packages.update("p", due=naive))
    with pytest.raises(ValueError, match=r"last_updated_start_date.*time zone"):
        packages.list(last_updated_start_date=naive)


def test_status_may_be_given_to_create_and_send_at_once():
    assert sent_by(packages.create(Package(name="n", status=PackageStatus.SENT))).json == {
        "name": "n",
        "status": "SENT",
    }


def test_create_does_not_touch_the_package_it_is_given():
    package = Package(name="n")
    sent_by(packages.create(package, sender=SMITH, files=[("a.pdf", b"%PDF")]))
    assert package == Package(name="n")
