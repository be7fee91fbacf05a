"""Base URLs and credentials of a tenant, for a client of the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from esignkit.names import with_near_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esignkit.sandbox.domain.accounts import Account


@with_near_names
@frozen
class ESignLiveAccount:
    """An eSignLive account: `base_url` ends in `/api`, `api_key` is sent verbatim after `Basic`."""

    base_url: str
    """Address of the API; ends in `/api`."""
    root_url: str
    """Address of the service on a port of its own, below which its paths begin: `{root_url}/api/packages`."""
    api_key: str = field(repr=False)
    """Key of the account, sent as it is after `Basic`."""
    email: str
    """E-mail address of the account's owner."""
    first_name: str
    """First name of the account's owner."""
    last_name: str
    """Last name of the account's owner."""


@with_near_names
@frozen
class IgnisignAccount:
    """An Ignisign application in one environment: `app_secret` gets a token, `api_key` is version 4's own."""

    base_url: str
    """Address of the API."""
    root_url: str
    """Address of the service on a port of its own, below which its paths begin: `{root_url}/v3/webhooks`."""
    app_id: str
    """Id of the application."""
    app_env: str
    """Environment of the application."""
    app_secret: str = field(repr=False)
    """Secret that gets a token."""
    api_key: str = field(repr=False)
    """Key of version 4."""


@with_near_names
@frozen
class Constellation1Account:
    """A Constellation1 integration account: API key, salt for the encryption calls, and its user's name."""

    base_url: str
    """Address of the API; ends in `/rest`."""
    root_url: str
    """Address of the service on a port of its own, below which its paths begin: `{root_url}/rest/v1/sessions`."""
    api_key: str = field(repr=False)
    """Key of the integration account."""
    salt: str = field(repr=False)
    """Salt of the encryption calls."""
    username: str
    """E-mail address of the account's user."""


@with_near_names
@frozen
class SandboxAccount:
    """One tenant's three accounts. Tenants see nothing of each other."""

    tenant: str
    """Name of the tenant."""
    esignlive: ESignLiveAccount
    """Account of the tenant at eSignLive."""
    ignisign: IgnisignAccount
    """Application of the tenant at Ignisign."""
    constellation1: Constellation1Account
    """Account of the tenant at Constellation1."""

    def env(self) -> dict[str, str]:
        """Return the environment variables from which the SDK's clients configure themselves.

        The `…_ROOT_URL` are for other programs: the addresses of the services on ports of their own.
        """
        return {
            "CONSTELLATION1_BASE_URL": self.constellation1.base_url,
            "CONSTELLATION1_ROOT_URL": self.constellation1.root_url,
            "CONSTELLATION1_API_KEY": self.constellation1.api_key,
            "CONSTELLATION1_SALT": self.constellation1.salt,
            "CONSTELLATION1_USERNAME": self.constellation1.username,
            "IGNISIGN_BASE_URL": self.ignisign.base_url,
            "IGNISIGN_ROOT_URL": self.ignisign.root_url,
            "IGNISIGN_APP_ID": self.ignisign.app_id,
            "IGNISIGN_APP_ENV": self.ignisign.app_env,
            "IGNISIGN_APP_SECRET": self.ignisign.app_secret,
            "ESIGNLIVE_BASE_URL": self.esignlive.base_url,
            "ESIGNLIVE_ROOT_URL": self.esignlive.root_url,
            "ESIGNLIVE_API_KEY": self.esignlive.api_key,
        }


def sandbox_account(account: Account, url: str, roots: Mapping[str, str]) -> SandboxAccount:
    """Return a tenant's accounts as a client sees them.

    Args:
        account: The tenant.
        url: Scheme, host and port of the sandbox.
        roots: Address of each service on a port of its own; one that has none is below its path.
    """
    return SandboxAccount(
        tenant=account.tenant,
        esignlive=ESignLiveAccount(
            f"{url}/esl/api",
            roots.get("esignlive", f"{url}/esl"),
            account.esignlive_key,
            account.email,
            account.first_name,
            account.last_name,
        ),
        ignisign=IgnisignAccount(
            f"{url}/ignisign",
            roots.get("ignisign", f"{url}/ignisign"),
            account.ignisign_app_id,
            account.ignisign_app_env,
            account.ignisign_secret,
            account.ignisign_key,
        ),
        constellation1=Constellation1Account(
            f"{url}/c1/rest",
            roots.get("constellation1", f"{url}/c1"),
            account.constellation1_key,
            account.constellation1_salt,
            account.email,
        ),
    )
