"""A package as eSignLive knows it: what the neutral transaction does not hold, and how it looks on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain.model import Party, Stage
from esignkit.sandbox.emulators.esignlive.consent import (
    CONSENT_ID,
    acceptances,
    accepted_by,
    consent_pdf,
    new_consent,
)
from esignkit.sandbox.emulators.esignlive.dates import date_text
from esignkit.sandbox.emulators.esignlive.errors import invalid
from esignkit.sandbox.emulators.esignlive.package_parts import (
    accepts,
    new_role,
    places,
    role_members,
    signature_field,
    signs,
)
from esignkit.sandbox.emulators.esignlive.response_schemas import in_full
from esignkit.sandbox.emulators.esignlive.rows import distinct, find, put, refuse_duplicate, without
from esignkit.sandbox.json_values import (
    JSONObject,
    as_bool,
    as_int,
    as_list,
    as_object,
    as_text,
    objects,
    without_nulls,
)

if TYPE_CHECKING:
    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

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
        """The documents without the consent."""
        consent = wire.get("consent", {})
        self.consent: JSONObject | None = None if consent is None else new_consent(as_object(consent))
        """The consent; None when it was deleted."""
        self.messages: list[JSONObject] = objects(wire.get("messages"))
        self.trashed: bool = as_bool(wire.get("trashed"))
        self.extras: JSONObject = as_object(wire.get("extras"))
        """What calls of their own keep: visibility, reminders, attachments, verifications, the virtual room."""

    def keep(self) -> Transaction:
        """Put the members back and return the transaction, ready to be saved."""
        self.transaction.title = self.name
        self.transaction.shelf = shelf_of(self.type, trashed=self.trashed)
        self.transaction.wire = {
            "package": self.data,
            "roles": self.roles,
            "documents": self.documents,
            "consent": self.consent,
            "messages": self.messages,
            "trashed": self.trashed,
            "extras": self.extras,
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
    def owner_id(self) -> str:
        """Id of the package's owner."""
        return as_text(as_object(self.data.get("sender")).get("id"))

    @property
    def accessible(self) -> bool:
        """Whether `settings.ceremony.ada` is on."""
        return as_bool(self.ceremony.get("ada"))

    @property
    def ceremony(self) -> JSONObject:
        """The ceremony settings."""
        return as_object(as_object(self.data.get("settings")).get("ceremony"))

    @property
    def owner_email(self) -> str:
        """E-mail address of the package's owner."""
        return as_text(as_object(self.data.get("sender")).get("email"))

    @property
    def all_documents(self) -> list[JSONObject]:
        """The documents, the consent first."""
        return self.documents if self.consent is None else [self.consent, *self.documents]

    def role(self, role_id: str) -> JSONObject:
        """Return a role by its id.

        Raises:
            ErrorResponse: There is none.
        """
        return find(self.roles, "role", role_id)

    def role_of_signer(self, signer_id: str) -> JSONObject | None:
        """Return the role with this id, or the role whose signer has it."""
        for role in self.roles:
            if role["id"] == signer_id or any(signer.get("id") == signer_id for signer in objects(role.get("signers"))):
                return role
        return None

    def document(self, document_id: str) -> JSONObject:
        """Return a document by its id.

        Raises:
            ErrorResponse: There is none.
        """
        return find(self.all_documents, "document", document_id)

    # Changing

    def set_members(self, body: JSONObject, work: UnitOfWork) -> None:
        """Take over the package-level members of a body; null clears one.

        Raises:
            ErrorResponse: Two of its conditions have one id.
        """
        if body.get("conditions"):
            conditions = objects(body["conditions"])
            body = {**body, "conditions": [*distinct(conditions, "condition", work, self.transaction.tenant)]}
        for key in _SETTABLE:
            if key in body:
                self.data[key] = body[key]
        if as_object(self.data.get("settings")):
            settings = as_object(self.data["settings"])
            self.data["settings"] = {**settings, "ceremony": as_object(settings.get("ceremony"))}

    def add_role(self, body: JSONObject, work: UnitOfWork) -> JSONObject:
        """Add a role and return it.

        Raises:
            ErrorResponse: Its id is taken, or it has more than one signer.
        """
        role = new_role(body, work, self.transaction.tenant)
        refuse_duplicate(self.roles, "role", role["id"], work, self.transaction.tenant)
        self.roles = put(self.roles, role)
        return role

    def remove_role(self, role_id: str) -> None:
        """Remove a role and its approvals."""
        self.role(role_id)
        self.roles = without(self.roles, role_id)
        for document in self.all_documents:
            document["approvals"] = [
                approval for approval in objects(document.get("approvals")) if approval.get("role") != role_id
            ]

    def remove_document(self, document_id: str) -> None:
        """Remove a document, which may be the consent.

        Raises:
            ErrorResponse: There is none.
        """
        self.document(document_id)
        if document_id == CONSENT_ID:
            self.consent = None
        self.documents = without(self.documents, document_id)
        stored = self.transaction.documents
        self.transaction.documents = [document for document in stored if document.id != document_id]
        self.number_documents()

    def number_documents(self) -> None:
        """Order the documents by index and number them from 1; 0 is the consent."""
        self.documents.sort(key=lambda document: as_int(document.get("index"), len(self.documents)))
        for number, document in enumerate(self.documents, 1):
            document["index"] = number

    # Sending

    def assign(self) -> None:
        """Make the signers and the places of their signatures known to the neutral core.

        Raises:
            ErrorResponse: A signer, a document or a signature is missing, or one document has both signatures and
                approvals that are accepted only.
        """
        approvals = self._require_complete()
        role_ids = {as_text(approval.get("role")) for approval in approvals}
        parties: list[Party] = []
        for role in self.roles:
            role_id = as_text(role["id"])
            if role_id not in role_ids:
                continue
            signers = objects(role.get("signers"))
            if not signers:
                raise invalid("package.placeholder", f"The role {role_id} is a placeholder: it has no signer yet.")
            name = f"{as_text(signers[0].get('firstName'))} {as_text(signers[0].get('lastName'))}".strip()
            signed = [as_text(document["id"]) for document in self.all_documents if signs(document, role_id)]
            parties.append(
                Party(role_id, name, as_text(signers[0].get("email")), as_int(role.get("index")), documents=signed)
            )
        self.transaction.parties = parties
        if self.consent is not None:
            self.consent["approvals"] = acceptances(self.consent, self.roles)
        for document in self.all_documents:
            stored = self.transaction.document(as_text(document["id"]))
            if stored is not None:
                stored.places = [place for party in parties for place in places(document, party.id)]

    def _require_complete(self) -> list[JSONObject]:
        """Return the approvals of a package that can be sent.

        Raises:
            ErrorResponse: It cannot.
        """
        if self.type != "PACKAGE":
            raise invalid("package.type", f"A {self.type} cannot be sent; clone it to a package first.")
        if not self.documents:
            raise invalid("package.noDocuments", "The package has no document to sign.")
        approvals = [approval for document in self.documents for approval in objects(document.get("approvals"))]
        if not any(objects(role.get("signers")) for role in self.roles if role.get("type") == "SIGNER" or approvals):
            raise invalid("package.noSigners", "The package has no signer.")
        if not any(signature_field(approval) or accepts(approval) for approval in approvals):
            raise invalid("package.noSignatures", "The package has no signature to be given.")
        for document in self.documents:
            _refuse_mixed(document)
        return approvals

    # The wire

    def on_the_wire(self) -> JSONObject:
        """Return the package as the service answers it: no nulls where its clients expect none."""
        transaction = self.transaction
        members: JSONObject = {
            **without_nulls(self.data),
            "id": transaction.id,
            "name": self.name,
            "type": self.type,
            "status": self.status,
            "trashed": self.trashed,
            "autocomplete": as_bool(self.data.get("autocomplete")),
            "language": as_text(self.data.get("language"), "en"),
            "visibility": as_text(self.data.get("visibility"), "ACCOUNT"),
            "created": date_text(transaction.created),
            "updated": date_text(transaction.updated),
            "completed": date_text(transaction.completed),
            "due": date_text(transaction.due),
            "consent": self.data.get("consent"),
            "data": self.data.get("data"),
            "roles": [self._role(role) for role in self.roles],
            "documents": [self._document(document) for document in self.all_documents],
            "messages": list(self.messages),
            "notarized": as_bool(self.data.get("notarized")),
            "bulkSendable": as_bool(self.data.get("bulkSendable")),
            "signedDocumentDelivery": self.data.get("signedDocumentDelivery"),
        }
        return in_full("Package", members)

    def role_on_the_wire(self, role: JSONObject) -> JSONObject:
        """Return one role as the service answers it."""
        return in_full("Role", self._role(role))

    def document_on_the_wire(self, document: JSONObject) -> JSONObject:
        """Return one document as the service answers it."""
        return in_full("Document", self._document(document))

    def _role(self, role: JSONObject) -> JSONObject:
        return role_members(role, date_text(self.transaction.created), date_text(self.transaction.updated))

    def _document(self, document: JSONObject) -> JSONObject:
        stored = self.transaction.document(as_text(document["id"]))
        is_consent = document is self.consent
        sizes = [as_list(size) for size in as_list(document.get("_page_sizes"))]
        if not sizes and (is_consent or (stored is not None and stored.pdf is not None)):
            sizes = [list(_A4)]
        members: JSONObject = {
            **{key: value for key, value in document.items() if not key.startswith("_")},
            "size": stored.size if stored else len(consent_pdf()) if is_consent else 0,
            "status": "",
            "pages": [
                {"id": "", "index": number, "version": 0, "left": 0.0, "top": 0.0, "width": size[0], "height": size[1]}
                for number, size in enumerate(sizes)
            ],
            "signedHash": stored.current if stored else None,
        }
        if is_consent:
            approvals = acceptances(document, self.roles)
            accepted = accepted_by(approvals, self.roles)
            # Clients read the members of this object, so that it is there even when it is empty.
            acceptance: JSONObject = {"esl_doc_accepted_by_signers": accepted} if accepted else {}
            members |= {"approvals": approvals, "data": {**as_object(document.get("data")), **acceptance}}
        return members


def _refuse_mixed(document: JSONObject) -> None:
    approvals = objects(document.get("approvals"))
    if any(map(accepts, approvals)) and any(map(signature_field, approvals)):
        raise invalid(
            "document.acceptOnly",
            f"In the document {document['id']} one approval has no fields, which makes it a document that is accepted "
            "only, and another has a signature.",
        )


def shelf_of(kind: str, *, trashed: bool) -> str:
    """Return the store's shelf for packages of a type, in the bin or not."""
    return f"{kind}/trashed" if trashed else kind
