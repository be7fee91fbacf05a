"""Responses of the sandbox: they have the members that the service's always have, and no null that its clients refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.esignlive.openapi_check import OPERATIONS, SCHEMAS, complaints
from tests.sandbox.esl import AGREEMENT, approval, at, create, multipart, role, send

GROUP = {"name": "Sales", "members": [{"email": "bobsmith@email.com"}]}
FIELD = {"id": "f", "type": "INPUT", "subtype": "TEXTFIELD", "page": 0, "left": 1, "top": 2, "width": 3, "height": 4}
LABEL = {"id": "i", "name": "I", "type": "INPUT", "subtype": "LABEL", "value": "v", "page": 0, "left": 1, "top": 2}


def rich(esl):
    """Return a package that has something of everything."""
    owed = [{"id": "passport", "name": "Passport", "required": True, "status": "INCOMPLETE"}]
    people = [role(0, attachmentRequirements=owed, emailMessage={"content": "Hello"}), role(1)]
    return create(esl, roles=people, due="2030-01-31Z", data={"k": "v"})


def asked(esl) -> Iterator[tuple[str, str, object]]:
    """Make calls; give the operation, the path, and what was answered."""

    def call(method, path, body=None):
        response = esl.request(method, path, json=body)
        assert response.status_code in (200, 204), (method, path, response.text)
        return method, path, response.json() if response.content else None

    p = rich(esl)
    d, a, r = (at(p, *parts) for parts in (("documents", "doc1"), ("documents", "doc1", "approvals"), ("roles",)))
    yield call("GET", "/packages")
    yield call("GET", at(p))
    yield call("POST", at(p, "clone"), {"name": "Copy"})
    yield call("GET", d)
    yield call("PUT", d, {"description": "d"})
    yield (
        "POST",
        at(p, "documents"),
        multipart(esl, at(p, "documents"), {"id": "e", "name": "E"}, ("e.pdf", AGREEMENT, "application/pdf")).json(),
    )
    yield call("POST", a, {**approval(0), "id": "more"})
    yield call("PUT", a + "/more", {"name": "More"})
    yield call("GET", a + "/more")
    yield call("POST", a + "/more/fields", FIELD)
    yield call("GET", a + "/more/fields/f")
    yield call("PUT", a + "/more/fields/f", {"name": "F"})
    yield call("POST", d + "/imprint-fields", LABEL)
    yield call("GET", d + "/imprint-fields/i")
    yield call("GET", d + "/signers/signer0/approvals")
    yield call("GET", r)
    yield call("GET", r + "/role0")
    yield call("PUT", r + "/role0", {"name": "Tenant"})
    yield call("POST", r + "/role0/verification", {"typeId": "digipassAuthentication", "payload": "p"})
    yield call("GET", r + "/role0/verification")
    yield call("POST", at(p, "reminders"), {"startInDaysDelay": 1, "intervalInDays": 2, "repetitionsCount": 3})
    yield call("GET", at(p, "documents", "visibility"))
    yield call("GET", at(p, "virtual-room", "config"))
    send(esl, p)
    yield call("GET", at(p))
    yield call("GET", at(p, "reminders"))
    yield call("GET", at(p, "audit"))
    yield call("GET", at(p, "signingStatus"))
    yield call("GET", r + "/role0/signingUrl")
    yield call("POST", r + "/role0/unlock")
    yield call("GET", at(p, "attachment", "passport", "exists"))
    yield call("POST", "/authenticationTokens/user")
    yield call("POST", "/authenticationTokens/sender", {"packageId": p})
    yield call("POST", "/authenticationTokens/signer/singleUse", {"packageId": p, "signerId": "signer0"})
    yield call("GET", "/session")
    yield call("GET", "/reports/completion")
    yield call("GET", "/reports/usage")
    yield call("GET", "/reports/transaction-summary")
    yield call("GET", f"/reports/transaction-detail/{at(p).rpartition('/')[2]}")
    yield call("GET", "/account/senders?from=1&to=9")
    sender = call("POST", "/account/senders", {"email": "carol@example.com", "firstName": "C", "lastName": "P"})
    yield sender
    one = f"/account/senders/{sender[2]['id']}"
    yield call("GET", one)
    yield call("POST", one, {"company": "ACME"})
    yield call("POST", one + "/invite")
    owner = esl.get("/session").json()["user"]["id"]
    yield call("POST", f"{one}/delegates/{owner}", {"startDate": "2030-01-01Z"})
    yield call("GET", "/reports/delegation")
    group = call("POST", "/groups", GROUP)
    yield group
    yield call("GET", "/groups")
    yield call("GET", "/groups/summary")
    yield call("GET", f"/groups/{group[2]['id']}")
    call("POST", "/account/roles", {"name": "Reader"})
    yield call("GET", "/account/roles")
    [reader] = esl.get("/account/roles").json()["results"]
    yield call("GET", f"/account/roles/{reader['id']}")
    yield call("POST", one + "/roles", {"accountId": "x", "accountRoles": [{"id": reader["id"]}]})
    yield call("GET", one + "/roles")
    yield call("POST", "/account/customfields", {"id": "c", "value": "v"})
    yield call("POST", "/account/subaccounts", {"name": "Sub", "parentAccountId": "x"})
    yield call("GET", "/account/subaccounts")
    yield call("GET", "/account/accessibleaccounts")
    yield call("GET", "/account/usage")
    yield call("POST", "/callback", {"url": "https://h.example", "key": "k", "events": []})
    yield call("GET", "/dataRetentionSettings/dataManagementPolicy")


def operation(method, path):
    line = f"{method} {path.partition('?')[0]}"
    fitting = [n for n in OPERATIONS if re.fullmatch(re.escape(n).replace(r"\{\}", "[^/]+"), line)]
    return min(fitting, key=lambda name: name.count("{}"))


# Where the provider file has another form than the OpenAPI.
DIFFERENT = {
    "DelegationReport.delegationEvents: a dict in place of [DelegationEvent]",  # row 48
    "POST /account/senders/{}/roles: a dict in place of [UserAccountRole]",  # row 36
    "PackageCompletionReport.trashed: a bool in place of date",  # section 5
}
IN_REPORTS = ("GET /reports/completion", "GET /reports/usage")
"""The OpenAPI has senders where these have senders with their packages (section 5)."""


def findings(esl):
    return {
        text
        for method, path, response in asked(esl)
        for name in [operation(method, path)]
        if name not in IN_REPORTS
        for text in complaints(response, OPERATIONS[name].get("answer", "object"), name, whole=True, deep=True)
        if not text.endswith("unknown")
    }


def test_answers_have_all_the_members_that_are_required_of_them(esl):
    assert findings(esl) == DIFFERENT


USER = "company created email firstName id lastName name professionalIdentityFields specialTypes timezoneId updated "
USER += "userCustomFields"
NO_NULLS = {
    "Package": "autocomplete created description documents emailMessage id messages name roles sender status trashed "
    "type updated visibility",
    "Role": "attachmentRequirements id index name signers specialTypes type",
    "User": USER,
    "Signer": USER + " auth delivery signerType",
    "Sender": USER + " memberships status type",
    "Document": "approvals description externalSigned extract extractionTypes fields id index name pages size tagged",
    "Approval": "role fields id name tooltip",
    "Field": "extract id name page subtype type",
    "FieldValidation": "required disabled",
    "ExtractAnchor": "anchorPoint characterIndex height index leftOffset text topOffset width",
    "AttachmentRequirement": "files id name required status",
    "Auth": "challenges scheme",
    "AuthChallenge": "maskInput question",
    "Delivery": "download email provider",
    "Page": "id index version",
    "Group": "emailMembers id members name",
    "GroupMember": "email firstName lastName memberType pending userId",
    "GroupMembership": "groupId groupName memberType",
    "Account": "company created customFields id licenses name owner updated",
    "AccountRole": "id name permissions description enabled",
    "UserAccountRole": "accountId userId accountRoles",
    "CustomField": "id name required translations",
    "Callback": "events key url",
    "Verification": "payload typeId",
    "PackageReminderSchedule": "packageId intervalInDays reminders repetitionsCount startInDaysDelay",
    "PackageReminder": "date",
    "Session": "inPerson packages restricted user",
    "SigningUrl": "packageId roleId",
    "DelegationReport": "from to delegationEvents",
    "PackageCompletionReport": "created documents id name signers status trashed updated",
}
"""Members that the service's own SDK cannot read as null: it takes them absent."""


