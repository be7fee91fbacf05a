"""Signature requests: publish, look, close, wait."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.flow import Steps
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.polling import poll
from esignkit.core.response_readers import key, read
from esignkit.errors import DeadlineExceededError, ESignError, OutcomeUnknownError
from esignkit.ignisign.enums import SignatureRequestStatus
from esignkit.ignisign.errors import SignatureRequestEndedError
from esignkit.ignisign.models.signature_requests import (
    PublishResult,
    SignatureRequestContext,
)
from esignkit.ignisign.operation import PROVIDER, Operation
from esignkit.types import CallOptions

__all__ = ["REQUEST", "SignatureRequestLifeCycle"]

REQUEST = "/{api}/signature-requests/{signatureRequestId}"
_GROWTH = 1.5
_MAX_INTERVAL = 30.0
_STATUS = "signature_requests.get(signature_request_id).status tells where it stands"


class SignatureRequestLifeCycle(Resource[Mode]):
    """The part of `client.signature_requests` that publishes and closes them, and waits for their end."""

    @property
    def plan(self) -> SignatureRequestLifeCycle[Plan]:
        """The same calls as values, not carried out."""
        return SignatureRequestLifeCycle(PLANNER)

    @endpoint
    def publish(self, signature_request_id: str, *, options: CallOptions | None = None) -> Steps[PublishResult]:
        """Publish a draft: it goes out to its signers as its `diffusion_mode` says.

        It is never sent twice. When its response is lost the request is looked up: any status but `DRAFT` means that
        it was published, and the result then holds what was found as `context`.

        Args:
            signature_request_id: The request, in `DRAFT`, with title, documents and signers.

        Returns:
            The request's id and, for embedded signing, a token for each signer.

        Raises:
            ValidationError: Something is missing or does not agree with its profile; `code` says what
                (`CANNOT_PUBLISH_SIGNATUREREQUEST__…`).
            OutcomeUnknownError: The response was lost, and the request could not be looked up or is still a draft.

        HTTP: `POST /v3/signature-requests/{signatureRequestId}/publish`
        Source: Ignisign's API documentation 4, signature requests.
        """
        publish_call = Operation(
            "signature_requests.publish",
            "POST",
            REQUEST + "/publish",
            read(PublishResult),
            {"signatureRequestId": signature_request_id},
            body=Json({}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(
                _STATUS,
                ask="esignkit.ignisign.reconciliation:published",
                refused_twice="CANNOT_PUBLISH_SIGNATURE_REQUEST__REQUEST_ALREADY_PUBLISHED",
            ),
            options=options,
        )
        try:
            return (yield from publish_call)
        except OutcomeUnknownError as error:
            unknown_outcome = error
        context = yield from self._get_after_lost_response(signature_request_id, unknown_outcome, options)
        if getattr(context, "status", None) in (None, SignatureRequestStatus.DRAFT, SignatureRequestStatus.CANCELLED):
            raise unknown_outcome  # a draft can be closed, too: a cancelled request need not have been published
        return PublishResult(signature_request_id=signature_request_id, context=context)

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
            REQUEST + "/context",
            read(SignatureRequestContext),
            {"signatureRequestId": signature_request_id},
            options=options,
        )

    @endpoint
    def close(self, signature_request_id: str, *, options: CallOptions | None = None) -> Steps[str]:
        """Close a signature request: it is cancelled, or completed when somebody has signed already.

        It is never sent twice. When its response is lost the request is looked up: a closed one means that it worked.

        Args:
            signature_request_id: The request.

        Returns:
            The request's id.

        Raises:
            ValidationError: It is in a state that cannot be closed.
            OutcomeUnknownError: The response was lost, and the request could not be looked up or is still open.

        HTTP: `POST /v3/signature-requests/{signatureRequestId}/close`
        Source: Ignisign's API documentation 4, signature requests.
        """
        close_call = Operation(
            "signature_requests.close",
            "POST",
            REQUEST + "/close",
            key("signatureRequestId"),
            {"signatureRequestId": signature_request_id},
            body=Json({}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(_STATUS, ask="esignkit.ignisign.reconciliation:closed"),
            options=options,
        )
        try:
            return (yield from close_call)
        except OutcomeUnknownError as error:
            unknown_outcome = error
        context = yield from self._get_after_lost_response(signature_request_id, unknown_outcome, options)
        status: SignatureRequestStatus | None = getattr(context, "status", None)
        if status is None or not status.is_closed:
            raise unknown_outcome
        return signature_request_id

    def _get_after_lost_response(
        self, signature_request_id: str, unknown_outcome: OutcomeUnknownError, options: CallOptions | None
    ) -> Steps[SignatureRequestContext]:
        """Find out what became of a call whose response was lost."""
        try:
            return (yield from self.plan.get(signature_request_id, options=options))
        except ESignError as error:
            raise unknown_outcome from error

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

        A draft is waited for as well: somebody else may publish it. The error says so when the time is up.

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

        def is_done(context: SignatureRequestContext) -> bool:
            status: SignatureRequestStatus | None = getattr(context, "status", None)
            if status == SignatureRequestStatus.COMPLETED:
                return True
            if status is not None and (status.is_closed or status == SignatureRequestStatus.CHILDREN_GENERATED):
                msg = f"Ignisign {name}: {signature_request_id} ended as {status}"
                if not status.is_closed:
                    msg += (
                        "; wait for the requests it was split into: those of signature_requests.list() whose "
                        "initial_signature_request_id it is"
                    )
                raise SignatureRequestEndedError(msg, context=context, operation=name)
            return False

        def timeout_error(context: SignatureRequestContext) -> DeadlineExceededError:
            status: SignatureRequestStatus | None = getattr(context, "status", None)
            msg = f"Ignisign {name}: after {timeout:g} s {signature_request_id} is still {status}"
            if status == SignatureRequestStatus.DRAFT:
                msg += "; it was never published: signature_requests.publish(…)"
            return DeadlineExceededError.after_looking(msg, operation=name, provider=PROVIDER)

        get = self.plan.get(signature_request_id, options=options)
        return (
            yield from poll(
                get,
                is_done,
                timeout_error,
                name=name,
                timeout=timeout,
                interval=interval,
                max_interval=_MAX_INTERVAL,
                growth=_GROWTH,
            )
        )
