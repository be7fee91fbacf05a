"""Public information on an application. Source: Ignisign's published models (`ignisign-public-models`, branch `v3`)."""

from __future__ import annotations

from esignkit.core.model import model
from esignkit.ignisign.application_enums import ApplicationType
from esignkit.ignisign.enums import ApplicationEnvironment
from esignkit.ignisign.wire_format import IgnisignModel

__all__ = ["PALETTE_KEYS", "ApplicationColors", "ApplicationMetadata"]

PALETTE_KEYS = ("50", "100", "200", "300", "400", "500", "600", "700", "800", "900", "A100", "A200", "A400", "A700")
"""The shades of a palette, from light to dark, then the accents."""


@model
class ApplicationColors(IgnisignModel):
    """The colours of an application."""

    primary: dict[str, str] | None = None
    """Shades of the first colour, as text by the names in `PALETTE_KEYS`."""
    secondary: dict[str, str] | None = None
    """Shades of the second colour, by the same names."""


@model
class ApplicationMetadata(IgnisignModel):
    """How an application presents itself to signers."""

    app_name: str | None = None
    """Name of the application that signers see."""
    logo_b64: str | None = None
    """Logo as a base64 image."""
    logo_dark_b64: str | None = None
    """Logo for dark pages, as a base64 image."""
    colors: ApplicationColors | None = None
    """Colours of the signing pages."""
    app_id: str | None = None
    """Id of the application."""
    app_env: ApplicationEnvironment | None = None
    """Environment of the application, such as `PRODUCTION`."""
    root_url: str | None = None
    """Home page of the application (version 3)."""
    app_type: ApplicationType | None = None
    """What the application is for (version 4)."""
    org_name: str | None = None
    """Name of the application's organisation (version 4)."""
