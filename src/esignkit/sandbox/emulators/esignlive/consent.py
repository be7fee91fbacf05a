"""The consent of a package: its first document, which every signer accepts and nobody signs.

It is there unless it is deleted, and has no file of its own unless the client brings one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from esignkit.sandbox import pdf
from esignkit.sandbox.json_values import JSONObject, as_text, objects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from esignkit.sandbox.json_values import JSON

CONSENT_ID = "default-consent"
CONSENT_NAME = "Electronic Disclosures and Signatures Consent"


def new_consent(members: Mapping[str, JSON]) -> JSONObject:
    """Return the consent as a package keeps it.

    Args:
        members: What differs from the default.
    """
    return {
        "name": CONSENT_NAME,
        "description": "",
        "external": None,
        "fields": [],
        **members,
        "id": CONSENT_ID,
        "index": 0,
        "approvals": objects(members.get("approvals")),
    }


@cache
def consent_pdf() -> bytes:
    """Return the text of the default consent."""
    return pdf.write_pdf([[f"# {CONSENT_NAME}", "", "I agree to sign electronically."]])


def acceptances(consent: JSONObject, roles: Sequence[JSONObject]) -> list[JSONObject]:
    """Return the approvals of the consent: those it was given, and one for each further signer."""
    approvals = objects(consent.get("approvals"))
    answered = {as_text(approval.get("role")) for approval in approvals}
    missing: list[JSONObject] = [
        {"id": f"ConsentFor{role['id']}", "name": "", "role": role["id"], "accepted": None, "signed": None}
        for role in roles
        if role.get("type") == "SIGNER" and objects(role.get("signers")) and role["id"] not in answered
    ]
    return [*approvals, *({**approval, "fields": []} for approval in missing)]


def accepted_by(approvals: Sequence[JSONObject], roles: Sequence[JSONObject]) -> str:
    """Return the ids of the signers who have accepted, joined by commas, in the order of the roles."""
    accepted = {as_text(approval.get("role")) for approval in approvals if as_text(approval.get("accepted"))}
    signers = (objects(role.get("signers")) for role in roles if role["id"] in accepted)
    return ",".join(as_text(signer[0]["id"]) for signer in signers if signer)
