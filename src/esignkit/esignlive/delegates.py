"""Delegates of a sender: `client.delegates`."""

from __future__ import annotations

import builtins
from collections.abc import Sequence

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.readers import nothing
from esignkit.esignlive.models.account import DelegationUser
from esignkit.esignlive.operation import Operation
from esignkit.esignlive.wire import ReadMany
from esignkit.types import CallOptions

__all__ = ["Delegates"]


class Delegates(Resource[Mode]):
    """Users who act for a sender."""

    @property
    def plan(self) -> Delegates[Plan]:
        """The same calls as values, not carried out."""
        return Delegates(PLANNER)

    @endpoint
    def list(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[builtins.list[DelegationUser]]:
        """List who acts for a sender.

        Args:
            sender_id: The sender.
            options: Options of this call.

        Returns:
            The users; where the service answers with ids alone, of each the id.

        Raises:
            NotFoundError: There is no such sender.
            ApiError: The service refused.

        HTTP: `GET /account/senders/{senderId}/delegates`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.delegates.get`.
        """
        return Operation(
            "delegates.list",
            "GET",
            "/account/senders/{senderId}/delegates",
            ReadMany(DelegationUser, text="id"),
            {"senderId": sender_id},
            options=options,
        )

    @endpoint
    def replace_all(
        self,
        sender_id: str,
        delegates: Sequence[DelegationUser | str],
        *,
        options: CallOptions | None = None,
    ) -> Operation[None]:
        """Say who acts for a sender from now on.

        Args:
            sender_id: The sender.
            delegates: The users, or their ids.
            options: Options of this call.

        Raises:
            NotFoundError: There is no such sender.
            ValidationError: The service refused the request, or the status of the object does not allow it.
            ApiError: The service refused.

        HTTP: `PUT /account/senders/{senderId}/delegates`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.delegates.put`.
        """
        return Operation(
            "delegates.replace_all",
            "PUT",
            "/account/senders/{senderId}/delegates",
            nothing,
            {"senderId": sender_id},
            body=Json(list(delegates)),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def delete_all(self, sender_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Let nobody act for a sender any longer.

        Args:
            sender_id: The sender.
            options: Options of this call.

        Raises:
            NotFoundError: There is no such sender.
            ApiError: The service refused.

        HTTP: `DELETE /account/senders/{senderId}/delegates`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.delegates.delete`.
        """
        return Operation(
            "delegates.delete_all",
            "DELETE",
            "/account/senders/{senderId}/delegates",
            nothing,
            {"senderId": sender_id},
            repeat=Repeat.IDEMPOTENT,
            gone_is_done=True,
            options=options,
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
            options: Options of this call.

        Raises:
            NotFoundError: There is no such sender or delegate.
            ValidationError: The service refused the request, or the status of the object does not allow it.
            OutcomeUnknownError: It may have taken effect; it was not retried.
            ApiError: The service refused.

        HTTP: `POST /account/senders/{senderId}/delegates/{delegateId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.delegates.delegateId.post`.
        """
        return Operation(
            "delegates.create",
            "POST",
            "/account/senders/{senderId}/delegates/{delegateId}",
            nothing,
            {"senderId": sender_id, "delegateId": delegate_id},
            body=None if delegation is None else Json(delegation),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("delegates.list(sender_id) lists who is there"),
            options=options,
        )

    @endpoint
    def delete(self, sender_id: str, delegate_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Let one user act for a sender no longer.

        Args:
            sender_id: The sender.
            delegate_id: The user who acts for the sender.
            options: Options of this call.

        Raises:
            NotFoundError: There is no such sender or delegate.
            ApiError: The service refused.

        HTTP: `DELETE /account/senders/{senderId}/delegates/{delegateId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.senders._senderId.delegates.delegateId.delete`.
        """
        return Operation(
            "delegates.delete",
            "DELETE",
            "/account/senders/{senderId}/delegates/{delegateId}",
            nothing,
            {"senderId": sender_id, "delegateId": delegate_id},
            repeat=Repeat.IDEMPOTENT,
            gone_is_done=True,
            options=options,
        )
