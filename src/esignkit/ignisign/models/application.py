"""Public information on an application. Source: Ignisign's published models (`ignisign-public-models`, branch `v3`)."""

from __future__ import annotations

from esignkit.core.model import model
from esignkit.ignisign.application_enums import ApplicationType
from esignkit.ignisign.enums import ApplicationEnvironment
from esignkit.ignisign.wire import IgnisignModel

__all__ = ["PALETTE_KEYS", "ApplicationColors", "ApplicationMetadata"]

PALETTE_KEYS = ("50", "100", "200", "300", "400", "500", "600", "700", "800", "900", "A100", "A200", "A400", "A700")
"""The shades of a palette, from light to dark, then the accents."""


@model
class ApplicationColors(IgnisignModel):
    """The colours of an application.

    Attributes:
        primary: Colour of each shade, by the names in `PALETTE_KEYS`.
        secondary: The same for the second colour.
    """

    primary: dict[str, str] | None = None
    secondary: dict[str, str] | None = None


@model
class ApplicationMetadata(IgnisignModel):
    """How an application presents itself to signers.

    Attributes:
        app_name: Name.
        logo_b64: Logo, base64.
        logo_dark_b64: Logo for dark pages, base64.
        colors: Colours.
        app_id: Application.
        app_env: Environment of the application.
        root_url: Home page (version 3).
        app_type: What the application is for (version 4).
        org_name: Name of its organisation (version 4).
    """

    app_name: str | None = None
    logo_b64: str | None = None
    logo_dark_b64: str | None = None
    colors: ApplicationColors | None = None
    app_id: str | None = None
    app_env: ApplicationEnvironment | None = None
    root_url: str | None = None
    app_type: ApplicationType | None = None
    org_name: str | None = None
