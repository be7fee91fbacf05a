"""Settings of an account that administrators change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from esignkit.core.model import model
from esignkit.esignlive.models.base import EslModel

__all__ = [
    "AccountConfiguration",
    "AccountFeatureSettings",
    "AccountPackageSettings",
    "CompleteSummaryOptions",
    "InpersonHostThankYouOptions",
    "InpersonWelcomeOptions",
    "NotaryHostThankYouOptions",
    "NotaryWelcomeOptions",
    "OverviewOptions",
    "SigningUiOptions",
]


@model
class CompleteSummaryOptions(EslModel):
    """What the page after signing shows."""

    WIRE: ClassVar[Mapping[str, str]] = {"continue_": "continue"}

    title: bool | None = None
    message: bool | None = None
    download: bool | None = None
    review: bool | None = None
    continue_: bool | None = None
    document_section: bool | None = None
    upload_section: bool | None = None


@model
class InpersonWelcomeOptions(EslModel):
    """What the page shows on which the host of an in-person signing begins."""

    title: bool | None = None
    body: bool | None = None
    recipient_name: bool | None = None
    recipient_email: bool | None = None
    recipient_action_required: bool | None = None
    recipient_role: bool | None = None
    recipient_status: bool | None = None


@model
class InpersonHostThankYouOptions(EslModel):
    """What the page shows on which the host of an in-person signing ends."""

    title: bool | None = None
    body: bool | None = None
    recipient_name: bool | None = None
    recipient_email: bool | None = None
    recipient_role: bool | None = None
    recipient_status: bool | None = None
    download_button: bool | None = None
    review_documents_button: bool | None = None


@model
class NotaryWelcomeOptions(EslModel):
    """What the page shows on which a notary begins."""

    title: bool | None = None
    body: bool | None = None
    recipient_name: bool | None = None
    recipient_email: bool | None = None
    recipient_action_required: bool | None = None
    notary_tag: bool | None = None
    recipient_role: bool | None = None
    recipient_status: bool | None = None


@model
class NotaryHostThankYouOptions(EslModel):
    """What the page shows on which a notary ends."""

    title: bool | None = None
    body: bool | None = None
    recipient_name: bool | None = None
    recipient_email: bool | None = None
    recipient_role: bool | None = None
    notary_tag: bool | None = None
    recipient_status: bool | None = None
    download_button: bool | None = None
    review_documents_button: bool | None = None


@model
class OverviewOptions(EslModel):
    """What the page before signing shows."""

    title: bool | None = None
    body: bool | None = None
    document_section: bool | None = None
    upload_section: bool | None = None


@model
class SigningUiOptions(EslModel):
    """Which parts of the signing pages are shown."""

    complete_summary_options: CompleteSummaryOptions | None = None
    inperson_welcome_options: InpersonWelcomeOptions | None = None
    inperson_host_thank_you_options: InpersonHostThankYouOptions | None = None
    notary_welcome_options: NotaryWelcomeOptions | None = None
    notary_host_thank_you_options: NotaryHostThankYouOptions | None = None
    overview_options: OverviewOptions | None = None


@model
class AccountFeatureSettings(EslModel):
    """Which features an account has."""

    groups: bool | None = None
    attachments: bool | None = None
    flatten_signer_documents: bool | None = None
    delegation: bool | None = None
    document_visibility: bool | None = None
    custom_fields: bool | None = None
    send_to_mobile: bool | None = None
    optional_signature: bool | None = None
    evidence_summary: bool | None = None
    force_login: bool | None = None
    qna_auth: bool | None = None
    enforce_auth: bool | None = None
    mobile_capture: bool | None = None
    mask_response: bool | None = None
    allow_in_person_for_account_senders: bool | None = None
    disable_in_person_activation_email: bool | None = None
    email_documents_and_evidence_summary: bool | None = None
    disable_footer: bool | None = None
    prevent_consent_removal: bool | None = None
    conditional_fields: bool | None = None
    upload_signature_image: bool | None = None
    in_app_reports: bool | None = None
    force_transaction_owner_login: bool | None = None
    deliver_documents_by_email: bool | None = None
    allow_checkbox_consent_approval: bool | None = None
    password_management: bool | None = None


@model
class AccountPackageSettings(EslModel):
    """What new packages of an account are set to."""

    enforce_capture_signature: bool | None = None
    in_person: bool | None = None
    decline_button: bool | None = None
    disable_decline_other: bool | None = None
    disable_download_for_uncompleted_package: bool | None = None
    disable_first_in_person_affidavit: bool | None = None
    disable_in_person_affidavit: bool | None = None
    disable_second_in_person_affidavit: bool | None = None
    hide_capture_text: bool | None = None
    hide_language_dropdown: bool | None = None
    hide_package_owner_in_person: bool | None = None
    hide_watermark: bool | None = None
    extract_acro_fields: bool | None = None
    extract_text_tags: bool | None = None
    ada: bool | None = None
    left_menu_expand: bool | None = None
    optional_navigation: bool | None = None
    show_nse_help: bool | None = None
    show_nse_logo_in_iframe: bool | None = None
    show_nse_overview: bool | None = None
    default_time_based_expiry: bool | None = None
    global_actions_confirm: bool | None = None
    global_actions_download: bool | None = None
    global_actions_hide_evidence_summary: bool | None = None


@model
class AccountConfiguration(EslModel):
    """All settings of an account that administrators may change."""

    account_feature_settings: AccountFeatureSettings | None = None
    account_package_settings: AccountPackageSettings | None = None
