"""Groups: `client.groups`."""

from __future__ import annotations

from esignkit.core.deserialization import structure
from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint, paged
from esignkit.core.flow import Response
from esignkit.core.operation import Json, Reconcile
from esignkit.core.paging import Paging
from esignkit.core.response_readers import as_object, parsed, read
from esignkit.core.value_objects import Value, frozen
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.enums import SortDirection
from esignkit.esignlive.models.user import Group, GroupMember, GroupSummary, User
from esignkit.esignlive.operation import Operation, listing, post
from esignkit.esignlive.pages import NextWindow, list_by_window, window
from esignkit.esignlive.response_readers import ReadMany, ReadOptional
from esignkit.types import CallOptions

__all__ = ["Groups", "ReadMember"]

_GROUP = Entity("/groups/{groupId}", Group)


@frozen(eq=False, repr=False)
class ReadMember(Value):
    """Read a member of a group, also out of the whole group: the service's own SDK and its schema disagree.

    Attributes:
        email: Who is looked for in a group, by e-mail address.
        user_id: The same, by id.
    """

    email: str | None
    user_id: str | None

    def __call__(self, response: Response) -> GroupMember | None:
        """Read the response; None when there is no body, or when the group does not name the member."""
        if not response.content.strip():
            return None
        member_or_group = as_object(parsed(response))
        if "members" not in member_or_group:
            return structure(member_or_group, GroupMember)
        email = (self.email or "").casefold()
        for member in structure(member_or_group, Group).members:
            if self.user_id and getattr(member, "user_id", None) == self.user_id:
                return member
            if email and getattr(member, "email", "").casefold() == email:
                return member
        return None


class Groups(Resource[Mode]):
    """Groups of users, who may sign as one."""

    @property
    def plan(self) -> Groups[Plan]:
        """The same calls as values, not carried out."""
        return Groups(PLANNER)

    @paged
    def list(
        self,
        *,
        from_: int | None = None,
        to: int | None = None,
        page_size: int = 100,
        limit: int | None = None,
        dir: SortDirection | str | None = None,
        request_type: str | None = None,
        name: str | None = None,
        options: CallOptions | None = None,
    ) -> Paging[Group]:
        """List the groups, fetched page by page.

        Args:
            from_: The first record, counted from 1.
            to: The last record, included.
            page_size: Records to a page, 1 to 100.
            limit: Maximum number of items.
            dir: `asc` or `desc`.
            request_type: `manager`: those that the caller manages.
            name: Only those of this name.

        Returns:
            A lazy list of groups.

        HTTP: `GET /groups`
        Source: OneSpan Sign's OpenAPI 11.51, `api.groups.get`.
        """
        return list_by_window(
            "groups.list",
            "/groups",
            Group,
            {**window(from_, to, page_size), "dir": dir, "requestType": request_type, "name": name},
            NextWindow(to, page_size),
            limit=limit,
            options=options,
        )

    @paged
    def summary(self, *, options: CallOptions | None = None) -> Paging[GroupSummary]:
        """List the groups, with little about each.

        Returns:
            The groups.

        HTTP: `GET /groups/summary`
        Source: OneSpan Sign's OpenAPI 11.51, `api.groups.summary`.
        """
        return listing("groups.summary", "/groups/summary", ReadMany(GroupSummary), options=options)

    @endpoint
    def create(self, group: Group, *, options: CallOptions | None = None) -> Operation[Group]:
        """Add a group.

        Args:
            group: The group.

        Returns:
            The group, with its id.

        Raises:
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /groups`
        Source: OneSpan Sign's OpenAPI 11.51, `api.groups.post`.
        """
        return post(
            "groups.create",
            "/groups",
            read(Group),
            body=Json(group),
            if_lost=Reconcile("groups.list(name=…) finds it by its name"),
            options=options,
        )

    @endpoint
    def get(self, group_id: str, *, options: CallOptions | None = None) -> Operation[Group]:
        """Retrieve one group.

        Args:
            group_id: The group.

        Returns:
            The group.

        Raises:
            NotFoundError: There is no such group.

        HTTP: `GET /groups/{groupId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.groups._groupId.get`.
        """
        return _GROUP.get("groups.get", {"groupId": group_id}, options)

    @endpoint
    def update(self, group_id: str, group: Group, *, options: CallOptions | None = None) -> Operation[Group | None]:
        """Change one group.

        Args:
            group_id: The group.
            group: The group.

        Returns:
            The `Group` as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such group.

        HTTP: `PUT /groups/{groupId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.groups._groupId.put`.
        """
        return _GROUP.update("groups.update", {"groupId": group_id}, group, options)

    @endpoint
    def delete(self, group_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove one group.

        Args:
            group_id: The group.

        Raises:
            NotFoundError: There is no such group.

        HTTP: `DELETE /groups/{groupId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.groups._groupId.delete`.
        """
        return _GROUP.delete("groups.delete", {"groupId": group_id}, options)

    @endpoint
    def add_member(
        self, group_id: str, member: GroupMember, *, options: CallOptions | None = None
    ) -> Operation[GroupMember | None]:
        """Add a member to a group.

        Args:
            group_id: The group.
            member: The member.

        Returns:
            The member as it is now; None when the service does not say.

        Raises:
            NotFoundError: There is no such group.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /groups/{groupId}/members`
        Source: OneSpan Sign's OpenAPI 11.51, `api.groups._groupId.members.post`.
        """
        return post(
            "groups.add_member",
            "/groups/{groupId}/members",
            ReadMember(getattr(member, "email", None), getattr(member, "user_id", None)),
            {"groupId": group_id},
            body=Json(member),
            if_lost=Reconcile("groups.get(group_id).members lists who is there"),
            options=options,
        )

    @endpoint
    def invite(
        self, group_id: str, member: GroupMember | User, *, options: CallOptions | None = None
    ) -> Operation[Group | None]:
        """Invite somebody to a group.

        Args:
            group_id: The group.
            member: Whom, and as what: with a `GroupMember`, `member_type` says it.

        Returns:
            The `Group` as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such group.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /groups/{groupId}/invite`
        Source: OneSpan Sign's OpenAPI 11.51, `api.groups._groupId.invite.post`.
        """
        return post(
            "groups.invite",
            "/groups/{groupId}/invite",
            ReadOptional(Group),
            {"groupId": group_id},
            body=Json(member),
            if_lost=Reconcile("no call tells; repeat it only if a second message does no harm"),
            options=options,
        )
