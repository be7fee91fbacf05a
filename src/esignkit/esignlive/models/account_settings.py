"""Settings of an account that administrators change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from esignkit.core.model import model
from esignkit.esignlive.wire_format import EslModel

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
    """Whether the title is shown."""
    message: bool | None = None
    """Whether the message is shown."""
    download: bool | None = None
    """Whether there is a button that downloads all signed documents as a zip file."""
    review: bool | None = None
    """Whether there is a button that leads back to the documents."""
    continue_: bool | None = None
    """Whether there is a button that leads to the hand-over address; `continue` in the service's JSON."""
    document_section: bool | None = None
    """Whether the list of documents is shown."""
    upload_section: bool | None = None
    """Whether the attachments are shown."""


@model
class InpersonWelcomeOptions(EslModel):
    """What the page shows on which the host of an in-person signing begins."""

    title: bool | None = None
    """Whether the title is shown."""
    body: bool | None = None
    """Whether the text is shown."""
    recipient_name: bool | None = None
    """Whether the names of the recipients are shown."""
    recipient_email: bool | None = None
    """Whether the e-mail addresses of the recipients are shown."""
    recipient_action_required: bool | None = None
    """Whether it is shown what each recipient has to do."""
    recipient_role: bool | None = None
    """Whether the roles of the recipients are shown."""
    recipient_status: bool | None = None
    """Whether it is shown how far each recipient is."""


@model
class InpersonHostThankYouOptions(EslModel):
    """What the page shows on which the host of an in-person signing ends."""

    title: bool | None = None
    """Whether the title is shown."""
    body: bool | None = None
    """Whether the text is shown."""
    recipient_name: bool | None = None
    """Whether the names of the recipients are shown."""
    recipient_email: bool | None = None
    """Whether the e-mail addresses of the recipients are shown."""
    recipient_role: bool | None = None
    """Whether the roles of the recipients are shown."""
    recipient_status: bool | None = None
    """Whether it is shown how far each recipient is."""
    download_button: bool | None = None
    """Whether there is a button that downloads the documents."""
    review_documents_button: bool | None = None
    """Whether there is a button that leads back to the documents."""


@model
class NotaryWelcomeOptions(EslModel):
    """What the page shows on which a notary begins."""

    title: bool | None = None
    """Whether the title is shown."""
    body: bool | None = None
    """Whether the text is shown."""
    recipient_name: bool | None = None
    """Whether the names of the recipients are shown."""
    recipient_email: bool | None = None
    """Whether the e-mail addresses of the recipients are shown."""
    recipient_action_required: bool | None = None
    """Whether it is shown what each recipient has to do."""
    notary_tag: bool | None = None
    """Whether the notary is marked as such."""
    recipient_role: bool | None = None
    """Whether the roles of the recipients are shown."""
    recipient_status: bool | None = None
    """Whether it is shown how far each recipient is."""


@model
class NotaryHostThankYouOptions(EslModel):
    """What the page shows on which a notary ends."""

    title: bool | None = None
    """Whether the title is shown."""
    body: bool | None = None
    """Whether the text is shown."""
    recipient_name: bool | None = None
    """Whether the names of the recipients are shown."""
    recipient_email: bool | None = None
    """Whether the e-mail addresses of the recipients are shown."""
    recipient_role: bool | None = None
    """Whether the roles of the recipients are shown."""
    notary_tag: bool | None = None
    """Whether the notary is marked as such."""
    recipient_status: bool | None = None
    """Whether it is shown how far each recipient is."""
    download_button: bool | None = None
    """Whether there is a button that downloads the documents."""
    review_documents_button: bool | None = None
    """Whether there is a button that leads back to the documents."""


@model
class OverviewOptions(EslModel):
    """What the page before signing shows."""

    title: bool | None = None
    """Whether the title is shown."""
    body: bool | None = None
    """Whether the text is shown."""
    document_section: bool | None = None
    """Whether the documents to review are shown."""
    upload_section: bool | None = None
    """Whether the files to upload are shown."""


@model
class SigningUiOptions(EslModel):
    """Which parts of the signing pages are shown."""

    complete_summary_options: CompleteSummaryOptions | None = None
    """What the page after signing shows."""
    inperson_welcome_options: InpersonWelcomeOptions | None = None
    """What the host of an in-person signing sees first."""
    inperson_host_thank_you_options: InpersonHostThankYouOptions | None = None
    """What the host of an in-person signing sees at the end."""
    notary_welcome_options: NotaryWelcomeOptions | None = None
    """What a notary sees first."""
    notary_host_thank_you_options: NotaryHostThankYouOptions | None = None
    """What a notary sees at the end."""
    overview_options: OverviewOptions | None = None
    """What the page before signing shows."""


