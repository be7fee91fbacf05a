"""The application that the client is for, and the people who are invited to work on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint, paged
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.paging import Paging, one_page
from esignkit.core.response_readers import read, read_list
from esignkit.ignisign.application_enums import UserRole
from esignkit.ignisign.enums import ApplicationEnvironment
from esignkit.ignisign.models.application_context import ApplicationContext, InvitedUser
from esignkit.ignisign.operation import Operation
from esignkit.ignisign.response_readers import UnlessGone
from esignkit.ignisign.wire_format import text_list
from esignkit.types import CallOptions

__all__ = ["Application", "UserInvitations"]

_APPLICATION = "/{api}/applications/{appId}"
_INVITATIONS = _APPLICATION + "/users-invitations"


class Application(Resource[Mode]):
    """The application that the client is for."""

    @property
    def plan(self) -> Application[Plan]:
        """The same calls as values, not carried out."""
        return Application(PLANNER)

    @endpoint
    def context(self, *, options: CallOptions | None = None) -> Operation[ApplicationContext]:
        """Retrieve the application with its environments and profiles.

        Returns:
            The application.

        HTTP: `GET /v3/applications/{appId}/context`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "application.context", "GET", _APPLICATION + "/context", read(ApplicationContext), options=options
        )


def _roles(roles: Mapping[ApplicationEnvironment | str, Iterable[UserRole | str]]) -> dict[str, object]:
    return {
        str(environment): text_list(f"roles[{str(environment)!r}]", values) for environment, values in roles.items()
    }


class UserInvitations(Resource[Mode]):
    """The people who are invited to work on the application in the service's console."""

    @property
    def plan(self) -> UserInvitations[Plan]:
        """The same calls as values, not carried out."""
        return UserInvitations(PLANNER)

    @paged
    def list(self, *, options: CallOptions | None = None) -> Paging[InvitedUser]:
        """List the people who are invited.

        Returns:
            The invitations.

        HTTP: `GET /v3/applications/{appId}/users-invitations`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return one_page(
            Operation(
                "user_invitations.list",
                "GET",
                _INVITATIONS,
                read_list(InvitedUser, "usersInvitations"),
                options=options,
            )
        )

    @endpoint
    def create(
        self,
        email: str,
        roles: Mapping[ApplicationEnvironment | str, Iterable[UserRole | str]],
        *,
        options: CallOptions | None = None,
    ) -> Operation[InvitedUser]:
        """Invite somebody.

        Args:
            email: E-mail address.
            roles: What the person may do in each environment, as in `{"DEVELOPMENT": ["ADMIN"]}`.

        Returns:
            The invitation.

        Raises:
            ValidationError: The person is a user or invited already (`USER_ALREADY_INVITED_BY_ORGANIZATION`).
            OutcomeUnknownError: The response was lost; the person may have been invited.

        HTTP: `POST /v3/applications/{appId}/users-invitations`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "user_invitations.create",
            "POST",
            _INVITATIONS,
            read(InvitedUser),
            body=Json({"email": email, "roles": _roles(roles)}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("user_invitations.list() shows it"),
            options=options,
        )

    @endpoint
    def resend(self, user_invitation_id: str, *, options: CallOptions | None = None) -> Operation[InvitedUser]:
        """Send an invitation again.

        Args:
            user_invitation_id: The invitation.

        Returns:
            The invitation.

        Raises:
            NotFoundError: There is no such invitation.
            OutcomeUnknownError: The response was lost; it may have been sent.

        HTTP: `POST /v3/applications/{appId}/users-invitations/{userInvitationId}/resend`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "user_invitations.resend",
            "POST",
            _INVITATIONS + "/{userInvitationId}/resend",
            read(InvitedUser),
            {"userInvitationId": user_invitation_id},
            body=Json({}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("nothing shows it; a second time costs the person one more e-mail"),
            options=options,
        )

    @endpoint
    def cancel(self, user_invitation_id: str, *, options: CallOptions | None = None) -> Operation[InvitedUser | None]:
        """Cancel an invitation.

        Args:
            user_invitation_id: The invitation.

        Returns:
            The invitation; None when a response was lost and it is found gone.

        Raises:
            NotFoundError: There is no such invitation.

        HTTP: `DELETE /v3/applications/{appId}/users-invitations/{userInvitationId}`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "user_invitations.cancel",
            "DELETE",
            _INVITATIONS + "/{userInvitationId}",
            UnlessGone(read(InvitedUser)),
            {"userInvitationId": user_invitation_id},
            repeat=Repeat.IDEMPOTENT,
            gone_is_done=True,
            options=options,
        )

    @endpoint
    def update(
        self,
        user_invitation_id: str,
        roles: Mapping[ApplicationEnvironment | str, Iterable[UserRole | str]],
        *,
        options: CallOptions | None = None,
    ) -> Operation[InvitedUser]:
        """Change what an invited person may do.

        Args:
            user_invitation_id: The invitation.
            roles: What the person may do in each environment.

        Returns:
            The invitation.

        Raises:
            NotFoundError: There is no such invitation.

        HTTP: `PUT /v3/applications/{appId}/users-invitations/{userInvitationId}`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "user_invitations.update",
            "PUT",
            _INVITATIONS + "/{userInvitationId}",
            read(InvitedUser),
            {"userInvitationId": user_invitation_id},
            body=Json({"roles": _roles(roles)}),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )
