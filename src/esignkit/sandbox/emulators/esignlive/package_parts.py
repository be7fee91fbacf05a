"""The parts of a package: roles, approvals and fields, as stored and as in responses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from esignkit.sandbox.domain.model import SignaturePosition
from esignkit.sandbox.emulators.esignlive.behaviour_switches import switch
from esignkit.sandbox.emulators.esignlive.errors import invalid
from esignkit.sandbox.emulators.esignlive.response_defaults import as_signer
from esignkit.sandbox.emulators.esignlive.response_schemas import in_full
from esignkit.sandbox.emulators.esignlive.rows import distinct
from esignkit.sandbox.json_values import (
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
    from collections.abc import Iterable, Sequence

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.ids import Ids


_OF_SENDERS = {"type", "status", "account", "activated", "locked", "memberships", "hasDelegates"}
"""What a Sender has and a User has not."""


def new_role(body: JSONObject, work: UnitOfWork, tenant: str) -> JSONObject:
    """Return a role as the service keeps it: ids made where the client gave none."""
    ids = work.ids
    role_id = as_text(body.get("id")) or ids.uuid()
    signers = objects(body.get("signers"))
    if len(signers) > 1:
        raise invalid("role.signers", "A role has at most one signer.")
    requirements: list[JSONObject] = [
        {
            "required": True,
            "status": "INCOMPLETE",
            "files": [],
            **attachment_requirement,
            "id": as_text(attachment_requirement.get("id")) or ids.uuid(),
        }
        for attachment_requirement in objects(body.get("attachmentRequirements"))
    ]
    return {
        **body,
        "id": role_id,
        "name": as_text(body.get("name")) or role_id,
        "type": as_text(body.get("type"), "SIGNER") or "SIGNER",
        "index": as_int(body.get("index")),
        "reassign": as_bool(body.get("reassign")),
        "locked": as_bool(body.get("locked")),
        "attachmentRequirements": [*distinct(requirements, "attachmentRequirement", work, tenant)],
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


def sender_role(sender: JSONObject, work: UnitOfWork, tenant: str) -> JSONObject:
    """Return the role under which the owner is part of a package."""
    return {**new_role({"type": "SENDER", "signers": [as_user(sender)]}, work, tenant), "name": "Owner"}


def as_user(sender: JSONObject) -> JSONObject:
    """Return a user of the account as a signer, or somebody who gets a message."""
    return {name: value for name, value in sender.items() if name not in _OF_SENDERS}


def owner_of(account: Account) -> JSONObject:
    """Return the user behind the account's API key."""
    owner: JSONObject = {
        "id": f"user-{account.tenant}",
        "email": account.email,
        "firstName": account.first_name,
        "lastName": account.last_name,
        "name": account.name,
        "company": "Sandbox",
        "title": "",
        "phone": "",
        "language": "en",
        "type": "MANAGER",
        "status": "ACTIVE",
        "data": None,
    }
    return in_full("Sender", owner)


def role_members(role: JSONObject, created: str | None, updated: str | None) -> JSONObject:
    """Return the members of a role in the service's responses, without the answers to challenge questions.

    Args:
        role: The role as it is kept.
        created: When its package was made.
        updated: When its package was changed last.
    """
    signers = (as_signer(signer, role, created, updated) for signer in objects(role.get("signers")))
    return {**role, "signers": [_signer_on_the_wire(signer) for signer in signers]}


def _signer_on_the_wire(signer: JSONObject) -> JSONObject:
    auth = as_object(signer.get("auth"))
    challenges = [{**challenge, "answer": None} for challenge in objects(auth.get("challenges"))]
    return {**signer, "auth": {**auth, "challenges": challenges}}


# The keys of the errors below, and that two of one id or two signatures of one name are refused, are inferred: no
# document names them.


def new_approvals(
    bodies: Iterable[JSONObject], roles: Sequence[JSONObject], work: UnitOfWork, tenant: str
) -> list[JSONObject]:
    """Return the approvals of a document as the service keeps them.

    Args:
        bodies: What the client sent.
        roles: The package's roles.
        work: The unit of work.
        tenant: The tenant that owns the package.

    Raises:
        ErrorResponse: One is refused as `new_approval` says, or two have one id.
    """
    approvals = [new_approval(body, roles, work, tenant) for body in bodies]
    return distinct(approvals, "approval", work, tenant)


