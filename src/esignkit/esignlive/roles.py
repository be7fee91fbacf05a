"""Roles of a package: `client.roles`."""

from __future__ import annotations

import builtins

from esignkit.core.codec import read, read_list
from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.operation import Operation
from esignkit.esignlive.models.role import Role
from esignkit.types import CallOptions

__all__ = ["Roles"]


class Roles(Resource[Mode]):
    """Who signs a package."""

    @property
    def plan(self) -> Roles[Plan]:
        """The same calls as values, not carried out."""
        return Roles(PLANNER)

    @endpoint
    def list(self, package_id: str, *, options: CallOptions | None = None) -> Operation[builtins.list[Role]]:
        """Retrieve the roles of a package; there is no paging.

        Args:
            package_id: The package.
            options: Options of this call.

        Returns:
            The roles.

        Raises:
            NotFoundError: There is no such package.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/roles`
        Source: eSignLive section 4.2
        """
        return Operation(
            "roles.list",
            "GET",
            "/packages/{packageId}/roles",
            read_list(Role),
            {"packageId": package_id},
            options=options,
        )

    @endpoint
    def get(self, package_id: str, role_id: str, *, options: CallOptions | None = None) -> Operation[Role]:
        """Retrieve one role.

        Args:
            package_id: The package.
            role_id: The role.
            options: Options of this call.

        Returns:
            The role.

        Raises:
            NotFoundError: There is no such package or role.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/roles/{roleId}`
        Source: eSignLive section 4.2
        """
        return Operation(
            "roles.get",
            "GET",
            "/packages/{packageId}/roles/{roleId}",
            read(Role),
            {"packageId": package_id, "roleId": role_id},
            options=options,
        )
