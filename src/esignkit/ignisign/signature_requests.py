"""Signature requests: create, update, publish, wait, close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from attrs import evolve

from esignkit.core.arguments import several
from esignkit.core.endpoint import PLANNER, Mode, Plan, endpoint
from esignkit.core.files import upload
from esignkit.core.flow import FileSegment, Flow, Prepare, Steps
from esignkit.errors import ApiError
from esignkit.ignisign.enums import DiffusionMode, Language, SignatureRequestStatus
from esignkit.ignisign.models.signature_requests import PublishResult
from esignkit.ignisign.models.statements import Statement
from esignkit.ignisign.request_calls import RequestCalls
from esignkit.ignisign.send_results import SendProgress, SentRequest
from esignkit.ignisign.sending import (
    DOCUMENTS,
    Course,
    NewDocument,
    NewSigner,
    check_contents,
    create_signer,
    fill,
    has_content,
    known_or_new,
    write_json,
)
from esignkit.ignisign.wire import texts
from esignkit.types import UNSET, CallOptions, FileInput, Maybe, Unset

__all__ = ["SignatureRequests"]

_PUBLISHED = "CANNOT_PUBLISH_SIGNATURE_REQUEST__REQUEST_ALREADY_PUBLISHED"


class SignatureRequests(RequestCalls[Mode]):
    """The signature requests of the application's environment."""

    @property
    def plan(self) -> SignatureRequests[Plan]:
        """The same calls as values, not carried out."""
        return SignatureRequests(PLANNER)

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
        says how far it got, and the same call with `resume=error.progress` goes on from there. Where the answer to the
        failed step was lost, content and publishing are looked up first; a signer, request or document is created
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
            The request, its signers and documents, and the answer to publishing.

        Raises:
            SendInterruptedError: A step failed; the error that stopped it is its `__cause__`.
            ValueError: An argument cannot be right; nothing was sent.
            TypeError: Something in a list is of another kind than it must be; nothing was sent.
            OSError: A file cannot be read; nothing was sent.

        HTTP: `POST /v3/signature-requests/{signatureRequestId}/publish`, after the calls that lead to it
        Source: Ignisign's API documentation 4, signature requests.
        """
        files = several("documents", documents)
        papers = [one if isinstance(one, NewDocument) else NewDocument(file=one) for one in files]
        people = [known_or_new(one) for one in several("signers", signers)]
        if check:
            check_contents(papers, people)
        course = Course(resume or SendProgress())
        # What can be walked through once only is kept: it is looked at now and sent later.
        wanted = statements if isinstance(statements, Unset | str | Statement) else list(statements)
        approvers, copies = texts("signers_as_approver", signers_as_approver), texts("recipients", recipients)

        def filling(request_id: str, document_ids: Iterable[str], signer_ids: Iterable[str]) -> Flow[object]:
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
                statements=wanted,
                extended_auth_session_enabled=extended_auth_session_enabled,
                signers_as_approver=approvers,
                recipients=copies,
                check=check,
                options=options,
            )

        write_json(filling("", (), ()))  # says now what cannot be right
        for paper in papers[course.progress.filled :]:
            if paper.file is not None:  # says now that it cannot be read
                yield Prepare((FileSegment(upload(paper.file)),))

        for person in people[len(course.progress.signers) :]:
            with course.during("signers.create"):
                signer = yield from create_signer(person, signature_profile_id, options)
            course.progress = evolve(course.progress, signers=(*course.progress.signers, signer))
        request_id = course.progress.signature_request_id
        if request_id is None:
            with course.during("signature_requests.create"):
                request_id = yield from self.plan.create(signature_profile_id, options=options)
            course.progress = evolve(course.progress, signature_request_id=request_id)
        for paper in papers[len(course.progress.document_ids) :]:
            with course.during("documents.create"):
                document_id = yield from DOCUMENTS.create(
                    request_id,
                    external_id=paper.external_id,
                    label=paper.label,
                    description=paper.description,
                    options=options,
                )
            course.progress = evolve(course.progress, document_ids=(*course.progress.document_ids, document_id))
        yield from _upload_contents(course, papers, resume, options)
        document_ids = course.progress.document_ids
        if not course.progress.updated:
            with course.during("signature_requests.update"):
                signer_ids = [signer.signer_id or "" for signer in course.progress.signers]
                yield from filling(request_id, document_ids, signer_ids)
            course.progress = evolve(course.progress, updated=True)
        with course.during("signature_requests.publish"):
            published = yield from self._published(request_id, options, looked_up=bool(resume and resume.updated))
        return SentRequest(
            signature_request_id=request_id,
            signers=course.progress.signers,
            document_ids=document_ids,
            published=published,
        )

    def _published(
        self, signature_request_id: str, options: CallOptions | None, *, looked_up: bool
    ) -> Steps[PublishResult]:
        """Publish, unless an earlier try turns out to have done it."""
        if not looked_up:
            return (yield from self.plan.publish(signature_request_id, options=options))
        found = yield from self.plan.get(signature_request_id, options=options)
        if found.status is None or found.status == SignatureRequestStatus.DRAFT:
            try:
                return (yield from self.plan.publish(signature_request_id, options=options))
            except ApiError as refused:
                if refused.code != _PUBLISHED:
                    raise
            # The earlier try was carried out between the look and this one.
            found = yield from self.plan.get(signature_request_id, options=options)
        return PublishResult(signature_request_id=signature_request_id, context=found)


def _upload_contents(
    course: Course, papers: Sequence[NewDocument], resume: SendProgress | None, options: CallOptions | None
) -> Steps[None]:
    """Upload the content of the documents that have none yet; whether the one that broke off has is looked up."""
    for n in range(course.progress.filled, len(papers)):
        document_id = course.progress.document_ids[n]
        with course.during("documents.upload"):
            if not (resume and n == resume.filled and (yield from has_content(document_id, options))):
                yield from fill(document_id, papers[n], options)
        course.progress = evolve(course.progress, filled=n + 1)
