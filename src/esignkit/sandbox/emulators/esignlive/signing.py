"""Signing links, notifications, and signing as the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from esignkit.sandbox.domain import document_store, transitions
from esignkit.sandbox.domain.form_fields import WRITTEN
from esignkit.sandbox.domain.model import PartyState
from esignkit.sandbox.domain.signing_links import signing_path
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.esignlive import mails
from esignkit.sandbox.emulators.esignlive.authentication import authenticate, forbidden, signer_of, user_of
from esignkit.sandbox.emulators.esignlive.behaviour_switches import switch
from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found
from esignkit.sandbox.emulators.esignlive.form_fields import field_id, keep_values
from esignkit.sandbox.emulators.esignlive.life_cycle import date_approvals, pending_approvals, signer_id
from esignkit.sandbox.emulators.esignlive.packages import find_package, keep, open_package
from esignkit.sandbox.emulators.esignlive.responses import done
from esignkit.sandbox.json_values import JSON, JSONObject, as_int, as_text, objects

if TYPE_CHECKING:
    from esignkit.sandbox.domain.model import Party
    from esignkit.sandbox.emulators.esignlive.package import Package

ROUTES = Routes()

MAX_SMS = 50

_ROLE = "/api/packages/{packageId}/roles/{roleId}"


@ROUTES.get(_ROLE + "/signingUrl", "roles.signing_url")
def signing_url(call: Call) -> Response:
    """`GET /packages/{packageId}/roles/{roleId}/signingUrl`: not before sending. It never expires."""
    package = open_package(call)
    return json_response(signing_link(call, package, as_text(package.role(call.params["roleId"])["id"])))


def signing_link(call: Call, package: Package, role_id: str) -> JSONObject:
    """Return a SigningUrl."""
    party = package.transaction.party(role_id)
    if party is None:  # a role that signs nothing
        page = f"{call.root_url}/transaction/{quote(package.id, safe='')}/sign?role={quote(role_id, safe='')}"
    else:
        page = call.base_url + signing_path(call.work, package.transaction, party)
    return {"packageId": package.id, "roleId": role_id, "url": page}


@ROUTES.get("/transaction/{packageId}/sign", "signing_page", public=True)
def signing_page(call: Call) -> Response:
    """Lead a browser that has a signer's session to the signer's page."""
    call.identify(authenticate(call))
    signer = signer_of(call)
    package = find_package(call)
    party = package.transaction.party(signer.role) if signer is not None else None
    if party is None:
        raise forbidden()
    return RedirectResponse(signing_path(call.work, package.transaction, party), 303)


# Notifications


@ROUTES.post("/api/packages/{packageId}/notifications", "packages.notify")
def notify(call: Call) -> Response:
    """`POST /packages/{packageId}/notifications`: a reminder with a text to one signer."""
    package = open_package(call)
    body = call.json_object()
    email = as_text(body.get("email"))
    parties = [party for party in package.transaction.parties if party.email.casefold() == email.casefold()]
    if not parties:
        raise not_found("signer", email)
    mails.remind(call.work, package, parties, call.work.ids.hex24(), as_text(body.get("message")))
    call.work.event(package.transaction, "notified", email=email)
    call.record("packages.notify", package.id)
    return done(call)


@ROUTES.post(_ROLE + "/notifications", "roles.notify")
def notify_role(call: Call) -> Response:
    """`POST /packages/{packageId}/roles/{roleId}/notifications`: a reminder to the role's signer."""
    package = open_package(call)
    role = package.role(call.params["roleId"])
    parties = [party for party in package.transaction.parties if party.id == role["id"]]
    mails.remind(call.work, package, parties, call.work.ids.hex24())
    call.work.event(package.transaction, "notified", party=role["id"])
    call.record("roles.notify", package.id)
    return done(call)


@ROUTES.post(_ROLE + "/sms_notification", "roles.notify_by_sms")
def notify_by_sms(call: Call) -> Response:
    """`POST …/roles/{roleId}/sms_notification`: at most 50 for a package."""
    package = open_package(call)
    role = package.role(call.params["roleId"])
    sent = as_int(package.extras.get("sms"))
    if sent >= MAX_SMS:
        raise invalid("sms.limitReached", f"At most {MAX_SMS} text messages are sent for a package.")
    package.extras["sms"] = sent + 1
    call.work.event(package.transaction, "notified", party=role["id"], by="SMS")
    keep(call, package)
    return done(call)


@ROUTES.post(
    "/api/packages/{packageId}/documents/{documentId}/approvals/{approvalId}/mobile_notification",
    "approvals.notify_mobile",
)
def notify_mobile(call: Call) -> Response:
    """`POST …/approvals/{approvalId}/mobile_notification`."""
    package = open_package(call)
    document = package.document(call.params["documentId"])
    if not any(approval["id"] == call.params["approvalId"] for approval in objects(document.get("approvals"))):
        raise not_found("approval", call.params["approvalId"])
    call.work.event(package.transaction, "notified", by="mobile")
    call.record(call.operation, package.id)
    return done(call)


