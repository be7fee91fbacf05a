"""Responses of the sandbox: they have the members that the service's always have, and no null that its clients refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.esignlive.openapi_check import OPERATIONS, SCHEMAS, complaints
from tests.sandbox.esignlive.every_answer import PDF, every_answer, operation
from tests.sandbox.esl import approval, at, create, multipart, role, send

GROUP = {"name": "Sales", "members": [{"email": "bobsmith@email.com"}]}

REASONS = {
    r"(GET /packages(/{})?|(GET|PUT) /packages/{}/roles|GET /reports/transaction-summary) .*"
    r"knowledgeBasedAuthentication: null": "section 2: null for a signer who has none",
    r"GET /account/customfields : a list in place of CustomField": "row 28: it is a list",
    r"GET /account/senders/{}/delegates : a list in place of Sender": "row 28: it is a list",
    r"GET /account/roles/{}/users : a dict in place of .*": "row 37: an envelope in the service's own SDKs",
    r"GET /account/{}/verificationTypes results\[\]\..*: missing": "row 38: these are no senders",
    r"GET /layouts results\[\]\.(attachmentRequirements|index|signers): missing": "section 4.6: these are packages",
    r"GET /layouts .*: a str in place of .*": "section 4.6: these are packages",
    r"GET /layouts .*: LAYOUT is none of its values": "section 4.6: these are packages",
    r"GET /packages/{}/signers/{}/approvals results\[\]\.(attachmentRequirements|index|signers|type): missing": (
        "section 4.2: these are approvals"
    ),
    r"GET /reports/(completion|usage|sender-transaction-summary) senders\[\]\..*: missing": (
        "section 5: an entry is a sender and what he sent"
    ),
    r"GET /reports/transaction-detail/{} trashed: a bool in place of date": "section 5: a bool in the service's SDK",
    r"GET /reports/delegation delegationEvents: a dict in place of .*": "row 48: a map in the service's own SDKs",
    r"GET /session delegationUser: null": "section 5.1: null for a user who acts as nobody else",
    r"GET /virtual-room-video/{}/recordings : a list in place of Recording": "section 4.5: it is a list",
    r"POST /account/senders/{}/roles : a dict in place of .*": "row 36: one object in the service's own SDK",
    r"POST /packages/{}/(bulk_send|attachment/{}) : a (dict|list) in place of string": "section 2: JSON under text/html",
    r"POST /groups/{}/members (?!(userId|email|firstName|lastName|memberType|pending):).*: missing": (
        "row 34: a group member in the service's own SDKs"
    ),
}
"""Where an answer differs from the OpenAPI, as patterns; rows and sections are those of the provider file."""

NOT_REACHED = {
    "GET /virtual-room-video/{}/download-recording/{}": "the sandbox records nothing",
}
NOT_SEEN = {
    "AccountProviders Provider": "an account of the sandbox has no providers",
    "License Plan Price Currency Quota CycleCount Transaction CreditCard CcExpiration": "it has no licences",
    "DelegationUser": "nobody acts as somebody else in the sandbox",
    "Features": "a session may leave them out",
    "Recording": "the sandbox records nothing",
    "SubAccountApiKeys": "a sub-account of the sandbox has no keys",
}
"""Schemas with required members that no answer of the sandbox has an object of."""


@pytest.fixture
def answers(sandbox, esl):
    """What the sandbox answers: operation, path and JSON of a call of each operation, or several."""
    return [(operation(method, path), path, answer) for method, path, answer in every_answer(sandbox, esl)]


def gaps(value: object, kind: str, where: str, seen: set[str]) -> Iterator[str]:
    """Yield the required members that are missing or null in a JSON value, with their paths."""
    kind = kind.removesuffix("!")
    if isinstance(SCHEMAS.get(kind), str):
        kind = SCHEMAS[kind]
    if isinstance(value, list) and kind[0] == "[":
        for one in value:
            yield from gaps(one, kind[1:-1], where + "[]", seen)
    elif isinstance(value, dict) and kind[0] == "{":
        for one in value.values():
            yield from gaps(one, kind[1:-1], where + "{}", seen)
    elif isinstance(value, dict) and kind in SCHEMAS:
        seen.add(kind)
        for name, inner in SCHEMAS[kind].items():
            path = f"{where}.{name}".lstrip(".")
            if inner.endswith("!") and value.get(name) is None:
                yield f"{path}: {'null' if name in value else 'missing'}"
            yield from gaps(value.get(name), inner, path, seen)


def misfits(value: object, kind: str) -> Iterator[str]:
    """Yield what has another type than the OpenAPI says."""
    for text in complaints(value, kind, ""):
        where, _, what = text.partition(": ")
        if what != "unknown":
            yield f"{where.partition('.')[2]}: {what}"


def findings(answers, seen: set[str]) -> set[str]:
    return {
        f"{name} {text}"
        for name, _, answer in answers
        for kind in [OPERATIONS[name].get("answer", "object")]
        for text in [*gaps(answer, kind, "", seen), *misfits(answer, kind)]
    }


def test_answers_have_all_the_members_that_are_required_of_them(answers):
    found = findings(answers, set())
    assert {text for text in found if not any(re.fullmatch(reason, text) for reason in REASONS)} == set()
    assert {reason for reason in REASONS if not any(re.fullmatch(reason, text) for text in found)} == set()


def test_every_operation_and_every_object_with_required_members_is_looked_at(answers):
    seen: set[str] = set()
    findings(answers, seen)
    answering = {name for name, facts in OPERATIONS.items() if "answer" in facts}
    assert answering - {name for name, _, _ in answers} == set(NOT_REACHED)
    reachable = set().union(*(schemas_of(OPERATIONS[name]["answer"]) for name in answering))
    required = {one for one in reachable if any(kind.endswith("!") for kind in SCHEMAS[one].values())}
    assert required - seen == {name for names in NOT_SEEN for name in names.split()}


def schemas_of(kind: str, above: tuple[str, ...] = ()) -> set[str]:
    """Return the schemas of a type and of all that is in it."""
    kind = kind.removesuffix("!")
    if kind[0] in "[{":
        return schemas_of(kind[1:-1], above)
    if kind in above or kind not in SCHEMAS:
        return set()
    if isinstance(SCHEMAS[kind], str):
        return schemas_of(SCHEMAS[kind], (*above, kind))
    return {kind}.union(*(schemas_of(inner, (*above, kind)) for inner in SCHEMAS[kind].values()))


def test_a_member_that_is_missing_or_null_would_be_found():
    package = {"name": "n", "id": None, "roles": [{"signers": [{}]}]}
    found = set(gaps(package, "Package", "", set()))
    assert {"id: null", "type: missing", "roles[].type: missing", "roles[].signers[].auth: missing"} <= found


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
    "External": "id provider",
    "Page": "id index version",
    "Message": "content created documents from status to",
    "PackageSettings": "ceremony integrationFrameworkWorkflows",
    "CeremonySettings": "ada declineButton declineReasons disableDeclineOther disableDownloadForUncompletedPackage "
    "disableFirstInPersonAffidavit disableInPersonAffidavit disableOptOutOther disableSecondInPersonAffidavit "
    "enforceCaptureSignature hideCaptureText hideLanguageDropdown hidePackageOwnerInPerson hideWatermark inPerson "
    "optOutButton optOutReasons leftMenuExpand defaultTimeBasedExpiry showNseHelp showNseOverview",
    "Link": "href text",
    "LayoutOptions": "iframe navigator",
    "HeaderOptions": "breadcrumbs feedback globalNavigation sessionBar",
    "GlobalActionsOptions": "confirm download hideEvidenceSummary saveAsLayout",
    "TitleBarOptions": "progressBar title",
    "DocumentToolbarOptions": "downloadButton",
    "SignedDocumentDelivery": "destinations excludedDocuments",
    "KnowledgeBasedAuthentication": "knowledgeBasedAuthenticationStatus",
    "Group": "emailMembers id members name",
    "GroupMember": "email firstName lastName memberType pending userId",
    "GroupMembership": "groupId groupName memberType",
    "GroupSummary": "id name",
    "Account": "company created customFields id licenses name owner updated",
    "AccountRole": "id name permissions description enabled",
    "UserAccountRole": "accountId userId accountRoles",
    "CustomField": "id name required translations",
    "UserCustomField": "id name",
    "Translation": "language id name description",
    "Callback": "events key url",
    "Verification": "payload typeId",
    "PackageReminderSchedule": "packageId intervalInDays reminders repetitionsCount startInDaysDelay",
    "PackageReminder": "date",
    "Session": "inPerson packages restricted user",
    "SigningUrl": "packageId roleId",
    "TransactionRetention": "archived completed declined draft expired optedOut sent lifetimeTotal "
    "lifetimeUntilCompletion includeSent",
    "CompletionReport": "from to senders",
    "UsageReport": "from to senders",
    "DelegationReport": "from to delegationEvents",
    "PackageCompletionReport": "created documents id name signers status trashed updated",
    "DocumentCompletionReport": "id name",
    "SignerCompletionReport": "email firstName id lastName",
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


def test_answers_have_no_nulls_that_the_service_s_own_sdk_refuses(answers):
    for name, path, answer in answers:
        assert set(nulls(answer, OPERATIONS[name].get("answer", "object"))) == set(), path


def shaped(kind: str, above: tuple[str, ...] = ()):
    """Return a value of a type in which everything that is no object is null."""
    kind = kind.removesuffix("!")
    if kind[0] == "[":
        return [shaped(kind[1:-1], above)] if kind[1:-1].removesuffix("!") in SCHEMAS else None
    if kind in above or not isinstance(SCHEMAS.get(kind), dict):
        return None
    of_sdk = dict.fromkeys(NO_NULLS.get(kind, "").split())  # its members are more than the OpenAPI's
    return of_sdk | {name: shaped(inner, (*above, kind)) for name, inner in SCHEMAS[kind].items()}


def test_a_null_of_the_client_s_is_not_answered_where_one_is_refused(esl):
    given = {**approval(0), "name": None, "tooltip": None}
    given["fields"] = [{**given["fields"][0], **shaped("Field"), "type": "SIGNATURE"}]
    one = {**shaped("Role"), **role(0, attachmentRequirements=[shaped("AttachmentRequirement")])}
    one["signers"][0] |= {**shaped("Signer"), **one["signers"][0]}
    body = {**shaped("Package"), "name": "P", "type": "PACKAGE", "sender": None, "messages": None, "status": None}
    body |= {"roles": [one], "documents": [{**shaped("Document"), "id": "doc1", "name": "A", "approvals": [given]}]}
    for name in ("pages", "external", "imprintFields", "fields"):
        del body["documents"][0][name]
    made = multipart(esl, "/packages", body, PDF).json()["id"]
    answer = esl.get(at(made)).json()
    assert set(nulls(answer, "Package")) == set()
    assert answer["roles"][0]["signers"][0]["title"] is None
    assert answer["settings"]["ceremony"]["layout"]["header"]["titleBar"] == {"title": True, "progressBar": True}
    settings = "/account/admin/accountSettings/systemSettings"
    esl.patch(settings, json={"loginSessionTimeout": None, "orderLastNameFirstName": None})
    assert None not in esl.get(settings).json().values()


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
