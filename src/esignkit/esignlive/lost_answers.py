"""Where to look when the answer to a call that is never sent twice was lost.

Source: eSignLive sections 4 and 7.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["LOOK_UP"]

_STATUS = "packages.get(package_id).status tells where it stands"
_SEARCH = "packages.list(search=…) finds it by its name"
_TEMPLATES = "templates.list(search=…) finds it by its name"
_DOCUMENTS = "packages.get(package_id).documents lists what is there"
_DOCUMENT = "documents.get(package_id, document_id) shows how it is now"
_SIGNED = "packages.signing_status(package_id, signer=…) tells whether it was signed"
_APPROVAL = "approvals.get(package_id, document_id, approval_id=…).fields lists what is there"
_NOBODY_KNOWS = "no call tells; repeat it only if a second message does no harm"
_ANOTHER = "make another token: this one may be used up"
_AGAIN = "nothing is changed by it: sign in again"

LOOK_UP: Mapping[str, str] = {
    "packages.create": _SEARCH,
    "packages.create_accessible": _SEARCH,
    "packages.clone": _SEARCH,
    "packages.bulk_send": "packages.list(search=…) finds its packages by their name, once the service has made them",
    **dict.fromkeys(
        (
            "packages.send",
            "packages.complete",
            "packages.archive",
            "packages.revert_to_draft",
            "packages.update",
        ),
        _STATUS,
    ),
    "packages.revault": "packages.vaulting_data(package_id) shows the vault's side",
    "templates.create": _TEMPLATES,
    "templates.create_from": _TEMPLATES,
    "templates.start_fast_track": _SEARCH,
    "layouts.create": "layouts.list(search=…) finds it by its name",
    "documents.create": _DOCUMENTS,
    "documents.create_many": _DOCUMENTS,
    "documents.replace": _DOCUMENT,
    "documents.apply_layout": _DOCUMENT,
    "documents.localize_consent": "packages.get(package_id).documents shows the consent, which comes first",
    "documents.sign": _SIGNED,
    "documents.sign_all": _SIGNED,
    "document_fields.create": "documents.get(package_id, document_id).fields lists what is there",
    "imprint_fields.create": "documents.get(package_id, document_id).imprint_fields lists what is there",
    "approvals.create": "documents.get(package_id, document_id).approvals lists what is there",
    "fields.create": _APPROVAL,
    "fields.create_with_id": _APPROVAL,
    "roles.create": "roles.list(package_id) lists who is there",
    "roles.unlock": "roles.get(package_id, role_id).locked tells",
    "signer_verification.create": "signer_verification.get(package_id, role_id) shows it",
    "reminders.create": "reminders.get(package_id) shows it",
    **dict.fromkeys(
        (
            "notifications.send",
            "notifications.remind",
            "notifications.send_sms",
            "notifications.send_mobile",
            "notifications.resend_sms",
            "senders.reset_password",
            "groups.invite",
        ),
        _NOBODY_KNOWS,
    ),
    "attachments.upload": "roles.get(package_id, role_id).attachment_requirements lists the files",
    "supporting_documents.create": "supporting_documents.list(package_id) lists what is there",
    "senders.create": "senders.list(search=…) finds it by its address",
    "senders.update": "senders.get(sender_id) shows how it is now",
    "senders.invite": "senders.get(sender_id).status tells INVITED from ACTIVE; a second mail may do no harm",
    "senders.change_password": "sign in with the new password, then with the old one",
    "senders.set_signature": "senders.signature(sender_id) shows it",
    "delegates.create": "delegates.list(sender_id) lists who is there",
    "account_roles.create": "account_roles.list() lists what is there",
    "account_roles.assign": "account_roles.of_sender(sender_id) shows them",
    "groups.create": "groups.list(name=…) finds it by its name",
    "groups.add_member": "groups.get(group_id).members lists who is there",
    "custom_fields.create": "custom_fields.list() lists what is there",
    "user_custom_fields.create": "user_custom_fields.list() lists what is there",
    "callbacks.register_connector": "callbacks.get_connector(origin) shows it",
    "account.create_subaccount": "account.subaccounts() lists what is there",
    "account.update_settings": "account.settings(name) shows how they are now",
    "account.update_configuration": "account.configuration() shows how they are now",
    "account.update_feature_settings": "account.feature_settings() shows how they are now",
    "account.update_package_settings": "account.package_settings() shows how they are now",
    "account.update_signing_ui_options": "account.signing_ui_options() shows how they are now",
    "account.create_signing_themes": "account.signing_themes() shows them",
    **dict.fromkeys(
        ("account.set_signing_logos", "account.delete_signing_logos"), "account.signing_logos() shows them"
    ),
    "account.create_idv_workflows": "account.idv_workflows() lists what is there",
    "account.create_handover_url": "account.handover_url(language) shows it",
    "account.create_decline_reasons": "account.decline_reasons(language) lists what is there",
    "virtual_rooms.set_masked_fields": "virtual_rooms.masked_fields(package_id) lists what is there",
    "sessions.from_user_token": _ANOTHER,
    "sessions.from_sender_token": _ANOTHER,
    "sessions.from_signer_token": _ANOTHER,
    "sessions.sign_in": _AGAIN,
}
"""Operation to words that go on from "Look before you repeat …:"."""
