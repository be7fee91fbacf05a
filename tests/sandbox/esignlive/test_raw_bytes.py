"""What deployed clients of the service send, byte for byte, and what they rely on in the responses."""

from __future__ import annotations

import base64
import json
import re

import pytest

from tests.sandbox.esl import AGREEMENT, at, create, package, send, sent
from tests.sandbox.wire import ADDRESSES, Wire, chunked, root_of

PDF_PART = (
    b'--b1\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n'
    b"Content-Type: application/pdf\r\n\r\n" + AGREEMENT.replace(b"%", b"%%") + b"\r\n"
)
PACKAGE = {"name": "Lease", "documents": [{"id": "d1", "name": "One"}, {"id": "d2", "name": "Two"}]}


@pytest.fixture(params=ADDRESSES)
def wire(request, sandbox, esl):
    return Wire(root_of(sandbox, "esignlive", request.param), esl.headers["authorization"])


def multipart(first, payload_head=b""):
    text = json.dumps(PACKAGE).encode()
    payload = b'--b1\r\nContent-Disposition: form-data; name="payload"\r\n' + payload_head + b"\r\n" + text + b"\r\n"
    files = PDF_PART % b"second.pdf" + PDF_PART % b"One"
    parts = payload + files if first == "payload" else files + payload
    return parts + b"--b1--\r\n"


MULTIPART = b"Content-Type: multipart/form-data; boundary=b1\r\n"


class TestMultipart:
    @pytest.mark.parametrize("first", ["payload", "file"])
    @pytest.mark.parametrize(
        "payload_head", [b"", b"Content-Type: text/plain; charset=UTF-8\r\n", b"Content-Type: application/json\r\n"]
    )
    @pytest.mark.parametrize("in_chunks", [False, True])
    def test_either_order_with_or_without_a_type_and_a_length(self, wire, first, payload_head, in_chunks):
        body, headers = multipart(first, payload_head), MULTIPART
        if in_chunks:
            body, headers = chunked(body), headers + b"Transfer-Encoding: chunked\r\n"
        status, fields, content = wire.send("POST", "/api/packages", body, headers)
        assert status == 200, content
        assert fields["content-type"].startswith("text/html")
        assert list(json.loads(content)) == ["id"]
        # By order: a file name that is another document's name says nothing.
        made = json.loads(content)["id"]
        _, _, shown = wire.send("GET", f"/api/packages/{made}")
        documents = json.loads(shown)["documents"][1:]
        assert [(one["id"], one["name"], one["size"]) for one in documents] == [
            ("d1", "One", len(AGREEMENT)),
            ("d2", "Two", len(AGREEMENT)),
        ]

    @pytest.mark.parametrize("name", [b"payload", b"payload.json", b"payLoad.JSON"])
    def test_a_payload_with_a_file_name_is_still_the_payload(self, wire, name):
        body = multipart("payload").replace(b'name="payload"', b'name="payload"; filename="%s"' % name)
        status, _, content = wire.send("POST", "/api/packages", body, MULTIPART)
        assert (status, list(json.loads(content))) == (200, ["id"])


class TestIds:
    def test_raw_and_encoded_are_one(self, wire, esl):
        made = create(esl)
        assert made.endswith("=")
        for spelt in (made, made.replace("=", "%3D"), made.replace("=", "%3d")):
            status, _, content = wire.send("GET", f"/api/packages/{spelt}")
            assert (status, json.loads(content)["id"]) == (200, made)

    def test_a_slash_inside_an_id_arrives_encoded(self, wire, esl):
        made = create(esl, documents=[{"id": "a/b c+d%=", "name": "D"}], roles=[])
        status, _, content = wire.send("GET", f"/api/packages/{made}/documents/a%2Fb%20c%2Bd%25%3D")
        assert (status, json.loads(content)["id"]) == (200, "a/b c+d%=")
        assert wire.send("GET", f"/api/packages/{made}/documents/a/b%20c%2Bd%25%3D")[0] == 404

    def test_doubled_slashes_and_one_at_the_end_count_for_nothing(self, wire, esl):
        made = create(esl)
        for path in (f"//packages/{made}", f"/packages//{made}/", f"/packages/{made}//"):
            assert wire.send("GET", f"/api{path}")[0] == 200

    def test_a_uuid_is_an_id_too(self, wire, switch):
        switch(ids="uuid")
        made = json.loads(wire.send("POST", "/api/packages", b'{"name":"x"}')[2])["id"]
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made)
        assert wire.send("GET", f"/api/packages/{made}")[0] == 200


