"""What a profile may say of each service, as data."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

__all__ = ["SERVICES", "SERVICE_VARIABLE", "ServiceSettings"]

SERVICE_VARIABLE = "ESIGNKIT_SERVICE"
"""Names the service, as `--service` does."""


@frozen(kw_only=True)
class ServiceSettings:
    """The settings and credentials of a service, and the environment variables that they stand for."""

    title: str
    """Name of the service as people know it."""
    settings: Mapping[str, str]
    """Variables, by the setting's name in a profile."""
    secrets: Mapping[str, str]
    """Variables that hold credentials, by their names; a file may not have them."""
    addresses: tuple[str, ...]
    """Settings that name a server: credentials go there, or people are sent there."""
    exclusive: tuple[tuple[str, ...], ...] = ()
    """Variables of which only one may be set."""
    useful: Mapping[str, str]
    """Variables that some commands need, and which."""

    @property
    def servers(self) -> tuple[str, ...]:
        """The variables that name a server."""
        either = (variable for group in self.exclusive for variable in group)
        return tuple(dict.fromkeys([*either, *(self.settings[name] for name in self.addresses)]))

    @property
    def credentials(self) -> tuple[str, ...]:
        """The variables with which one signs in."""
        return tuple(variable for name, variable in self.secrets.items() if name != "callback_key")


SERVICES: Mapping[str, ServiceSettings] = {
    "constellation1": ServiceSettings(
        title="Constellation1",
        settings={
            "environment": "CONSTELLATION1_ENVIRONMENT",
            "base_url": "CONSTELLATION1_BASE_URL",
            "username": "CONSTELLATION1_USERNAME",
            "invite_url": "CONSTELLATION1_INVITE_URL",
            "file_bytes": "CONSTELLATION1_FILE_BYTES",
            "merge_fields": "CONSTELLATION1_MERGE_FIELDS",
            "dates": "CONSTELLATION1_DATES",
            "return_url_name": "CONSTELLATION1_RETURN_URL_NAME",
        },
        secrets={
            "api_key": "CONSTELLATION1_API_KEY",
            "salt": "CONSTELLATION1_SALT",
            "token": "CONSTELLATION1_TOKEN",
        },
        addresses=("base_url", "invite_url"),
        exclusive=(("CONSTELLATION1_ENVIRONMENT", "CONSTELLATION1_BASE_URL"),),
        useful={"CONSTELLATION1_INVITE_URL": "sign-url needs it to make an address: the address before the token"},
    ),
    "ignisign": ServiceSettings(
        title="Ignisign",
        settings={
            "base_url": "IGNISIGN_BASE_URL",
            "app_id": "IGNISIGN_APP_ID",
            "app_env": "IGNISIGN_APP_ENV",
            "api_version": "IGNISIGN_API_VERSION",
            "signature_profile_id": "IGNISIGN_SIGNATURE_PROFILE_ID",
        },
        secrets={"app_secret": "IGNISIGN_APP_SECRET", "token": "IGNISIGN_TOKEN"},
        addresses=("base_url",),
        useful={"IGNISIGN_SIGNATURE_PROFILE_ID": "without it, send takes the first profile that is published and fits"},
    ),
    "esignlive": ServiceSettings(
        title="eSignLive",
        settings={
            "environment": "ESIGNLIVE_ENVIRONMENT",
            "base_url": "ESIGNLIVE_BASE_URL",
            "client_app_id": "ESIGNLIVE_CLIENT_APP_ID",
            "client_app_email": "ESIGNLIVE_CLIENT_APP_EMAIL",
            "oauth_client_id": "ESIGNLIVE_OAUTH_CLIENT_ID",
            "oauth_token_url": "ESIGNLIVE_OAUTH_TOKEN_URL",
            "client_request_ids": "ESIGNLIVE_CLIENT_REQUEST_IDS",
        },
        secrets={
            "api_key": "ESIGNLIVE_API_KEY",
            "session_id": "ESIGNLIVE_SESSION_ID",
            "client_app_secret": "ESIGNLIVE_CLIENT_APP_SECRET",
            "oauth_client_secret": "ESIGNLIVE_OAUTH_CLIENT_SECRET",
            "callback_key": "ESIGNLIVE_CALLBACK_KEY",
        },
        addresses=("base_url", "oauth_token_url"),
        exclusive=(("ESIGNLIVE_ENVIRONMENT", "ESIGNLIVE_BASE_URL"),),
        useful={},
    ),
}
"""The services, by their names."""
