"""What is known of each call of eSignLive, and from where.

Documented: in the vendor's OpenAPI description, its guides, or the examples of a reseller. Inferred: only its own
clients show the call. Unknown: a client names the path, and nobody shows what is answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.evidence import Evidence, labelled

if TYPE_CHECKING:
    from collections.abc import Mapping

_DOCUMENTED = """
    packages.list packages.overview packages.create packages.get packages.update packages.delete
    packages.signing_status packages.evidence_summary packages.audit packages.clone packages.field_summary
    packages.bulk_send documents.add documents.reorder documents.delete_several documents.zip documents.get
    documents.update documents.replace documents.delete documents.pdf documents.original documents.get_visibility
    documents.set_visibility imprint_fields.add imprint_fields.delete_all imprint_fields.get imprint_fields.update
    imprint_fields.delete layouts.list layouts.create documents.apply_layout roles.list roles.add roles.reorder
    roles.get roles.update roles.delete roles.unlock roles.signature_image verification_types.list
    roles.get_verification roles.update_verification roles.add_verification roles.delete_verification
    roles.signing_url packages.notify roles.notify roles.notify_by_sms approvals.notify_mobile sms.resend
    documents.sign documents.sign_all approvals.add approvals.replace approvals.get approvals.update
    approvals.delete fields.add fields.add_with_id fields.get fields.update fields.delete fields.set_conditions
    packages.referenced_conditions approvals.of_signer approvals.signable attachments.get attachments.upload
    attachments.get_file attachments.delete_file attachments.zip_of_role attachments.zip attachments.exists
    attachments.file_exists attachments.zip_of_role_exists reminders.get reminders.update reminders.create
    reminders.delete virtual_room.get virtual_room.update virtual_room.masked_fields virtual_room.set_masked_fields
    virtual_room.unmask virtual_room.mask virtual_room.recordings virtual_room.download_recording
    recordings.download reports.completion reports.usage reports.sender_transaction_summary reports.delegation
    reports.transaction_summary reports.transaction_detail in_app_reports.list in_app_reports.summaries
    in_app_reports.get in_app_reports.delete_several in_app_reports.delete in_app_reports.zip
    callbacks.get_connector callbacks.get callbacks.register_connector callbacks.register senders.list
    senders.create senders.get senders.update senders.delete senders.invite senders.reset_password
    senders.set_password senders.get_signature senders.set_signature senders.delete_signature delegates.list
    delegates.replace delegates.clear delegates.add delegates.remove senders.get_roles senders.set_roles
    senders.get_seal senders.get_commission senders.set_commission senders.set_seal senders.delete_seal
    senders.delete_commission account_roles.list account_roles.create account_roles.get account_roles.update
    account_roles.delete custom_fields.list custom_fields.create custom_fields.get custom_fields.update
    custom_fields.delete subaccounts.list subaccounts.create subaccounts.update account_roles.users account.usage
    account.accessible_accounts account.subaccount_api_keys groups.list groups.create groups.get groups.update
    groups.delete groups.summary groups.add_member groups.invite data_retention.policy.get
    data_retention.policy.update data_retention.expiry_time.get data_retention.expiry_time.update
    account.password_policy.get account.password_policy.update account.signing_themes.get
    account.signing_themes.create account.signing_themes.update account.signing_themes.delete
    account.admin.signingUiOptions.get account.admin.signingUiOptions.patch account.admin.signingUiOptions.delete
    account.admin.accountSettings.featureSettings.get account.admin.accountSettings.featureSettings.patch
    account.admin.accountSettings.featureSettings.delete account.admin.accountSettings.packageSettings.get
    account.admin.accountSettings.packageSettings.patch account.admin.accountSettings.packageSettings.delete
    account.admin.accountSettings.attachmentsBlacklist.get account_config.idv_workflows.get
    account_config.idv_workflows.create account_config.idv_workflows.update account_config.idv_workflows.delete
    account.admin.accountSettings.get account.admin.accountSettings.patch account.admin.accountSettings.delete
    account.signing_logos.get account.signing_logos.set authentication_tokens.user authentication_tokens.sender
    authentication_tokens.signer_single_use authentication_tokens.signer_multi_use auth access session.get
    oauth2.token
"""

_INFERRED = """
    packages.move documents.page documents.from_providers documents.localize_consent document_fields.add
    document_fields.put document_fields.get document_fields.update document_fields.delete signing_page
    attachments.verifications supporting_documents.list supporting_documents.add supporting_documents.download_all
    supporting_documents.download supporting_documents.update supporting_documents.delete packages.thank_you_dialog
    packages.support_information fast_track.url fast_track.open fast_track.page fast_track.start senders.contacts
    senders.signature_image senders.journal senders.download_journal user_custom_fields.list
    user_custom_fields.create user_custom_fields.get user_custom_fields.update user_custom_fields.delete
    subaccounts.get subaccounts.delete account.admin.chooseSignature.get account.admin.chooseSignature.patch
    account.admin.chooseSignature.delete account.admin.accountSettings.designerSettings.get
    account.admin.accountSettings.designerSettings.patch account.admin.accountSettings.designerSettings.delete
    account.admin.accountSettings.emailReminderSettings.get
    account.admin.accountSettings.emailReminderSettings.patch
    account.admin.accountSettings.emailReminderSettings.delete
    account.admin.accountSettings.limitSupportedLanguages.get
    account.admin.accountSettings.limitSupportedLanguages.patch
    account.admin.accountSettings.limitSupportedLanguages.delete account.admin.accountSettings.signatureLayout.get
    account.admin.accountSettings.signatureLayout.patch account.admin.accountSettings.signatureLayout.delete
    account.admin.accountSettings.systemSettings.get account.admin.accountSettings.systemSettings.patch
    account.admin.accountSettings.systemSettings.delete account.admin.accountSettings.attachmentsWhitelist.get
    account.admin.accountSettings.attachmentsWhitelist.update
    account.admin.accountSettings.attachmentsWhitelist.delete account_config.handover_url.get
    account_config.handover_url.create account_config.handover_url.update account_config.handover_url.delete
    account_config.decline_reasons.get account_config.decline_reasons.create account_config.decline_reasons.update
    account_config.decline_reasons.delete sessions.create log_in client_app.access_token
"""

_UNKNOWN = """
    vault.get vault.update vault.revault sysinfo account_config.if_workflows.get
"""

EVIDENCE: Mapping[str, Evidence] = labelled(documented=_DOCUMENTED, inferred=_INFERRED, unknown=_UNKNOWN)
"""The label of each operation."""
