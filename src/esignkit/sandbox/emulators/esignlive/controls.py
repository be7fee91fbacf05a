"""The sandbox's own calls for what signers do in a browser, or what happens to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from esignkit.sandbox import given_values as given
from esignkit.sandbox.domain import transitions
from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.esignlive import mails
from esignkit.sandbox.emulators.esignlive.errors import invalid
from esignkit.sandbox.emulators.esignlive.life_cycle import opt_out, signer_id
from esignkit.sandbox.emulators.esignlive.package_parts import new_role
from esignkit.sandbox.emulators.esignlive.packages import find_package
from esignkit.sandbox.emulators.esignlive.webhooks import send_event
from esignkit.sandbox.json_values import JSONObject, as_object, as_text, objects, without_nulls

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from esignkit.sandbox.domain.model import Party
    from esignkit.sandbox.emulators.esignlive.package import Package

ROUTES = Routes()

_HELP = ("phone", "comment", "selectedSupportBusinessHours")
_BODY = {
    **dict.fromkeys(("signer", "document", "message"), given.text),
    **dict.fromkeys((*_HELP, "to"), given.anything),
}
_TO = {
    **dict.fromkeys(("email", "firstName", "lastName", "id"), given.text),
    **dict.fromkeys(("company", "title", "language", "phone", "auth", "delivery", "data"), given.anything),
}


@ROUTES.post("/_sandbox/packages/{packageId}/signer", "sandbox.signer_acts")
def signer_acts(call: Call) -> Response:
    """`POST {host root}/_sandbox/packages/{packageId}/signer`: `{"act", "signer", "document", "message"}`.

    The acts: `view` a document, `opt_out`, be locked out (`lock`), fail the knowledge questions (`fail_kba`), have the
    invitation bounce (`bounce`), `ask_for_help`, or hand the signing on to somebody else (`reassign`, with `to`).
    """
    package = find_package(call)
    body = call.json_object()
    _require(body, {**_BODY, "act": given.one_of(*_ACTS)}, ("act",))
    if package.transaction.stage is not Stage.OPEN:
        raise invalid("package.notSent", "Only a package that has been sent has signers who act.")
    party = transitions.find_party(package.transaction, as_text(body.get("signer")) or None)
    _ACTS[as_text(body["act"])](call, package, party, body)
    return json_response({"packageId": package.id, "status": package.status})


def _view(call: Call, package: Package, party: Party, body: JSONObject) -> None:
    document = package.document(as_text(body.get("document")) or as_text(package.documents[0]["id"]))
    call.work.event(package.transaction, "viewed", party=party.id, document=document["id"])
    _tell(call, package, party, "DOCUMENT_VIEWED", document=as_text(document["id"]))


def _opt_out(call: Call, package: Package, party: Party, body: JSONObject) -> None:
    opt_out(call.work, package.transaction, party, as_text(body.get("message")))


def _lock(call: Call, package: Package, party: Party, body: JSONObject) -> None:
    del body
    package.role(party.id)["locked"] = True
    call.work.save(package.keep())
    _tell(call, package, party, "SIGNER_LOCKED")


def _fail_kba(call: Call, package: Package, party: Party, body: JSONObject) -> None:
    del body
    role = package.role(party.id)
    signer = objects(role.get("signers"))[0]
    kba = as_object(signer.get("knowledgeBasedAuthentication"))
    signer["knowledgeBasedAuthentication"] = {**kba, "knowledgeBasedAuthenticationStatus": "FAILED"}
    role["signers"] = [signer]
    call.work.save(package.keep())
    _tell(call, package, party, "KBA_FAILURE")


def _bounce(call: Call, package: Package, party: Party, body: JSONObject) -> None:
    call.work.event(package.transaction, "bounced", party=party.id)
    _tell(call, package, party, "EMAIL_BOUNCE", message=as_text(body.get("message"), "BOUNCE"))


def _ask_for_help(call: Call, package: Package, party: Party, body: JSONObject) -> None:
    members = without_nulls({name: body.get(name) for name in _HELP})
    send_event(call.work, package.transaction, "COBROWSE_REQUEST", signer_id(package, party.id), members=members)


def _reassign(call: Call, package: Package, party: Party, body: JSONObject) -> None:
    """Replace the role by a new one with another signer."""
    _require(body, {**dict.fromkeys(body, given.anything), "to": given.members}, ("to",))
    _require(as_object(body["to"]), _TO, ("email", "firstName", "lastName"))
    old_role = package.role(party.id)
    user = signer_id(package, party.id)
    role = new_role(
        {"name": old_role["name"], "index": old_role["index"], "signers": [as_object(body.get("to"))]},
        call.work,
        call.tenant,
    )
    signer = objects(role["signers"])[0]
    package.roles[package.roles.index(old_role)] = role
    for document in package.all_documents:
        approvals = objects(document.get("approvals"))
        for approval in approvals:
            if approval.get("role") == party.id:
                approval["role"] = role["id"]
        document["approvals"] = approvals
    new_id = as_text(role["id"])
    for stored in package.transaction.documents:
        if party.id in stored.fields:
            stored.fields[new_id] = stored.fields.pop(party.id)
        for place in stored.places:
            place.party_id = new_id if place.party_id == party.id else place.party_id
    party.id, party.email = new_id, as_text(signer["email"])
    party.name = f"{as_text(signer['firstName'])} {as_text(signer['lastName'])}".strip()
    call.work.save(package.keep())
    mails.invite_due(call.work, package.transaction)
    send_event(call.work, package.transaction, "ROLE_REASSIGN", user, members={"newRoleId": new_id})


def _require(body: JSONObject, checks: Mapping[str, given.Check], required: Collection[str]) -> None:
    try:
        given.read(body, checks, required)
    except given.WrongValue as error:
        raise invalid("body", str(error)) from error


def _tell(
    call: Call, package: Package, party: Party, name: str, *, document: str | None = None, message: str | None = None
) -> None:
    user = signer_id(package, party.id)
    send_event(call.work, package.transaction, name, user, document=document, message=message)


_ACTS = {
    "view": _view,
    "opt_out": _opt_out,
    "lock": _lock,
    "fail_kba": _fail_kba,
    "bounce": _bounce,
    "ask_for_help": _ask_for_help,
    "reassign": _reassign,
}
