"""Account administration: `client.account`."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, endpoint, paged
from esignkit.core.operation import Json, Reconcile
from esignkit.core.paging import Paging, one_page
from esignkit.core.response_readers import open_json, read
from esignkit.esignlive.account_branding import AccountBranding
from esignkit.esignlive.account_config import AccountConfig
from esignkit.esignlive.account_settings import AccountSettings
from esignkit.esignlive.models.account import (
    AccessibleAccount,
    AccountUsage,
    PasswordPolicy,
    SubAccount,
    SubAccountApiKey,
)
from esignkit.esignlive.models.company import AccountInfo
from esignkit.esignlive.operation import Operation, listing, post, replacement
from esignkit.esignlive.response_readers import ReadMany, ReadOptional
from esignkit.types import JSON, CallOptions

__all__ = ["Account"]


class Account(AccountBranding[Mode], AccountConfig[Mode], AccountSettings[Mode]):
    """What administrators of an account set up."""

    @property
    def plan(self) -> Account[Plan]:
        """The same calls as values, not carried out."""
        return Account(PLANNER)

    @endpoint
    def usage(self, *, options: CallOptions | None = None) -> Operation[AccountUsage]:
        """Retrieve how much of the account is used.

        Returns:
            Senders and packages.

        HTTP: `GET /account/usage`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.usage.get`.
        """
        return Operation("account.usage", "GET", "/account/usage", read(AccountUsage), options=options)

    @paged
    def subaccounts(self, *, options: CallOptions | None = None) -> Paging[AccountInfo]:
        """List the sub-accounts.

        Returns:
            The sub-accounts.

        HTTP: `GET /account/subaccounts`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.subAccounts.get`.
        """
        return listing("account.subaccounts", "/account/subaccounts", ReadMany(AccountInfo), options=options)

    @endpoint
    def create_subaccount(
        self, subaccount: SubAccount, *, options: CallOptions | None = None
    ) -> Operation[AccountInfo | None]:
        """Add a sub-account.

        Args:
            subaccount: The sub-account; `name` and `parent_account_id` are needed.

        Returns:
            The account, with its id; None when the service answers without a body.

        Raises:
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /account/subaccounts`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.subAccounts.post`.
        """
        return post(
            "account.create_subaccount",
            "/account/subaccounts",
            ReadOptional(AccountInfo),
            body=Json(subaccount),
            if_lost=Reconcile("account.subaccounts() lists what is there"),
            options=options,
        )

    @endpoint
    def update_subaccount(
        self, subaccount_id: str, subaccount: SubAccount, *, options: CallOptions | None = None
    ) -> Operation[None]:
        """Change a sub-account.

        Args:
            subaccount_id: The sub-account.
            subaccount: What changes.

        Raises:
            NotFoundError: There is no such sub-account.

        HTTP: `PUT /account/subaccounts/{subaccountId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.subAccounts.put`.
        """
        return replacement(
            "account.update_subaccount",
            "/account/subaccounts/{subaccountId}",
            {"subaccountId": subaccount_id},
            Json(subaccount),
            options=options,
        )

    @paged
    def accessible_accounts(self, *, options: CallOptions | None = None) -> Paging[AccessibleAccount]:
        """List the accounts that the credentials reach.

        Returns:
            Id and name of each.

        HTTP: `GET /account/accessibleaccounts`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.accessibleaccounts.get`.
        """
        return listing(
            "account.accessible_accounts", "/account/accessibleaccounts", ReadMany(AccessibleAccount), options=options
        )

    @paged
    def subaccount_api_keys(self, *, options: CallOptions | None = None) -> Paging[SubAccountApiKey]:
        """List the API keys of sub-accounts. They are credentials.

        Returns:
            The key of each.

        HTTP: `GET /account/subaccountApiKeys`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.subaccountApiKeys.get`.
        """
        return one_page(
            Operation(
                "account.subaccount_api_keys",
                "GET",
                "/account/subaccountApiKeys",
                ReadMany(SubAccountApiKey),
                hide=("apiKey",),
                options=options,
            )
        )

    @endpoint
    def password_policy(self, *, options: CallOptions | None = None) -> Operation[PasswordPolicy]:
        """Retrieve what passwords must be like.

        Returns:
            The rules.

        HTTP: `GET /passwordPolicy`
        Source: OneSpan Sign's OpenAPI 11.51, `api.passwordPolicy.get`.
        """
        return Operation("account.password_policy", "GET", "/passwordPolicy", read(PasswordPolicy), options=options)

    @endpoint
    def update_password_policy(self, policy: PasswordPolicy, *, options: CallOptions | None = None) -> Operation[None]:
        """Say what passwords must be like.

        Args:
            policy: All the rules.

        HTTP: `PUT /passwordPolicy`
        Source: OneSpan Sign's OpenAPI 11.51, `api.passwordPolicy.put`.
        """
        return replacement("account.update_password_policy", "/passwordPolicy", {}, Json(policy), options=options)

    @endpoint
    def system_information(self, *, options: CallOptions | None = None) -> Operation[JSON]:
        """Retrieve what the server says of itself.

        Returns:
            The response; its form is not published.

        HTTP: `GET /sysinfo`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return Operation("account.system_information", "GET", "/sysinfo", open_json, options=options)
