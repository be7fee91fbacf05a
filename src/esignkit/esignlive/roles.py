"""Roles of a package: `client.roles`."""

from __future__ import annotations

import builtins
from collections.abc import Sequence

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint, paged
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.paging import Paging
from esignkit.core.response_readers import read, read_list
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.models.role import AttachmentRequirement, EmailMessage, Role, Signer
from esignkit.esignlive.operation import Operation, listing, post
from esignkit.esignlive.response_readers import ReadMany, ReadOptional
from esignkit.esignlive.signer_enums import RoleType, SpecialType
from esignkit.types import JSON, UNSET, CallOptions, Maybe

__all__ = ["Roles"]

_ROLE = Entity("/packages/{packageId}/roles/{roleId}", Role)


class Roles(Resource[Mode]):
    """Who signs a package, and in which order."""

    @property
    def plan(self) -> Roles[Plan]:
        """The same calls as values, not carried out."""
        return Roles(PLANNER)

    @paged
    def list(self, package_id: str, *, options: CallOptions | None = None) -> Paging[Role]:
        """Retrieve the roles of a package; there is no paging.

        Args:
            package_id: The package.

        Returns:
            The roles.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `GET /packages/{packageId}/roles`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.roles.get`.
        """
        return listing(
            "roles.list", "/packages/{packageId}/roles", read_list(Role), {"packageId": package_id}, options=options
        )

    @endpoint
    def get(self, package_id: str, role_id: str, *, options: CallOptions | None = None) -> Operation[Role]:
        """Retrieve one role.

        Args:
            package_id: The package.
            role_id: The role.

        Returns:
            The role.

        Raises:
            NotFoundError: There is no such package or role.

        HTTP: `GET /packages/{packageId}/roles/{roleId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.roles._roleId.get`.
        """
        return _ROLE.get("roles.get", {"packageId": package_id, "roleId": role_id}, options)

    @endpoint
    def create(self, package_id: str, role: Role, *, options: CallOptions | None = None) -> Operation[Role]:
        """Add a role; without a signer it is a placeholder.

        Args:
            package_id: The package.
            role: The role; without an id it gets one.

        Returns:
            The role, with its id.

        Raises:
            NotFoundError: There is no such package.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/roles`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.roles.post`.
        """
        return post(
            "roles.create",
            "/packages/{packageId}/roles",
            read(Role),
            {"packageId": package_id},
            body=Json(role),
            if_lost=Reconcile(
                "roles.list(package_id) lists who is there", ask="esignkit.esignlive.reconciliation:role_added"
            ),
            options=options,
        )

    @endpoint
    def reorder(
        self, package_id: str, roles: Sequence[Role], *, options: CallOptions | None = None
    ) -> Operation[builtins.list[Role]]:
        """Change the signing order.

        Args:
            package_id: The package.
            roles: The roles with `id` and `index`; those of equal `index` sign in parallel.

        Returns:
            The roles; an empty list when the service answers without a body.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `PUT /packages/{packageId}/roles`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.roles.put`.
        """
        return Operation(
            "roles.reorder",
            "PUT",
            "/packages/{packageId}/roles",
            ReadMany(Role, some=bool(roles)),
            {"packageId": package_id},
            body=Json(roles),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def update(
        self,
        package_id: str,
        role_id: str,
        *,
        name: Maybe[str | None] = UNSET,
        type: Maybe[RoleType | str | None] = UNSET,
        index: Maybe[int | None] = UNSET,
        signers: Maybe[Sequence[Signer] | None] = UNSET,
        reassign: Maybe[bool | None] = UNSET,
        locked: Maybe[bool | None] = UNSET,
        email_message: Maybe[EmailMessage | None] = UNSET,
        attachment_requirements: Maybe[Sequence[AttachmentRequirement] | None] = UNSET,
        special_types: Maybe[Sequence[SpecialType | str] | None] = UNSET,
        data: Maybe[dict[str, JSON] | None] = UNSET,
        options: CallOptions | None = None,
    ) -> Operation[Role | None]:
        """Change what is given of a role and leave the rest; `None` clears.

        Args:
            package_id: The package.
            role_id: The role.
            name: Its name.
            type: Its type.
            index: Its place in the signing order.
            signers: The signer, in a list; an empty list makes it a placeholder.
            reassign: Whether the signer may hand it on.
            locked: Whether others are kept from changing it.
            email_message: Text of the invitation.
            attachment_requirements: What the signer is asked to attach.
            special_types: Special offices.
            data: Your own attributes.

        Returns:
            The Role as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such package or role.

        HTTP: `PUT /packages/{packageId}/roles/{roleId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.roles._roleId.put`.
        """
        return _ROLE.update(
            "roles.update",
            {"packageId": package_id, "roleId": role_id},
            {
                "name": name,
                "type": type,
                "index": index,
                "signers": signers,
                "reassign": reassign,
                "locked": locked,
                "emailMessage": email_message,
                "attachmentRequirements": attachment_requirements,
                "specialTypes": special_types,
                "data": data,
            },
            options,
        )

    @endpoint
    def delete(self, package_id: str, role_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove a role.

        Args:
            package_id: The package.
            role_id: The role.

        Raises:
            NotFoundError: There is no such package or role.

        HTTP: `DELETE /packages/{packageId}/roles/{roleId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.roles._roleId.delete`.
        """
        return _ROLE.delete("roles.delete", {"packageId": package_id, "roleId": role_id}, options)

    @endpoint
    def unlock(self, package_id: str, role_id: str, *, options: CallOptions | None = None) -> Operation[Role | None]:
        """Let a signer in again who failed too often to prove who they are.

        Args:
            package_id: The package.
            role_id: The role.

        Returns:
            The Role as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such package or role.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/roles/{roleId}/unlock`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.roles._roleId.unlock.post`.
        """
        return post(
            "roles.unlock",
            "/packages/{packageId}/roles/{roleId}/unlock",
            ReadOptional(Role),
            {"packageId": package_id, "roleId": role_id},
            if_lost=Reconcile("roles.get(package_id, role_id).locked tells"),
            options=options,
        )