def new_approval(body: JSONObject, roles: Sequence[JSONObject], work: UnitOfWork, tenant: str) -> JSONObject:
    """Return an approval as the service keeps it.

    Args:
        body: What the client sent.
        roles: The package's roles.
        work: The unit of work.
        tenant: The tenant that owns the package.

    Raises:
        ErrorResponse: Its role is not one of the package's, or two of its fields have one id or are signatures of one
            name.
    """
    role = as_text(body.get("role"))
    if not role:
        raise invalid("validateApproval.noRolesOnApproval", "No role specified as part of this approval.")
    if not any(other["id"] == role for other in roles):
        raise invalid("approval.role", f"The approval's role {role!r} is not a role of the package.")
    fields = new_fields(objects(body.get("fields")), work, tenant)
    refuse_same_signature(fields, work, tenant)
    return {
        **without_nulls(body),
        "id": as_text(body.get("id")) or work.ids.word(12),
        "name": as_text(body.get("name")),
        "role": role,
        "fields": fields,
        "accepted": None,
        "signed": None,
    }


def refuse_same_signature(fields: Sequence[JSONObject], work: UnitOfWork, tenant: str) -> None:
    """Refuse the fields of an approval if two signatures have one name, unless a switch of the account takes them.

    Raises:
        ErrorResponse: They have.
    """
    if switch(work, tenant, "same_signature") == "taken":
        return
    names = [as_text(field.get("name")) for field in fields if field.get("type") == "SIGNATURE"]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise invalid(
                "approval.signatureExists",
                f"A signature already exists for this name: {name!r} stands twice under one approval; give each "
                "signature an approval of its own.",
            )


def new_fields(bodies: Iterable[JSONObject], work: UnitOfWork, tenant: str) -> list[JSONObject]:
    """Return fields as the service keeps them.

    Raises:
        ErrorResponse: Two have one id.
    """
    return distinct([new_field(body, work.ids) for body in bodies], "field", work, tenant)


def new_field(body: JSONObject, ids: Ids) -> JSONObject:
    """Return a field as the service keeps it."""
    field_id = as_text(body.get("id")) or ids.word(12)
    return {
        **body,
        "id": field_id,
        "name": as_text(body.get("name")) or field_id,
        "type": as_text(body.get("type"), "SIGNATURE"),
        "subtype": as_text(body.get("subtype"), "FULLNAME"),
        "extract": as_bool(body.get("extract")),
    }


def new_condition(body: JSONObject, ids: Ids) -> JSONObject:
    """Return a condition as the service keeps it.

    Raises:
        ErrorResponse: Its condition or its action does not name a field of a document.
    """
    for part in ("condition", "action"):
        if not re.search(r"document\['[^']+'\]\.field\['[^']+'\]\.\w+", as_text(body.get(part))):
            raise invalid(f"condition.{part}", f"The {part} names no field: document['id'].field['id']…")
    return {**body, "id": as_text(body.get("id")) or ids.word(12)}


def signature_field(approval: JSONObject) -> JSONObject | None:
    """Return the SIGNATURE field of an approval."""
    return next((field for field in objects(approval.get("fields")) if field.get("type") == "SIGNATURE"), None)


def accepts(approval: JSONObject) -> bool:
    """Return whether an approval is given by accepting the document: it has no fields."""
    return not objects(approval.get("fields"))


def signs(document: JSONObject, role_id: str) -> bool:
    """Return whether a role has a signature to give in a document."""
    return any(
        approval.get("role") == role_id and signature_field(approval) is not None
        for approval in objects(document.get("approvals"))
    )


def main_signature(document: JSONObject, role_id: str) -> JSONObject | None:
    """Return where a role signs digitally: the first of its signatures that has coordinates or is a field of the PDF.

    Returns:
        The ids of `approval` and `field`, and the `name` of the PDF's field, if it is one; None when there is none.
    """
    existing_names = {as_text(name) for name in as_list(document.get("_signature_fields"))}
    for approval in objects(document.get("approvals")):
        field = signature_field(approval)
        if approval.get("role") != role_id or field is None:
            continue
        names = [name for name in (as_text(field.get("name")), as_text(approval.get("id"))) if name in existing_names]
        if names or ("left" in field and "top" in field):
            return {"approval": approval.get("id"), "field": field.get("id"), "name": names[0] if names else ""}
    return None


def places(document: JSONObject, role_id: str) -> list[SignaturePosition]:
    """Return where a role signs digitally, as the neutral core knows it."""
    main = main_signature(document, role_id)
    if main is None:
        return []
    if main["name"]:
        return [SignaturePosition(role_id, 0, 0, 0, 0, 0, as_text(main["name"]))]
    approval = next(one for one in objects(document.get("approvals")) if one.get("id") == main["approval"])
    field = signature_field(approval) or {}
    width, height = as_float(field.get("width")) or 200.0, as_float(field.get("height")) or 50.0
    left, top = as_float(field.get("left")), as_float(field.get("top"))
    return [SignaturePosition(role_id, as_int(field.get("page")), left, top, width, height)]
