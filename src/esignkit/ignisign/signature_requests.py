"""Signature requests: `client.signature_requests`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from esignkit.core.arguments import several
from esignkit.core.endpoint import PLANNER, Mode, Plan, endpoint, paged
from esignkit.core.files import upload
from esignkit.core.flow import FileSegment, Flow, Prepare, Steps
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.paging import Paging
from esignkit.core.response_readers import key, read, read_list
from esignkit.core.value_objects import evolve
from esignkit.errors import ApiError
from esignkit.ignisign.enums import DiffusionMode, Language, SignatureRequestStatus
from esignkit.ignisign.models.signature_requests import (
    PublishResult,
    SignatureRequestContext,
    SignatureRequestItem,
    SignatureRequestState,
)
from esignkit.ignisign.models.statements import Statement
from esignkit.ignisign.operation import Operation
from esignkit.ignisign.pages import NextPage, ReadPage
from esignkit.ignisign.send_results import SendProgress, SentRequest
from esignkit.ignisign.sending import (
    DOCUMENTS,
    NewDocument,
    NewSigner,
    SendState,
    check_contents,
    create_signer,
    fill,
    has_content,
    known_or_new,
    write_json,
)
from esignkit.ignisign.signature_request_life_cycle import REQUEST, SignatureRequestLifeCycle
from esignkit.ignisign.update_checks import check_update, moment, statements_of
from esignkit.ignisign.wire_format import APPLICATION, text_list
from esignkit.types import UNSET, CallOptions, FileInput, Maybe, Unset

__all__ = ["SignatureRequests"]

_PUBLISHED = "CANNOT_PUBLISH_SIGNATURE_REQUEST__REQUEST_ALREADY_PUBLISHED"


class SignatureRequests(SignatureRequestLifeCycle[Mode]):
    """The signature requests of the application's environment."""

    @property
    def plan(self) -> SignatureRequests[Plan]:
        """The same calls as values, not carried out."""
        return SignatureRequests(PLANNER)

    @endpoint
    def create(self, signature_profile_id: str, *, options: CallOptions | None = None) -> Operation[str]:
        """Create a signature request: an empty draft that `update` fills.

        Args:
            signature_profile_id: The profile that says how it is signed.

        Returns:
            The request's id.

        Raises:
            NotFoundError: There is no such profile.
            OutcomeUnknownError: The response was lost; a draft may exist.

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
            if_lost=Reconcile(
                "signature_requests.list() shows it as a draft without a title", orphan="an empty draft without a title"
            ),
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
                browser, if the profile allows it; the response does not repeat it.
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
            "documentIds": text_list("document_ids", document_ids),
            "externalId": external_id,
            "diffusionMode": diffusion_mode,
            "diffusionDate": moment("diffusion_date", diffusion_date),
            "statements": statements_of(signature_request_id, statements),
            "signerIds": text_list("signer_ids", signer_ids),
            "extendedAuthSessionEnabled": extended_auth_session_enabled,
            "initialSignatureRequestId": initial_signature_request_id,
            "signersAsApprover": text_list("signers_as_approver", signers_as_approver),
            "recipients": text_list("recipients", recipients),
        }
        return Operation(
            "signature_requests.update",
            "PUT",
            REQUEST,
            read(SignatureRequestContext),
            {"signatureRequestId": signature_request_id},
            body=Json(body),
            repeat=Repeat.IDEMPOTENT,
            options=options,
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
            body=Json({"signatureRequestIds": text_list("signature_request_ids", signature_request_ids)}),
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

    @endpoint
    def send(
        self,
        signature_profile_id: str,
        *,
        title: str,
        documents: Iterable[FileInput | NewDocument],
        signers: Iterable[str | NewSigner],
        description: Maybe[str] = UNSET,
        external_id: Maybe[str] = UNSET,
        language: Maybe[Language | str] = UNSET,
        expiration_date: Maybe[datetime] = UNSET,
        diffusion_date: Maybe[datetime] = UNSET,
        statements: Maybe[Iterable[Statement]] = UNSET,
        extended_auth_session_enabled: Maybe[bool] = UNSET,
        signers_as_approver: Maybe[Iterable[str]] = UNSET,
        recipients: Maybe[Iterable[str]] = UNSET,
        check: bool = True,
        resume: SendProgress | None = None,
        options: CallOptions | None = None,
    ) -> Steps[SentRequest]:
        """Create, fill in and publish a request in one call.

        The calls are those that one would make by hand, each of them once: signers, request, documents, their
        content, the update, publishing. All files are looked at before the first call. When a step fails, the error
        says how far it got, and the same call with `resume=error.progress` goes on from there. Where the response to
        the failed step was lost, content and publishing are looked up first; a signer, request or document is created
        anew, which can leave one behind that nothing refers to. Nothing is published twice.

        Args:
            signature_profile_id: The profile that says how it is signed.
            title: Title, at most 1024 characters.
            documents: Files, or `NewDocument`s for labels, private files and JSON.
            signers: `NewSigner`s, or ids of signers that exist.
            description: Description, at most 4096 characters.
            external_id: Your own reference; webhooks repeat it.
            language: Language of the signing pages, if the profile lets it be changed.
            expiration_date: When it runs out, with a time zone.
            diffusion_date: When it goes out to its signers, with a time zone; as soon as it is ready when not given.
            statements: What signers are asked to agree to, if the profile allows it.
            extended_auth_session_enabled: Whether signers may sign again for 30 minutes on the same device and
                browser, if the profile allows it.
            signers_as_approver: Ids of the signers who approve.
            recipients: E-mail addresses that get a copy.
            check: Whether what the service is certain to refuse (no documents, no signers, a title that is too long)
                is refused here, before anything is created; `False` sends it anyway.
            resume: How far an earlier call got, from its error; the other arguments are the same as then.

        Returns:
            The request, its signers and documents, and the response to publishing.

        Raises:
            SendInterruptedError: A step failed; the error that stopped it is its `__cause__`.
            ValueError: An argument cannot be right; nothing was sent.
            TypeError: Something in a list is of another kind than it must be; nothing was sent.
            OSError: A file cannot be read; nothing was sent.

        HTTP: `POST /v3/signature-requests/{signatureRequestId}/publish`, after the calls that lead to it
        Source: Ignisign's API documentation 4, signature requests.
        """
        files = several("documents", documents)
        new_documents = [item if isinstance(item, NewDocument) else NewDocument(file=item) for item in files]
        new_signers = [known_or_new(item) for item in several("signers", signers)]
        if check:
            check_contents(new_documents, new_signers)
        state = SendState(resume or SendProgress())
        # What can be walked through once only is kept: it is looked at now and sent later.
        statement_list = statements if isinstance(statements, Unset | str | Statement) else list(statements)
        approver_ids, recipient_ids = (
            text_list("signers_as_approver", signers_as_approver),
            text_list("recipients", recipients),
        )

        def update_call(request_id: str, document_ids: Iterable[str], signer_ids: Iterable[str]) -> Flow[object]:
            return self.plan.update(
                request_id,
                title=title,
                description=description,
                external_id=external_id,
                language=language,
                document_ids=document_ids,
                signer_ids=signer_ids,
                expiration_date=expiration_date,
                expiration_date_is_activated=UNSET if isinstance(expiration_date, Unset) else True,
                diffusion_mode=DiffusionMode.WHEN_READY
                if isinstance(diffusion_date, Unset)
                else DiffusionMode.SCHEDULED,
                diffusion_date=diffusion_date,
                statements=statement_list,
                extended_auth_session_enabled=extended_auth_session_enabled,
                signers_as_approver=approver_ids,
                recipients=recipient_ids,
                check=check,
                options=options,
            )

        write_json(update_call("", (), ()))  # says now what cannot be right
        for document in new_documents[state.progress.filled :]:
            if document.file is not None:  # says now that it cannot be read
                yield Prepare((FileSegment(upload(document.file)),))

        for new_signer in new_signers[len(state.progress.signers) :]:
            with state.step("signers.create"):
                signer = yield from create_signer(new_signer, signature_profile_id, options)
            state.progress = evolve(state.progress, signers=(*state.progress.signers, signer))
        request_id = state.progress.signature_request_id
        if request_id is None:
            with state.step("signature_requests.create"):
                request_id = yield from self.plan.create(signature_profile_id, options=options)
            state.progress = evolve(state.progress, signature_request_id=request_id)
        for document in new_documents[len(state.progress.document_ids) :]:
            with state.step("documents.create"):
                document_id = yield from DOCUMENTS.create(
                    request_id,
                    external_id=document.external_id,
                    label=document.label,
                    description=document.description,
                    options=options,
                )
            state.progress = evolve(state.progress, document_ids=(*state.progress.document_ids, document_id))
        yield from _upload_contents(state, new_documents, resume, options)
        document_ids = state.progress.document_ids
        if not state.progress.updated:
            with state.step("signature_requests.update"):
                signer_ids = [signer.signer_id for signer in state.progress.signers]
                yield from update_call(request_id, document_ids, signer_ids)
            state.progress = evolve(state.progress, updated=True)
        with state.step("signature_requests.publish"):
            published = yield from self._publish_once(
                request_id, options, may_be_published=bool(resume and resume.updated)
            )
        return SentRequest(
            signature_request_id=request_id,
            signers=state.progress.signers,
            document_ids=document_ids,
            published=published,
        )

    def _publish_once(
        self, signature_request_id: str, options: CallOptions | None, *, may_be_published: bool
    ) -> Steps[PublishResult]:
        """Publish, unless an earlier try turns out to have done it."""
        if not may_be_published:
            return (yield from self.plan.publish(signature_request_id, options=options))
        context = yield from self.plan.get(signature_request_id, options=options)
        if getattr(context, "status", SignatureRequestStatus.DRAFT) == SignatureRequestStatus.DRAFT:
            try:
                return (yield from self.plan.publish(signature_request_id, options=options))
            except ApiError as error:
                if error.code != _PUBLISHED:
                    raise
            # The earlier try was carried out between the look and this one.
            context = yield from self.plan.get(signature_request_id, options=options)
        return PublishResult(signature_request_id=signature_request_id, context=context)


def _upload_contents(
    state: SendState, new_documents: Sequence[NewDocument], resume: SendProgress | None, options: CallOptions | None
) -> Steps[None]:
    """Upload the content of the documents that have none yet; whether the one that broke off has is looked up."""
    for index in range(state.progress.filled, len(new_documents)):
        document_id = state.progress.document_ids[index]
        with state.step("documents.upload"):
            if not (resume and index == resume.filled and (yield from has_content(document_id, options))):
                yield from fill(document_id, new_documents[index], options)
        state.progress = evolve(state.progress, filled=index + 1)
