"""Raw requests to the eSignLive emulator, shaped as its documentation and its deployed clients send them."""

from __future__ import annotations

import io
import json
from urllib.parse import quote

import httpx

from esignkit.sandbox import pdf
from tests import local_http

AGREEMENT = pdf.sample_agreement()

SIGNERS = [("Ann", "Lee", "ann@example.com"), ("Bob", "Ray", "bob@example.com")]


def client_of(sandbox, account=None) -> httpx.Client:
    esl = (account or sandbox.account).esignlive
    headers = {
        "Authorization": f"Basic {esl.api_key}",
        "Content-Type": "application/json",
        "Accept": "application/json",
    }
    return local_http.Client(base_url=esl.base_url, headers=headers)


def role(number, **more):
    first, last, email = SIGNERS[number]
    signer = {"firstName": first, "lastName": last, "email": email, "id": f"signer{number}"}
    return {"id": f"role{number}", "type": "SIGNER", "name": f"Role {number}", "signers": [signer], **more}


def approval(number, **field):
    box = {"type": "SIGNATURE", "subtype": "FULLNAME", "page": 0, "left": 50, "top": 600 + 60 * number}
    return {
        "id": f"approval{number}",
        "role": f"role{number}",
        "fields": [{**box, "width": 200, "height": 50, **field}],
    }


def package(signers=2, **more):
    return {
        "name": "Lease",
        "type": "PACKAGE",
        "language": "en",
        "autocomplete": True,
        "roles": [role(number) for number in range(signers)],
        "documents": [{"id": "doc1", "name": "Agreement", "approvals": [approval(n) for n in range(signers)]}],
        **more,
    }


def multipart(esl, path, payload, *files, first="files", payload_part=None, method="POST"):
    """Send files and payload, in either order, as a list so that the order on the wire is the one given."""
    parts = [("file", one) for one in files]
    text = (payload_part or (None, json.dumps(payload))) if payload is not None or payload_part else None
    payloads = [("payload", text)] if text else []
    ordered = parts + payloads if first == "files" else payloads + parts
    request = esl.build_request("POST", path, files=ordered)
    del request.headers["content-type"]
    fresh = httpx.Request(method, request.url, files=ordered, headers={"Authorization": esl.headers["authorization"]})
    return esl.send(fresh)


def create(esl, *files, **more):
    response = multipart(esl, "/packages", package(**more), *(files or [("a.pdf", AGREEMENT, "application/pdf")]))
    assert response.status_code == 200, response.text
    return response.json()["id"]


def bulk_template(esl, *fields, **more):
    """A template for rows of customers, who sign and fill the fields."""
    signed = {**approval(0), "role": "c"}
    signed["fields"] = [*signed["fields"], *fields]
    return create(
        esl,
        type="TEMPLATE",
        bulkSendable=True,
        roles=[{"id": "c", "name": "Customer", "type": "SIGNER"}],
        documents=[{"id": "d", "name": "D", "approvals": [signed]}],
        **more,
    )


def bulk_send(esl, template, header, *rows, payload=None):
    text = "\n".join([header, *rows]).encode()
    return multipart(esl, at(template, "bulk_send"), payload, ("batch.csv", text, "text/csv"))


def sent(esl, *files, **more):
    package_id = create(esl, *files, **more)
    send(esl, package_id)
    return package_id


def send(esl, package_id):
    response = esl.post(at(package_id), json={"status": "SENT"})
    assert (response.status_code, response.content) == (200, b""), response.text


def at(package_id, *rest):
    return "/".join(["/packages", quote(package_id, safe=""), *(quote(part, safe="") for part in rest)])


def key_of(response):
    return response.status_code, response.json()["messageKey"]


def with_tags(*, tree=True, kids=True, marked=True):
    """Return the agreement (which is tagged) without some of what makes it accessible."""
    import pikepdf

    with pikepdf.open(io.BytesIO(AGREEMENT)) as document:
        if not tree:
            del document.Root.StructTreeRoot
        elif not kids:
            del document.Root.StructTreeRoot.K
        if not marked:
            del document.Root.MarkInfo
        buffer = io.BytesIO()
        document.save(buffer)
    return buffer.getvalue()
