"""Finer points of the service's documents: whose packages a list holds, what a batch carries, what an audit trail says."""

from __future__ import annotations

import base64

import pytest

from esignkit.sandbox import Sandbox
from esignkit.sandbox.emulators.esignlive.emulator import ESignLiveEmulator
from tests import local_http
from tests.sandbox.esl import (
    approval,
    at,
    bulk_send,
    bulk_template,
    client_of,
    create,
    key_of,
    multipart,
    role,
    send,
    sent,
)

from .support import root_of

CAROL = {"email": "carol@example.com", "firstName": "Carol", "lastName": "Poe"}


@pytest.fixture
def carol(esl, account):
    """A regular sender of the account, by way of an API token of her own."""
    assert esl.post("/account/senders", json=CAROL).status_code == 200
    body = {"clientId": account.tenant, "secret": account.esignlive.api_key, "type": "SENDER", "email": CAROL["email"]}
    token = local_http.post(root_of(esl) + "/apitoken/clientApp/accessToken", json=body).json()
    headers = {"Authorization": f"Bearer {token['accessToken']}", "Accept": "application/json"}
    with local_http.Client(base_url=esl.base_url, headers=headers) as client:
        yield client


def ids(client, **query):
    return {one["id"] for one in client.get("/packages", params=query).json()["results"]}


class TestWhosePackages:
    def test_folders_are_the_callers_own(self, esl, carol, switch):
        mine, hers = create(esl), create(carol)
        assert (ids(esl, query="drafts"), ids(carol, query="drafts")) == ({mine}, {hers})
        assert ids(esl, query="DRAFT") == ids(esl) == {mine}
        switch(lists="account")
        assert ids(esl, query="DRAFT") == ids(esl) == {mine, hers}
        for client, one in ((esl, mine), (carol, hers)):
            client.post(at(one), json={"trashed": True})
        assert (ids(esl, query="trashed"), ids(carol, query="trashed")) == ({mine}, {hers})

    def test_another_users_packages_are_asked_for_by_name(self, esl, carol):
        create(esl)
        hers = create(carol)
        user = carol.get("/session").json()["user"]
        assert ids(esl, query="drafts", ownerEmail="Carol@example.com") == ids(esl, ownerUserId=user["id"]) == {hers}

    def test_predefined_searches_are_the_callers_own(self, esl, carol):
        mine, hers = sent(esl), sent(carol)
        for_carol = role(0, signers=[CAROL])
        awaiting = sent(esl, roles=[for_carol, role(1)])
        assert ids(esl, query="inbox", predefined="sent") == {mine, awaiting}
        assert ids(carol, query="inbox", predefined="sent") == {hers}
        assert ids(carol, query="inbox", predefined="awaitingSignature") == {awaiting}
        unsent = create(esl, roles=[for_carol, role(1)])
        assert (ids(carol), ids(esl)) == ({hers, awaiting}, {mine, awaiting, unsent})
        assert ids(esl, query="inbox", predefined="awaitingSignature") == set()
        assert carol.get("/packages/overview").json()["require_my_signature"] == 1
        assert esl.get("/packages/overview").json()["require_my_signature"] == 0

    def test_private_templates_are_their_owners(self, esl, carol):
        shared, private = (create(carol, type="TEMPLATE", visibility=to) for to in ("ACCOUNT", "SENDER"))
        assert ids(esl, type="TEMPLATE") == ids(carol, type="TEMPLATE") == {shared}
        assert ids(esl, type="TEMPLATE", visibility="SENDER") == set()
        assert ids(carol, type="TEMPLATE", visibility="SENDER") == {private}

    def test_layouts_are_the_callers_unless_all_are_asked_for(self, esl, carol):
        body = {"name": "L", "documents": [{"id": "doc1"}]}
        mine, hers = (one.post("/layouts", json={**body, "id": create(one)}).json()["id"] for one in (esl, carol))

        def layouts(**query):
            return {one["id"] for one in esl.get("/layouts", params=query).json()["results"]}

        assert layouts() == {mine}
        assert layouts(visibility="ACCOUNT") == {mine, hers}
        assert layouts(ownerEmail=CAROL["email"]) == {hers}

    def test_a_senders_token_is_for_the_owner_or_a_manager(self, esl, carol):
        mine, hers = create(esl), create(carol)
        assert esl.post("/authenticationTokens/sender", json={"packageId": hers}).status_code == 200
        assert carol.post("/authenticationTokens/sender", json={"packageId": hers}).status_code == 200
        refused = carol.post("/authenticationTokens/sender", json={"packageId": mine})
        assert key_of(refused) == (403, "error.forbidden.noPermission")


class TestBulkSend:
    def template(self, esl, **more):
        return bulk_template(esl, **more)

    def post(self, esl, template, *rows, header="Customer,FIRST_NAME,LAST_NAME,EMAIL"):
        return bulk_send(esl, template, header, *rows, payload={"name": "Batch"})

    def test_a_thousand_rows_are_advice_and_no_limit(self):
        rows = [f",P{n},Q,p{n}@example.com" for n in range(1001)]
        # In a shared sandbox the packages would be made as soon as another test puts the clock forward.
        with Sandbox(emulators=[ESignLiveEmulator()]) as sandbox, client_of(sandbox) as esl:
            sandbox.switch("esignlive", sandbox.account.tenant, bulk="time")
            assert list(self.post(esl, self.template(esl), *rows).json()) == ["id"]

    @pytest.mark.parametrize("language", ["en", "zh-CN", "ko"])
    def test_languages_that_are_supported(self, esl, language):
        assert self.post(esl, self.template(esl, language=language), ",A,B,a@example.com").status_code == 200

    def test_another_language_is_refused(self, esl):
        response = self.post(esl, self.template(esl, language="tlh"), ",A,B,a@example.com")
        assert key_of(response) == (400, "error.validation.bulkSend.language")

    def test_the_verification_of_a_signer_by_case(self, esl):
        header = "Customer,FIRST_NAME,LAST_NAME,EMAIL,SIGNER_VERIFICATION"
        template = self.template(esl)
        wrong = self.post(esl, template, ",A,B,a@example.com,personalcertificatesigning", header=header)
        assert [(one["messageKey"], one["columnName"], one["rowNumber"]) for one in wrong.json()] == [
            ("error.validation.bulkSend.invalidVerification", "SIGNER_VERIFICATION", "2")
        ]
        rows = (",A,B,a@example.com,personalCertificateSigning", ",C,D,c@example.com,")
        assert self.post(esl, template, *rows, header=header).status_code == 200
        made = esl.get("/packages?query=SENT&sort=created&dir=asc").json()["results"]
        found = [esl.get(at(one["id"], "roles", "c", "verification")) for one in made]
        assert found[0].json()["typeId"] == "personalCertificateSigning"
        assert found[1].status_code == 204

    def test_a_batch_that_waits_is_made_from_the_template_as_it_was(self, sandbox, esl, switch):
        switch(bulk="time")
        template = self.template(esl)
        assert self.post(esl, template, ",A,B,a@example.com").status_code == 200
        esl.put(at(template, "roles", "c"), json={"name": "Somebody else"})
        sandbox.clock.advance(3600)
        (made,) = esl.get("/packages?query=SENT").json()["results"]
        assert made["roles"][0]["signers"][0]["email"] == "a@example.com"


class TestAuditTrail:
    def trail(self, esl, package_id):
        return [
            (one["type"], one["target-type"], one["target"], one["user-email"])
            for one in esl.get(at(package_id, "audit")).json()["audit-events"]
        ]

    def test_it_speaks_the_services_own_words(self, sandbox, esl):
        drawn = approval(1, subtype="CAPTURE")
        second = {"id": "d2", "name": "Rider", "approvals": [{**approval(0, subtype="INITIALS"), "id": "i"}]}
        documents = [{"id": "doc1", "name": "Agreement", "approvals": [approval(0), drawn]}, second]
        made = sent_with(esl, documents)
        assert self.trail(esl, made) == []
        sandbox.sign(made, "ann@example.com")
        consent = "Electronic Disclosures and Signatures Consent"
        ann = [
            ("Accept", "Document", consent, "ann@example.com"),
            ("Click To Sign", "Document", "Agreement", "ann@example.com"),
            ("Click To Initial", "Document", "Rider", "ann@example.com"),
            ("Confirm", "Package", "Lease", "ann@example.com"),
        ]
        assert self.trail(esl, made) == ann
        sandbox.sign(made, "bob@example.com")
        esl.get(at(made, "documents", "zip"))
        assert self.trail(esl, made)[4:] == [
            ("Accept", "Document", consent, "bob@example.com"),
            ("Capture Signature", "Document", "Agreement", "bob@example.com"),
            ("Confirm", "Package", "Lease", "bob@example.com"),
            ("Download Zip", "Package", "Lease", sandbox_owner(esl)),
        ]

    def test_views_and_refusals(self, sandbox, esl):
        made = sent(esl)
        esl.post(root_of(esl) + f"/_sandbox/packages/{made}/signer", json={"act": "view", "document": "doc1"})
        sandbox.decline(made, reason="too dear")
        assert self.trail(esl, made) == [
            ("View", "Document", "Agreement", "ann@example.com"),
            ("Decline", "Package", "Lease", "ann@example.com"),
        ]
        assert esl.get(at(made, "audit")).json()["audit-events"][1]["data"] == "too dear"


def sent_with(esl, documents):
    from tests.sandbox.esl import AGREEMENT

    files = [("a.pdf", AGREEMENT, "application/pdf")] * len(documents)
    made = create(esl, *files, documents=documents)
    send(esl, made)
    return made


def sandbox_owner(esl):
    return esl.get("/session").json()["user"]["email"]


class TestShapes:
    """Where the vendor's SDK and its OpenAPI print the same answer in two shapes."""

    def both(self, switch, ask):
        found = []
        for shape in ("sdk", "openapi"):
            switch(shapes=shape)
            found.append(ask())
        return found

    def test_a_list_of_one(self, esl, switch):
        esl.post("/account/customfields", json={"id": "c", "value": "v"})
        one, other = self.both(switch, lambda: esl.get("/account/customfields").json())
        assert [one["id"] for one in one] == ["c"]
        assert other["id"] == "c"
        esl.post("/account/customfields", json={"id": "d", "value": "v"})
        assert len(esl.get("/account/customfields").json()) == 2

    def test_delegates_and_their_report(self, esl, switch):
        user = esl.post("/account/senders", json=CAROL).json()["id"]
        owner = esl.get("/session").json()["user"]["id"]
        given = {"startDate": "2030-01-01T00:00:00Z", "sendEmailCopies": True}
        assert esl.post(f"/account/senders/{owner}/delegates/{user}", json=given).status_code == 200
        one, other = self.both(switch, lambda: esl.get(f"/account/senders/{owner}/delegates").json())
        assert one == [other]
        assert (other["sendEmailCopies"], other["startDate"]) == (True, "2030-01-01T00:00:00Z")
        one, other = self.both(switch, lambda: esl.get("/reports/delegation").json())
        assert one["delegationEvents"][owner] == other["delegationEvents"]

    def test_a_new_member_of_a_group(self, esl, switch):
        group = esl.post("/groups", json={"name": "Sales"}).json()["id"]
        owner = esl.get("/session").json()["user"]["id"]
        one, other = self.both(switch, lambda: esl.post(f"/groups/{group}/members", json={"userId": owner}).json())
        assert other["members"] == [one]

    def test_roles_that_are_assigned_and_who_has_them(self, esl, switch):
        esl.post("/account/roles", json={"name": "Reader"})
        [role] = esl.get("/account/roles").json()["results"]
        owner = esl.get("/session").json()["user"]["id"]
        given = {"accountId": "x", "accountRoles": [{"id": role["id"]}]}
        one, other = self.both(switch, lambda: esl.post(f"/account/senders/{owner}/roles", json=given).json())
        assert [one] == other
        one, other = self.both(switch, lambda: esl.get(f"/account/roles/{role['id']}/users").json())
        assert (one["results"], other) == ([owner], [owner])

    def test_the_bin_in_a_report(self, esl, switch):
        made = create(esl)
        esl.post(at(made), json={"trashed": True})
        one, other = self.both(switch, lambda: esl.get(f"/reports/transaction-detail/{made}").json()["trashed"])
        assert one is True
        assert other.endswith("Z")
        esl.post(at(made), json={"trashed": False})
        one, other = self.both(switch, lambda: esl.get(f"/reports/transaction-detail/{made}").json()["trashed"])
        assert (one, other) == (False, None)

    def test_rules_that_name_a_field(self, esl, switch):
        one = approval(0)
        one["fields"] += [{"id": "pet", "type": "INPUT"}, {"id": "name", "type": "INPUT"}]
        made = create(esl, documents=[{"id": "doc1", "name": "D", "approvals": [one]}])
        rule = {
            "id": "c1",
            "condition": "document['doc1'].field['pet'].value == 'X'",
            "action": "document['doc1'].field['name'].disabled = false",
        }
        path = at(made, "documents", "doc1", "approvals", "approval0", "fields", "name", "conditionalFields")
        assert esl.put(path, json={"conditions": [rule]}).status_code == 200
        one, other = self.both(
            switch, lambda: esl.get(at(made, "referencedConditions")).json()["documents"][0]["fields"]
        )
        assert [field["fieldId"] for field in one] == [field["fieldId"] for field in other]
        assert [field["conditions"]["referencedInCondition"] for field in one] == [
            field["referencedInCondition"] for field in other
        ]
        assert "conditions" not in other[0]

    def test_one_document_out_of_a_list(self, esl, switch):
        def add():
            made = create(esl, documents=[{"id": "first", "name": "F"}])
            return multipart(esl, at(made, "documents"), [{"id": "n", "name": "N"}], ("n.txt", b"x")).json()

        one, other = self.both(switch, add)
        assert [document["id"] for document in one] == ["n"]
        assert other["id"] == "n"


