"""The 185 operations of the vendor's OpenAPI, version 11.51, with our call for each; and what we call besides.

One a line: our call, method, path (without the slash at the end that some have). Every operation has a call, so there
is none that a reason stands for.
"""

from __future__ import annotations

OPENAPI = """
custom_fields.list                        GET    /api/account/customfields
custom_fields.update                      PUT    /api/account/customfields
custom_fields.create                      POST   /api/account/customfields
custom_fields.get                         GET    /api/account/customfields/{customFieldId}
custom_fields.delete                      DELETE /api/account/customfields/{customFieldId}
account.accessible_accounts               GET    /api/account/accessibleaccounts
account.subaccount_api_keys               GET    /api/account/subaccountApiKeys
account.subaccounts                       GET    /api/account/subaccounts
account.create_subaccount                 POST   /api/account/subaccounts
account.update_subaccount                 PUT    /api/account/subaccounts/{accountId}
account.password_policy                   GET    /api/passwordPolicy
account.update_password_policy            PUT    /api/passwordPolicy
senders.list                              GET    /api/account/senders
senders.create                            POST   /api/account/senders
senders.get                               GET    /api/account/senders/{senderId}
senders.update                            POST   /api/account/senders/{senderId}
senders.delete                            DELETE /api/account/senders/{senderId}
senders.invite                            POST   /api/account/senders/{senderId}/invite
senders.change_password                   POST   /api/account/senders/{senderId}/password
senders.reset_password                    POST   /api/account/senders/{senderId}/resetpassword
delegates.create                          POST   /api/account/senders/{senderId}/delegates/{delegateId}
delegates.delete                          DELETE /api/account/senders/{senderId}/delegates/{delegateId}
senders.signature                         GET    /api/account/senders/{senderId}/signature/image
senders.set_signature                     POST   /api/account/senders/{senderId}/signature/image
senders.delete_signature                  DELETE /api/account/senders/{senderId}/signature/image
notaries.commission                       GET    /api/account/senders/{senderId}/notaryCommission
notaries.update_commission                PUT    /api/account/senders/{senderId}/notaryCommission
notaries.delete_commission                DELETE /api/account/senders/{senderId}/notaryCommission
notaries.seal                             GET    /api/account/senders/{senderId}/notaryCommission/seal
notaries.update_seal                      PUT    /api/account/senders/{senderId}/notaryCommission/seal
notaries.delete_seal                      DELETE /api/account/senders/{senderId}/notaryCommission/seal
delegates.list                            GET    /api/account/senders/{senderId}/delegates
delegates.replace_all                     PUT    /api/account/senders/{senderId}/delegates
delegates.delete_all                      DELETE /api/account/senders/{senderId}/delegates
account.usage                             GET    /api/account/usage
layouts.list                              GET    /api/layouts
layouts.create                            POST   /api/layouts
groups.list                               GET    /api/groups
groups.create                             POST   /api/groups
groups.summary                            GET    /api/groups/summary
groups.get                                GET    /api/groups/{groupId}
groups.update                             PUT    /api/groups/{groupId}
groups.delete                             DELETE /api/groups/{groupId}
groups.invite                             POST   /api/groups/{groupId}/invite
groups.add_member                         POST   /api/groups/{groupId}/members
account.signing_themes                    GET    /api/account/signingThemes
account.update_signing_themes             PUT    /api/account/signingThemes
account.create_signing_themes             POST   /api/account/signingThemes
account.delete_signing_themes             DELETE /api/account/signingThemes
account.signing_logos                     GET    /api/account/admin/signingLogos
account.set_signing_logos                 POST   /api/account/admin/signingLogos
account.signing_ui_options                GET    /api/account/admin/signingUiOptions
account.reset_settings                    DELETE /api/account/admin/signingUiOptions
account.update_signing_ui_options         PATCH  /api/account/admin/signingUiOptions
account.configuration                     GET    /api/account/admin/accountSettings
account.reset_settings                    DELETE /api/account/admin/accountSettings
account.update_configuration              PATCH  /api/account/admin/accountSettings
account.package_settings                  GET    /api/account/admin/accountSettings/packageSettings
account.reset_settings                    DELETE /api/account/admin/accountSettings/packageSettings
account.update_package_settings           PATCH  /api/account/admin/accountSettings/packageSettings
account.feature_settings                  GET    /api/account/admin/accountSettings/featureSettings
account.reset_settings                    DELETE /api/account/admin/accountSettings/featureSettings
account.update_feature_settings           PATCH  /api/account/admin/accountSettings/featureSettings
account_roles.list                        GET    /api/account/roles
account_roles.create                      POST   /api/account/roles
account_roles.get                         GET    /api/account/roles/{accountRoleId}
account_roles.update                      PUT    /api/account/roles/{accountRoleId}
account_roles.delete                      DELETE /api/account/roles/{accountRoleId}
account_roles.users                       GET    /api/account/roles/{accountRoleId}/users
account_roles.of_sender                   GET    /api/account/senders/{senderId}/roles
account_roles.assign                      POST   /api/account/senders/{senderId}/roles
packages.list                             GET    /api/packages
packages.create                           POST   /api/packages
packages.get                              GET    /api/packages/{packageId}
packages.update                           PUT    /api/packages/{packageId}
packages.delete                           DELETE /api/packages/{packageId}
audit.get                                 GET    /api/packages/{packageId}/audit
packages.clone                            POST   /api/packages/{packageId}/clone
packages.evidence_summary                 GET    /api/packages/{packageId}/evidence/summary
packages.field_summary                    GET    /api/packages/{packageId}/fieldSummary
packages.referenced_conditions            GET    /api/packages/{packageId}/referencedConditions
signers.approvals                         GET    /api/packages/{packageId}/signers/{signerId}/approvals
packages.signing_status                   GET    /api/packages/{packageId}/signingStatus
packages.bulk_send                        POST   /api/packages/{templateId}/bulk_send
roles.list                                GET    /api/packages/{packageId}/roles
roles.reorder                             PUT    /api/packages/{packageId}/roles
roles.create                              POST   /api/packages/{packageId}/roles
roles.get                                 GET    /api/packages/{packageId}/roles/{roleId}
roles.update                              PUT    /api/packages/{packageId}/roles/{roleId}
roles.delete                              DELETE /api/packages/{packageId}/roles/{roleId}
roles.unlock                              POST   /api/packages/{packageId}/roles/{roleId}/unlock
documents.reorder                         PUT    /api/packages/{packageId}/documents
documents.create                          POST   /api/packages/{packageId}/documents
documents.delete_many                     DELETE /api/packages/{packageId}/documents
packages.download_zip                     GET    /api/packages/{packageId}/documents/zip
documents.sign                            POST   /api/packages/{packageId}/documents/signConfirm
documents.sign_all                        POST   /api/packages/{packageId}/documents/signed_documents
documents.visibility                      GET    /api/packages/{packageId}/documents/visibility
documents.set_visibility                  POST   /api/packages/{packageId}/documents/visibility
documents.get                             GET    /api/packages/{packageId}/documents/{documentId}
documents.update                          PUT    /api/packages/{packageId}/documents/{documentId}
documents.replace                         POST   /api/packages/{packageId}/documents/{documentId}
documents.delete                          DELETE /api/packages/{packageId}/documents/{documentId}
documents.original                        GET    /api/packages/{packageId}/documents/{documentId}/original
documents.download                        GET    /api/packages/{packageId}/documents/{documentId}/pdf
documents.apply_layout                    POST   /api/packages/{packageId}/documents/{documentId}/layout
reminders.get                             GET    /api/packages/{packageId}/reminders
reminders.update                          PUT    /api/packages/{packageId}/reminders
reminders.create                          POST   /api/packages/{packageId}/reminders
reminders.delete                          DELETE /api/packages/{packageId}/reminders
reports.usage                             GET    /api/reports/usage
reports.completion                        GET    /api/reports/completion
reports.sender_transaction_summary        GET    /api/reports/sender-transaction-summary
reports.transaction_summary               GET    /api/reports/transaction-summary
reports.transaction_detail                GET    /api/reports/transaction-detail/{transactionId}
reports.delegation                        GET    /api/reports/delegation
approvals.replace_all                     PUT    /api/packages/{packageId}/documents/{documentId}/approvals
approvals.create                          POST   /api/packages/{packageId}/documents/{documentId}/approvals
approvals.get                             GET    /api/packages/{packageId}/documents/{documentId}/approvals/{approvalId}
approvals.update                          PUT    /api/packages/{packageId}/documents/{documentId}/approvals/{approvalId}
approvals.delete                          DELETE /api/packages/{packageId}/documents/{documentId}/approvals/{approvalId}
fields.create                             POST   /api/packages/{packageId}/documents/{documentId}/approvals/{approvalId}/fields
fields.get                                GET    /api/packages/{packageId}/documents/{documentId}/approvals/{approvalId}/fields/{fieldId}
fields.update                             PUT    /api/packages/{packageId}/documents/{documentId}/approvals/{approvalId}/fields/{fieldId}
fields.create_with_id                     POST   /api/packages/{packageId}/documents/{documentId}/approvals/{approvalId}/fields/{fieldId}
fields.delete                             DELETE /api/packages/{packageId}/documents/{documentId}/approvals/{approvalId}/fields/{fieldId}
signers.signable_approvals                GET    /api/packages/{packageId}/documents/{documentId}/signers/{signerId}/approvals
fields.set_conditions                     PUT    /api/packages/{packageId}/documents/{documentId}/approvals/{approvalId}/fields/{fieldId}/conditionalFields
attachments.download_zip                  GET    /api/packages/{packageId}/attachment/zip
attachments.download_role_zip             GET    /api/packages/{packageId}/attachment/zip/{roleId}
attachments.download                      GET    /api/packages/{packageId}/attachment/{attachmentId}
attachments.upload                        POST   /api/packages/{packageId}/attachment/{attachmentId}
attachments.download_file                 GET    /api/packages/{packageId}/attachment/{attachmentId}/file/{fileId}
attachments.delete_file                   DELETE /api/packages/{packageId}/attachment/{attachmentId}/file/{fileId}
attachments.exists                        GET    /api/packages/{packageId}/attachment/{attachmentId}/exists
attachments.file_exists                   GET    /api/packages/{packageId}/attachment/{attachmentId}/file/{fileId}/exists
attachments.role_zip_exists               GET    /api/packages/{packageId}/attachment/zip/{roleId}/exists
authentication_tokens.create_user_token   POST   /api/authenticationTokens/user
authentication_tokens.create_sender_token POST   /api/authenticationTokens/sender
authentication_tokens.create_signer_token POST   /api/authenticationTokens/signer/multiUse
authentication_tokens.create_signer_token POST   /api/authenticationTokens/signer/singleUse
callbacks.get                             GET    /api/callback
callbacks.register                        POST   /api/callback
callbacks.get_connector                   GET    /api/callback/connectors/{origin}
callbacks.register_connector              POST   /api/callback/connectors/{origin}
data_retention.policy                     GET    /api/dataRetentionSettings/dataManagementPolicy
data_retention.update_policy              PUT    /api/dataRetentionSettings/dataManagementPolicy
data_retention.expiry                     GET    /api/dataRetentionSettings/expiryTimeConfiguration
data_retention.update_expiry              PUT    /api/dataRetentionSettings/expiryTimeConfiguration
sessions.current                          GET    /api/session
signers.signature_image                   GET    /api/packages/{packageId}/roles/{roleId}/signatureImage
packages.signing_url                      GET    /api/packages/{packageId}/roles/{roleId}/signingUrl
signer_verification.get                   GET    /api/packages/{packageId}/roles/{roleId}/verification
signer_verification.update                PUT    /api/packages/{packageId}/roles/{roleId}/verification
signer_verification.create                POST   /api/packages/{packageId}/roles/{roleId}/verification
signer_verification.delete                DELETE /api/packages/{packageId}/roles/{roleId}/verification
signer_verification.types                 GET    /api/account/{accountId}/verificationTypes
notifications.remind                      POST   /api/packages/{packageId}/notifications
notifications.send                        POST   /api/packages/{packageId}/roles/{roleId}/notifications
notifications.send_sms                    POST   /api/packages/{packageId}/roles/{roleId}/sms_notification
notifications.send_mobile                 POST   /api/packages/{packageId}/documents/{documentId}/approvals/{approvalId}/mobile_notification
notifications.resend_sms                  POST   /api/sms/resend
reports.in_app_list                       GET    /api/inappreports/reports
reports.delete_in_app_files               DELETE /api/inappreports/reports
reports.in_app_summaries                  GET    /api/inappreports/reports/summaries
reports.in_app_file                       GET    /api/inappreports/reports/{fileName}
reports.delete_in_app_file                DELETE /api/inappreports/reports/{fileName}
reports.in_app_zip                        GET    /api/inappreports/zip/reports
virtual_rooms.get                         GET    /api/packages/{packageId}/virtual-room/config
virtual_rooms.update                      PUT    /api/packages/{packageId}/virtual-room/config
virtual_rooms.masked_fields               GET    /api/packages/{packageId}/virtual-room/config/masked-fields
virtual_rooms.set_masked_fields           POST   /api/packages/{packageId}/virtual-room/config/masked-fields
virtual_rooms.mask_field                  PUT    /api/packages/{packageId}/virtual-room/config/masked-fields/{maskedFieldId}
virtual_rooms.unmask_field                DELETE /api/packages/{packageId}/virtual-room/config/masked-fields/{maskedFieldId}
virtual_rooms.recordings                  GET    /virtual-room-video/{packageId}/recordings
virtual_rooms.download_recording          GET    /virtual-room-video/{packageId}/download-recording/{recordingUid}
account.idv_workflows                     GET    /api/accountConfig/idvWorkflowConfigs
account.update_idv_workflows              PUT    /api/accountConfig/idvWorkflowConfigs
account.create_idv_workflows              POST   /api/accountConfig/idvWorkflowConfigs
account.delete_idv_workflows              DELETE /api/accountConfig/idvWorkflowConfigs
imprint_fields.create                     POST   /api/packages/{packageId}/documents/{documentId}/imprint-fields
imprint_fields.delete_all                 DELETE /api/packages/{packageId}/documents/{documentId}/imprint-fields
imprint_fields.get                        GET    /api/packages/{packageId}/documents/{documentId}/imprint-fields/{fieldId}
imprint_fields.update                     PUT    /api/packages/{packageId}/documents/{documentId}/imprint-fields/{fieldId}
imprint_fields.delete                     DELETE /api/packages/{packageId}/documents/{documentId}/imprint-fields/{fieldId}
"""

