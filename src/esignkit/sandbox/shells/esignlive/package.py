"""A package as eSignLive knows it: what the neutral transaction does not hold, and how it looks on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain.model import Party, Place, Stage
from esignkit.sandbox.shells.esignlive.dates import date_text
from esignkit.sandbox.shells.esignlive.refusals import invalid, not_found
from esignkit.sandbox.wire import (
    JSONObject,
    as_bool,
    as_float,
    as_int,
    as_list,
    as_object,
    as_text,
    objects,
    without_nulls,
)

if TYPE_CHECKING:
    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.ids import Ids
    from esignkit.sandbox.wire import JSON

CONSENT_ID = "default-consent"
CONSENT_NAME = "Electronic Disclosures and Signatures Consent"

_A4 = (595.0, 842.0)

TYPES = ("PACKAGE", "TEMPLATE", "LAYOUT")

# Package-level members a client may set; what else arrives is ballast and ignored.
_SETTABLE = (
    "name",
    "description",
    "emailMessage",
    "language",
    "timezoneId",
    "autocomplete",
    "visibility",
    "due",
    "consent",
    "data",
    "settings",
    "notarized",
    "notaryRoleId",
    "limits",
    "signedDocumentDelivery",
    "conditions",
    "bulkSendable",
)


class Package:
    """A transaction with its eSignLive members taken out of `wire` to be read and changed; `keep` puts them back."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.id: str = transaction.id
        wire = transaction.wire
        self.data: JSONObject = as_object(wire.get("package"))
        self.roles: list[JSONObject] = objects(wire.get("roles"))
        self.documents: list[JSONObject] = objects(wire.get("documents"))
        self.messages: list[JSONObject] = objects(wire.get("messages"))
        self.trashed: bool = as_bool(wire.get("trashed"))

    def keep(self) -> Transaction:
        """Put the members back and return the transaction, ready to be saved."""
        self.transaction.title = self.name
        self.transaction.shelf = shelf_of(self.type, trashed=self.trashed)
        self.transaction.wire = {
            "package": self.data,
            "roles": self.roles,
            "documents": self.documents,
            "messages": self.messages,
            "trashed": self.trashed,
        }
        return self.transaction

    # Reading

    @property
    def name(self) -> str:
        """The package's name."""
        return as_text(self.data.get("name"))

    @property
    def type(self) -> str:
        """PACKAGE, TEMPLATE or LAYOUT."""
        return as_text(self.data.get("type"), "PACKAGE")

    @property
    def status(self) -> str:
        """The package's status on the wire."""
        return self.transaction.status

    @property
    def is_draft(self) -> bool:
        """Whether the package may be edited."""
        return self.transaction.stage is Stage.DRAFT

    @property
    def accessible(self) -> bool:
        """Whether `settings.ceremony.ada` is on."""
        return as_bool(as_object(as_object(self.data.get("settings")).get("ceremony")).get("ada"))

    @property
    def owner_email(self) -> str:
        """E-mail address of the package's owner."""
        return as_text(as_object(self.data.get("sender")).get("email"))

    def role(self, role_id: str) -> JSONObject:
        """Return a role by its id.

        Raises:
            Refusal: There is none.
        """
        for role in self.roles:
            if role["id"] == role_id:
                return role
        raise not_found("role", role_id)

    def role_of_signer(self, signer_id: str) -> JSONObject | None:
        """Return the role with this id, or the role whose signer has it."""
        for role in self.roles:
            if role["id"] == signer_id or any(signer.get("id") == signer_id for signer in objects(role.get("signers"))):
                return role
        return None

    def document(self, document_id: str) -> JSONObject:
        """Return a document by its id.

        Raises:
            Refusal: There is none.
        """
        for document in self.documents:
            if document["id"] == document_id:
                return document
        raise not_found("document", document_id)

    # Changing

    def set_members(self, body: JSONObject) -> None:
        """Take over the package-level members of a body; null clears one."""
        for key in _SETTABLE:
            if key in body:
                self.data[key] = body[key]
        if as_object(self.data.get("settings")):
            settings = as_object(self.data["settings"])
            self.data["settings"] = {**settings, "ceremony": as_object(settings.get("ceremony"))}

    def add_role(self, body: JSONObject, ids: Ids) -> JSONObject:
        """Add a role and return it.

        Raises:
            Refusal: Its id is taken, or it has more than one signer.
        """
        role = new_role(body, ids)
        if any(one["id"] == role["id"] for one in self.roles):
            raise invalid("role.duplicateId", f"There is a role with id {role['id']} already.")
        self.roles.append(role)
        return role

    def remove_role(self, role_id: str) -> None:
        """Remove a role and its approvals."""
        self.role(role_id)
        self.roles = [role for role in self.roles if role["id"] != role_id]
        for document in self.documents:
            document["approvals"] = [one for one in objects(document.get("approvals")) if one.get("role") != role_id]

    def number_documents(self) -> None:
        """Order the documents by index and number them from 1; 0 is the consent."""
        self.documents.sort(key=lambda document: as_int(document.get("index"), len(self.documents)))
        for number, document in enumerate(self.documents, 1):
            document["index"] = number

    def require_draft(self, deed: str) -> None:
        """Refuse when the package may not be edited."""
        if not self.is_draft:
            raise invalid(
                "package.notDraft", f"The package is in status {self.status}; only a DRAFT package can {deed}."
            )

    # Sending

    def assign(self) -> None:
        """Make the signers and the places of their signatures known to the neutral core.

        Raises:
            Refusal: A signer, a document or a signature is missing.
        """
        if self.type != "PACKAGE":
            raise invalid("package.type", f"A {self.type} cannot be sent; clone it to a package first.")
        if not self.documents:
            raise invalid("package.noDocuments", "The package has no document to sign.")
        wanted = {
            as_text(approval.get("role"))
            for document in self.documents
            for approval in objects(document.get("approvals"))
            if signature_field(approval) is not None
        }
        if not any(objects(role.get("signers")) for role in self.roles if role.get("type") == "SIGNER" or wanted):
            raise invalid("package.noSigners", "The package has no signer.")
        if not wanted:
            raise invalid("package.noSignatures", "The package has no signature to be given.")
        parties: list[Party] = []
        for role in self.roles:
            role_id = as_text(role["id"])
            if role_id not in wanted:
                continue
            signers = objects(role.get("signers"))
            if not signers:
                raise invalid("package.placeholder", f"The role {role_id} is a placeholder: it has no signer yet.")
            name = f"{as_text(signers[0].get('firstName'))} {as_text(signers[0].get('lastName'))}".strip()
            signed = [as_text(document["id"]) for document in self.documents if signs(document, role_id)]
            parties.append(
                Party(role_id, name, as_text(signers[0].get("email")), as_int(role.get("index")), documents=signed)
            )
        self.transaction.parties = parties
        for document in self.documents:
            kept = self.transaction.document(as_text(document["id"]))
            if kept is not None:
                kept.places = [place for party in parties for place in _places(document, party.id)]

    # The wire

    def on_the_wire(self) -> JSONObject:
        """Return the package as the service answers it: no nulls where its clients expect none."""
        one = self.transaction
        settings = self.data.get("settings")
        members: JSONObject = {
            **without_nulls(self.data),
            "id": one.id,
            "name": self.name,
            "type": self.type,
            "status": self.status,
            "trashed": self.trashed,
            "autocomplete": as_bool(self.data.get("autocomplete")),
            "description": as_text(self.data.get("description")),
            "emailMessage": as_text(self.data.get("emailMessage")),
            "language": as_text(self.data.get("language"), "en"),
            "visibility": as_text(self.data.get("visibility"), "ACCOUNT"),
            "created": date_text(one.created),
            "updated": date_text(one.updated),
            "completed": date_text(one.completed),
            "due": date_text(one.due),
            "consent": self.data.get("consent"),
            "data": self.data.get("data"),
            "roles": [role_on_the_wire(role) for role in self.roles],
            "documents": [self._consent(), *(self.document_on_the_wire(document) for document in self.documents)],
            "messages": list(self.messages),
            "notarized": as_bool(self.data.get("notarized")),
            "signedDocumentDelivery": self.data.get("signedDocumentDelivery"),
        }
        if settings is not None:
            members["settings"] = settings
        return members

    def document_on_the_wire(self, document: JSONObject) -> JSONObject:
        """Return one document as the service answers it."""
        kept = self.transaction.document(as_text(document["id"]))
        sizes = [as_list(size) for size in as_list(document.get("_page_sizes"))]
        if not sizes and kept is not None and kept.pdf is not None:
            sizes = [list(_A4)]
        return {
            **{key: value for key, value in document.items() if not key.startswith("_")},
            "size": kept.size if kept else 0,
            "status": "",
            "approvals": objects(document.get("approvals")),
            "fields": objects(document.get("fields")),
            "pages": [
                {"id": "", "index": number, "version": 0, "left": 0.0, "top": 0.0, "width": size[0], "height": size[1]}
                for number, size in enumerate(sizes)
            ],
            "signedHash": kept.current if kept else None,
        }

    def _consent(self) -> JSONObject:
        return {
            "id": CONSENT_ID,
            "name": CONSENT_NAME,
            "description": "",
            "index": 0,
            "status": "",
            "size": 0,
            "extract": False,
            "data": None,
            "external": None,
            "fields": [],
            "pages": [],
            "signedHash": None,
            "approvals": [
                {
                    "id": f"ConsentFor{role['id']}",
                    "name": "",
                    "role": role["id"],
                    "fields": [],
                    "accepted": self._accepted(as_text(role["id"])),
                    "signed": None,
                }
                for role in self.roles
                if role.get("type") == "SIGNER" and objects(role.get("signers"))
            ],
        }

    def _accepted(self, role_id: str) -> str | None:
        party = self.transaction.party(role_id)
        return date_text(party.signed_at) if party else None


def shelf_of(kind: str, *, trashed: bool) -> str:
    """Return the store's shelf for packages of a type, in the bin or not."""
    return f"{kind}/trashed" if trashed else kind


def new_role(body: JSONObject, ids: Ids) -> JSONObject:
    """Return a role as the service keeps it: ids made where the client gave none."""
    role_id = as_text(body.get("id")) or ids.uuid()
    signers = objects(body.get("signers"))
    if len(signers) > 1:
        raise invalid("role.signers", "A role has at most one signer.")
    return {
        **body,
        "id": role_id,
        "name": as_text(body.get("name")) or role_id,
        "type": as_text(body.get("type"), "SIGNER") or "SIGNER",
        "index": as_int(body.get("index")),
        "reassign": as_bool(body.get("reassign")),
        "locked": as_bool(body.get("locked")),
        "attachmentRequirements": objects(body.get("attachmentRequirements")),
        "specialTypes": as_list(body.get("specialTypes")),
        "signers": [
            {
                **signer,
                "id": as_text(signer.get("id")) or ids.uuid(),
                "email": as_text(signer.get("email")),
                "firstName": as_text(signer.get("firstName")),
                "lastName": as_text(signer.get("lastName")),
            }
            for signer in signers
        ],
    }


def sender_role(sender: JSONObject, ids: Ids) -> JSONObject:
    """Return the role under which the owner is part of a package."""
    return {**new_role({"type": "SENDER", "signers": [sender]}, ids), "name": "Owner"}


def owner_of(account: Account) -> JSONObject:
    """Return the user behind the account's API key."""
    return {
        "id": f"user-{account.tenant}",
        "email": account.email,
        "firstName": account.first_name,
        "lastName": account.last_name,
        "name": account.name,
        "company": "Sandbox",
        "title": "",
        "phone": "",
        "language": "en",
        "timezoneId": "GMT",
        "type": "MANAGER",
        "status": "ACTIVE",
        "data": None,
    }


def role_on_the_wire(role: JSONObject) -> JSONObject:
    """Return a role as the service answers it; answers to challenge questions stay hidden."""
    return {**role, "signers": [_signer_on_the_wire(signer) for signer in objects(role.get("signers"))]}


def _signer_on_the_wire(signer: JSONObject) -> JSONObject:
    auth = as_object(signer.get("auth"))
    challenges = [{**challenge, "answer": None} for challenge in objects(auth.get("challenges"))]
    return {**signer, "auth": {"scheme": "NONE", **auth, "challenges": challenges}}


def new_approval(body: JSONObject, package: Package, ids: Ids) -> JSONObject:
    """Return an approval as the service keeps it.

    Raises:
        Refusal: Its role is not one of the package's.
    """
    role = as_text(body.get("role"))
    if not any(one["id"] == role for one in package.roles):
        raise invalid("approval.role", f"The approval's role {role!r} is not a role of the package.")
    return {
        **body,
        "id": as_text(body.get("id")) or ids.word(12),
        "name": as_text(body.get("name")),
        "role": role,
        "fields": [new_field(field, ids) for field in objects(body.get("fields"))],
        "accepted": None,
        "signed": None,
    }


def new_field(body: JSONObject, ids: Ids) -> JSONObject:
    """Return a field as the service keeps it."""
    field_id = as_text(body.get("id")) or ids.word(12)
    return {
        **body,
        "id": field_id,
        "name": as_text(body.get("name")) or field_id,
        "type": as_text(body.get("type"), "SIGNATURE"),
        "subtype": as_text(body.get("subtype"), "FULLNAME"),
    }


def signature_field(approval: JSONObject) -> JSONObject | None:
    """Return the SIGNATURE field of an approval."""
    return next((field for field in objects(approval.get("fields")) if field.get("type") == "SIGNATURE"), None)


def signs(document: JSONObject, role_id: str) -> bool:
    """Tell whether a role has a signature to give in a document."""
    return any(
        approval.get("role") == role_id and signature_field(approval) is not None
        for approval in objects(document.get("approvals"))
    )


def _places(document: JSONObject, role_id: str) -> list[Place]:
    """Return where a role signs: the first of its signatures that has coordinates or is a field of the PDF."""
    held = {as_text(name) for name in as_list(document.get("_signature_fields"))}
    for approval in objects(document.get("approvals")):
        field = signature_field(approval)
        if approval.get("role") != role_id or field is None:
            continue
        for name in (as_text(field.get("name")), as_text(approval.get("id"))):
            if name in held:
                return [Place(role_id, 0, 0, 0, 0, 0, name)]
        if "left" in field and "top" in field:
            width = as_float(field.get("width")) or 200.0
            height = as_float(field.get("height")) or 50.0
            left, top = as_float(field.get("left")), as_float(field.get("top"))
            return [Place(role_id, as_int(field.get("page")), left, top, width, height)]
    return []


def results(found: list[JSONObject]) -> JSON:
    """Return the service's list envelope."""
    return {"count": len(found), "results": found}
