"""Signature requests and documents as version 4 makes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from esignkit.core.arguments import several
from esignkit.core.endpoint import Mode, Resource, endpoint
from esignkit.core.files import upload
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.response_readers import key, read
from esignkit.ignisign.enums import DiffusionMode, Language, SignatureMethod
from esignkit.ignisign.models.documents import Document
from esignkit.ignisign.models.signature_requests import PublishResult, SignatureRequestContext
from esignkit.ignisign.models.statements import Statement
from esignkit.ignisign.operation import Operation
from esignkit.ignisign.update_checks import check_update, moment, statements_of
from esignkit.ignisign.v4.models import OneCallSigner, RemoteDocument
from esignkit.ignisign.wire_format import text_list, without_none
from esignkit.types import UNSET, CallOptions, FileInput, Maybe, Unset

__all__ = ["APPLICATION_V4", "Requests"]

APPLICATION_V4 = "/v4/applications/{appId}/envs/{appEnv}"


def _methods(methods: Maybe[Mapping[str, SignatureMethod | str] | None]) -> Maybe[list[dict[str, object]] | None]:
    if methods is None or isinstance(methods, Unset):
        return methods
    return [{"signerProfileId": profile, "signatureMethodRef": method} for profile, method in methods.items()]


def _document(source: FileInput | RemoteDocument) -> dict[str, object]:
    if isinstance(source, RemoteDocument):
        return {"originalName": source.name, "mimeType": source.mime_type, "url": source.url}
    file = upload(source)
    return {"originalName": file.name, "mimeType": file.content_type, "base64": file}


class Requests(Resource[Mode]):
    """The part of `V4` that makes requests and documents."""

    @endpoint
    def create_request(self, *, options: CallOptions | None = None) -> Operation[str]:
        """Create a signature request, which in version 4 needs no profile; it is updated and published as ever.

        Returns:
            The request's id.

        Raises:
            OutcomeUnknownError: The response was lost; a draft may exist.

        HTTP: `POST /v4/applications/{appId}/envs/{appEnv}/signature-requests`
        Source: Ignisign's Node.js client (`ignisign-node`).
        """
        return Operation(
            "v4.create_request",
            "POST",
            APPLICATION_V4 + "/signature-requests",
            key("signatureRequestId"),
            body=Json({}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(
                "signature_requests.list() shows it as a draft without a title", orphan="an empty draft without a title"
            ),
            options=options,
        )

    @endpoint
    def update_request(
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
        signer_ids_as_approver: Maybe[Iterable[str] | None] = UNSET,
        recipients: Maybe[Iterable[str] | None] = UNSET,
        full_privacy: Maybe[bool | None] = UNSET,
        default_signature_method: Maybe[SignatureMethod | str | None] = UNSET,
        signer_profiles_signature_method: Maybe[Mapping[str, SignatureMethod | str] | None] = UNSET,
        individualize_requests: Maybe[bool | None] = UNSET,
        check: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[SignatureRequestContext]:
        """Change a draft: only what is given is sent, the rest stays as it is.

        Args:
            signature_request_id: The request, in `DRAFT`.
            title: Title, at most 1024 characters.
            description: Description, at most 4096 characters.
            expiration_date: When it runs out, with a time zone; acted on if the next argument is true.
            expiration_date_is_activated: Whether it runs out.
            language: Language of the signing pages.
            document_ids: Its documents.
            external_id: Your own reference; webhooks repeat it.
            diffusion_mode: When it goes out to its signers.
            diffusion_date: When it does if that is `SCHEDULED`, with a time zone.
            statements: What signers are asked to agree to; version 4 knows no `target`.
            signer_ids: Its signers.
            extended_auth_session_enabled: Whether signers may sign again for 30 minutes on the same device.
            initial_signature_request_id: The request that this one was split off.
            signer_ids_as_approver: Ids of the signers who approve; `signers_as_approver` in version 3.
            recipients: E-mail addresses that get a copy.
            full_privacy: Whether its documents stay with you.
            default_signature_method: Level of the signature where the next argument says nothing.
            signer_profiles_signature_method: Level of the signature by id of the signer profile.
            individualize_requests: Whether each signer gets a request of his own.
            check: Whether what the service is certain to refuse is refused here; `False` sends it anyway.

        Returns:
            The request with everything that belongs to it.

        Raises:
            ValidationError: It is not in `DRAFT`, or something is not valid.
            NotFoundError: There is no such request.
            ValueError: A date has no time zone; or `check` found something.
            TypeError: A day stands where a moment is meant, or one thing where a list is.

        HTTP: `PUT /v4/signature-requests/{signatureRequestId}`
        Source: Ignisign's Node.js client (`ignisign-node`).
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
            "signerIdsAsApprover": text_list("signer_ids_as_approver", signer_ids_as_approver),
            "recipients": text_list("recipients", recipients),
            "fullPrivacy": full_privacy,
            "defaultSignatureMethod": default_signature_method,
            "signerProfilesSignatureMethod": _methods(signer_profiles_signature_method),
            "individualizeRequests": individualize_requests,
        }
        return Operation(
            "v4.update_request",
            "PUT",
            "/v4/signature-requests/{signatureRequestId}",
            read(SignatureRequestContext),
            {"signatureRequestId": signature_request_id},
            body=Json(body),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def create_document(
        self,
        signature_request_id: str,
        *,
        external_id: str | None = None,
        label: str | None = None,
        description: str | None = None,
        template_displayer_id: str | None = None,
        template_displayer_version: int | None = None,
        options: CallOptions | None = None,
    ) -> Operation[str]:
        """Create a document without content; in version 4 it may name the template that shows it.

        Args:
            signature_request_id: The request it is for, in `DRAFT`.
            external_id: Your own reference.
            label: Name shown to people.
            description: Longer description shown to people.
            template_displayer_id: Template that shows JSON.
            template_displayer_version: Version of that template.

        Returns:
            The document's id.

        Raises:
            NotFoundError: There is no such request.
            OutcomeUnknownError: The response was lost; the document may exist.

        HTTP: `POST /v4/applications/{appId}/envs/{appEnv}/init-documents`
        Source: Ignisign's Node.js client (`ignisign-node`).
        """
        body = without_none(
            signatureRequestId=signature_request_id,
            externalId=external_id,
            label=label,
            description=description,
            templateDisplayerId=template_displayer_id,
            templateDisplayerVersion=template_displayer_version,
        )
        return Operation(
            "v4.create_document",
            "POST",
            APPLICATION_V4 + "/init-documents",
            key("documentId"),
            body=Json(body),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(
                "a document that is not in document_ids yet may be shown nowhere; another one does no harm,"
                " for only those in document_ids are sent",
                orphan="an empty document that belongs to no request",
            ),
            options=options,
        )

    @endpoint
    def update_document(
        self,
        document_id: str,
        *,
        external_id: Maybe[str | None] = UNSET,
        label: Maybe[str | None] = UNSET,
        description: Maybe[str | None] = UNSET,
        template_displayer_id: Maybe[str | None] = UNSET,
        template_displayer_version: Maybe[int | None] = UNSET,
        options: CallOptions | None = None,
    ) -> Operation[Document]:
        """Change what a document is called, or the template that shows it: only what is given is sent.

        Args:
            document_id: The document.
            external_id: Your own reference.
            label: Name shown to people.
            description: Longer description shown to people.
            template_displayer_id: Template that shows JSON.
            template_displayer_version: Version of that template.

        Returns:
            The document.

        Raises:
            NotFoundError: There is no such document.
            ValidationError: Its request is not in `DRAFT`.

        HTTP: `PUT /v4/documents/{documentId}`
        Source: Ignisign's Node.js client (`ignisign-node`).
        """
        body = {
            "externalId": external_id,
            "label": label,
            "description": description,
            "templateDisplayerId": template_displayer_id,
            "templateDisplayerVersion": template_displayer_version,
        }
        return Operation(
            "v4.update_document",
            "PUT",
            "/v4/documents/{documentId}",
            read(Document),
            {"documentId": document_id},
            body=Json(body),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def one_call_sign(
        self,
        title: str,
        *,
        signature_method: SignatureMethod | str,
        signers: Iterable[OneCallSigner],
        documents: Iterable[FileInput | RemoteDocument],
        options: CallOptions | None = None,
    ) -> Operation[PublishResult]:
        """Create and publish a request in one call of the service's own.

        Args:
            title: Title.
            signature_method: Level of the signature.
            signers: The signers, each with an e-mail address.
            documents: Files, which are streamed, or documents that the service fetches.

        Returns:
            The response to publishing.

        Raises:
            ValidationError: Something is missing or not valid.
            OutcomeUnknownError: The response was lost; the request may have gone out.
            TypeError: One document stands where a list of them is meant.

        HTTP: `POST /v4/signature-requests/one-call-sign`
        Source: Ignisign's Node.js client (`ignisign-node`).
        """
        body = {
            "title": title,
            "signatureMethod": signature_method,
            "signers": several("signers", signers),
            "documents": [_document(document) for document in several("documents", documents)],
        }
        return Operation(
            "v4.one_call_sign",
            "POST",
            "/v4/signature-requests/one-call-sign",
            read(PublishResult),
            body=Json(body),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("signature_requests.list() shows it with its title"),
            options=options,
        )
