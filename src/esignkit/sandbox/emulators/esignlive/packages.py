"""Packages: create, look, change, move, clone, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from esignkit.sandbox.domain import document_store
from esignkit.sandbox.domain.model import Document, PartyState, Stage
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, file_response, json_response
from esignkit.sandbox.emulators.esignlive import audit as audit_trail
from esignkit.sandbox.emulators.esignlive import bulk_waiting, listings, mails, status_changes
from esignkit.sandbox.emulators.esignlive.authentication import forbidden, is_download, signer_of, user_of
from esignkit.sandbox.emulators.esignlive.behaviour_switches import switch
from esignkit.sandbox.emulators.esignlive.consent import CONSENT_ID
from esignkit.sandbox.emulators.esignlive.content import add_documents, read_payload
from esignkit.sandbox.emulators.esignlive.dates import read_date
from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found
from esignkit.sandbox.emulators.esignlive.package import TYPES, Package
from esignkit.sandbox.emulators.esignlive.package_parts import sender_role
from esignkit.sandbox.emulators.esignlive.responses import TEXT_JSON, done
from esignkit.sandbox.emulators.esignlive.rows import without
from esignkit.sandbox.emulators.esignlive.states import require_allowed
from esignkit.sandbox.emulators.esignlive.users import user_by_email
from esignkit.sandbox.emulators.esignlive.webhooks import send_event
from esignkit.sandbox.emulators.multipart import MalformedBody
from esignkit.sandbox.json_values import JSONObject, as_bool, as_object, as_text, objects

if TYPE_CHECKING:
    from esignkit.sandbox.domain.model import Transaction

ROUTES = Routes()


def find_package(call: Call) -> Package:
    """Return the package named in the path, whatever its status.

    Raises:
        ErrorResponse: There is none for this account.
    """
    package_id = call.params["packageId"]
    transaction = call.transaction(package_id)
    if transaction is None:
        raise not_found("package", package_id)
    return Package(transaction)


def open_package(call: Call) -> Package:
    """Return the package named in the path, if its status allows this call.

    Raises:
        ErrorResponse: There is none for this account, its status does not allow the call, or its settings keep signers
            from downloading.
    """
    package = find_package(call)
    require_allowed(call.operation, package.transaction)
    blocked = package.ceremony.get("disableDownloadForUncompletedPackage")
    if blocked and is_download(call.operation) and package.transaction.stage is Stage.OPEN and signer_of(call):
        raise forbidden()
    return package


def keep(call: Call, package: Package) -> None:
    """Save a package and write the call into the ledger."""
    call.work.save(package.keep())
    call.record(call.operation, package.id)


def new_package(call: Call, body: JSONObject) -> Package:
    """Return a new package with the owner and the package-level members of a body."""
    kind = as_text(body.get("type"), "PACKAGE").upper()
    if kind not in TYPES:
        raise invalid("package.type", f"{kind!r} is not one of {', '.join(TYPES)}.")
    uuids = switch(call.work, call.account.tenant, "ids") == "uuid"
    new_id = call.work.ids.uuid if uuids else call.work.ids.base64_28
    package = Package(call.new_transaction(new_id(), "DRAFT"))
    package.data["type"] = kind
    package.set_members(body, call.work)
    sender = as_object(body.get("sender"))
    if sender:
        package.data["sender"] = user_by_email(call, as_text(sender.get("email")))
    else:
        package.data["sender"] = user_of(call)
    set_due(call, package)
    return package


def set_due(call: Call, package: Package) -> None:
    """Take the due date over into the neutral core."""
    due = as_text(package.data.get("due"))
    package.transaction.due = read_date(due, "due", end=True) if due else None
    over = package.transaction.due is not None and package.transaction.due <= call.work.now
    if over and switch(call.work, call.account.tenant, "past_due") == "refused":
        raise invalid("package.due", "The due date lies in the past.")


@ROUTES.get("/api/packages", "packages.list")
def list_packages(call: Call) -> Response:
    """`GET /packages`."""
    response = json_response(listings.page(call))
    bulk_waiting.count_list(call.work, call.account.tenant)
    return response


@ROUTES.get("/api/packages/overview", "packages.overview")
def overview(call: Call) -> Response:
    """`GET /packages/overview`."""
    return json_response(listings.overview(call))


@ROUTES.post("/api/packages", "packages.create")
def create(call: Call) -> Response:
    """`POST /packages`, JSON or multipart; `status: SENT` sends at once."""
    payload, files = read_payload(call)
    if not isinstance(payload, dict):
        raise MalformedBody("a package as a JSON object is needed here")
    body = as_object(payload)
    status = as_text(body.get("status"), "DRAFT")
    if status not in {"DRAFT", "SENT"}:
        raise invalid("package.status", f"A package is created as DRAFT or SENT, not as {status}.")
    package = new_package(call, body)
    for role in objects(body.get("roles")):
        package.add_role(role, call.work)
    if not body.get("sender"):
        add_sender_role(call, package)
    documents = objects(body.get("documents"))
    add_documents(call.work, package, documents or [{} for _ in files], files)
    if not package.name:
        package.data["name"] = as_text(package.documents[0]["name"]) if package.documents else "Untitled"
    call.work.event(package.transaction, "created", user=call.account.name)
    call.work.save(package.keep())
    call.record("packages.create", package.id)
    send_creation_event(call, package)
    if status == "SENT":
        status_changes.change_status(call, package, status)
    returns_package = switch(call.work, call.account.tenant, "create_answer") == "package"
    response: JSONObject = package.on_the_wire() if returns_package else {"id": package.id}
    return json_response(response, media_type=TEXT_JSON if call.is_multipart else "application/json")


def send_creation_event(call: Call, package: Package) -> None:
    """Tell of a new package or template; a layout is nobody's news."""
    names = {"PACKAGE": "PACKAGE_CREATE", "TEMPLATE": "TEMPLATE_CREATE"}
    if package.type in names:
        send_event(call.work, package.transaction, names[package.type], as_text(user_of(call)["id"]))


