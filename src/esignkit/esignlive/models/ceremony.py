"""Settings of a package: how signing looks and behaves."""

from __future__ import annotations

from esignkit.core.field_specifiers import several
from esignkit.core.model import model
from esignkit.esignlive.enums import HandOverParameter
from esignkit.esignlive.wire_format import EslModel
from esignkit.types import JSON

__all__ = [
    "BrandingBar",
    "CeremonyCompleteEvent",
    "CeremonyEvents",
    "CeremonySettings",
    "CeremonyStyle",
    "DocumentToolbarOptions",
    "GlobalActions",
    "HandOver",
    "IntegrationConnector",
    "IntegrationFrameworkWorkflow",
    "Layout",
    "LayoutHeader",
    "Logo",
    "PackageSettings",
    "StyleColors",
    "ThankYouDialog",
    "TitleBar",
]


@model
class DocumentToolbarOptions(EslModel):
    """Buttons over the document."""

    download_button: bool | None = None
    """Whether there is a button that downloads the document; true when not given."""


@model
class CeremonyCompleteEvent(EslModel):
    """What happens when signing is done: a dialog, and where the signer is led to."""

    dialog: bool | None = None
    """Whether a dialog asks the signer to review or leave; true when not given."""
    redirect: str | None = None
    """Address that the signer is led to."""


@model
class CeremonyEvents(EslModel):
    """What happens at certain moments of signing."""

    complete: CeremonyCompleteEvent | None = None
    """What happens when the signer is done."""


@model
class HandOver(EslModel):
    """The link a signer finds at the end; `href` and `text` belong together."""

    href: str | None = None
    """Address that the link leads to, at most 255 characters."""
    text: str | None = None
    """Text of the link, at most 255 characters."""
    title: str | None = None
    """Text shown when the mouse is over the link, at most 255 characters."""
    auto_redirect: bool | None = None
    """Whether the signer is led there without a click; false when not given."""
    parameters: list[HandOverParameter | str] = several()
    """What is added to the address: the package, the signer, the status."""


@model
class Logo(EslModel):
    """The logo in the branding bar."""

    src: str | None = None
    """Address of the image."""
    link: str | None = None
    """Address that a click on it leads to."""
    logo_alt_text_key: str | None = None
    """Key of the text that stands for the image."""


@model
class BrandingBar(EslModel):
    """The branding bar."""

    logo: Logo | None = None
    """The logo, in place of the service's."""


@model
class GlobalActions(EslModel):
    """Buttons of the header."""

    confirm: bool | None = None
    """Whether there is a button that confirms."""
    download: bool | None = None
    """Whether there is a button that downloads the documents."""
    hide_evidence_summary: bool | None = None
    """Whether the evidence summary is kept from the signers; false when not given."""
    save_as_layout: bool | None = None
    """Whether there is a button that saves the document's fields as a layout."""


@model
class TitleBar(EslModel):
    """The title bar."""

    title: bool | None = None
    """Whether the package's title is shown."""
    progress_bar: bool | None = None
    """Whether a bar shows how far signing is."""


@model
class LayoutHeader(EslModel):
    """The header of the signing page."""

    breadcrumbs: bool | None = None
    """Whether the path of pages is shown; true when not given."""
    feedback: bool | None = None
    """Whether signers can give feedback; true when not given."""
    global_navigation: bool | None = None
    """Whether the menu of the whole service is shown; true when not given."""
    session_bar: bool | None = None
    """Whether the bar about the session is shown; true when not given."""
    global_actions: GlobalActions | None = None
    """Buttons of the header."""
    title_bar: TitleBar | None = None
    """What the title bar shows."""


@model
class Layout(EslModel):
    """The parts of the signing page."""

    iframe: bool | None = None
    """Whether signing runs in an iframe of your page; needed there, false when not given."""
    navigator: bool | None = None
    """Whether the signer is led from one signature to the next; true when not given."""
    branding_bar: BrandingBar | None = None
    """The bar with the logo."""
    footer: dict[str, JSON] | None = None
    """Options of the footer; the service defines none."""
    header: LayoutHeader | None = None
    """What the header shows."""


@model
class StyleColors(EslModel):
    """Colours of one part of the signing page."""

    color: str | None = None
    """Colour of the text."""
    background_color: str | None = None
    """Colour behind the text."""


@model
class CeremonyStyle(EslModel):
    """Colours of the signing page; the branding bar has an image."""

    branding_bar: Logo | None = None
    """Image of the branding bar."""
    dialog: StyleColors | None = None
    """Colours of dialogs."""
    title_bar: StyleColors | None = None
    """Colours of the title bar."""
    toolbar: StyleColors | None = None
    """Colours of the toolbar."""