BEYOND = """
4.7 J    GET    /api/user/{userId}/journal
4.7 J    GET    /api/user/{userId}/journal/download
1.4 J    GET    /auth
1.4 J    POST   /api/sessions
1.4 X    POST   /a/auth
4.5 J    GET    /api/packages/{packageId}/thank_you_dialog
4.5 J    GET    /api/package_information/{packageId}/support_information
4.5 J    GET    /api/packages/{packageId}/eOriginalVault/vaultingData
4.5 J    PUT    /api/packages/{packageId}/eOriginalVault/vaultingData
4.5 J    POST   /api/packages/{packageId}/eOriginalVault/revault
4.7 J    GET    /api/sysinfo
4.7 J,N  GET    /api/accountConfig/handoverUrl/{language}
4.7 J,N  POST   /api/accountConfig/handoverUrl/{language}
4.7 J,N  PUT    /api/accountConfig/handoverUrl/{language}
4.7 J,N  DELETE /api/accountConfig/handoverUrl/{language}
4.7 J,N  GET    /api/accountConfig/declineReasons/{language}
4.7 J,N  POST   /api/accountConfig/declineReasons/{language}
4.7 J,N  PUT    /api/accountConfig/declineReasons/{language}
4.7 J,N  DELETE /api/accountConfig/declineReasons/{language}
4.7 J    GET    /api/accountConfig/ifWorkflows
4.7 J    GET    /api/account/admin/chooseSignature
4.7 J    PATCH  /api/account/admin/chooseSignature
4.7 J    DELETE /api/account/admin/chooseSignature
4.7 J    GET    /api/account/admin/accountSettings/designerSettings
4.7 J    PATCH  /api/account/admin/accountSettings/designerSettings
4.7 J    DELETE /api/account/admin/accountSettings/designerSettings
4.7 J    GET    /api/account/admin/accountSettings/emailReminderSettings
4.7 J    PATCH  /api/account/admin/accountSettings/emailReminderSettings
4.7 J    DELETE /api/account/admin/accountSettings/emailReminderSettings
4.7 J    GET    /api/account/admin/accountSettings/limitSupportedLanguages
4.7 J    PATCH  /api/account/admin/accountSettings/limitSupportedLanguages
4.7 J    DELETE /api/account/admin/accountSettings/limitSupportedLanguages
4.7 J    GET    /api/account/admin/accountSettings/systemSettings
4.7 J    PATCH  /api/account/admin/accountSettings/systemSettings
4.7 J    DELETE /api/account/admin/accountSettings/systemSettings
4.7 J    GET    /api/account/admin/accountSettings/signatureLayout
4.7 J    PATCH  /api/account/admin/accountSettings/signatureLayout
4.7 J    DELETE /api/account/admin/accountSettings/signatureLayout
4.7 J    GET    /api/account/admin/accountSettings/attachmentsWhitelist
4.7 J    PUT    /api/account/admin/accountSettings/attachmentsWhitelist
4.7 J    DELETE /api/account/admin/accountSettings/attachmentsWhitelist
4.7 W    GET    /api/account/admin/accountSettings/attachmentsBlacklist
4.7 J    GET    /api/user/customfields
4.7 J    POST   /api/user/customfields
4.7 J    PUT    /api/user/customfields
4.7 J    GET    /api/user/customfields/{customFieldId}
4.7 J    DELETE /api/user/customfields/{customFieldId}
6   J    POST   /api/packages/{packageId}
4.7 J    GET    /api/account/senders/{senderId}/signatureImage
4.7 J    GET    /api/users
4.4 J    GET    /api/packages/{packageId}/attachment/verifications
4.1 T    GET    /api/packages/{packageId}/documents/{documentId}/pages/{index}
3.4 S    GET    /api/packages/overview
4.5 I    GET    /download-recording/{recordingUid}
4.1 J    POST   /api/packages/{packageId}/documents/{documentId}/fields
4.1 J    PUT    /api/packages/{packageId}/documents/{documentId}/fields
4.1 J    GET    /api/packages/{packageId}/documents/{documentId}/fields/{fieldId}
4.1 J    PUT    /api/packages/{packageId}/documents/{documentId}/fields/{fieldId}
4.1 J    DELETE /api/packages/{packageId}/documents/{documentId}/fields/{fieldId}
4.1 J,D  POST   /api/packages/{packageId}/documents/localize-consent
4.1 J    GET    /api/documents
4.5 J    GET    /api/fastTrack/{templateId}/url
4.5 J    POST   /api/fastTrack
4.4 J    GET    /api/supporting-documents/v1/transactions/{transactionId}
4.4 J    POST   /api/supporting-documents/v1/transactions/{transactionId}
4.4 J    GET    /api/supporting-documents/v1/transactions/{transactionId}/documents/{supportingId}/download
4.4 J    GET    /api/supporting-documents/v1/transactions/{transactionId}/download
4.4 J,N  PUT    /api/supporting-documents/v1/transactions/{transactionId}/documents/{supportingId}
4.4 J    DELETE /api/supporting-documents/v1/transactions/{transactionId}/documents/{supportingId}
"""
"""What we call besides: section of the service's description and the marks of its sources there, method, path."""
