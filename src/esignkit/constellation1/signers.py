"""Signers of sessions: invitations, changes, and the files they upload."""

from __future__ import annotations

from typing import Literal

from esignkit.constellation1.checks import check_each
from esignkit.constellation1.enums import SignerStatus
from esignkit.constellation1.models.responses import RequestResponse, SignerDocument, UpdateSignersView
from esignkit.constellation1.models.signers import Signer
from esignkit.constellation1.operation import Operation, Resource
from esignkit.constellation1.pages import PAGE_SIZE, NextPage, ReadPage, check_page, check_page_size
from esignkit.constellation1.response_readers import (
    ReadDone,
    ReadOpen,
    ReadText,
    ReadUnopposed,
)
from esignkit.constellation1.wire_format import owner
from esignkit.core.endpoint import PLANNER, Mode, Plan, endpoint, paged
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.paging import Paging
from esignkit.core.record import evolve
from esignkit.types import CallOptions, Secret

__all__ = ["Signers"]


_OTHERS = " (the other signers may have been invited: do not repeat the whole list)"
"""A complaint about one of several signers does not say that nobody was invited."""


class Signers(Resource[Mode]):
    """Signers of sessions."""

    @property
    def plan(self) -> Signers[Plan]:
        """The same calls as values, not carried out."""
        return Signers(PLANNER)

    @endpoint
    def invite_token(self, signer_id: str, *, options: CallOptions | None = None) -> Operation[Secret]:
        """Get the token of a signer's invitation, for invitations of your own.

        Args:
            signer_id: The signer.

        Returns:
            The token; a credential of the signer's.

        HTTP: `GET /v1/signers/{signerId}/token`
        Source: Constellation1's REST documentation, GetSignerInviteToken.
        """
        return Operation(
            "signers.invite_token",
            "GET",
            "/v1/signers/{signerId}/token",
            ReadText(),
            {"signerId": signer_id},
            hide=("returnValue",),
            options=options,
        )

    @endpoint
    def send_invites(
        self,
        session_id: str,
        signers: list[Signer],
        *,
        return_url: str,
        success: Literal["details", "return_value"] = "details",
        options: CallOptions | None = None,
    ) -> Operation[RequestResponse]:
        """Send signers their invitation by e-mail, each time it is called.

        Args:
            session_id: The session.
            signers: Whom to invite, with id, sequence, names and e-mail address. `StateCode` 0 and `StatusCode` 1 are
                sent where a signer has none, as in the documentation's example.
            return_url: URL of your host; the service requires it.
            success: What tells success. The documentation puts errors into `Details`, and says nothing of
                `ReturnValue`: by `details`, a response without any is a success; by `return_value`, it must say True.

        Returns:
            The response.

        Raises:
            ValidationError: The service refused; the error has its text and `details`. With several signers it may have
                complained of one and invited the others: `outcome` is then `AMBIGUOUS`.
            OutcomeUnknownError: The invitations may have been sent; ask the signers before you send more.

        HTTP: `PUT /v1/signers/invite`
        Source: Constellation1's REST documentation, SendSignerEmailInvites.
        """
        check_each(signers, Signer, "signers")
        body = {
            "signerList": [_invited(signer) for signer in signers],
            "signingSessionId": session_id,
            "returnURL": return_url,
        }
        others = _OTHERS if len(signers) > 1 else ""
        return Operation(
            "signers.send_invites",
            "PUT",
            "/v1/signers/invite",
            ReadUnopposed(partly=others) if success == "details" else ReadDone(partly=others),
            body=Json(body),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(
                "sessions.get(session_id) tells by the signers' status who is invited; a second invitation "
                "leaves no trace, so ask the signers"
            ),
            options=options,
        )

    @endpoint
    def update(
        self, session_id: str, signers: list[Signer], *, username: str | None = None, options: CallOptions | None = None
    ) -> Operation[UpdateSignersView]:
        """Change signers of a session.

        Args:
            session_id: The session.
            signers: What to change, each with the `signer_id` that `sessions.get` tells; only what is set is sent.
            username: User name (e-mail address) of the owner; the client's `username` when left out.

        Returns:
            The response; its members are not published, so they are in `extra`. Look at `details`: a complaint about
            one signer beside other members is no error here.

        Raises:
            ValidationError: The service refused; the text is its own.
            OutcomeUnknownError: They may have been changed; look with `sessions.get`.

        HTTP: `PUT /v1/signers`
        Source: Constellation1's REST documentation, UpdateSigners.
        """
        check_each(signers, Signer, "signers")
        return Operation(
            "signers.update",
            "PUT",
            "/v1/signers",
            ReadOpen(UpdateSignersView),
            body=Json({"username": owner(username), "signingSessionId": session_id, "signers": signers}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("sessions.get(session_id) shows its documents and signers"),
            options=options,
        )

    @paged
    def list_documents(
        self,
        session_id: str,
        signer_id: str,
        *,
        username: str | None = None,
        page_size: int = PAGE_SIZE,
        first_page: int = 0,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> Paging[SignerDocument]:
        """List the files that a signer uploaded, fetched page by page while the list is walked.

        The service gives them in pages when there are more than five.

        Args:
            session_id: The session.
            signer_id: The signer.
            username: User name (e-mail address) of the owner; the client's `username` when left out.
            page_size: Files per page.
            first_page: Number of the page to begin with. The documentation counts its other lists from 0, and does
                not say of this one.
            limit: Maximum number of items.

        Returns:
            The files; their members are not published, so they are in `extra`.

        HTTP: `GET /v1/signer/docs/{username}/{signingSessionId}/{signerId}/{pageNumber}/{pageSize}`
        Source: Constellation1's REST documentation, GetSignerDocuments.
        """
        first_call = Operation(
            "signers.list_documents",
            "GET",
            "/v1/signer/docs/{username}/{signingSessionId}/{signerId}/{pageNumber}/{pageSize}",
            ReadPage(SignerDocument),
            {
                "username": owner(username),
                "signingSessionId": session_id,
                "signerId": signer_id,
                "pageNumber": check_page(first_page),
                "pageSize": check_page_size(page_size),
            },
            options=options,
        )
        return Paging(first_call, NextPage("pageNumber"), limit)


def _invited(signer: Signer) -> Signer:
    return evolve(
        signer,
        state_code=0 if signer.state_code is None else signer.state_code,
        status_code=SignerStatus.PENDING_INVITE if signer.status_code is None else signer.status_code,
    )