def add_sender_role(call: Call, package: Package) -> None:
    """Make the owner part of a package (not of a template), unless a role names them already."""
    if package.type != "PACKAGE":
        return
    owner = as_object(package.data.get("sender"))
    emails = {as_text(signer.get("email")) for role in package.roles for signer in objects(role.get("signers"))}
    if owner.get("email") not in emails:
        package.roles.append(sender_role(owner, call.work, call.tenant))


@ROUTES.get("/api/packages/{packageId}", "packages.get")
def get_package(call: Call) -> Response:
    """`GET /packages/{packageId}`."""
    response = open_package(call).on_the_wire()
    if call.query("extensions") == "alerts":
        response["alerts"] = []
    return json_response(response)


@ROUTES.put("/api/packages/{packageId}", "packages.update")
def update(call: Call) -> Response:
    """`PUT /packages/{packageId}`: package-level members and status moves."""
    package = find_package(call)
    body = call.json_object()
    status = as_text(body.get("status"))
    trashed = as_bool(body.get("trashed"), default=package.trashed)
    members = {
        key: value for key, value in body.items() if key not in {"status", "trashed", "roles", "documents", "id"}
    }
    if status == "DRAFT" and not package.is_draft:
        status_changes.change_status(call, package, status)
    if members:
        require_allowed(call.operation, package.transaction)
        _change(call, package, members)
    if status not in {"", "DRAFT"}:
        status_changes.change_status(call, package, status)
    if trashed != package.trashed:
        status_changes.trash(call, package, trashed=trashed)
    if switch(call.work, call.account.tenant, "update_answer") == "package":
        return json_response(package.on_the_wire())
    return done(call)


def _change(call: Call, package: Package, members: JSONObject) -> None:
    was = package.accessible
    package.set_members(members, call.work)
    if package.accessible != was and package.documents:
        raise invalid("ada.documentsExist", "The ADA flag cannot be updated once documents are uploaded")
    if members.get("sender"):
        package.data["sender"] = user_by_email(call, as_text(as_object(members["sender"]).get("email")))
    set_due(call, package)
    call.work.save(package.keep())
    call.record("packages.update", package.id)


@ROUTES.post("/api/packages/{packageId}", "packages.move")
def change_status(call: Call) -> Response:
    """`POST /packages/{packageId}` with `{status}` or `{trashed}`, as the vendor's own SDKs send it."""
    package = find_package(call)
    body = call.json_object()
    if "status" not in body and "trashed" not in body:
        raise invalid("package.move", "Either status or trashed is needed.")
    if "status" in body:
        status_changes.change_status(call, package, as_text(body["status"]))
    if "trashed" in body:
        status_changes.trash(call, package, trashed=as_bool(body["trashed"]))
    return done(call)


@ROUTES.delete("/api/packages/{packageId}", "packages.delete")
def delete(call: Call) -> Response:
    """`DELETE /packages/{packageId}`."""
    package = open_package(call)
    mails.announce_withdrawal(call.work, package.transaction)
    package.transaction.deleted = True
    call.work.event(package.transaction, "deleted")
    call.work.save(package.keep())
    send_event(call.work, package.transaction, "PACKAGE_DELETE", as_text(user_of(call)["id"]))
    call.record("packages.delete", package.id)
    return done(call)


@ROUTES.get("/api/packages/{packageId}/signingStatus", "packages.signing_status")
def signing_status(call: Call) -> Response:
    """`GET /packages/{packageId}/signingStatus`; a deleted package still answers."""
    package_id = call.params["packageId"]
    transaction = call.work.transaction(package_id)
    if transaction is None or (transaction.provider, transaction.tenant) != (call.provider, call.account.tenant):
        raise not_found("package", package_id)
    if transaction.deleted:
        return json_response({"status": "DELETED"})
    if transaction.stage is not Stage.OPEN:
        return json_response({"status": transaction.status})
    return json_response({"status": "SIGNING_COMPLETED" if _all_signed(call, transaction) else "SIGNING_PENDING"})


