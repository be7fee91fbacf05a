"""Account administration: `client.account`. Settings are open JSON: their names are the service's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.flow import Answer
from esignkit.core.operation import Json, Repeat
from esignkit.core.readers import nothing, open_json, read
from esignkit.esignlive.event_enums import AdminSetting
from esignkit.esignlive.models.account import (
    AccessibleAccount,
    AccountUsage,
    PasswordPolicy,
    SubAccount,
    SubAccountApiKey,
)
from esignkit.esignlive.models.company import AccountInfo
from esignkit.esignlive.operation import Operation
from esignkit.esignlive.wire import ReadMany, ReadOptional
from esignkit.types import JSON, CallOptions, JSONObject

T = TypeVar("T")


__all__ = ["Account"]


class Account(Resource[Mode]):
    """What administrators of an account set up."""

    @property
    def plan(self) -> Account[Plan]:
        """The same calls as values, not carried out."""
        return Account(PLANNER)

    @endpoint
    def usage(self, *, options: CallOptions | None = None) -> Operation[AccountUsage]:
        """Retrieve how much of the account is used.

        Args:
            options: Options of this call.

        Returns:
            Senders and packages.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /account/usage`
        Source: eSignLive section 4.7
        """
        return Operation("account.usage", "GET", "/account/usage", read(AccountUsage), options=options)

    @endpoint
    def subaccounts(self, *, options: CallOptions | None = None) -> Operation[list[AccountInfo]]:
        """List the sub-accounts.

        Args:
            options: Options of this call.

        Returns:
            The sub-accounts.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /account/subaccounts`
        Source: eSignLive section 4.7
        """
        return Operation("account.subaccounts", "GET", "/account/subaccounts", ReadMany(AccountInfo), options=options)

    @endpoint
    def create_subaccount(
        self, subaccount: SubAccount, *, options: CallOptions | None = None
    ) -> Operation[AccountInfo | None]:
        """Add a sub-account.

        Args:
            subaccount: The sub-account; `name` and `parent_account_id` are needed.
            options: Options of this call.

        Returns:
            The account, with its id; None when the service answers without a body.

        Raises:
            ValidationError: The service refused what was sent, or the state things are in does not allow it.
            OutcomeUnknownError: It may have been done; nothing was sent twice.
            ApiError: The service refused.

        HTTP: `POST /account/subaccounts`
        Source: eSignLive section 4.7
        """
        return Operation(
            "account.create_subaccount",
            "POST",
            "/account/subaccounts",
            ReadOptional(AccountInfo),
            body=Json(subaccount),
            repeat=Repeat.NEVER,
            options=options,
        )

    @endpoint
    def update_subaccount(
        self,
        subaccount_id: str,
        subaccount: SubAccount,
        *,
        options: CallOptions | None = None,
    ) -> Operation[None]:
        """Change a sub-account.

        Args:
            subaccount_id: The sub-account.
            subaccount: What changes.
            options: Options of this call.

        Raises:
            NotFoundError: There is no such sub-account.
            ValidationError: The service refused what was sent, or the state things are in does not allow it.
            ApiError: The service refused.

        HTTP: `PUT /account/subaccounts/{subaccountId}`
        Source: eSignLive section 4.7
        """
        return Operation(
            "account.update_subaccount",
            "PUT",
            "/account/subaccounts/{subaccountId}",
            nothing,
            {"subaccountId": subaccount_id},
            body=Json(subaccount),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def accessible_accounts(self, *, options: CallOptions | None = None) -> Operation[list[AccessibleAccount]]:
        """List the accounts that the credentials reach.

        Args:
            options: Options of this call.

        Returns:
            Id and name of each.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /account/accessibleaccounts`
        Source: eSignLive section 4.7
        """
        return Operation(
            "account.accessible_accounts",
            "GET",
            "/account/accessibleaccounts",
            ReadMany(AccessibleAccount),
            options=options,
        )

    @endpoint
    def subaccount_api_keys(self, *, options: CallOptions | None = None) -> Operation[list[SubAccountApiKey]]:
        """List the API keys of sub-accounts. They are credentials.

        Args:
            options: Options of this call.

        Returns:
            The key of each.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /account/subaccountApiKeys`
        Source: eSignLive section 4.7
        """
        return Operation(
            "account.subaccount_api_keys",
            "GET",
            "/account/subaccountApiKeys",
            ReadMany(SubAccountApiKey),
            options=options,
        )

    @endpoint
    def password_policy(self, *, options: CallOptions | None = None) -> Operation[PasswordPolicy]:
        """Retrieve what passwords must be like.

        Args:
            options: Options of this call.

        Returns:
            The rules.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /passwordPolicy`
        Source: eSignLive section 4.7
        """
        return Operation("account.password_policy", "GET", "/passwordPolicy", read(PasswordPolicy), options=options)

    @endpoint
    def update_password_policy(self, policy: PasswordPolicy, *, options: CallOptions | None = None) -> Operation[None]:
        """Say what passwords must be like.

        Args:
            policy: All the rules.
            options: Options of this call.

        Raises:
            ValidationError: The service refused what was sent, or the state things are in does not allow it.
            ApiError: The service refused.

        HTTP: `PUT /passwordPolicy`
        Source: eSignLive section 4.7
        """
        return Operation(
            "account.update_password_policy",
            "PUT",
            "/passwordPolicy",
            nothing,
            body=Json(policy),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def signing_themes(self, *, options: CallOptions | None = None) -> Operation[JSON]:
        """Retrieve the themes of the signing page.

        Args:
            options: Options of this call.

        Returns:
            The answer; its form is not published.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /account/signingThemes`
        Source: eSignLive section 4.7
        """
        return Operation("account.signing_themes", "GET", "/account/signingThemes", open_json, options=options)

    @endpoint
    def system_information(self, *, options: CallOptions | None = None) -> Operation[JSON]:
        """Retrieve what the server says of itself.

        Args:
            options: Options of this call.

        Returns:
            The answer; its form is not published.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /sysinfo`
        Source: eSignLive section 4.7
        """
        return Operation("account.system_information", "GET", "/sysinfo", open_json, options=options)

    @endpoint
    def handover_url(self, language: str, *, options: CallOptions | None = None) -> Operation[JSON]:
        """Retrieve where signers are led to at the end.

        Args:
            language: Language, such as `en`.
            options: Options of this call.

        Returns:
            The answer; its form is not published.

        Raises:
            NotFoundError: There is no such language.
            ApiError: The service refused.

        HTTP: `GET /accountConfig/handoverUrl/{language}`
        Source: eSignLive section 4.7
        """
        return Operation(
            "account.handover_url",
            "GET",
            "/accountConfig/handoverUrl/{language}",
            open_json,
            {"language": language},
            options=options,
        )

    @endpoint
    def decline_reasons(self, language: str, *, options: CallOptions | None = None) -> Operation[JSON]:
        """Retrieve the reasons that signers may decline for.

        Args:
            language: Language, such as `en`.
            options: Options of this call.

        Returns:
            The answer; its form is not published.

        Raises:
            NotFoundError: There is no such language.
            ApiError: The service refused.

        HTTP: `GET /accountConfig/declineReasons/{language}`
        Source: eSignLive section 4.7
        """
        return Operation(
            "account.decline_reasons",
            "GET",
            "/accountConfig/declineReasons/{language}",
            open_json,
            {"language": language},
            options=options,
        )

    @endpoint
    def idv_workflows(self, *, options: CallOptions | None = None) -> Operation[JSON]:
        """List the workflows of identity verification.

        Args:
            options: Options of this call.

        Returns:
            The workflows; their form is not published.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /accountConfig/idvWorkflowConfigs`
        Source: eSignLive section 4.7
        """
        return Operation(
            "account.idv_workflows",
            "GET",
            "/accountConfig/idvWorkflowConfigs",
            open_json,
            options=options,
        )

    @endpoint
    def integration_workflows(self, *, options: CallOptions | None = None) -> Operation[JSON]:
        """List the workflows of the integration framework.

        Args:
            options: Options of this call.

        Returns:
            The workflows; their form is not published.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /accountConfig/ifWorkflows`
        Source: eSignLive section 4.7
        """
        return Operation(
            "account.integration_workflows",
            "GET",
            "/accountConfig/ifWorkflows",
            open_json,
            options=options,
        )

    @endpoint
    def settings(self, name: AdminSetting | str, *, options: CallOptions | None = None) -> Operation[JSON]:
        """Retrieve settings of the account.

        Args:
            name: Which settings; parts of the account settings have their own names.
            options: Options of this call.

        Returns:
                The settings; their form is not published.

        Raises:
            NotFoundError: There are no such settings.
            ApiError: The service refused.

        HTTP: `GET /account/admin/{name}`
        Source: eSignLive section 4.7
        """
        return Operation(
            "account.settings",
            "GET",
            *_admin(name, open_json),
            options=options,
        )

    @endpoint
    def update_settings(
        self, name: AdminSetting | str, changes: JSONObject, *, options: CallOptions | None = None
    ) -> Operation[JSON]:
        """Change settings of the account.

        Args:
            name: Which settings; parts of the account settings have their own names.
            changes: What changes; its form is not published.
            options: Options of this call.

        Returns:
                The settings; their form is not published.

        Raises:
            NotFoundError: There are no such settings.
            OutcomeUnknownError: It may have been done; nothing was sent twice.
            ApiError: The service refused.

        HTTP: `PATCH /account/admin/{name}`
        Source: eSignLive section 4.7
        """
        return Operation(
            "account.update_settings",
            "PATCH",
            *_admin(name, open_json),
            body=Json(changes),
            repeat=Repeat.NEVER,
            options=options,
        )

    @endpoint
    def reset_settings(self, name: AdminSetting | str, *, options: CallOptions | None = None) -> Operation[None]:
        """Put settings of the account back to what they were at first.

        Args:
            name: Which settings; parts of the account settings have their own names.
            options: Options of this call.

        Raises:
            NotFoundError: There are no such settings.
            ApiError: The service refused.

        HTTP: `DELETE /account/admin/{name}`
        Source: eSignLive section 4.7
        """
        return Operation(
            "account.reset_settings",
            "DELETE",
            *_admin(name, nothing),
            repeat=Repeat.IDEMPOTENT,
            gone_is_done=True,
            options=options,
        )


_PARTS = frozenset(
    {
        AdminSetting.PACKAGE_SETTINGS,
        AdminSetting.FEATURE_SETTINGS,
        AdminSetting.DESIGNER_SETTINGS,
        AdminSetting.EMAIL_REMINDER_SETTINGS,
        AdminSetting.ATTACHMENTS_WHITELIST,
        AdminSetting.LIMIT_SUPPORTED_LANGUAGES,
        AdminSetting.SYSTEM_SETTINGS,
        AdminSetting.SIGNATURE_LAYOUT,
    }
)


def _admin(
    name: AdminSetting | str, reader: Callable[[Answer], T]
) -> tuple[str, Callable[[Answer], T], dict[str, str]]:
    """Return path, reader and arguments; the parts of the account settings lie one level deeper."""
    part = AdminSetting(name) in _PARTS
    path = "/account/admin/accountSettings/{name}" if part else "/account/admin/{name}"
    return path, reader, {"name": str(name)}
