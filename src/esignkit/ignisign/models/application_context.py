"""The configuration of an application, and its invited users.

Source: Ignisign's published models (`ignisign-public-models`, branch `v3`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from esignkit.core.members import always, several
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
from esignkit.ignisign.wire import IgnisignModel, number
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
    """Whose an application is.

    Attributes:
        app_id: Application.
        org_id: Organisation.
    """

    app_id: str = always()
    org_id: str = always()


@model
class ApiKey(IgnisignModel):
    """A key of an application, without its secret (version 4).

    Attributes:
        id: The service's id.
        app_id: Application.
        app_env: Environment of the application.
        name: Name.
        description: Description.
        is_restricted: Whether it may do only what `permissions` say.
        permissions: What it may do, as the service writes it.
        displayable_secret: What is shown of the secret; `repr` does not show it.
        status: Whether it can be used.
    """

    SECRETS: ClassVar[frozenset[str]] = frozenset({"displayable_secret"})

    id: str = always()
    app_id: str | None = None
    app_env: ApplicationEnvironment | None = None
    name: str | None = None
    description: str | None = None
    is_restricted: bool | None = None
    permissions: JSON = None
    displayable_secret: Secret | None = None
    status: ApiKeyStatus | None = None


@model
class SsoConfig(IgnisignModel):
    """A single sign-on of an application (version 4).

    Attributes:
        id: The service's id.
        name: Name.
        description: Description.
        app_id: Application.
        app_env: Environment of the application.
        type: Which protocol it speaks.
        status: Whether it can be used.
        settings_o_auth2: Settings of OAuth 2; `repr` does not show them.
        settings_saml: Settings of SAML; `repr` does not show them.
        is_from_org: Whether it is the organisation's.
    """

    WIRE: ClassVar[Mapping[str, str]] = {"id": "_id", "settings_saml": "settingsSAML"}
    SECRETS: ClassVar[frozenset[str]] = frozenset({"settings_o_auth2", "settings_saml"})

    id: str = always()
    name: str | None = None
    description: str | None = None
    app_id: str | None = None
    app_env: ApplicationEnvironment | None = None
    type: SsoType | None = None
    status: SsoStatus | None = None
    settings_o_auth2: JSON = None
    settings_saml: JSON = None
    is_from_org: bool | None = None


@model
class GoogleDriveSettings(IgnisignModel):
    """Whether what is signed is copied to a Google Drive (version 4).

    Attributes:
        enabled: Whether it is.
        user_id: Whose drive.
        folder_name: Name of the folder.
    """

    enabled: bool | None = None
    user_id: str | None = None
    folder_name: str | None = None


@model
class ApplicationEnvironmentSettings(IgnisignModel):
    """How one environment of an application is set up.

    Attributes:
        app_id: Application.
        org_id: Organisation.
        app_env: Environment of the application.
        webhooks: Its webhooks.
        app_root_url: Home page (version 3).
        authorized_redirection_urls: Where browsers may be sent back to (version 3).
        is_api_key_generated: Whether it has a key.
        default_signature_profile_id: The profile that is taken when none is named (version 3).
        o_auth2: Settings of OAuth 2 (version 3); `repr` does not show them.
        saml: Settings of SAML (version 3); `repr` does not show them.
        default_signer_profile_id: The signer profile that is taken when none is named (version 4, as all that follows).
        current_version: Version of these settings.
        language_can_be_changed: Whether requests may name a language.
        extended_auth_session_enabled: Whether signers may sign again for 30 minutes on the same device and browser.
        api_keys: Its keys.
        sso_configs: Its single sign-ons.
        default_signature_level: Level of the signature of requests that name none.
        default_approver_ids: Ids of the signers who approve when a request names none.
        default_recipients: E-mail addresses that get a copy when a request names none.
        online_proofs_enabled: Whether requests have a page with their proofs.
        original_file_retention_duration_in_days: Days after which original files are removed.
        high_level_proofs_retention_duration_in_days: Days after which proofs are removed.
        google_drive: Whether what is signed is copied to a Google Drive.
    """

    SECRETS: ClassVar[frozenset[str]] = frozenset({"o_auth2", "saml"})
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {
        "current_version": number,
        "original_file_retention_duration_in_days": number,
        "high_level_proofs_retention_duration_in_days": number,
    }

    app_id: str = always()
    org_id: str = always()
    app_env: ApplicationEnvironment = always()
    webhooks: list[WebhookEndpoint] = several()
    app_root_url: str | None = None
    authorized_redirection_urls: list[str] = several()
    is_api_key_generated: bool | None = None
    default_signature_profile_id: str | None = None
    o_auth2: JSON = None
    saml: JSON = None
    default_signer_profile_id: str | None = None
    current_version: int | float | None = None
    language_can_be_changed: bool | None = None
    extended_auth_session_enabled: bool | None = None
    api_keys: list[ApiKey] = several()
    sso_configs: list[SsoConfig] = several()
    default_signature_level: SignatureMethod | None = None
    default_approver_ids: list[str] = several()
    default_recipients: list[str] = several()
    online_proofs_enabled: bool | None = None
    original_file_retention_duration_in_days: int | float | None = None
    high_level_proofs_retention_duration_in_days: int | float | None = None
    google_drive: GoogleDriveSettings | None = None


@model
class ApplicationSettings(IgnisignModel):
    """How an application looks and speaks.

    Attributes:
        app_id: Application.
        org_id: Organisation.
        default_language: Language of requests that name none.
        customer_support_email: Where signers can ask for help.
        logo_b64: Logo, base64.
        logo_dark_b64: Logo for dark pages, base64.
        primary_color: First colour.
        secondary_color: Second colour.
    """

    app_id: str = always()
    org_id: str = always()
    default_language: Language | None = None
    customer_support_email: str | None = None
    logo_b64: str | None = None
    logo_dark_b64: str | None = None
    primary_color: str | None = None
    secondary_color: str | None = None


@model
class ApplicationContext(IgnisignModel):
    """An application with its environments and profiles.

    Attributes:
        created_at: When it was created.
        app_id: Application.
        org_id: Organisation.
        app_name: Name.
        status: Whether it can be used.
        ignisign_api_version: `V3` or `V4`.
        app_type: What it is for (version 4).
        is_default_application: Whether it is its organisation's first choice (version 4).
        config: Whose it is.
        env_settings: How each environment is set up.
        settings: How it looks and speaks.
        signature_profiles: The signature profiles of each environment (version 3).
        signer_profiles: The signer profiles of each environment (version 4).
    """

    created_at: datetime | None = None
    app_id: str | None = None
    org_id: str = always()
    app_name: str = always()
    status: ApplicationStatus = always()
    ignisign_api_version: str | None = None
    app_type: ApplicationType | None = None
    is_default_application: bool | None = None
    config: ApplicationConfig | None = None
    env_settings: dict[str, ApplicationEnvironmentSettings] | None = None
    settings: ApplicationSettings | None = None
    signature_profiles: dict[str, list[SignatureProfile]] | None = None
    signer_profiles: dict[str, list[SignerProfile]] | None = None


@model
class InvitedUser(IgnisignModel):
    """Somebody who was invited to an application.

    Attributes:
        id: The service's id.
        email: E-mail address.
        app_id: Application.
        status: What became of the invitation.
        roles: What the person may do in each environment.
    """

    id: str = always()
    email: str = always()
    app_id: str = always()
    status: InvitationStatus = always()
    roles: dict[str, list[UserRole]] | None = None