def _all_signed(call: Call, transaction: Transaction) -> bool:
    package = Package(transaction)
    role: JSONObject | None = None
    if signer := call.query("signer"):
        role = package.role_of_signer(signer)
        if role is None:
            raise not_found("signer", signer)
    if document_id := call.query("document"):
        approvals = objects(package.document(document_id).get("approvals"))
        of_signer = [approval for approval in approvals if role is None or approval["role"] == role["id"]]
        # Who has signed has left out what the package's conditions disable.
        done = {party.id for party in transaction.parties if party.state is PartyState.SIGNED}
        return all(as_text(approval.get("accepted")) or approval.get("role") in done for approval in of_signer)
    parties = [party for party in transaction.parties if role is None or party.id == role["id"]]
    return all(party.state is PartyState.SIGNED for party in parties)


@ROUTES.get("/api/packages/{packageId}/evidence/summary", "packages.evidence_summary")
def evidence_summary(call: Call) -> Response:
    """`GET /packages/{packageId}/evidence/summary`."""
    drafts = switch(call.work, call.account.tenant, "draft_evidence") == "pdf"
    package = find_package(call) if drafts else open_package(call)
    content = document_store.evidence(call.work, package.transaction, f"Evidence Summary: {package.name}")
    return file_response(content, "application/pdf; esl-api-version=11", f"{package.name} - Evidence Summary.pdf")


@ROUTES.get("/api/packages/{packageId}/audit", "packages.audit")
def audit(call: Call) -> Response:
    """`GET /packages/{packageId}/audit`, as JSON or as XML."""
    package = open_package(call)
    events = audit_trail.audit_events(call, package)
    if "xml" in call.headers.get("accept", ""):
        return Response(audit_trail.audit_xml(package, events), headers={"content-type": "application/xml"})
    return json_response({"package-id": package.id, "audit-events": events})


@ROUTES.post("/api/packages/{packageId}/clone", "packages.clone")
def clone(call: Call) -> Response:
    """`POST /packages/{packageId}/clone`: members of the body override the copy's."""
    source = open_package(call)
    body = call.json_object()
    kind = as_text(body.get("type"), "PACKAGE").upper()
    if kind == "TEMPLATE" and not as_text(body.get("name")):
        raise invalid("package.name", "A template needs a name.")
    copy = copy_package(call, source, {**body, "type": kind})
    call.work.save(copy.keep())
    send_creation_event(call, copy)
    call.record("packages.clone", copy.id)
    return json_response({"id": copy.id})


def copy_consent(source: Package) -> JSONObject | None:
    """Return the consent of a copy: who accepts the default follows from the copy's own roles."""
    if source.consent is None:
        return None
    is_default = source.transaction.document(CONSENT_ID) is None
    return {**source.consent, "approvals": []} if is_default else dict(source.consent)


def copy_package(call: Call, source: Package, body: JSONObject) -> Package:
    """Return a draft with the members, roles and documents of another package; a body's members come first."""
    members = {key: value for key, value in source.data.items() if key not in {"sender", "type", "due"}}
    copy = new_package(call, {**members, **body})
    copy.documents = [dict(document) for document in source.documents]
    copy.consent = copy_consent(source)
    copy.transaction.documents = [
        Document(
            document.id,
            document.name,
            document.content_type,
            document.original,
            document.size,
            document.pdf,
            pages=document.pages,
        )
        for document in source.transaction.documents
    ]
    status_changes.clear_signatures(copy)
    for role in source.roles:
        if role.get("type") != "SENDER":
            # "roles": [] asks for the placeholders without their signers; roles given replace those of the same id.
            copy.roles.append({**role, "signers": []} if "roles" in body else dict(role))
    for role in objects(body.get("roles")):
        copy.roles = without(copy.roles, role.get("id"))
        copy.add_role(role, call.work)
    if not body.get("sender"):
        add_sender_role(call, copy)
    call.work.event(copy.transaction, "created", user=call.account.name, source=source.id)
    return copy


@ROUTES.get("/api/packages/{packageId}/fieldSummary", "packages.field_summary")
def field_summary(call: Call) -> Response:
    """`GET /packages/{packageId}/fieldSummary`: only fields that hold a value."""
    package = open_package(call)
    rows: list[JSONObject] = []
    for document in package.documents:
        for approval in objects(document.get("approvals")):
            signers = objects(package.role(as_text(approval["role"])).get("signers"))
            rows.extend(
                {
                    "signerId": as_text(signers[0]["id"]) if signers else "",
                    "documentId": document["id"],
                    "fieldId": field["id"],
                    "fieldName": field["name"],
                    "fieldValue": as_text(field.get("value")),
                }
                for field in objects(approval.get("fields"))
                if as_text(field.get("value"))
            )
    return json_response(rows)
