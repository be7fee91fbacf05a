from __future__ import annotations

import pytest

from esignkit.sandbox import pdf

from .support import ANN, BOB, INDIVIDUAL, PUBLISH, SIMPLE

CAROL = {"firstName": "Carol", "lastName": "Cook", "email": "carol@example.com"}


def children_of(app, request_id):
    listed = app.ok("GET", "A/signature-requests")["signatureRequests"]
    found = [one["_id"] for one in listed if one.get("initialSignatureRequestId") == request_id]
    return [app.context(one) for one in reversed(found)]


def test_one_request_for_each_signer(app):
    request_id = app.ready(profile=INDIVIDUAL, externalId="lease")
    signer_ids = app.context(request_id)["signerIds"]
    assert app.publish(request_id) == {"signatureRequestId": request_id}
    parent = app.context(request_id)
    assert (parent["status"], parent["signedBy"]) == ("CHILDREN_GENERATED", [])
    assert parent["signatureProofStatus"] == "NOT_INITIALIZED"
    children = children_of(app, request_id)
    assert [one["signerIds"] for one in children] == [[signer_id] for signer_id in signer_ids]
    for child in children:
        assert (child["status"], child["title"], child["externalId"]) == ("IN_PROGRESS", "Lease", "lease")
    documents = [one["_id"] for child in [parent, *children] for one in child["documents"]]
    assert len(set(documents)) == 3
    for child in children:
        assert child["documents"][0]["signatureRequestId"] == child["_id"]
        assert app.call("GET", f"documents/{child['documentIds'][0]}/file").content == pdf.sample_agreement()

    app.sandbox.sign_all(children[0]["_id"])
    assert [one["status"] for one in children_of(app, request_id)] == ["COMPLETED", "IN_PROGRESS"]
    assert app.status(request_id) == "CHILDREN_GENERATED"
    already = PUBLISH + "REQUEST_ALREADY_PUBLISHED"
    app.refused(already, "POST", f"signature-requests/{request_id}/publish", {})
    app.refused("SIGNATURE_REQUEST_BAD_STATUS", "POST", f"signature-requests/{request_id}/close", {})


def test_approvers_join_each_of_them(app):
    request_id = app.ready(profile=INDIVIDUAL, signers=[ANN, BOB, CAROL])
    ann, bob, carol = app.context(request_id)["signerIds"]
    app.update(request_id, signersAsApprover=[carol])
    app.publish(request_id)
    children = children_of(app, request_id)
    assert [one["signerIds"] for one in children] == [[ann, carol], [bob, carol]]
    assert all(one["signersAsApprover"] == [carol] for one in children)
    app.sandbox.sign(children[0]["_id"], ann)
    assert app.status(children[0]["_id"]) == "IN_PROGRESS"
    app.sandbox.sign(children[0]["_id"], carol)
    assert app.status(children[0]["_id"]) == "COMPLETED"


def test_a_refused_publish_makes_none(app):
    request_id = app.ready(profile=INDIVIDUAL, title=None)
    app.refused(PUBLISH + "NO_TITLE", "POST", f"signature-requests/{request_id}/publish", {})
    assert children_of(app, request_id) == []


@pytest.mark.parametrize("wanted", [True, False])
def test_api_4_asks_for_it_in_an_update(app, wanted):
    app.api = "v4"
    request_id = app.ready(individualizeRequests=wanted)
    app.publish(request_id)
    assert len(children_of(app, request_id)) == (2 if wanted else 0)
    assert app.status(request_id) == ("CHILDREN_GENERATED" if wanted else "IN_PROGRESS")


def test_a_parent_can_be_named_by_the_caller(app):
    parent = app.draft(SIMPLE)
    assert app.update(app.draft(), initialSignatureRequestId=parent)["initialSignatureRequestId"] == parent