class TestMoves:
    @pytest.mark.parametrize("method", ["POST", "PUT"])
    def test_send_trash_restore_complete_archive(self, sandbox, wire, esl, method):
        made = create(esl, autocomplete=False)
        assert wire.send(method, f"/api/packages/{made}", b'{"status":"SENT"}')[::2] == (200, b"")
        sandbox.sign_all(made)
        for body, seen in (
            (b'{"trashed":true}', ("SENT", True)),
            (b'{"trashed":false}', ("SENT", False)),
            (b'{"status":"COMPLETED"}', ("COMPLETED", False)),
            (b'{"status":"ARCHIVED"}', ("ARCHIVED", False)),
        ):
            assert wire.send(method, f"/api/packages/{made}", body)[::2] == (200, b"")
            shown = esl.get(at(made)).json()
            assert (shown["status"], shown["trashed"]) == seen

    def test_back_to_draft_is_a_put(self, wire, esl):
        made = sent(esl)
        assert wire.send("PUT", f"/api/packages/{made}", b'{"status":"DRAFT"}')[0] == 200
        assert esl.get(at(made)).json()["status"] == "DRAFT"

    def test_the_ballast_of_a_rename(self, wire, esl):
        made = create(esl)
        before = esl.get(at(made)).json()
        body = b'{"name":"Renamed","roles":[],"autocomplete":true,"data":{"sdk":"Java v11.68.0"}}'
        head = b"Content-Type: application/json; esl-api-version=11.68.0\r\n"
        assert wire.send("PUT", f"/api/packages/{made}", body, head)[0] == 200
        after = esl.get(at(made)).json()
        assert after["name"] == "Renamed"
        for kept in ("roles", "documents", "status", "type", "description", "language"):
            assert after[kept] == before[kept]


class TestQueries:
    def test_empty_means_absent(self, wire, esl):
        made = sent(esl)
        for query in ("", "?signer=&document=", "?signer=role0&document=", "?signer=&document=doc1"):
            status, _, content = wire.send("GET", f"/api/packages/{made}/signingStatus{query}")
            assert (status, json.loads(content)) == (200, {"status": "SIGNING_PENDING"})

    @pytest.mark.parametrize("kind", ["template", "TEMPLATE"])
    def test_templates_in_either_case(self, wire, esl, kind):
        made = create(esl, type="TEMPLATE")
        listed = json.loads(wire.send("GET", f"/api/packages?type={kind}&from=1&to=10")[2])
        assert (listed["count"], [one["id"] for one in listed["results"]]) == (1, [made])

    def test_a_status_as_query_and_dates_under_two_names(self, wire, esl):
        made = sent(esl)
        for query in (
            "query=SENT&from=1&to=1",
            "query=inbox&predefined=sent&startDate=2000-01-01Z&endDate=2999-01-01Z",
            "lastUpdatedStartDate=2000-01-01T12:30:00%2B01:30&lastUpdatedEndDate=2999-01-01T00:00:00Z",
        ):
            listed = json.loads(wire.send("GET", f"/api/packages?{query}")[2])
            assert [one["id"] for one in listed["results"]] == [made], query

    def test_the_count_is_the_total(self, wire, esl):
        for number in range(3):
            esl.post("/packages", json={"name": f"P{number}"})
        listed = json.loads(wire.send("GET", "/api/packages?from=2&to=2")[2])
        assert (listed["count"], len(listed["results"])) == (3, 1)


