"""Attachments of signers: `client.attachments`."""

from __future__ import annotations

from collections.abc import Sequence

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, downloaded, endpoint, paged
from esignkit.core.files import upload
from esignkit.core.flow import Steps
from esignkit.core.operation import Multipart, Part, Reconcile, Repeat
from esignkit.core.paging import Paging
from esignkit.core.response_readers import nothing
from esignkit.esignlive.enums import AttachmentStatus
from esignkit.esignlive.models.attachment import AttachmentVerificationResult
from esignkit.esignlive.models.role import Role
from esignkit.esignlive.operation import Operation, deletion, download, listing
from esignkit.esignlive.response_readers import ReadMany, exists
from esignkit.esignlive.roles import Roles
from esignkit.types import CallOptions, FileInput, Progress

__all__ = ["Attachments"]


class Attachments(Resource[Mode]):
    """Files that signers were asked for."""

    @property
    def plan(self) -> Attachments[Plan]:
        """The same calls as values, not carried out."""
        return Attachments(PLANNER)

    @endpoint
    def upload(
        self,
        package_id: str,
        attachment_id: str,
        files: Sequence[FileInput],
        *,
        file_name: str | None = None,
        attachment_uid: str | None = None,
        progress: Progress | None = None,
        options: CallOptions | None = None,
    ) -> Operation[None]:
        """Attach files, as the signer; the client needs the signer's session.

        Args:
            package_id: The package.
            attachment_id: The attachment requirement.
            files: The files.
            file_name: Name of the attachment; the file's own name when not given.
            attachment_uid: Id of the attachment; the OpenAPI says no more of it.
            progress: Called with the bytes sent and the total.

        Raises:
            NotFoundError: There is no such package or attachment.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/attachment/{attachmentId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.attachment._attachmentId.post`.
        """
        # The service wants the part `payload` and describes nothing in it; its own SDK sends it empty, and first.
        texts = {"payload": "", "fileName": file_name, "attachmentUid": attachment_uid}
        parts = [Part(name, text) for name, text in texts.items() if text is not None]
        return Operation(
            "attachments.upload",
            "POST",
            "/packages/{packageId}/attachment/{attachmentId}",
            nothing,
            {"packageId": package_id, "attachmentId": attachment_id},
            body=Multipart((*parts, *(Part("file", upload(file)) for file in files)), progress),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("roles.get(package_id, role_id).attachment_requirements lists the files"),
            accept="text/html",
            options=options,
        )

    @endpoint
    def delete_file(
        self, package_id: str, attachment_id: str, *, file_id: int, options: CallOptions | None = None
    ) -> Operation[None]:
        """Remove one attached file.

        Args:
            package_id: The package.
            attachment_id: The attachment requirement.
            file_id: Number of the attached file.

        Raises:
            NotFoundError: There is no such package, attachment or file.

        HTTP: `DELETE /packages/{packageId}/attachment/{attachmentId}/file/{fileId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.attachment._attachmentId.file._fileId.delete`.
        """
        return deletion(
            "attachments.delete_file",
            "/packages/{packageId}/attachment/{attachmentId}/file/{fileId}",
            {"packageId": package_id, "attachmentId": attachment_id, "fileId": file_id},
            options=options,
        )

    @downloaded
    def download(self, package_id: str, attachment_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Download what was attached to one requirement.

        Args:
            package_id: The package.
            attachment_id: The attachment requirement.

        Returns:
            The content, as a `Download`.

        Raises:
            NotFoundError: There is no such package or attachment.

        HTTP: `GET /packages/{packageId}/attachment/{attachmentId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.attachment._attachmentId.get`.
        """
        return download(
            "attachments.download",
            "/packages/{packageId}/attachment/{attachmentId}",
            {"packageId": package_id, "attachmentId": attachment_id},
            accept="application/octet-stream",
            options=options,
        )

    @downloaded
    def download_file(
        self, package_id: str, attachment_id: str, *, file_id: int, options: CallOptions | None = None
    ) -> Operation[bytes]:
        """Download one attached file.

        Args:
            package_id: The package.
            attachment_id: The attachment requirement.
            file_id: Number of the attached file.

        Returns:
            The content, as a `Download`.

        Raises:
            NotFoundError: There is no such package, attachment or file.

        HTTP: `GET /packages/{packageId}/attachment/{attachmentId}/file/{fileId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.attachment._attachmentId.file._fileId.get`.
        """
        return download(
            "attachments.download_file",
            "/packages/{packageId}/attachment/{attachmentId}/file/{fileId}",
            {"packageId": package_id, "attachmentId": attachment_id, "fileId": file_id},
            accept="application/octet-stream",
            options=options,
        )

    @downloaded
    def download_zip(self, package_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Download all that was attached to a package, as a zip archive.

        Args:
            package_id: The package.

        Returns:
            The content, as a `Download`.

        Raises:
            NotFoundError: There is no such package.
            DecodeError: What came is not a whole zip archive.

        HTTP: `GET /packages/{packageId}/attachment/zip`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.attachment.zip.get`.
        """
        return download(
            "attachments.download_zip",
            "/packages/{packageId}/attachment/zip",
            {"packageId": package_id},
            accept="application/zip",
            options=options,
        )

    @downloaded
    def download_role_zip(
        self, package_id: str, role_id: str, *, options: CallOptions | None = None
    ) -> Operation[bytes]:
        """Download all that one role attached, as a zip archive.

        Args:
            package_id: The package.
            role_id: The role.

        Returns:
            The content, as a `Download`.

        Raises:
            NotFoundError: There is no such package or role.
            DecodeError: What came is not a whole zip archive.

        HTTP: `GET /packages/{packageId}/attachment/zip/{roleId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.attachment.zip._roleId.get`.
        """
        return download(
            "attachments.download_role_zip",
            "/packages/{packageId}/attachment/zip/{roleId}",
            {"packageId": package_id, "roleId": role_id},
            accept="application/zip",
            options=options,
        )

    @endpoint
    def exists(self, package_id: str, attachment_id: str, *, options: CallOptions | None = None) -> Operation[bool]:
        """Tell whether anything was attached to one requirement.

        Args:
            package_id: The package.
            attachment_id: The attachment requirement.

        Returns:
            Whether it is so.

        Raises:
            NotFoundError: There is no such package or attachment.

        HTTP: `GET /packages/{packageId}/attachment/{attachmentId}/exists`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.attachment._attachmentId.exists.get`.
        """
        return Operation(
            "attachments.exists",
            "GET",
            "/packages/{packageId}/attachment/{attachmentId}/exists",
            exists,
            {"packageId": package_id, "attachmentId": attachment_id},
            options=options,
        )

    @endpoint
    def file_exists(
        self, package_id: str, attachment_id: str, *, file_id: int, options: CallOptions | None = None
    ) -> Operation[bool]:
        """Tell whether one attached file is there.

        Args:
            package_id: The package.
            attachment_id: The attachment requirement.
            file_id: Number of the attached file.

        Returns:
            Whether it is so.

        Raises:
            NotFoundError: There is no such package, attachment or file.

        HTTP: `GET /packages/{packageId}/attachment/{attachmentId}/file/{fileId}/exists`
        Source: OneSpan Sign's OpenAPI 11.51.
        """
        return Operation(
            "attachments.file_exists",
            "GET",
            "/packages/{packageId}/attachment/{attachmentId}/file/{fileId}/exists",
            exists,
            {"packageId": package_id, "attachmentId": attachment_id, "fileId": file_id},
            options=options,
        )

    @endpoint
    def role_zip_exists(self, package_id: str, role_id: str, *, options: CallOptions | None = None) -> Operation[bool]:
        """Tell whether one role attached anything.

        Args:
            package_id: The package.
            role_id: The role.

        Returns:
            Whether it is so.

        Raises:
            NotFoundError: There is no such package or role.

        HTTP: `GET /packages/{packageId}/attachment/zip/{roleId}/exists`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.attachment.zip._roleId.exists.get`.
        """
        return Operation(
            "attachments.role_zip_exists",
            "GET",
            "/packages/{packageId}/attachment/zip/{roleId}/exists",
            exists,
            {"packageId": package_id, "roleId": role_id},
            options=options,
        )

    @paged
    def verifications(
        self, package_id: str, *, options: CallOptions | None = None
    ) -> Paging[AttachmentVerificationResult]:
        """List what the service found out about attached files.

        Args:
            package_id: The package.

        Returns:
            One row for each file.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `GET /packages/{packageId}/attachment/verifications`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return listing(
            "attachments.verifications",
            "/packages/{packageId}/attachment/verifications",
            ReadMany(AttachmentVerificationResult),
            {"packageId": package_id},
            options=options,
        )

    @endpoint
    def accept(
        self,
        package_id: str,
        role_id: str,
        *,
        attachment_id: str,
        comment: str | None = None,
        options: CallOptions | None = None,
    ) -> Steps[Role | None]:
        """Accept what a signer attached.

        Args:
            package_id: The package.
            role_id: The role that attached it.
            attachment_id: The attachment requirement.
            comment: A word to the signer.

        Returns:
            The role as it is now; None when the service answers without a body.

        Raises:
            ValueError: The role has no such requirement.
            NotFoundError: There is no such package or role.

        HTTP: `GET /packages/{packageId}/roles/{roleId}`, then `PUT` to it
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.roles._roleId.get`.
        """
        return (yield from _judge(package_id, role_id, attachment_id, AttachmentStatus.COMPLETE, comment, options))

    @endpoint
    def reject(
        self,
        package_id: str,
        role_id: str,
        *,
        attachment_id: str,
        comment: str | None = None,
        options: CallOptions | None = None,
    ) -> Steps[Role | None]:
        """Reject what a signer attached; the signer is asked again.

        Args:
            package_id: The package.
            role_id: The role that attached it.
            attachment_id: The attachment requirement.
            comment: Why, for the signer.

        Returns:
            The role as it is now; None when the service answers without a body.

        Raises:
            ValueError: The role has no such requirement.
            NotFoundError: There is no such package or role.

        HTTP: `GET /packages/{packageId}/roles/{roleId}`, then `PUT` to it
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.roles._roleId.get`.
        """
        return (yield from _judge(package_id, role_id, attachment_id, AttachmentStatus.REJECTED, comment, options))


def _judge(
    package_id: str,
    role_id: str,
    attachment_id: str,
    status: AttachmentStatus,
    comment: str | None,
    options: CallOptions | None,
) -> Steps[Role | None]:
    roles: Roles[Plan] = Roles(PLANNER)
    role = yield from roles.get(package_id, role_id, options=options)
    requirement = next(
        (item for item in role.attachment_requirements if getattr(item, "id", None) == attachment_id), None
    )
    if requirement is None:
        msg = f"role {role_id!r} has no attachment requirement {attachment_id!r}"
        raise ValueError(msg)
    requirement.status = status
    if comment is not None:
        requirement.comment = comment
    # All of them are sent back: a list replaces a list.
    requirements = role.attachment_requirements
    return (yield from roles.update(package_id, role_id, attachment_requirements=requirements, options=options))
