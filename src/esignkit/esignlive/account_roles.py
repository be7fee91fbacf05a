"""Sets of permissions: `client.account_roles`."""

from __future__ import annotations

import builtins

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint, paged
from esignkit.core.operation import Json, Reconcile
from esignkit.core.paging import Paging
from esignkit.core.record import evolve
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.models.account import AccountRole, UserAccountRole
from esignkit.esignlive.operation import Operation, listing, post
from esignkit.esignlive.response_readers import ReadMany, ReadOptional, ReadTexts
from esignkit.types import CallOptions

__all__ = ["AccountRoles"]

_ROLE = Entity("/account/roles/{accountRoleId}", AccountRole)


class AccountRoles(Resource[Mode]):
    """Sets of permissions, and who has them."""

    @property
    def plan(self) -> AccountRoles[Plan]:
        """The same calls as values, not carried out."""
        return AccountRoles(PLANNER)

    @paged
    def list(self, *, options: CallOptions | None = None) -> Paging[AccountRole]:
        """List the account roles.

        Returns:
            The roles.

        HTTP: `GET /account/roles`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.roles.get`.
        """
        return listing("account_roles.list", "/account/roles", ReadMany(AccountRole), options=options)

    @endpoint
    def create(self, role: AccountRole, *, options: CallOptions | None = None) -> Operation[AccountRole | None]:
        """Add an account role.

        Args:
            role: The role.

        Returns:
            The AccountRole as it is now; None when the service answers without a body.

        Raises:
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /account/roles`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.roles.post`.
        """
        return post(
            "account_roles.create",
            "/account/roles",
            ReadOptional(AccountRole),
            body=Json(role),
            if_lost=Reconcile("account_roles.list() lists what is there"),
            options=options,
        )

    @endpoint
    def get(self, account_role_id: str, *, options: CallOptions | None = None) -> Operation[AccountRole]:
        """Retrieve one account role.

        Args:
            account_role_id: The account role.

        Returns:
            The role.

        Raises:
            NotFoundError: There is no such account role.

        HTTP: `GET /account/roles/{accountRoleId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.roles._accountRoleId.get`.
        """
        return _ROLE.get("account_roles.get", {"accountRoleId": account_role_id}, options)

    @endpoint
    def update(
        self, account_role_id: str, role: AccountRole, *, options: CallOptions | None = None
    ) -> Operation[AccountRole | None]:
        """Change one account role.

        Args:
            account_role_id: The account role.
            role: The role.

        Returns:
            The AccountRole as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such account role.

        HTTP: `PUT /account/roles/{accountRoleId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.roles._accountRoleId.put`.
        """
        return _ROLE.update("account_roles.update", {"accountRoleId": account_role_id}, role, options)

    @endpoint
    def delete(self, account_role_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove one account role.

        Args:
            account_role_id: The account role.

        Raises:
            NotFoundError: There is no such account role.

        HTTP: `DELETE /account/roles/{accountRoleId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.roles._accountRoleId.delete`.
        """
        return _ROLE.delete("account_roles.delete", {"accountRoleId": account_role_id}, options)

    @paged
    def users(self, account_role_id: str, *, options: CallOptions | None = None) -> Paging[str]:
        """List who has an account role.

        Args:
            account_role_id: The account role.

        Returns:
            The ids of the users.

        Raises:
            NotFoundError: There is no such account role.

        HTTP: `GET /account/roles/{accountRoleId}/users`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.roles._accountRoleId.users.get`.
        """
        return listing(
            "account_roles.users",
            "/account/roles/{accountRoleId}/users",
            ReadTexts(),
            {"accountRoleId": account_role_id},
            options=options,
        )

    @paged
    def of_sender(
        self, sender_id: str, *, account_id: str | None = None, options: CallOptions | None = None
    ) -> Paging[UserAccountRole]:
        """List the account roles of a sender.

        Args:
            sender_id: The sender.
            account_id: In one account alone.

        Returns:
            One row for each account.

        Raises:
            NotFoundError: There is no such sender.

        HTTP: `GET /account/senders/{senderId}/roles`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.roles.get`.
        """
        return listing(
            "account_roles.of_sender",
            "/account/senders/{senderId}/roles",
            ReadMany(UserAccountRole),
            {"senderId": sender_id},
            {"accountId": account_id},
            options=options,
        )

    @endpoint
    def assign(
        self,
        sender_id: str,
        role: UserAccountRole,
        *,
        account_id: str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[builtins.list[UserAccountRole]]:
        """Give a sender account roles.

        Args:
            sender_id: The sender.
            role: The roles, by their ids, and the account that they are for.
            account_id: In which account, when `role` does not say.

        Returns:
            The roles as they are now: one row for each account; empty when the service answers without a body.

        Raises:
            ValueError: Neither says which account, or a role has no id.
            NotFoundError: There is no such sender.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /account/senders/{senderId}/roles`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.roles.post`.
        """
        account = role.account_id or account_id
        if not account:
            msg = "account_id: the service must be told the account that the roles are for; give its id"
            raise ValueError(msg)
        if not all(getattr(account_role, "id", None) for account_role in role.account_roles):
            msg = "role.account_roles: one of them has no id, and only the id says which role is meant"
            raise ValueError(msg)
        return post(
            "account_roles.assign",
            "/account/senders/{senderId}/roles",
            ReadMany(UserAccountRole, some=True),
            {"senderId": sender_id},
            body=Json(evolve(role, account_id=account)),
            if_lost=Reconcile("account_roles.of_sender(sender_id) shows them"),
            options=options,
        )