class TestAnswers:
    def test_create_and_clone_answer_an_id_alone(self, wire, esl):
        made = json.loads(wire.send("POST", "/api/packages", json.dumps({"name": "x"}).encode())[2])
        assert list(made) == ["id"]
        assert list(json.loads(wire.send("POST", f"/api/packages/{made['id']}/clone", b"{}")[2])) == ["id"]

    def test_tokens(self, wire, account):
        body = json.dumps({"clientId": account.tenant, "secret": account.esignlive.api_key, "type": "OWNER"}).encode()
        status, _, content = wire.send("POST", "/apitoken/clientApp/accessToken", body)
        assert (status, sorted(json.loads(content))) == (200, ["accessToken", "expiresAt"])
        value = json.loads(wire.send("POST", "/api/authenticationTokens/user")[2])
        assert list(value) == ["value"]
        session = wire.send("GET", f"/auth?authenticationToken={value['value']}")
        assert list(json.loads(session[2])) == ["sessionToken"]

    def test_a_token_of_oauth_comes_from_the_root_of_the_host(self, wire, account):
        named = f"{account.tenant}:{account.esignlive.api_key}".encode()
        wire.authorization = b"Basic " + base64.b64encode(named)
        head = b"Content-Type: application/x-www-form-urlencoded\r\n"
        status, _, content = wire.send("POST", "/oauth2/token", b"grant_type=client_credentials", head)
        assert (status, json.loads(content)["token_type"]) == (200, "Bearer")

    def test_no_null_where_clients_expect_none(self, wire, esl):
        made = sent(esl, **dict.fromkeys(("description", "emailMessage", "visibility", "settings", "language")))
        shown = json.loads(wire.send("GET", f"/api/packages/{made}")[2])
        keys = "name status type description emailMessage visibility sender roles documents messages autocomplete"
        assert [key for key in [*keys.split(), "trashed", "updated"] if shown[key] is None] == []
        assert shown.get("settings", {"ceremony": {}})["ceremony"] is not None
        roles = {one["id"] for one in shown["roles"]}
        assert all(isinstance(one["signers"], list) for one in shown["roles"])
        assert all(who["firstName"] and who["lastName"] for one in shown["roles"] for who in one["signers"])
        assert {one["role"] for document in shown["documents"] for one in document["approvals"]} <= roles

    @pytest.mark.parametrize(
        "accept",
        [b"*/*", b"application/json; esl-api-version=11.68.0", b"application/octet-stream; esl-api-version=11"],
    )
    def test_any_accept_is_served(self, wire, esl, accept):
        made = sent(esl)
        head = b"Accept: " + accept + b"\r\nContent-Type: application/json\r\n"
        for path in ("", "/signingStatus", "/documents/doc1/pdf", "/documents/zip", "/evidence/summary", "/audit"):
            status, fields, content = wire.send("GET", f"/api/packages/{made}{path}", headers=head)
            assert (status, bool(content)) == (200, True)
            if "json" in fields["content-type"]:
                assert "content-disposition" not in fields
            else:
                assert "filename*=UTF-8''" in fields["content-disposition"]

    def test_dates_are_utc_to_the_second(self, wire, esl):
        made = sent(esl, due="2030-05-06T07:08:09.123+02:00")
        shown = json.loads(wire.send("GET", f"/api/packages/{made}")[2])
        assert shown["due"] == "2030-05-06T05:08:09Z"
        assert {re.sub(r"\d", "9", shown[key]) for key in ("created", "updated")} == {"9999-99-99T99:99:99Z"}

    def test_audit(self, sandbox, wire, esl):
        made = sent(esl)
        sandbox.sign_all(made)
        shown = json.loads(wire.send("GET", f"/api/packages/{made}/audit")[2])
        wanted = {"type", "date-time", "target", "user", "user-email", "user-ip", "data"}
        assert all(wanted <= set(one) for one in shown["audit-events"])
        assert shown["audit-events"]
        xml = wire.send("GET", f"/api/packages/{made}/audit", headers=b"Accept: application/xml\r\n")
        assert xml[1]["content-type"] == "application/xml"
        assert xml[2].count(b"<audit-event>") == len(shown["audit-events"])

    def test_the_body_of_the_printed_signing_status_does_no_harm(self, wire, esl):
        made = create(esl, **package())
        send(esl, made)
        status, _, content = wire.send("GET", f"/api/packages/{made}/signingStatus", b'{\n "document"="80f3"\n}')
        assert (status, json.loads(content)["status"]) == (200, "SIGNING_PENDING")