def test_the_order_of_a_list_that_names_none(esl, switch):
    first, second = create(esl), create(esl)
    for order, wanted in (("newest", [second, first]), ("oldest", [first, second])):
        switch(list_order=order)
        for query in ({}, {"search": "Lease"}, {"sort": "created"}):
            assert [one["id"] for one in esl.get("/packages", params=query).json()["results"]] == wanted, query
    assert [one["id"] for one in esl.get("/packages?dir=desc").json()["results"]] == [second, first]


class TestContent:
    def test_new_content_inside_the_json(self, esl):
        made = create(esl)
        path = at(made, "documents", "doc1")
        body = {"name": "Note", "base64Content": base64.b64encode(b"new text").decode()}
        assert esl.post(path, json={**body, "name": "note.txt"}).status_code == 200
        assert esl.get(path + "/original").content == b"new text"
        assert esl.get(path).json()["name"] == "note.txt"
        assert key_of(esl.post(path, json={"base64Content": "*"})) == (400, "error.validation.document.base64Content")
        both = multipart(esl, path, body, ("a.txt", b"x"))
        assert key_of(both) == (400, "error.validation.documents.count")
        several = multipart(esl, path, {}, ("a.txt", b"x"), ("b.txt", b"y"))
        assert key_of(several) == (400, "error.validation.documents.count")

    def test_the_consent_is_a_document_like_the_others(self, esl):
        made = create(esl)
        listed = esl.get(at(made)).json()["documents"]
        for document in listed:
            shown = esl.get(at(made, "documents", document["id"]))
            assert (shown.status_code, shown.json()) == (200, document)

    def test_an_external_document_has_no_file(self, esl):
        external = {"id": "x", "name": "Elsewhere", "external": {"id": "1", "provider": "drive"}}
        made = esl.post("/packages", json={"name": "n", "documents": [external]}).json()["id"]
        assert esl.get(at(made, "documents", "x")).json()["external"] == external["external"]
        assert key_of(esl.get(at(made, "documents", "x", "pdf"))) == (404, "error.notFound.documentNotFound")

    @pytest.mark.parametrize(
        ("changes", "key"),
        [
            ({"documents": []}, "noDocuments"),
            ({"roles": [role(0)]}, "noPlaceholders"),
            ({"documents": [{"id": "d", "name": "D"}]}, "noSignatures"),
        ],
    )
    def test_what_a_template_for_a_bulk_send_needs(self, esl, changes, key):
        signed = {**approval(0), "role": "role0"}
        body = {
            "type": "TEMPLATE",
            "bulkSendable": True,
            "roles": [{"id": "role0", "name": "Customer"}],
            "documents": [{"id": "d", "name": "D", "approvals": [signed]}],
            **changes,
        }
        files = [("a.txt", b"text")] * len(body["documents"])
        made = multipart(esl, "/packages", {"name": "T", **body}, *files).json()["id"]
        response = multipart(esl, at(made, "bulk_send"), {}, ("b.csv", b"Customer,FIRST_NAME\n,A\n", "text/csv"))
        assert key_of(response) == (400, f"error.validation.bulkSend.{key}")

    def test_a_batch_has_one_file_and_may_lack_a_payload(self, esl):
        made = TestBulkSend().template(esl)
        csv = ("b.csv", b"Customer,FIRST_NAME,LAST_NAME,EMAIL\n,A,B,a@example.com\n", "text/csv")
        assert multipart(esl, at(made, "bulk_send"), None, csv).status_code == 200
        assert key_of(multipart(esl, at(made, "bulk_send"), {}, csv, csv)) == (400, "error.validation.bulkSend.file")

    def test_a_name_that_is_too_long_and_a_move_that_is_none(self, esl):
        made = create(esl)
        long = esl.put(at(made, "documents", "doc1"), json={"name": "n" * 257})
        assert key_of(long) == (400, "error.validation.document.name")
        assert key_of(esl.post(at(made), json={"status": "PAUSED"})) == (400, "error.validation.package.status")
        assert esl.get(at(made) + "?extensions=alerts").json()["alerts"] == []
        assert esl.put(at(made), json={"sender": {"email": "bobsmith@email.com"}}).status_code == 200
        assert esl.get(at(made)).json()["sender"]["email"] == "bobsmith@email.com"

    def test_roles_given_to_a_clone_take_the_place_of_those_of_the_same_id(self, esl):
        made = create(esl)
        body = {"roles": [{**role(0), "name": "Tenant"}]}
        copy = esl.post(at(made, "clone"), json=body).json()["id"]
        shown = {one["id"]: one for one in esl.get(at(copy)).json()["roles"] if one["type"] == "SIGNER"}
        assert shown["role0"]["name"] == "Tenant"
        assert shown["role1"]["signers"] == []