@model
class AccountFeatureSettings(EslModel):
    """Which features an account has."""

    groups: bool | None = None
    """Whether senders can form groups."""
    attachments: bool | None = None
    """Whether signers can be asked for files."""
    flatten_signer_documents: bool | None = None
    """Whether documents for signers are flattened."""
    delegation: bool | None = None
    """Whether senders can let others act for them."""
    document_visibility: bool | None = None
    """Whether documents can be kept from some of the signers."""
    custom_fields: bool | None = None
    """Whether the account has fields of its own for its users."""
    send_to_mobile: bool | None = None
    """Whether signing can be sent to a mobile device."""
    optional_signature: bool | None = None
    """Whether signatures can be optional."""
    evidence_summary: bool | None = None
    """Whether there is an evidence summary."""
    force_login: bool | None = None
    """Whether signers who are senders of the account must log in before they sign."""
    qna_auth: bool | None = None
    """Whether signers can be asked questions to prove who they are."""
    enforce_auth: bool | None = None
    """Whether each signer must have a way of authentication before a package is sent."""
    mobile_capture: bool | None = None
    """Whether signatures can be drawn on a mobile device."""
    mask_response: bool | None = None
    """Whether answers to questions are hidden while they are typed, unless the sender says otherwise."""
    allow_in_person_for_account_senders: bool | None = None
    """Whether senders of the account can sign in person."""
    disable_in_person_activation_email: bool | None = None
    """Whether in-person signers get no e-mail when the package is sent."""
    email_documents_and_evidence_summary: bool | None = None
    """Whether the owner gets the signed documents and the evidence summary by e-mail."""
    disable_footer: bool | None = None
    """Whether the footer is left out."""
    prevent_consent_removal: bool | None = None
    """Whether the consent cannot be taken out of a package."""
    conditional_fields: bool | None = None
    """Whether fields can depend on each other."""
    upload_signature_image: bool | None = None
    """Whether a signer can upload an image of a signature."""
    in_app_reports: bool | None = None
    """Whether there are reports as CSV files."""
    force_transaction_owner_login: bool | None = None
    """Whether owners must log in before they sign their own packages."""
    deliver_documents_by_email: bool | None = None
    """Whether senders can have signed documents sent to signers by e-mail."""
    allow_checkbox_consent_approval: bool | None = None
    """Whether signers accept the consent with a check box at the top of the page."""
    password_management: bool | None = None
    """Whether password management is on."""


@model
class AccountPackageSettings(EslModel):
    """What new packages of an account are set to."""

    enforce_capture_signature: bool | None = None
    """Whether each signature must be drawn anew; otherwise the first one is reused."""
    in_person: bool | None = None
    """Whether packages are signed on one device that their signers share."""
    decline_button: bool | None = None
    """Whether signers may decline the whole package."""
    disable_decline_other: bool | None = None
    """Whether signers must choose one of the given reasons and cannot write their own."""
    disable_download_for_uncompleted_package: bool | None = None
    """Whether signers cannot download documents before the package is complete."""
    disable_first_in_person_affidavit: bool | None = None
    """Whether the first affidavit is left out when in-person signers change places."""
    disable_in_person_affidavit: bool | None = None
    """Whether the affidavits of in-person signing are left out."""
    disable_second_in_person_affidavit: bool | None = None
    """Whether the second affidavit is left out when in-person signers change places."""
    hide_capture_text: bool | None = None
    """Whether date, time and name are not printed beside a signature."""
    hide_language_dropdown: bool | None = None
    """Whether signers cannot choose the language of the pages."""
    hide_package_owner_in_person: bool | None = None
    """Whether the owner is missing from the list of in-person signers."""
    hide_watermark: bool | None = None
    """Whether the service's logo is not printed with a signature."""
    extract_acro_fields: bool | None = None
    """Whether fields are made from the form fields of uploaded PDFs."""
    extract_text_tags: bool | None = None
    """Whether fields are made from text tags in uploaded documents."""
    ada: bool | None = None
    """Whether packages are accessible to screen readers."""
    left_menu_expand: bool | None = None
    """Whether the menu on the left is open at first."""
    optional_navigation: bool | None = None
    """Whether navigation is optional, as the name says. The documentation does not say more."""
    show_nse_help: bool | None = None
    """Whether the signing pages ("new signer experience") offer help."""
    show_nse_logo_in_iframe: bool | None = None
    """Whether the logo is shown when signing runs in an iframe."""
    show_nse_overview: bool | None = None
    """Whether the signing pages begin with an overview."""
    default_time_based_expiry: bool | None = None
    """Whether packages expire a number of days after they were created."""
    global_actions_confirm: bool | None = None
    """Whether the header has a button that confirms."""
    global_actions_download: bool | None = None
    """Whether the header has a button that downloads the documents."""
    global_actions_hide_evidence_summary: bool | None = None
    """Whether the evidence summary is kept from the signers."""


@model
class AccountConfiguration(EslModel):
    """All settings of an account that administrators may change."""

    account_feature_settings: AccountFeatureSettings | None = None
    """Which features the account has."""
    account_package_settings: AccountPackageSettings | None = None
    """What new packages are set to."""