def nulls(value, kind) -> Iterator[str]:
    kind = kind.removesuffix("!")
    if isinstance(value, list) and kind[0] == "[":
        for one in value:
            yield from nulls(one, kind[1:-1])
    elif isinstance(value, dict) and isinstance(SCHEMAS.get(kind), dict):
        yield from (f"{kind}.{name}" for name in NO_NULLS.get(kind, "").split() if value.get(name, "absent") is None)
        for name, inner in value.items():
            yield from nulls(inner, SCHEMAS[kind].get(name, "object"))


def test_answers_have_no_nulls_that_the_service_s_own_sdk_refuses(esl):
    for method, path, response in asked(esl):
        name = operation(method, path)
        assert set(nulls(response, OPERATIONS[name].get("answer", "object"))) == set(), path


def test_a_null_of_the_client_s_is_not_answered_where_one_is_refused(esl):
    given = {**approval(0), "name": None, "tooltip": None}
    given["fields"] = [{**given["fields"][0], "extract": None, "name": None}]
    one = role(0, specialTypes=None, attachmentRequirements=None)
    one["signers"][0] |= {"company": None, "delivery": None, "signature": None}
    document = {"id": "doc1", "name": "A", "description": None, "approvals": [given]}
    response = esl.get(at(create(esl, roles=[one], documents=[document]))).json()
    assert set(nulls(response, "Package")) == set()
    assert response["roles"][0]["signers"][0]["signature"] is None


def test_the_consent_says_who_accepted_it(sandbox, esl):
    made = create(esl)

    def said():
        return esl.get(at(made)).json()["documents"][0]["data"]

    assert said() == {}
    send(esl, made)
    sandbox.sign(made, "role0")
    assert said() == {"esl_doc_accepted_by_signers": "signer0"}
    sandbox.sign(made, "role1")
    assert said() == {"esl_doc_accepted_by_signers": "signer0,signer1"}


def test_a_requirement_gets_an_id(esl):
    made = create(esl)
    body = {"id": "r", "attachmentRequirements": [{"name": "Passport"}]}
    [asked_for] = esl.post(at(made, "roles"), json=body).json()["attachmentRequirements"]
    assert asked_for["id"]
    assert (asked_for["name"], asked_for["required"], asked_for["status"]) == ("Passport", True, "INCOMPLETE")


def test_a_user_s_groups_and_delegates_are_told(esl):
    owner = esl.get("/session").json()["user"]["id"]
    bob = next(one for one in esl.get("/users").json() if one["email"] == "bobsmith@email.com")
    assert (bob["memberships"], bob["hasDelegates"]) == ([], False)
    group = esl.post("/groups", json=GROUP).json()["id"]
    esl.post(f"/account/senders/{bob['id']}/delegates/{owner}")
    bob = esl.get(f"/account/senders/{bob['id']}").json()
    assert bob["memberships"] == [{"groupId": group, "groupName": "Sales", "memberType": "REGULAR"}]
    assert bob["hasDelegates"] is True
