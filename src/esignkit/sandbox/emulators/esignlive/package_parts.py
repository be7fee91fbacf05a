"""The parts of a package: roles, approvals and fields, as stored and as in responses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from esignkit.sandbox.domain.model import SignaturePosition
from esignkit.sandbox.emulators.esignlive.errors import invalid
from esignkit.sandbox.emulators.esignlive.response_defaults import as_sender, as_signer
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
    from collections.abc import Sequence

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.ids import Ids


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
        "attachmentRequirements": [
            {
                "required": True,
                "status": "INCOMPLETE",
                "files": [],
                **attachment_requirement,
                "id": as_text(attachment_requirement.get("id")) or ids.uuid(),
            }
            for attachment_requirement in objects(body.get("attachmentRequirements"))
        ],
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
        "timezoneId": "GMT",
        "type": "MANAGER",
        "status": "ACTIVE",
        "data": None,
    }
    return as_sender(owner)


def role_on_the_wire(role: JSONObject, created: str | None = None, updated: str | None = None) -> JSONObject:
    """Return a role as in the service's responses, without the answers to challenge questions.

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
    return {**signer, "auth": {"scheme": "NONE", **auth, "challenges": challenges}}


def new_approval(body: JSONObject, roles: Sequence[JSONObject], ids: Ids) -> JSONObject:
    """Return an approval as the service keeps it.

    Raises:
        ErrorResponse: Its role is not one of the package's.
    """
    role = as_text(body.get("role"))
    if not any(other["id"] == role for other in roles):
        raise invalid("approval.role", f"The approval's role {role!r} is not a role of the package.")
    return {
        **without_nulls(body),
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


def signs(document: JSONObject, role_id: str) -> bool:
    """Return whether a role has a signature to give in a document."""
    return any(
        approval.get("role") == role_id and signature_field(approval) is not None
        for approval in objects(document.get("approvals"))
    )


def places(document: JSONObject, role_id: str) -> list[SignaturePosition]:
    """Return where a role signs: the first of its signatures that has coordinates or is a field of the PDF."""
    existing_names = {as_text(name) for name in as_list(document.get("_signature_fields"))}
    for approval in objects(document.get("approvals")):
        field = signature_field(approval)
        if approval.get("role") != role_id or field is None:
            continue
        for name in (as_text(field.get("name")), as_text(approval.get("id"))):
            if name in existing_names:
                return [SignaturePosition(role_id, 0, 0, 0, 0, 0, name)]
        if "left" in field and "top" in field:
            width = as_float(field.get("width")) or 200.0
            height = as_float(field.get("height")) or 50.0
            left, top = as_float(field.get("left")), as_float(field.get("top"))
            return [SignaturePosition(role_id, as_int(field.get("page")), left, top, width, height)]
    return []
