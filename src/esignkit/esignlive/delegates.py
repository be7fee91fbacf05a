"""Delegates of a sender: `client.delegates`."""

from __future__ import annotations

from collections.abc import Sequence

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint, paged
from esignkit.core.operation import Json, Reconcile
from esignkit.core.paging import Paging
from esignkit.core.response_readers import nothing
from esignkit.esignlive.models.account import DelegationUser
from esignkit.esignlive.operation import Operation, deletion, listing, post, replacement
from esignkit.esignlive.response_readers import ReadMany
from esignkit.types import CallOptions

__all__ = ["Delegates"]


class Delegates(Resource[Mode]):
    """Users who act for a sender."""

    @property
    def plan(self) -> Delegates[Plan]:
        """The same calls as values, not carried out."""
        return Delegates(PLANNER)

    @paged
    def list(self, sender_id: str, *, options: CallOptions | None = None) -> Paging[DelegationUser]:
        """List who acts for a sender.

        Args:
            sender_id: The sender.

        Returns:
            The users; where the service answers with ids alone, of each the id.

        Raises:
            NotFoundError: There is no such sender.

        HTTP: `GET /account/senders/{senderId}/delegates`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.delegates.get`.
        """
        return listing(
            "delegates.list",
            "/account/senders/{senderId}/delegates",
            ReadMany(DelegationUser, text="id"),
            {"senderId": sender_id},
            options=options,
        )

    @endpoint
    def replace_all(
        self, sender_id: str, delegates: Sequence[DelegationUser | str], *, options: CallOptions | None = None
    ) -> Operation[None]:
        """Say who acts for a sender from now on.

        Args:
            sender_id: The sender.
            delegates: The users, or their ids.

        Raises:
            NotFoundError: There is no such sender.

        HTTP: `PUT /account/senders/{senderId}/delegates`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.delegates.put`.
        """
        return replacement(
            "delegates.replace_all",
            "/account/senders/{senderId}/delegates",
            {"senderId": sender_id},
            Json(list(delegates)),
            options=options,
        )

    @endpoint
    def delete_all(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Let nobody act for a sender any longer.

        Args:
            sender_id: The sender.

        Raises:
            NotFoundError: There is no such sender.

        HTTP: `DELETE /account/senders/{senderId}/delegates`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.delegates.delete`.
        """
        return deletion(
            "delegates.delete_all", "/account/senders/{senderId}/delegates", {"senderId": sender_id}, options=options
        )

    @endpoint
    def create(
        self,
        sender_id: str,
        delegate_id: str,
        *,
        delegation: DelegationUser | None = None,
        options: CallOptions | None = None,
    ) -> Operation[None]:
        """Let one user act for a sender.

        Args:
            sender_id: The sender.
            delegate_id: The user who acts for the sender.
            delegation: From when to when, and with which mails.

        Raises:
            NotFoundError: There is no such sender or delegate.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /account/senders/{senderId}/delegates/{delegateId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.delegates.delegateId.post`.
        """
        return post(
            "delegates.create",
            "/account/senders/{senderId}/delegates/{delegateId}",
            nothing,
            {"senderId": sender_id, "delegateId": delegate_id},
            body=None if delegation is None else Json(delegation),
            if_lost=Reconcile("delegates.list(sender_id) lists who is there"),
            options=options,
        )

    @endpoint
    def delete(self, sender_id: str, delegate_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Let one user act for a sender no longer.

        Args:
            sender_id: The sender.
            delegate_id: The user who acts for the sender.

        Raises:
            NotFoundError: There is no such sender or delegate.

        HTTP: `DELETE /account/senders/{senderId}/delegates/{delegateId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.delegates.delegateId.delete`.
        """
        return deletion(
            "delegates.delete",
            "/account/senders/{senderId}/delegates/{delegateId}",
            {"senderId": sender_id, "delegateId": delegate_id},
            options=options,
        )
