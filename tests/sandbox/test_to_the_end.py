"""Odd documents and names on each service over HTTP, to the end: uploaded, sent, signed, fetched, verified."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from esignkit.sandbox import pdf
from esignkit.sandbox.pdf.comparison import require_same_pages
from tests.sandboxes import emptied, running_sandbox

from .constellation1.support import Client, document, envelope, signer
from .esl import AGREEMENT, at, client_of, multipart, send
from .ignisign.support import Application
from .pdf.specimens import TAKEN

running = running_sandbox(scope="module")

ANN = ("Ann", "Lee")
NAMES = {
    "Cyrillic, more than 64 bytes": ("Екатерина", "Владимировна Преображенская"),
    "Hebrew and Latin": ("Rose", "כהן לוי"),
    "an emoji": ("Rose", "Hill 🌹"),
    "accents": ("Renée", "Åkesson"),
    "Chinese": ("李", "明"),
    "Hebrew": ("דוד", "לוי"),
    "two kinds of apostrophe": ("Sinéad", "O’Neill-d'Arcy"),
    "very long": ("Wolfeschlegel", "steinhausen" * 12),
}
TITLE = "Lease é 🌹 לוי"
Signed = dict[str, bytes]


def addresses(names) -> list[tuple[str, str, str]]:
    return [(first, last, f"signer{number}@example.com") for number, (first, last) in enumerate(names)]


def esignlive(sandbox, names, files) -> Signed:
    with client_of(sandbox) as esl:
        people = [
            {"firstName": first, "lastName": last, "email": email, "id": f"s{n}"}
            for n, (first, last, email) in enumerate(addresses(names))
        ]
        box = {"type": "SIGNATURE", "subtype": "FULLNAME", "page": 0, "left": 5, "width": 120, "height": 25}
        approvals = [{"role": f"r{n}", "fields": [{**box, "top": 5 + 30 * n}]} for n in range(len(people))]
        payload = {
            "name": TITLE,
            "autocomplete": True,
            "roles": [{"id": f"r{n}", "signers": [one]} for n, one in enumerate(people)],
            "documents": [{"id": f"d{n}", "name": name, "approvals": approvals} for n, name in enumerate(files)],
        }
        uploads = [(f"{n}.pdf", content, "application/pdf") for n, content in enumerate(files.values())]
        package_id = multipart(esl, "/packages", payload, *uploads).json()["id"]
        send(esl, package_id)
        sandbox.sign_all(package_id)
        made = esl.get(at(package_id)).json()
        assert (made["status"], made["name"]) == ("COMPLETED", TITLE)
        last_names = [one["lastName"] for role in made["roles"] for one in role["signers"] if role["type"] == "SIGNER"]
        assert last_names == [last for _, last in names]
        return {name: esl.get(at(package_id, "documents", f"d{n}", "pdf")).content for n, name in enumerate(files)}


def ignisign(sandbox, names, files) -> Signed:
    with Application(sandbox, sandbox.account) as app:
        request_id = app.draft()
        ids = [
            app.document(request_id, content, f"{n}.pdf", label=name) for n, (name, content) in enumerate(files.items())
        ]
        signers = [app.signer(firstName=first, lastName=last, email=email) for first, last, email in addresses(names)]
        app.update(request_id, title=TITLE, documentIds=ids, signerIds=signers)
        app.publish(request_id)
        sandbox.sign_all(request_id)
        context = app.context(request_id)
        assert (context["status"], context["title"]) == ("COMPLETED", TITLE)
        assert [one["lastName"] for one in context["signers"]] == [last for _, last in names]
        for document_id in ids:
            assert app.call("GET", f"documents/{document_id}/signature-proof").content.startswith(b"%PDF")
    return {name: sandbox.signed_file(request_id, document_id) for name, document_id in zip(files, ids, strict=True)}


def constellation1(sandbox, names, files) -> Signed:
    with ExitStack() as stack:
        client = Client(sandbox.constellation1)
        stack.callback(client.close)
        body = envelope(
            client.username, documents=[document(content, f"{name}.pdf") for name, content in files.items()]
        )
        body["session"]["SessionInfo"]["Title"] = TITLE
        body["session"]["Signers"] = [
            signer(f"Role {n}", email, last, FirstName=first) for n, (first, last, email) in enumerate(addresses(names))
        ]
        session = client.call("POST", "/v1/sessions", body)["SigningSessionId"]
        assert client.start(session)["ReturnValue"] == "True"
        sandbox.sign_all(session)
        made = client.get(session)
        assert (made["StatusCode"], made["SessionInfo"]["Title"]) == (3, TITLE)
        assert [one["LastName"] for one in made["Signers"]] == [last for _, last in names]
    documents = sandbox.transaction(session).documents  # no call of the service is known that fetches them
    return {name: sandbox.signed_file(session, one.id) for name, one in zip(files, documents, strict=True)}


@pytest.fixture(params=[esignlive, ignisign, constellation1], ids=lambda one: one.__name__)
def sign(request, running):
    """Let people sign files on one service; return the files, signed."""
    sandbox = emptied(running)
    return lambda names, files: request.param(sandbox, names, files)


def check(sandbox, name: str, content: bytes, people) -> None:
    report = pdf.verify_pdf(content, [sandbox.ca_certificate])
    assert report.problems == (), name
    signers = [one.signer for one in report.signatures if not one.is_seal]
    assert signers[-len(people) :] == [f"{first} {last}" for first, last in people], name
    assert report.signatures[-1].is_seal, name


def test_every_odd_document_is_signed_with_all_that_it_shows(sign, running):
    for name, content in sign([ANN], TAKEN).items():
        check(running, name, content, [ANN])
        require_same_pages(TAKEN[name], content, {0: [pdf.Box(0, 0, 400, 300)]})


def test_everybody_can_sign_whatever_the_name(sign, running):
    people = list(NAMES.values())
    (signed,) = sign(people, {"lease": AGREEMENT}).values()
    check(running, "lease", signed, people)