@model
class CeremonySettings(EslModel):
    """How signing behaves. What is left out follows the account's own settings."""

    in_person: bool | None = None
    """Whether the package is signed on one device that its signers share."""
    ada: bool | None = None
    """Whether the package is accessible to screen readers; its PDFs must be tagged, and it cannot change later."""
    decline_button: bool | None = None
    """Whether signers may decline the whole package."""
    opt_out_button: bool | None = None
    """Whether signers may refuse to sign electronically; newer signing pages have no such button."""
    disable_decline_other: bool | None = None
    """Whether signers must choose one of `decline_reasons` and cannot write their own."""
    disable_opt_out_other: bool | None = None
    """Whether signers must choose one of `opt_out_reasons` and cannot write their own."""
    disable_download_for_uncompleted_package: bool | None = None
    """Whether signers cannot download documents before the package is complete."""
    disable_first_in_person_affidavit: bool | None = None
    """Whether the first affidavit is left out when in-person signers change places."""
    disable_in_person_affidavit: bool | None = None
    """Whether the affidavits of in-person signing are left out."""
    disable_second_in_person_affidavit: bool | None = None
    """Whether the second affidavit is left out when in-person signers change places."""
    enforce_capture_signature: bool | None = None
    """Whether each signature must be drawn anew; otherwise the first one is reused."""
    hide_capture_text: bool | None = None
    """Whether date, time and name are not printed beside a signature."""
    hide_language_dropdown: bool | None = None
    """Whether signers cannot choose the language of the pages."""
    hide_package_owner_in_person: bool | None = None
    """Whether the owner is missing from the list of in-person signers."""
    hide_watermark: bool | None = None
    """Whether the service's logo is not printed with a signature."""
    default_time_based_expiry: bool | None = None
    """Whether the package expires `remaining_days` after it was created."""
    left_menu_expand: bool | None = None
    """Whether the menu on the left is open at first."""
    show_nse_help: bool | None = None
    """Whether the signing pages ("new signer experience") offer help."""
    show_nse_overview: bool | None = None
    """Whether the signing pages begin with an overview; true when not given."""
    show_nse_logo_in_iframe: bool | None = None
    """Whether the logo is shown when signing runs in an iframe."""
    extract_acro_fields: bool | None = None
    """Whether fields are made from the form fields of uploaded PDFs."""
    extract_text_tags: bool | None = None
    """Whether fields are made from text tags in uploaded documents."""
    optional_navigation: bool | None = None
    """Whether navigation is optional, as the name says. The documentation does not say more."""
    remote_online_notarization: bool | None = None
    """Whether a notary takes part online."""
    geolocation: bool | None = None
    """Whether geolocation is on. The documentation does not say more."""
    ad_hoc_cobrowsing_signer: bool | None = None
    """Whether a signer may ask for help by co-browsing."""
    timestamp_on_signature: bool | None = None
    """Whether the time is printed with a signature."""
    sign_notary_journal: bool | None = None
    """Whether the notary's journal is signed, too."""
    max_auth_fails_allowed: int | None = None
    """Failed authentications after which a signer is locked out."""
    font_size: int | None = None
    """Size of the text in fields that name none; a reseller's documentation allows 7 to 14."""
    remaining_days: int | None = None
    """Days from creation to expiry, at most 999; counts with `default_time_based_expiry`."""
    maximum_remaining_days: int | None = None
    """Most days that may be set as time to expiry."""
    max_attachment_files: int | None = None
    """Number of files that a signer may attach."""
    decline_reasons: list[str] = several()
    """Reasons that a declining signer chooses from, each at most 255 characters."""
    opt_out_reasons: list[str] = several()
    """Reasons that a signer who opts out chooses from, each at most 255 characters."""
    document_toolbar_options: DocumentToolbarOptions | None = None
    """Buttons over the document."""
    events: CeremonyEvents | None = None
    """What happens at certain moments of signing."""
    hand_over: HandOver | None = None
    """Link that a signer finds at the end."""
    layout: Layout | None = None
    """Which parts of the signing page are shown."""
    style: CeremonyStyle | None = None
    """Colours of the signing page."""


@model
class IntegrationConnector(EslModel):
    """Where a workflow of the integration framework leads."""

    blockchain: str | None = None
    """Blockchain that a proof is written to. The documentation lists none."""
    proof_email: str | None = None
    """E-mail address that the proof is sent to."""


@model
class IntegrationFrameworkWorkflow(EslModel):
    """A workflow of the integration framework."""

    name: str | None = None
    """Name of the workflow."""
    connector: IntegrationConnector | None = None
    """Where it leads."""


@model
class PackageSettings(EslModel):
    """Settings of a package."""

    ceremony: CeremonySettings | None = None
    """How signing looks and behaves."""
    integration_framework_workflows: list[IntegrationFrameworkWorkflow] = several()
    """Workflows that run for the package."""


@model
class ThankYouDialog(EslModel):
    """What a signer reads at the end."""

    body: str | None = None
    """Text of the dialog that signers see when they are done."""