@ROUTES.post("/api/sms/resend", "sms.resend")
def resend_sms(call: Call) -> Response:
    """`POST /sms/resend?loginToken=`: the code of a signer's login again."""
    if not call.query("loginToken"):
        raise invalid("sms.loginToken", "A loginToken is needed.")
    call.record(call.operation)
    return done(call)


# Signing as the caller


@ROUTES.post("/api/packages/{packageId}/documents/signConfirm", "documents.sign")
def sign_document(call: Call) -> Response:
    """`POST /packages/{packageId}/documents/signConfirm`: sign or accept one document as the caller."""
    package = open_package(call)
    body = call.json_object()
    document = package.document(as_text(body.get("id")))
    party = _caller(call, package)
    _fill(call, package, party, [body])
    if not _pending(call, package, document, party):
        raise invalid("document.nothingToSign", "The caller has nothing to sign in this document.")
    others = [other for other in package.documents if other is not document]
    if document is package.consent or any(_pending(call, package, other, party) for other in others):
        _sign_one(call, package, document, party)
    else:
        transitions.sign(call.work, package.keep(), party, unchecked=_takes_any_value(call))
    call.record(call.operation, package.id)
    return done(call)


@ROUTES.post("/api/packages/{packageId}/documents/signed_documents", "documents.sign_all")
def sign_all(call: Call) -> Response:
    """`POST /packages/{packageId}/documents/signed_documents`: sign everything as the caller."""
    package = open_package(call)
    party = _caller(call, package)
    _fill(call, package, party, objects(call.json_object().get("documents")))
    transitions.sign(call.work, package.keep(), party, unchecked=_takes_any_value(call))
    call.record(call.operation, package.id)
    return done(call)


def _caller(call: Call, package: Package) -> Party:
    """Return the party of the caller: the signer of a session, or a user of the account, by e-mail address."""
    signer = signer_of(call)
    email = as_text(user_of(call)["email"]).casefold()
    for party in package.transaction.parties:
        is_caller = party.id == signer.role if signer else party.email.casefold() == email
        if is_caller:
            if party.state is not PartyState.PENDING or party not in package.transaction.due_parties():
                raise invalid("signer.notDue", "The caller has signed already, or it is not yet their turn.")
            return party
    raise forbidden()


def _pending(call: Call, package: Package, document: JSONObject, party: Party) -> list[JSONObject]:
    return pending_approvals(call.work, package, document, objects(document.get("approvals")), party)


def _sign_one(call: Call, package: Package, document: JSONObject, party: Party) -> None:
    """Sign or accept a document, which is not the last."""
    stored = package.transaction.document(as_text(document["id"]))
    if stored is not None and party.id in stored.fields:
        document_store.sign(call.work, package.keep(), stored, party)
        del stored.fields[party.id]  # what is left are the fields still to be signed
    user = signer_id(package, party.id)
    for accepted in (package.consent, document):  # nobody signs before the consent is accepted
        if accepted is not None:
            date_approvals(call.work, package, accepted, party, user)
    call.work.event(package.transaction, "signed_document", party=party.id, document=document["id"])
    call.work.save(package.keep())


def _takes_any_value(call: Call) -> bool:
    return switch(call.work, call.account.tenant, "field_values") == "taken"


def _as_value(value: JSON) -> str:
    if not isinstance(value, str):
        raise invalid("field.value", f"The value of a field is a text, not {value!r}.")
    return value


def _fill(call: Call, package: Package, party: Party, bodies: list[JSONObject]) -> None:
    """Set the values that a signer has filled into the fields of their approvals, in the documents of a call."""
    transaction, documents = package.keep(), {as_text(body.get("id")) for body in bodies}
    fields = document_store.fields_of(call.work, transaction, party)
    not_theirs = {one.id for one in fields if one.kind in WRITTEN or one.read_only}
    values: dict[str, str] = {}
    for body in bodies:
        values |= _entered(package.document(as_text(body.get("id"))), party, body, not_theirs)
    if not _takes_any_value(call):  # all at once: conditions may look at fields of other documents
        values = transitions.accepted_values(call.work, transaction, party, values, documents)
    keep_values(package.documents, party, values)
    package.keep()


def _entered(document: JSONObject, party: Party, body: JSONObject, not_theirs: set[str]) -> dict[str, str]:
    """Return what is entered in one document, by the ids of `form_fields`."""
    entered = {
        (as_text(approval.get("id")), as_text(field.get("id"))): field.get("value")
        for approval in objects(body.get("approvals"))
        for field in objects(approval.get("fields"))
        if field.get("value") is not None
    }
    values: dict[str, str] = {}
    for approval in objects(document.get("approvals")):
        for field in objects(approval.get("fields")):
            name, own = field_id(document, approval, field), as_text(field.get("id"))
            value = entered.get((as_text(approval.get("id")), own), entered.get(("", own)))
            if value is not None and approval.get("role") == party.id and name not in not_theirs:
                values[name] = _as_value(value)
    return values
