"""A call of every operation that answers something, with bodies as sparse as clients may send them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from tests.esignlive.openapi_check import OPERATIONS
from tests.sandbox.esignlive.support import client_with, session_of
from tests.sandbox.esl import AGREEMENT, approval, at, create, multipart, package, role, send

PDF = ("a.pdf", AGREEMENT, "application/pdf")
NEXT = {"id": "f", "type": "INPUT", "validation": {"minLength": 1}}
ANCHORED = {"id": "anchored", "type": "INPUT", "subtype": "TEXTFIELD", "extractAnchor": {"text": "Agreement"}}
CEREMONY = {
    "documentToolbarOptions": {},
    "events": {"complete": {}},
    "handOver": {},
    "layout": {"header": {"globalActions": {}, "titleBar": {}}, "brandingBar": {"logo": {}}},
    "style": {"brandingBar": {}},
}
SIGNER = {
    "auth": {"challenges": [{"question": "Which city?", "answer": "Oslo"}]},
    "delivery": {"email": True},
    "external": {"id": "e"},
    "knowledgeBasedAuthentication": {"signerInformationForEquifaxUSA": {}, "signerInformationForEquifaxCanada": {}},
    "professionalIdentityFields": [{"id": "p"}],
    "userCustomFields": [{"id": "u", "translations": [{}]}],
}


def rich(esl):
    """Return a package that has something of everything, each with as little as possible."""
    people = [role(0, attachmentRequirements=[{"id": "passport"}, {}], emailMessage={}), role(1)]
    people[0]["signers"][0] |= SIGNER
    approvals = [{**approval(number), "id": f"approval{number}"} for number in range(2)]
    approvals[0]["fields"] += [NEXT, ANCHORED]
    return create(
        esl,
        roles=people,
        due="2030-01-31Z",
        data={"k": "v"},
        limits={},
        settings={"ceremony": CEREMONY},
        signedDocumentDelivery={"destinations": [{}], "excludedDocuments": [{"id": "doc1"}]},
        documents=[{"id": "doc1", "extract": True, "approvals": approvals, "fields": [{"type": "IMAGE"}]}],
    )


class Asked:
    """What was asked of a service, and what it answered."""

    def __init__(self, esl):
        self.esl = esl
        self.all = []

    def __call__(self, method, path, body=None, **more):
        return self.seen(self.esl.request(method, path, json=body, **more), method, path)

    def seen(self, response, method, path):
        assert response.status_code in (200, 204), (method, path, response.text)
        is_json = response.content[:1] in (b"{", b"[") and b"csv" not in response.headers["content-type"].encode()
        answer = json.loads(response.content) if is_json else None
        self.all.append((method, path, answer, response))
        return answer

    def upload(self, path, payload, *files, method="POST", **more):
        return self.seen(multipart(self.esl, path, payload, *files, method=method, **more), method, path)


def every_answer(sandbox, esl) -> Iterator[tuple[str, str, object]]:
    """Make the calls; give the method, the path and the JSON that was answered, if it was JSON."""
    asked = Asked(esl)
    p = rich(esl)
    of_package(asked, p)
    of_senders(asked)
    of_account(asked)
    of_sent(asked, sandbox, p)
    of_reports(asked, p)
    for method, path, answer, _ in asked.all:
        yield method, path, answer


def of_package(asked, p):
    esl = asked.esl
    d, a, r = (at(p, *parts) for parts in (("documents", "doc1"), ("documents", "doc1", "approvals"), ("roles",)))
    asked("GET", "/packages")
    asked("GET", at(p))
    asked("POST", "/packages", package(documents=[]))
    asked("POST", at(p, "clone"), {"name": "Copy"})
    asked("GET", d)
    asked("GET", at(p, "documents", "default-consent"))
    asked("PUT", d, {"description": "d"})
    asked.upload(d, {"description": "d"}, PDF)
    asked.upload(at(p, "documents"), {"id": "e", "name": "E"}, PDF)
    asked("PUT", at(p, "documents"), [{"id": "e", "index": 1}])
    asked("PUT", at(p, "documents", "e", "approvals"), [{"role": "role0"}])
    asked("POST", a, {"role": "role0", "id": "more"})
    asked("PUT", a + "/more", {"name": "More"})
    asked("GET", a + "/more")
    asked("POST", a + "/more/fields", NEXT)
    asked("GET", a + "/more/fields/f")
    asked("PUT", a + "/more/fields/f", {"name": "F"})
    condition = {"condition": "document['doc1'].field['f'].value == 'X'", "action": "document['doc1'].field['f'].disabled = false"}  # fmt: skip
    asked("PUT", a + "/more/fields/f/conditionalFields", {"conditions": [condition]})
    asked("GET", at(p, "referencedConditions"))
    asked("POST", d + "/imprint-fields", {"id": "i", "value": "v"})
    asked("GET", d + "/imprint-fields/i")
    asked("PUT", d + "/imprint-fields/i", {"value": "w"})
    asked("GET", d + "/signers/signer0/approvals")
    asked("GET", at(p, "signers", "signer0", "approvals"))
    asked("GET", r)
    asked("GET", r + "/role0")
    asked("PUT", r + "/role0", {"name": "Tenant"})
    asked("POST", r, {})
    asked("PUT", r, [{"id": "role1", "index": 1}])
    asked("POST", r + "/role0/verification", {"typeId": "digipassAuthentication"})
    asked("GET", r + "/role0/verification")
    asked("PUT", r + "/role0/verification", {"payload": "p"})
    asked("POST", at(p, "reminders"), {"startInDaysDelay": 1})
    asked("PUT", at(p, "reminders"), {"intervalInDays": 2, "repetitionsCount": 3})
    asked("GET", at(p, "documents", "visibility"))
    asked("GET", at(p, "virtual-room", "config"))
    asked("GET", at(p, "virtual-room", "config", "masked-fields"))
    asked("POST", "/layouts", {"id": p, "name": "L", "documents": [{"id": "doc1"}]})
    asked("GET", "/layouts")
    template = create(esl, type="TEMPLATE", roles=[role(0, signers=[])], bulkSendable=True, documents=[{"approvals": [approval(0)]}])  # fmt: skip
    head = "Role 0,FIRST_NAME,LAST_NAME,EMAIL\n,Ann,Lee,ann@example.com\n"
    asked.upload(at(template, "bulk_send"), {"name": "B"}, ("b.csv", head.encode(), "text/csv"))


def of_senders(asked):
    sender = asked("POST", "/account/senders", {"email": "carol@example.com"})
    one = f"/account/senders/{sender['id']}"
    owner = asked.esl.get("/session").json()["user"]["id"]
    asked("GET", "/account/senders?from=1&to=9")
    asked("GET", one)
    asked("POST", one, {"external": {}, "signature": {"textual": {}}, "professionalIdentityFields": [{}]})
    asked("POST", one + "/invite")
    asked("POST", f"/account/senders/{owner}/password", {"password": key_of_account(asked.esl), "newPassword": "n"})
    asked("POST", one + "/resetpassword")
    asked("POST", f"{one}/delegates/{owner}", {})
    asked("GET", one + "/delegates")
    asked("PUT", one + "/notaryCommission", {"number": 1})
    asked("GET", one + "/notaryCommission")
    asked.upload(one + "/notaryCommission/seal", None, ("s.png", b"png", "image/png"), method="PUT")
    asked("GET", one + "/notaryCommission/seal")
    asked.upload(one + "/signature/image", None, ("s.png", b"png", "image/png"))
    asked("GET", one + "/signature/image")
    asked("POST", "/account/roles", {"name": "Reader"})
    asked("GET", "/account/roles")
    [reader] = asked.esl.get("/account/roles").json()["results"]
    of_reader = f"/account/roles/{reader['id']}"
    asked("GET", of_reader)
    asked("PUT", of_reader, {"description": "d"})
    asked("POST", one + "/roles", {"accountId": "x", "accountRoles": [{"id": reader["id"]}]})
    asked("GET", one + "/roles")
    asked("GET", of_reader + "/users")
    group = asked("POST", "/groups", {"members": [{"email": "bobsmith@email.com"}]})["id"]
    asked("GET", "/groups")
    asked("GET", "/groups/summary")
    asked("GET", f"/groups/{group}")
    asked("PUT", f"/groups/{group}", {"name": "Sales", "members": [{"email": "bobsmith@email.com"}]})
    asked("POST", f"/groups/{group}/members", {"email": "carol@example.com"})
    asked("POST", f"/groups/{group}/invite", {"email": "carol@example.com"})
    asked("GET", "/account/senders?from=1&to=9")


def key_of_account(esl):
    return esl.headers["authorization"].partition(" ")[2]


def of_account(asked):
    asked("POST", "/account/customfields", {"id": "c", "translations": [{"name": "n"}]})
    asked("GET", "/account/customfields")
    asked("GET", "/account/customfields/c")
    asked("PUT", "/account/customfields", {"id": "c", "value": None, "name": None})
    asked("POST", "/account/subaccounts", {"name": "Sub"})
    asked("GET", "/account/subaccounts")
    asked("GET", "/account/subaccountApiKeys")
    asked("GET", "/account/accessibleaccounts")
    asked("GET", "/account/usage")
    asked("GET", "/account/x/verificationTypes")
    for path in ("/callback", "/callback/connectors/dynamics"):
        asked("GET", path)
        asked("POST", path, {"url": "https://h.example"})
        asked("GET", path)
    asked("PUT", "/dataRetentionSettings/dataManagementPolicy", {"transactionRetention": {"draft": 1}})
    asked("GET", "/dataRetentionSettings/dataManagementPolicy")
    asked("PUT", "/dataRetentionSettings/expiryTimeConfiguration", {"remainingDays": 1})
    asked("GET", "/dataRetentionSettings/expiryTimeConfiguration")
    asked("PUT", "/passwordPolicy", {"length": 9})
    asked("GET", "/passwordPolicy")
    asked("POST", "/account/signingThemes", {"default": {"color": {"primary": "#fff"}}})
    asked("GET", "/account/signingThemes")
    asked("POST", "/account/admin/signingLogos", [{"language": "en", "image": "data:image/png;base64,AA=="}])
    asked("GET", "/account/admin/signingLogos")
    asked("POST", "/accountConfig/idvWorkflowConfigs", [{"id": "w"}])
    asked("GET", "/accountConfig/idvWorkflowConfigs")
    base = "/account/admin/accountSettings"
    asked("PATCH", "/account/admin/signingUiOptions", {"overviewOptions": {"title": None}})
    asked("PATCH", base + "/featureSettings", {"groups": None})
    asked("PATCH", base + "/packageSettings", {"ada": None})
    for path in ("/account/admin/signingUiOptions", base + "/featureSettings", base + "/packageSettings", base):
        asked("GET", path)
    asked("GET", "/session")


def of_sent(asked, sandbox, p):
    esl, r = asked.esl, at(p, "roles")
    send(esl, p)
    asked("GET", at(p))
    asked("GET", at(p, "reminders"))
    asked("GET", at(p, "audit"))
    asked("GET", at(p, "signingStatus"))
    asked("GET", r + "/role0/signingUrl")
    asked("POST", r + "/role0/unlock")
    asked("GET", r + "/role0/signatureImage")
    asked("POST", "/authenticationTokens/user")
    asked("POST", "/authenticationTokens/sender", {"packageId": p})
    for kind in ("singleUse", "multiUse"):
        asked("POST", f"/authenticationTokens/signer/{kind}", {"packageId": p, "signerId": "signer0"})
    path = at(p, "attachment", "passport")
    with client_with(esl, session_of(esl, p)) as signer:
        files = [("payload", (None, "")), ("file", ("p.txt", b"p", "text/plain"))]
        asked.seen(signer.post(path, files=files), "POST", path)
        asked.seen(signer.get("/session"), "GET", "/session")
    for end in ("", "/exists", "/file/1", "/file/1/exists"):
        asked("GET", path + end)
    for end in (("zip",), ("zip", "role0"), ("zip", "role0", "exists")):
        asked("GET", at(p, "attachment", *end))
    asked("GET", r + "/role0")
    asked("GET", at(p, "documents", "doc1", "pdf"))
    asked("GET", at(p, "documents", "doc1", "original"))
    asked("GET", at(p, "documents", "zip"))
    asked("GET", at(p, "evidence", "summary"))
    filled = {"id": "doc1", "approvals": [{"fields": [{"id": "f", "value": "X"}]}]}
    with client_with(esl, session_of(esl, p)) as signer:
        assert signer.post(at(p, "documents", "signed_documents"), json={"documents": [filled]}).is_success
    asked("GET", at(p, "fieldSummary"))
    asked("GET", f"{root_of(esl)}/virtual-room-video/{at(p).rpartition('/')[2]}/recordings")
    sandbox.decline(p, "role1", "No")
    asked("GET", at(p))


def root_of(esl):
    return str(esl.base_url).rstrip("/").removesuffix("/api")


def of_reports(asked, p):
    for name in ("completion", "usage", "delegation", "sender-transaction-summary", "transaction-summary"):
        asked("GET", f"/reports/{name}")
    asked("GET", f"/reports/transaction-detail/{at(p).rpartition('/')[2]}")
    asked("GET", "/inappreports/reports/summaries")
    asked("GET", "/inappreports/reports")
    day = sorted(re.findall(r"fileName=([^&]+)", asked.all[-1][2]["url"]))
    asked("GET", f"/inappreports/reports/{day[0]}")
    asked("GET", f"/inappreports/zip/reports?fileName={day[0]}")


def operation(method, path):
    """Return the operation that a call is, by the OpenAPI's path with nameless parameters."""
    path = path.partition("?")[0]
    line = f"{method} {re.sub(r'^https?://[^/]+/esl', '', path)}"
    fitting = [n for n in OPERATIONS if re.fullmatch(re.escape(n).replace(r"\{\}", "[^/]+"), line)]
    return min(fitting, key=lambda name: name.count("{}"))
