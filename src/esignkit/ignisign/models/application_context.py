"""The configuration of an application, and its invited users.

Source: Ignisign's published models (`ignisign-public-models`, branch `v3`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from esignkit.core.field_specifiers import always, several
from esignkit.core.model import model
from esignkit.ignisign.application_enums import (
    ApiKeyStatus,
    ApplicationStatus,
    ApplicationType,
    InvitationStatus,
    SsoStatus,
    SsoType,
    UserRole,
)
from esignkit.ignisign.enums import ApplicationEnvironment, Language, SignatureMethod
from esignkit.ignisign.models.profiles import SignatureProfile, SignerProfile
from esignkit.ignisign.models.webhooks import WebhookEndpoint
from esignkit.ignisign.wire_format import IgnisignModel, number
from esignkit.types import JSON, Secret

__all__ = [
    "ApiKey",
    "ApplicationConfig",
    "ApplicationContext",
    "ApplicationEnvironmentSettings",
    "ApplicationSettings",
    "GoogleDriveSettings",
    "InvitedUser",
    "SsoConfig",
]


@model
class ApplicationConfig(IgnisignModel):
    """Whose an application is."""

    app_id: str = always()
    """Id of the application."""
    org_id: str = always()
    """Id of the organisation."""


@model
class ApiKey(IgnisignModel):
    """A key of an application, without its secret (version 4)."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"displayable_secret"})

    id: str = always()
    """The service's id."""
    app_id: str | None = None
    """Id of the application."""
    app_env: ApplicationEnvironment | None = None
    """Environment of the application, such as `PRODUCTION`."""
    name: str | None = None
    """Name of the key."""
    description: str | None = None
    """What the key is for."""
    is_restricted: bool | None = None
    """Whether the key may do only what `permissions` say."""
    permissions: JSON = None
    """What a restricted key may do, as the service writes it."""
    displayable_secret: Secret | None = None
    """The part of the secret that the service still shows; `repr` hides it."""
    status: ApiKeyStatus | None = None
    """Whether the key is active or was revoked."""


@model
class SsoConfig(IgnisignModel):
    """A single sign-on of an application (version 4)."""

    WIRE: ClassVar[Mapping[str, str]] = {"id": "_id", "settings_saml": "settingsSAML"}
    SECRETS: ClassVar[frozenset[str]] = frozenset({"settings_o_auth2", "settings_saml"})

    id: str = always()
    """The service's id."""
    name: str | None = None
    """Name of the single sign-on."""
    description: str | None = None
    """What it is for."""
    app_id: str | None = None
    """Id of the application."""
    app_env: ApplicationEnvironment | None = None
    """Environment of the application, such as `PRODUCTION`."""
    type: SsoType | None = None
    """Protocol that it speaks: OAuth 2 or SAML."""
    status: SsoStatus | None = None
    """Whether it is active or archived."""
    settings_o_auth2: JSON = None
    """Settings of OAuth 2, as the service writes them; `repr` hides them."""
    settings_saml: JSON = None
    """Settings of SAML, as the service writes them; `repr` hides them."""
    is_from_org: bool | None = None
    """Whether it belongs to the whole organisation."""


@model
class GoogleDriveSettings(IgnisignModel):
    """Whether what is signed is copied to a Google Drive (version 4)."""

    enabled: bool | None = None
    """Whether signed documents are copied to the drive."""
    user_id: str | None = None
    """Id of the user whose drive it is."""
    folder_name: str | None = None
    """Name of the folder in the drive."""


@model
class ApplicationEnvironmentSettings(IgnisignModel):
    """How one environment of an application is set up."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"o_auth2", "saml"})
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {
        "current_version": number,
        "original_file_retention_duration_in_days": number,
        "high_level_proofs_retention_duration_in_days": number,
    }

    app_id: str = always()
    """Id of the application."""
    org_id: str = always()
    """Id of the organisation."""
    app_env: ApplicationEnvironment = always()
    """Environment of the application, such as `PRODUCTION`."""
    webhooks: list[WebhookEndpoint] = several()
    """Webhooks of this environment."""
    app_root_url: str | None = None
    """Home page of the application (version 3)."""
    authorized_redirection_urls: list[str] = several()
    """Addresses that browsers may be sent back to (version 3)."""
    is_api_key_generated: bool | None = None
    """Whether an API key has been made."""
    default_signature_profile_id: str | None = None
    """Id of the profile that is taken when none is named (version 3)."""
    o_auth2: JSON = None
    """Settings of OAuth 2 (version 3), as the service writes them; `repr` hides them."""
    saml: JSON = None
    """Settings of SAML (version 3), as the service writes them; `repr` hides them."""
    default_signer_profile_id: str | None = None
    """Id of the signer profile that is taken when none is named (version 4, as all that follows)."""
    current_version: int | float | None = None
    """Version of these settings."""
    language_can_be_changed: bool | None = None
    """Whether requests may name a language."""
    extended_auth_session_enabled: bool | None = None
    """Whether signers may sign again for 30 minutes on the same device and browser."""
    api_keys: list[ApiKey] = several()
    """API keys of this environment."""
    sso_configs: list[SsoConfig] = several()
    """Single sign-ons of this environment."""
    default_signature_level: SignatureMethod | None = None
    """Signature method of requests that name none."""
    default_approver_ids: list[str] = several()
    """Ids of the signers who approve when a request names none."""
    default_recipients: list[str] = several()
    """E-mail addresses that get a copy when a request names none."""
    online_proofs_enabled: bool | None = None
    """Whether requests have a page with their proofs."""
    original_file_retention_duration_in_days: int | float | None = None
    """Days after which original files are removed."""
    high_level_proofs_retention_duration_in_days: int | float | None = None
    """Days after which proofs are removed."""
    google_drive: GoogleDriveSettings | None = None
    """Whether what is signed is copied to a Google Drive."""


@model
class ApplicationSettings(IgnisignModel):
    """How an application looks and speaks."""

    app_id: str = always()
    """Id of the application."""
    org_id: str = always()
    """Id of the organisation."""
    default_language: Language | None = None
    """Language of requests that name none."""
    customer_support_email: str | None = None
    """E-mail address where signers can ask for help."""
    logo_b64: str | None = None
    """Logo as a base64 image."""
    logo_dark_b64: str | None = None
    """Logo for dark pages, as a base64 image."""
    primary_color: str | None = None
    """First colour of the signing pages."""
    secondary_color: str | None = None
    """Second colour of the signing pages."""


@model
class ApplicationContext(IgnisignModel):
    """An application with its environments and profiles."""

    created_at: datetime | None = None
    """When the application was created."""
    app_id: str | None = None
    """Id of the application."""
    org_id: str = always()
    """Id of the organisation."""
    app_name: str = always()
    """Name of the application."""
    status: ApplicationStatus = always()
    """Whether the application is active."""
    ignisign_api_version: str | None = None
    """Version of the API that it uses: `V3` or `V4`."""
    app_type: ApplicationType | None = None
    """What the application is for (version 4)."""
    is_default_application: bool | None = None
    """Whether it is the first choice of its organisation (version 4)."""
    config: ApplicationConfig | None = None
    """Ids of the application and its organisation."""
    env_settings: dict[str, ApplicationEnvironmentSettings] | None = None
    """Settings of each environment, by its name."""
    settings: ApplicationSettings | None = None
    """Language, logo and colours."""
    signature_profiles: dict[str, list[SignatureProfile]] | None = None
    """Signature profiles by environment (version 3)."""
    signer_profiles: dict[str, list[SignerProfile]] | None = None
    """Signer profiles by environment (version 4)."""


@model
class InvitedUser(IgnisignModel):
    """Somebody who was invited to an application."""

    id: str = always()
    """The service's id."""
    email: str = always()
    """E-mail address that the invitation went to."""
    app_id: str = always()
    """Id of the application."""
    status: InvitationStatus = always()
    """Whether the invitation is pending, was accepted, declined or cancelled."""
    roles: dict[str, list[UserRole]] | None = None
    """Role of the person in each environment, by its name."""
