"""Signature requests: create, update, publish, wait, close."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint, paged
from esignkit.core.flow import Steps
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.paging import Paging
from esignkit.core.polling import poll
from esignkit.core.readers import key, read, read_list
from esignkit.errors import DeadlineExceededError, ESignError, OutcomeUnknownError
from esignkit.ignisign.enums import DiffusionMode, Language, SignatureRequestStatus
from esignkit.ignisign.errors import SignatureRequestEndedError
from esignkit.ignisign.models.signature_requests import (
    PublishResult,
    SignatureRequestContext,
    SignatureRequestItem,
    SignatureRequestState,
)
from esignkit.ignisign.models.statements import Statement
from esignkit.ignisign.operation import PROVIDER, Operation
from esignkit.ignisign.pages import NextPage, ReadPage
from esignkit.ignisign.update_checks import check_update, moment, statements_of
from esignkit.ignisign.wire import APPLICATION, texts
from esignkit.types import UNSET, CallOptions, Maybe

__all__ = ["RequestCalls"]

_REQUEST = "/{api}/signature-requests/{signatureRequestId}"
_GROWTH = 1.5
_SLOWEST = 30.0
_STATUS = "signature_requests.get(signature_request_id).status tells where it stands"


class RequestCalls(Resource[Mode]):
    """The half of `SignatureRequests` that says the service's own calls."""

    @property
    def plan(self) -> RequestCalls[Plan]:
        """The same calls as values, not carried out."""
        return RequestCalls(PLANNER)

    @endpoint
    def create(self, signature_profile_id: str, *, options: CallOptions | None = None) -> Operation[str]:
        """Create a signature request: an empty draft that `update` fills.

        Args:
            signature_profile_id: The profile that says how it is signed.

        Returns:
            The request's id.

        Raises:
            NotFoundError: There is no such profile.
            OutcomeUnknownError: The answer was lost; a draft may exist.

        HTTP: `POST /v3/applications/{appId}/envs/{appEnv}/signature-requests`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "signature_requests.create",
            "POST",
            APPLICATION + "/signature-requests",
            key("signatureRequestId"),
            body=Json({"signatureProfileId": signature_profile_id}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("signature_requests.list() shows it as a draft without a title"),
            options=options,
        )

    @endpoint
    def update(
        self,
        signature_request_id: str,
        *,
        title: Maybe[str | None] = UNSET,
        description: Maybe[str | None] = UNSET,
        expiration_date: Maybe[datetime | None] = UNSET,
        expiration_date_is_activated: Maybe[bool | None] = UNSET,
        language: Maybe[Language | str | None] = UNSET,
        document_ids: Maybe[Iterable[str] | None] = UNSET,
        external_id: Maybe[str | None] = UNSET,
        diffusion_mode: Maybe[DiffusionMode | str | None] = UNSET,
        diffusion_date: Maybe[datetime | None] = UNSET,
        statements: Maybe[Iterable[Statement] | None] = UNSET,
        signer_ids: Maybe[Iterable[str] | None] = UNSET,
        extended_auth_session_enabled: Maybe[bool | None] = UNSET,
        initial_signature_request_id: Maybe[str | None] = UNSET,
        signers_as_approver: Maybe[Iterable[str] | None] = UNSET,
        recipients: Maybe[Iterable[str] | None] = UNSET,
        check: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[SignatureRequestContext]:
        """Change a draft: only what is given is sent, the rest stays as it is.

        A list replaces the whole list that was there. `None` is sent as null; the service does not say what that
        does: an empty list empties a list, `False` and `WHEN_READY` switch off.

        Args:
            signature_request_id: The request, in `DRAFT`.
            title: Title, at most 1024 characters; needed before publishing.
            description: Description, at most 4096 characters.
            expiration_date: When it runs out, with a time zone; acted on if the next argument is true.
            expiration_date_is_activated: Whether it runs out.
            language: Language of the signing pages, if the profile lets it be changed.
            document_ids: Its documents; needed before publishing.
            external_id: Your own reference; webhooks repeat it.
            diffusion_mode: When it goes out to its signers.
            diffusion_date: When it does if that is `SCHEDULED`, with a time zone.
            statements: What signers are asked to agree to, if the profile allows it; application, environment and
                this request's id are filled in where they are left out.
            signer_ids: Its signers; needed before publishing.
            extended_auth_session_enabled: Whether signers may sign again for 30 minutes on the same device and
                browser, if the profile allows it; the answer does not repeat it.
            initial_signature_request_id: The request that this one was split off; normally set by the service.
            signers_as_approver: Ids of the signers who approve.
            recipients: E-mail addresses that get a copy.
            check: Whether what the service is certain to refuse is refused here; `False` sends it anyway.

        Returns:
            The request with everything that belongs to it.

        Raises:
            ValidationError: It is not in `DRAFT`, or something does not agree with its profile.
            NotFoundError: There is no such request.
            ValueError: A date has no time zone; or a text is too long, or a date that is needed is set to `None`, and
                `check` is true.
            TypeError: A day stands where a moment is meant, or one thing where a list is.

        HTTP: `PUT /v3/signature-requests/{signatureRequestId}`
        Source: Ignisign's API documentation 3.0.0, *update-signature-request*.
        """
        if check:
            check_update(
                title, description, expiration_date, expiration_date_is_activated, diffusion_mode, diffusion_date
            )
        body = {
            "title": title,
            "description": description,
            "expirationDate": moment("expiration_date", expiration_date),
            "expirationDateIsActivated": expiration_date_is_activated,
            "language": language,
            "documentIds": texts("document_ids", document_ids),
            "externalId": external_id,
            "diffusionMode": diffusion_mode,
            "diffusionDate": moment("diffusion_date", diffusion_date),
            "statements": statements_of(signature_request_id, statements),
            "signerIds": texts("signer_ids", signer_ids),
            "extendedAuthSessionEnabled": extended_auth_session_enabled,
            "initialSignatureRequestId": initial_signature_request_id,
            "signersAsApprover": texts("signers_as_approver", signers_as_approver),
            "recipients": texts("recipients", recipients),
        }
        return Operation(
            "signature_requests.update",
            "PUT",
            _REQUEST,
            read(SignatureRequestContext),
            {"signatureRequestId": signature_request_id},
            body=Json(body),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def publish(self, signature_request_id: str, *, options: CallOptions | None = None) -> Steps[PublishResult]:
        """Publish a draft: it goes out to its signers as its `diffusion_mode` says.

        It is never sent twice. When its answer is lost the request is looked up: any status but `DRAFT` means that
        it was published, and the result then holds what was found as `context`.

        Args:
            signature_request_id: The request, in `DRAFT`, with title, documents and signers.

        Returns:
            The request's id and, for embedded signing, a token for each signer.

        Raises:
            ValidationError: Something is missing or does not agree with its profile; `code` says what
                (`CANNOT_PUBLISH_SIGNATURE_REQUEST__…`).
            OutcomeUnknownError: The answer was lost, and the request could not be looked up or is still a draft.

        HTTP: `POST /v3/signature-requests/{signatureRequestId}/publish`
        Source: Ignisign's API documentation 4, signature requests.
        """
        publishing = Operation(
            "signature_requests.publish",
            "POST",
            _REQUEST + "/publish",
            read(PublishResult),
            {"signatureRequestId": signature_request_id},
            body=Json({}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(_STATUS, ask="esignkit.ignisign.reconciliation:published"),
            options=options,
        )
        try:
            return (yield from publishing)
        except OutcomeUnknownError as error:
            lost = error
        found = yield from self._look(signature_request_id, lost, options)
        if found.status in (None, SignatureRequestStatus.DRAFT, SignatureRequestStatus.CANCELLED):
            raise lost  # a draft can be closed, too: a cancelled request need not have been published
        return PublishResult(signature_request_id=signature_request_id, context=found)

    @endpoint
    def get(
        self, signature_request_id: str, *, options: CallOptions | None = None
    ) -> Operation[SignatureRequestContext]:
        """Retrieve a signature request with everything that belongs to it.

        Args:
            signature_request_id: The request.

        Returns:
            The request with its signers, documents, statements and profile.

        Raises:
            NotFoundError: There is no such request.

        HTTP: `GET /v3/signature-requests/{signatureRequestId}/context`
        Source: Ignisign's API documentation 4, signature requests.
        """
        return Operation(
            "signature_requests.get",
            "GET",
            _REQUEST + "/context",
            read(SignatureRequestContext),
            {"signatureRequestId": signature_request_id},
            options=options,
        )

    @endpoint
    def close(self, signature_request_id: str, *, options: CallOptions | None = None) -> Steps[str]:
        """Close a signature request: it is cancelled, or completed when somebody has signed already.

        It is never sent twice. When its answer is lost the request is looked up: a closed one means that it worked.

        Args:
            signature_request_id: The request.

        Returns:
            The request's id.

        Raises:
            ValidationError: It is in a state that cannot be closed.
            OutcomeUnknownError: The answer was lost, and the request could not be looked up or is still open.

        HTTP: `POST /v3/signature-requests/{signatureRequestId}/close`
        Source: Ignisign's API documentation 4, signature requests.
        """
        closing = Operation(
            "signature_requests.close",
            "POST",
            _REQUEST + "/close",
            key("signatureRequestId"),
            {"signatureRequestId": signature_request_id},
            body=Json({}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(_STATUS, ask="esignkit.ignisign.reconciliation:closed"),
            options=options,
        )
        try:
            return (yield from closing)
        except OutcomeUnknownError as error:
            lost = error
        found = yield from self._look(signature_request_id, lost, options)
        if found.status is None or not found.status.is_closed:
            raise lost
        return signature_request_id

    def _look(
        self, signature_request_id: str, lost: OutcomeUnknownError, options: CallOptions | None
    ) -> Steps[SignatureRequestContext]:
        """Find out what became of a call whose answer was lost."""
        try:
            return (yield from self.plan.get(signature_request_id, options=options))
        except ESignError as failed:
            raise lost from failed

    @endpoint
    def wait(
        self,
        signature_request_id: str,
        *,
        timeout: float = 600.0,
        interval: float = 2.0,
        options: CallOptions | None = None,
    ) -> Steps[SignatureRequestContext]:
        """Wait until a signature request is completed.

        Args:
            signature_request_id: The request.
            timeout: Seconds to wait in all; a look under way is given up then. 0 looks once.
            interval: Seconds between the first two looks; later ones are up to 30 seconds apart.
            options: Options of each look.

        Returns:
            The completed request.

        Raises:
            SignatureRequestEndedError: It ended in another way (`EXPIRED`, `FAILED`, `CANCELLED`, `LAUNCH_ERROR`),
                or was split into one request per signer (`CHILDREN_GENERATED`), which are to be waited for instead.
            DeadlineExceededError: It was still open when the time was over; the text says what was seen last.

        HTTP: `GET /v3/signature-requests/{signatureRequestId}/context`
        Source: Ignisign's API documentation 4, signature requests.
        """
        name = "signature_requests.wait"

        def over(found: SignatureRequestContext) -> bool:
            status = found.status
            if status == SignatureRequestStatus.COMPLETED:
                return True
            if status is not None and (status.is_closed or status == SignatureRequestStatus.CHILDREN_GENERATED):
                msg = f"Ignisign {name}: {signature_request_id} ended as {status}"
                if not status.is_closed:
                    msg += (
                        "; wait for the requests it was split into: those of signature_requests.list() whose "
                        "initial_signature_request_id it is"
                    )
                raise SignatureRequestEndedError(msg, context=found, operation=name)
            return False

        def late(found: SignatureRequestContext) -> DeadlineExceededError:
            where = f"{signature_request_id} is still {found.status}"
            msg = f"Ignisign {name}: after {timeout:g} s {where}"
            return DeadlineExceededError.after_looking(msg, operation=name, provider=PROVIDER)

        look = self.plan.get(signature_request_id, options=options)
        return (
            yield from poll(
                look, over, late, name=name, timeout=timeout, interval=interval, slowest=_SLOWEST, growth=_GROWTH
            )
        )

    @endpoint
    def statuses(
        self, signature_request_ids: Iterable[str], *, options: CallOptions | None = None
    ) -> Operation[list[SignatureRequestState]]:
        """Retrieve where several signature requests are, in one call.

        Args:
            signature_request_ids: The requests.

        Returns:
            Id and status of each.

        HTTP: `POST /v3/applications/{appId}/envs/{appEnv}/signature-requests/status`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "signature_requests.statuses",
            "POST",
            APPLICATION + "/signature-requests/status",
            read_list(SignatureRequestState, "signatureRequests"),
            body=Json({"signatureRequestIds": texts("signature_request_ids", signature_request_ids)}),
            repeat=Repeat.READ,
            options=options,
        )

    @paged
    def list(
        self, *, page: int | None = None, limit: int | None = None, options: CallOptions | None = None
    ) -> Paging[SignatureRequestItem]:
        """List the signature requests, page by page while you walk through them.

        Args:
            page: Number of the page to begin with, from 1; the first one when not given.
            limit: How many requests at most.

        Returns:
            A list that is fetched while it is walked; its items have no signers, documents or profile.

        HTTP: `GET /v3/applications/{appId}/envs/{appEnv}/signature-requests`
        Source: Ignisign's API documentation 3.0.0, *get-signature-requests-by-app-id-and-app-env*.
        """
        operation = Operation(
            "signature_requests.list",
            "GET",
            APPLICATION + "/signature-requests",
            ReadPage(SignatureRequestItem, "signatureRequests"),
            query={"page": page},
            options=options,
        )
        return Paging(operation, NextPage(page), limit)
