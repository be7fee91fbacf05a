"""Users of groups."""

from __future__ import annotations

from esignkit.constellation1.checks import check_model
from esignkit.constellation1.enums import GroupRole
from esignkit.constellation1.models.responses import RequestResponse
from esignkit.constellation1.models.users import GroupUserView, UserResponse
from esignkit.constellation1.operation import Operation, Resource
from esignkit.constellation1.response_readers import ReadUnopposed, ReadUserChange
from esignkit.constellation1.wire_format import owner
from esignkit.core.endpoint import PLANNER, Mode, Plan, endpoint
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.types import CallOptions, Secret

__all__ = ["Groups"]


class Groups(Resource[Mode]):
    """Users of groups. The calls about groups themselves are named by the documentation, but not described."""

    @property
    def plan(self) -> Groups[Plan]:
        """The same calls as values, not carried out."""
        return Groups(PLANNER)

    @endpoint
    def create_user(
        self, group_user: GroupUserView, *, salt: str | Secret, options: CallOptions | None = None
    ) -> Operation[UserResponse]:
        """Create a user in a group.

        Args:
            group_user: The user, with `user_group_id` and without `system_user_id`.
            salt: The salt that `group_user.password` is encrypted with.

        Returns:
            The response; `user` is the new user, where the service sends it.

        Raises:
            OutcomeUnknownError: The user may exist; look with `users.get_by_username`.

        HTTP: `POST /v1/groupusers`
        Source: Constellation1's REST documentation, CreateGroupUser.
        """
        check_model(group_user, GroupUserView, "group_user")
        return Operation(
            "groups.create_user",
            "POST",
            "/v1/groupusers",
            ReadUserChange(),
            body=Json({"salt": Secret(salt), "groupUser": group_user}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("users.get_by_username(username) finds it"),
            options=options,
        )

    @endpoint
    def update_user_role(
        self,
        group_user: str,
        user_role: GroupRole | str,
        *,
        username: str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[RequestResponse]:
        """Change what a user may do in a group.

        Args:
            group_user: E-mail address of the user.
            user_role: The role.
            username: User name (e-mail address) of whoever changes it; the client's `username` when left out.

        Returns:
            The response.

        Raises:
            ValidationError: The service refused; the error has its text and `details`.
            NotFoundError: There is no such user.

        HTTP: `PUT /v1/groupuser`
        Source: Constellation1's REST documentation, UpdateGroupUserRole.
        """
        return Operation(
            "groups.update_user_role",
            "PUT",
            "/v1/groupuser",
            ReadUnopposed(),
            body=Json({"username": owner(username), "groupUser": group_user, "userRole": GroupRole(user_role)}),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )
