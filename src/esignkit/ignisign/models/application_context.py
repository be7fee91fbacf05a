"""An application as it is set up, and the people invited to it. Source: Ignisign sections 3.5 and 6.8."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from esignkit.core.model import model
from esignkit.ignisign.enums import (
    ApplicationEnvironment,
    ApplicationStatus,
    ApplicationType,
    InvitationStatus,
    Language,
    UserRole,
)
from esignkit.ignisign.models.profiles import SignatureProfile, SignerProfile
from esignkit.ignisign.models.webhooks import WebhookEndpoint
from esignkit.ignisign.wire import IgnisignModel
from esignkit.types import JSON

__all__ = [
    "ApplicationConfig",
    "ApplicationContext",
    "ApplicationEnvironmentSettings",
    "ApplicationSettings",
    "InvitedUser",
]


@model
class ApplicationConfig(IgnisignModel):
    """Whose an application is.

    Attributes:
        app_id: Application.
        org_id: Organisation.
    """

    app_id: str | None = None
    org_id: str | None = None


@model
class ApplicationEnvironmentSettings(IgnisignModel):
    """How one environment of an application is set up.

    Attributes:
        app_id: Application.
        org_id: Organisation.
        app_env: Environment of the application.
        webhooks: Its webhooks.
        app_root_url: Home page.
        authorized_redirection_urls: Where browsers may be sent back to.
        is_api_key_generated: Whether it has a key.
        default_signature_profile_id: The profile that is taken when none is named.
        o_auth2: Settings of OAuth 2; `repr` does not show them.
        saml: Settings of SAML; `repr` does not show them.
    """

    SECRETS: ClassVar[frozenset[str]] = frozenset({"o_auth2", "saml"})

    app_id: str | None = None
    org_id: str | None = None
    app_env: ApplicationEnvironment | None = None
    webhooks: list[WebhookEndpoint] | None = None
    app_root_url: str | None = None
    authorized_redirection_urls: list[str] | None = None
    is_api_key_generated: bool | None = None
    default_signature_profile_id: str | None = None
    o_auth2: JSON = None
    saml: JSON = None


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

    app_id: str | None = None
    org_id: str | None = None
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
        config: Whose it is.
        env_settings: How each environment is set up.
        settings: How it looks and speaks.
        signature_profiles: The signature profiles of each environment (version 3).
        signer_profiles: The signer profiles of each environment (version 4).
    """

    created_at: datetime | None = None
    app_id: str | None = None
    org_id: str | None = None
    app_name: str | None = None
    status: ApplicationStatus | None = None
    ignisign_api_version: str | None = None
    app_type: ApplicationType | None = None
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

    id: str | None = None
    email: str | None = None
    app_id: str | None = None
    status: InvitationStatus | None = None
    roles: dict[str, list[UserRole]] | None = None
