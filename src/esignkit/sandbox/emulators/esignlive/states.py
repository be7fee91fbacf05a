"""The calls that a package allows in each status: one table, which decides every error.

What may be edited only as a draft, what needs a package that has been sent, and every status move are the vendor's.
Where its words leave a cell open ("limited", an end that is not named) the table takes the narrow reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from esignkit.sandbox.emulators.esignlive.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esignkit.sandbox.domain.model import Transaction

DRAFT = "DRAFT"
SENT = "SENT"
COMPLETED = "COMPLETED"
ARCHIVED = "ARCHIVED"
DECLINED = "DECLINED"
OPTED_OUT = "OPTED_OUT"
EXPIRED = "EXPIRED"
DELETED = "DELETED"
"""The signing status of a deleted package; no other call shows it."""

STATUSES = (DRAFT, SENT, COMPLETED, ARCHIVED, DECLINED, OPTED_OUT, EXPIRED)
"""Every status of a package, in the order of the life cycle."""


@frozen
class Rule:
    """The statuses in which a call is allowed, and the error in the others."""

    leads_to: dict[str, str]
    """The status after the call, by the status before; the call is refused in all others."""
    key: str = "package.status"
    """The error's `messageKey` after `error.validation.`."""


def _stays(*statuses: str, key: str = "package.status") -> Rule:
    return Rule({status: status for status in statuses}, key)


def _each(rule: Rule, *operations: str) -> dict[str, Rule]:
    return dict.fromkeys(operations, rule)


_ANY = _stays(*STATUSES)
_DRAFT = _stays(DRAFT, key="package.notDraft")
_OPEN = _stays(SENT, key="package.notSent")
_SIGNING = _stays(SENT, COMPLETED, key="package.notSent")
_EDITING = _stays(DRAFT, SENT)
_DONE = _stays(COMPLETED, ARCHIVED, key="package.notCompleted")

RULES: dict[str, Rule] = {
    # Moves, whether they come as POST or as PUT /packages/{packageId}
    "packages.send": Rule({DRAFT: SENT}),
    "packages.revert_to_draft": Rule({SENT: DRAFT}),
    "packages.complete": Rule({SENT: COMPLETED}),
    "packages.archive": Rule(dict.fromkeys((COMPLETED, DECLINED, OPTED_OUT, EXPIRED), ARCHIVED)),
    "packages.delete": Rule(dict.fromkeys(STATUSES, DELETED)),
    **_each(_ANY, "packages.trash", "packages.restore", "packages.clone"),
    # Editing
    **_each(
        _DRAFT,
        "packages.update",
        "documents.add",
        "documents.reorder",
        "documents.delete_several",
        "documents.update",
        "documents.replace",
        "documents.delete",
        "documents.set_visibility",
        "documents.apply_layout",
        "document_fields.add",
        "document_fields.put",
        "document_fields.update",
        "document_fields.delete",
        "imprint_fields.add",
        "imprint_fields.delete_all",
        "imprint_fields.update",
        "imprint_fields.delete",
        "approvals.add",
        "approvals.replace",
        "approvals.update",
        "approvals.delete",
        "fields.add",
        "fields.add_with_id",
        "fields.update",
        "fields.delete",
        "fields.set_conditions",
        "roles.add",
        "roles.reorder",
        "roles.delete",
        "roles.add_verification",
        "roles.update_verification",
        "roles.delete_verification",
        "reminders.create",
        "reminders.update",
    ),
    # What somebody who has not signed yet may still get
    "roles.update": _stays(DRAFT, SENT, key="role.locked"),
    **_each(
        _EDITING,
        "documents.localize_consent",
        "reminders.delete",
        "virtual_room.update",
        "virtual_room.set_masked_fields",
        "virtual_room.mask",
        "virtual_room.unmask",
    ),
    # Signing
    **_each(
        _OPEN,
        "packages.notify",
        "roles.notify",
        "roles.notify_by_sms",
        "roles.unlock",
        "approvals.notify_mobile",
        "documents.sign",
        "documents.sign_all",
        "attachments.upload",
        "attachments.delete_file",
    ),
    **_each(
        _SIGNING,
        "roles.signing_url",
        "authentication_tokens.signer_multi_use",
        "authentication_tokens.signer_single_use",
        "sessions.create_for_signer",
    ),
    "packages.evidence_summary": _stays(*STATUSES[1:], key="package.notSent"),
    "vault.revault": _DONE,
    # Looking
    **_each(
        _ANY,
        "packages.get",
        "packages.signing_status",
        "packages.audit",
        "packages.field_summary",
        "packages.referenced_conditions",
        "packages.thank_you_dialog",
        "packages.support_information",
        "authentication_tokens.sender",
        "documents.get",
        "documents.pdf",
        "documents.original",
        "documents.page",
        "documents.zip",
        "documents.get_visibility",
        "document_fields.get",
        "imprint_fields.get",
        "roles.list",
        "roles.get",
        "roles.get_verification",
        "roles.signature_image",
        "approvals.get",
        "approvals.of_signer",
        "approvals.signable",
        "fields.get",
        "attachments.get",
        "attachments.get_file",
        "attachments.zip",
        "attachments.zip_of_role",
        "attachments.exists",
        "attachments.file_exists",
        "attachments.zip_of_role_exists",
        "attachments.verifications",
        "supporting_documents.list",
        "supporting_documents.add",
        "supporting_documents.download",
        "supporting_documents.download_all",
        "supporting_documents.update",
        "supporting_documents.delete",
        "reminders.get",
        "virtual_room.get",
        "virtual_room.masked_fields",
        "virtual_room.recordings",
        "virtual_room.download_recording",
        "vault.get",
        "vault.update",
        "reports.transaction_detail",
    ),
}
"""By operation: every call about one package; changes of the status have names of their own."""


def require_allowed(operation: str, transaction: Transaction) -> None:
    """Refuse a call that the package's status does not allow.

    Args:
        operation: The operation's name, or the move's.
        transaction: The package's transaction.

    Raises:
        ErrorResponse: The status does not allow it.
    """
    rule = RULES[operation]
    if transaction.status not in rule.leads_to:
        allowed = ", ".join(rule.leads_to)
        raise invalid(rule.key, f"The package is in status {transaction.status}; {operation} needs {allowed}.")


def cells() -> Iterator[tuple[str, str, str | None]]:
    """Yield every cell: the call, the status, and the status after it; None where the call is refused."""
    for operation, rule in RULES.items():
        for status in STATUSES:
            yield operation, status, rule.leads_to.get(status)


def markdown() -> str:
    """Return the table as Markdown: one row for each call, one column for each status."""
    lines = [f"| call | {' | '.join(STATUSES)} |", "|---" * (len(STATUSES) + 1) + "|"]
    for operation, rule in RULES.items():
        targets = [rule.leads_to.get(status) for status in STATUSES]
        words = [
            "no" if to is None else "yes" if to == at else f"→ {to}" for at, to in zip(STATUSES, targets, strict=True)
        ]
        lines.append(f"| `{operation}` | {' | '.join(words)} |")
    return "\n".join(lines) + "\n"
