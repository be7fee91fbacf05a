"""Two documents for two people at each of the services, sent with raw HTTP, and the page where they sign."""

from __future__ import annotations

import base64
import re
from contextlib import closing

from esignkit.sandbox import pdf
from tests import local_http
from tests.sandbox import esl as esignlive
from tests.sandbox.constellation1 import support as constellation1
from tests.sandbox.ignisign import support as ignisign

SERVICES = ("esignlive", "ignisign", "constellation1")
PEOPLE = {
    "esignlive": ("ann@example.com", "bob@example.com"),
    "ignisign": ("ann@example.com", "bob@example.com"),
    "constellation1": ("seller1@example.com", "buyer1@example.com"),
}
AGREEMENT = pdf.sample_agreement()
TAGGED = pdf.write_pdf(
    [
        [
            "# Lease",
            "<sig_req_Seller 1_180>",
            "",
            "",
            "",
            "<txt_req_Seller 1_150>",
            "",
            "<chk_opt_Seller 1>",
            "",
            "<rdo_req_Seller 1_2>",
            "",
            "<ddl_opt_Seller 1_100_red_blue>",
            "",
            "<d_req_Seller 1>",
            "",
            "<ini_req_Seller 1_60>",
            "",
            "",
            "",
            "<sig_req_Buyer 1_180>",
        ]
    ]
)

FIELDS = [
    ("city", "TEXTFIELD", 72, 430, 150, 20, {"required": True, "maxLength": 20}),
    ("news", "CHECKBOX", 240, 430, 18, 18, {}),
    ("monthly", "RADIO", 280, 430, 18, 18, {"group": "rent", "required": True}),
    ("yearly", "RADIO", 310, 430, 18, 18, {"group": "rent"}),
    ("country", "LIST", 350, 430, 120, 20, {"enum": ["France", "Germany"]}),
    ("start", "DATEPICKER", 72, 470, 120, 20, {}),
    ("remarks", "TEXTAREA", 210, 470, 260, 50, {"pattern": "[^#]*"}),
]
DECLINE = {"esignlive": {"settings": {"ceremony": {"declineButton": True}}}}
"""What a service is sent for the button with which a signer declines."""


def sent(sandbox, account, service, *, title="Lease", names=("Agreement", "Annex"), **more):
    """Send two documents to two people, one after the other, and return the transaction's id."""
    return {"esignlive": _esignlive, "ignisign": _ignisign, "constellation1": _constellation1}[service](
        sandbox, account, title, names, **more
    )


def _esignlive(sandbox, account, title, names, *, fields=True, **more):
    with esignlive.client_of(sandbox, account) as esl:
        documents = []
        for number, name in enumerate(names):
            approvals = [esignlive.approval(0), esignlive.approval(1, left=320)]
            if fields and not number:
                approvals[0]["fields"] += [
                    {
                        "id": key,
                        "name": key.title(),
                        "type": "INPUT",
                        "subtype": subtype,
                        "page": 0,
                        **dict(zip(("left", "top", "width", "height"), box, strict=True)),
                        "validation": validation,
                    }
                    for key, subtype, *box, validation in FIELDS
                ]
                initials = {
                    "id": "initials0",
                    "type": "SIGNATURE",
                    "subtype": "INITIALS",
                    "page": 0,
                    "left": 480,
                    "top": 500,
                }
                approvals.append(
                    {"id": "initials", "role": "role0", "fields": [{**initials, "width": 60, "height": 30}]}
                )
            content = base64.b64encode(AGREEMENT).decode()
            documents.append({"id": f"doc{number}", "name": name, "base64Content": content, "approvals": approvals})
        roles = [esignlive.role(number, index=number) for number in range(2)]
        body = {**esignlive.package(), "name": title, "roles": roles, "documents": documents, **more}
        response = esl.post("/packages", json=body)
        assert response.status_code == 200, response.text
        esignlive.send(esl, response.json()["id"])
        return response.json()["id"]


def _ignisign(sandbox, account, title, names, **more):
    with ignisign.Application(sandbox, account) as app:
        request_id = app.draft()
        documents = [app.document(request_id, AGREEMENT, label=name) for name in names]
        signers = [app.signer(**one) for one in (ignisign.ANN, ignisign.BOB)]
        app.update(request_id, title=title, documentIds=documents, signerIds=signers, **more)
        app.publish(request_id)
        return request_id


def _constellation1(sandbox, account, title, names, *, tags=True, **more):
    with closing(constellation1.Client(account.constellation1)) as client:
        contents = [TAGGED if tags else AGREEMENT, AGREEMENT]
        documents = [
            constellation1.document(content, name, HasAnchorTags=content is TAGGED)
            for content, name in zip(contents, names, strict=True)
        ]
        client.switch(account.tenant, race="never")
        roles = ("Seller 1", "Buyer 1")
        session = client.create(signers=roles, documents=documents, Title=title, UseSequence=1, **more)
        assert client.start(session)["ReturnValue"] == "True", session
        return session


def named(field, document="doc0"):
    """A field, as conditions call it."""
    return f"document['{document}'].field['{field}']"


def rule(source, value, target, action="disabled = false", operator="=="):
    """A condition of a package, as the service spells it."""
    return {
        "id": f"{source}-{target}-{action}",
        "condition": f"{named(source)}.value {operator} '{value}'",
        "action": f"{named(target)}.{action}",
    }


INPUT = {"type": "INPUT", "page": 0, "left": 200, "top": 430, "width": 90, "height": 20}


def of_two(key="doc0"):
    """A document in which Ann checks a box and Bob fills in names."""
    approvals = [esignlive.approval(0, id="sig0"), esignlive.approval(1, left=320, id="sig1")]
    approvals[0]["fields"].append(
        {**INPUT, "left": 72, "width": 20, "id": "pets", "name": "Pets", "subtype": "CHECKBOX"}
    )
    approvals[1]["fields"].append({**INPUT, "id": "names", "name": "Names", "subtype": "TEXTFIELD"})
    content = base64.b64encode(AGREEMENT).decode()
    return {"id": key, "name": "Agreement", "base64Content": content, "approvals": approvals}


class Signer:
    """One person's browser, as far as HTTP goes: it opens the page, fills it in and sends its form."""

    def __init__(self, url, language="en"):
        self.url = url
        self.http = local_http.Client(timeout=60, headers={"Accept-Language": language})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.close()

    def open(self):
        return self.http.get(self.url)

    def form(self, **changes):
        """Return what a browser would send after filling in everything that is required."""
        page = self.open().text
        sends = {"mode": "typed", "typed": "Ann Lee", "consent": "yes"}
        for name, kind in re.findall(r'<input id="entry\d+" name="([^"]*)"[^>]*type="(\w+)"', page):
            values = {"text": "Oslo", "date": "2026-01-31", "checkbox": "X"}
            if kind == "radio":
                sends[name] = re.findall(rf'name="{re.escape(name)}"[^>]*value="([^"]*)"', page)[-1]
            else:
                sends[name] = values[kind]
        for name, value in re.findall(r'<input type="hidden" name="(shown)" value="([^"]*)"', page):
            sends[name] = value
        for name in re.findall(r'<select id="entry\d+" name="([^"]*)"', page):
            sends[name] = re.findall(r"<option>([^<]+)</option>", page)[0]
        return {**sends, **changes}

    def send(self, form=None, path="", **changes):
        return self.http.post(self.url + path, data=self.form(**changes) if form is None else form)

    def sign(self, **changes):
        response = self.send(**changes)
        assert response.status_code == 303, response.text
        return self.open()
