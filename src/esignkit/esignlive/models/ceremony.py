"""Settings of a package: how signing looks and behaves."""

from __future__ import annotations

from esignkit.core.members import several
from esignkit.core.model import model
from esignkit.esignlive.enums import HandOverParameter
from esignkit.esignlive.models.base import EslModel
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
    "TitleBar",
]


@model
class DocumentToolbarOptions(EslModel):
    """Buttons over the document."""

    download_button: bool | None = None


@model
class CeremonyCompleteEvent(EslModel):
    """What happens when signing is done: a dialog, and where the signer is led to."""

    dialog: bool | None = None
    redirect: str | None = None


@model
class CeremonyEvents(EslModel):
    """What happens at certain moments of signing."""

    complete: CeremonyCompleteEvent | None = None


@model
class HandOver(EslModel):
    """The link a signer finds at the end; `href` and `text` belong together."""

    href: str | None = None
    text: str | None = None
    title: str | None = None
    auto_redirect: bool | None = None
    parameters: list[HandOverParameter | str] = several()


@model
class Logo(EslModel):
    """The logo in the branding bar."""

    src: str | None = None
    link: str | None = None
    logo_alt_text_key: str | None = None


@model
class BrandingBar(EslModel):
    """The branding bar."""

    logo: Logo | None = None


@model
class GlobalActions(EslModel):
    """Buttons of the header."""

    confirm: bool | None = None
    download: bool | None = None
    hide_evidence_summary: bool | None = None
    save_as_layout: bool | None = None


@model
class TitleBar(EslModel):
    """The title bar."""

    title: bool | None = None
    progress_bar: bool | None = None


@model
class LayoutHeader(EslModel):
    """The header of the signing page."""

    breadcrumbs: bool | None = None
    feedback: bool | None = None
    global_navigation: bool | None = None
    session_bar: bool | None = None
    global_actions: GlobalActions | None = None
    title_bar: TitleBar | None = None


@model
class Layout(EslModel):
    """The parts of the signing page."""

    iframe: bool | None = None
    navigator: bool | None = None
    branding_bar: BrandingBar | None = None
    footer: dict[str, JSON] | None = None
    header: LayoutHeader | None = None


@model
class StyleColors(EslModel):
    """Colours of one part of the signing page."""

    color: str | None = None
    background_color: str | None = None


@model
class CeremonyStyle(EslModel):
    """Colours of the signing page; the branding bar has an image."""

    branding_bar: Logo | None = None
    dialog: StyleColors | None = None
    title_bar: StyleColors | None = None
    toolbar: StyleColors | None = None


@model
class CeremonySettings(EslModel):
    """How signing behaves. What is left out follows the account's own settings."""

    in_person: bool | None = None
    ada: bool | None = None
    decline_button: bool | None = None
    opt_out_button: bool | None = None
    disable_decline_other: bool | None = None
    disable_opt_out_other: bool | None = None
    disable_download_for_uncompleted_package: bool | None = None
    disable_first_in_person_affidavit: bool | None = None
    disable_in_person_affidavit: bool | None = None
    disable_second_in_person_affidavit: bool | None = None
    enforce_capture_signature: bool | None = None
    hide_capture_text: bool | None = None
    hide_language_dropdown: bool | None = None
    hide_package_owner_in_person: bool | None = None
    hide_watermark: bool | None = None
    default_time_based_expiry: bool | None = None
    left_menu_expand: bool | None = None
    show_nse_help: bool | None = None
    show_nse_overview: bool | None = None
    show_nse_logo_in_iframe: bool | None = None
    extract_acro_fields: bool | None = None
    extract_text_tags: bool | None = None
    optional_navigation: bool | None = None
    remote_online_notarization: bool | None = None
    geolocation: bool | None = None
    ad_hoc_cobrowsing_signer: bool | None = None
    timestamp_on_signature: bool | None = None
    sign_notary_journal: bool | None = None
    max_auth_fails_allowed: int | None = None
    font_size: int | None = None
    remaining_days: int | None = None
    maximum_remaining_days: int | None = None
    max_attachment_files: int | None = None
    decline_reasons: list[str] = several()
    opt_out_reasons: list[str] = several()
    document_toolbar_options: DocumentToolbarOptions | None = None
    events: CeremonyEvents | None = None
    hand_over: HandOver | None = None
    layout: Layout | None = None
    style: CeremonyStyle | None = None


@model
class IntegrationConnector(EslModel):
    """Where a workflow of the integration framework leads."""

    blockchain: str | None = None
    proof_email: str | None = None


@model
class IntegrationFrameworkWorkflow(EslModel):
    """A workflow of the integration framework."""

    name: str | None = None
    connector: IntegrationConnector | None = None


@model
class PackageSettings(EslModel):
    """Settings of a package."""

    ceremony: CeremonySettings | None = None
    integration_framework_workflows: list[IntegrationFrameworkWorkflow] = several()
