"""Attachments of signers: `client.attachments`."""

from __future__ import annotations

from collections.abc import Sequence

from esignkit.core.endpoint import PLANNER, Mode, Plan, endpoint
from esignkit.core.files import upload
from esignkit.core.flow import Steps
from esignkit.core.operation import Multipart, Part, Reconcile, Repeat
from esignkit.core.readers import nothing
from esignkit.esignlive.attachment_files import AttachmentFiles
from esignkit.esignlive.enums import AttachmentStatus
from esignkit.esignlive.models.attachment import AttachmentVerificationResult
from esignkit.esignlive.models.role import Role
from esignkit.esignlive.operation import Operation
from esignkit.esignlive.roles import Roles
from esignkit.esignlive.wire import ReadMany, exists
from esignkit.types import CallOptions, FileInput, Progress

__all__ = ["Attachments"]


class Attachments(AttachmentFiles[Mode]):
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
        progress: Progress | None = None,
        options: CallOptions | None = None,
    ) -> Operation[None]:
        """Attach files, as the signer; the client needs the signer's session.

        Args:
            package_id: The package.
            attachment_id: The attachment requirement.
            files: The files.
            progress: Called with the bytes sent and the total.
            options: Options of this call.

        Raises:
            NotFoundError: There is no such package or attachment.
            ValidationError: The service refused the request, or the status of the object does not allow it.
            OutcomeUnknownError: It may have taken effect; it was not retried.
            ApiError: The service refused.

        HTTP: `POST /packages/{packageId}/attachment/{attachmentId}`
        Source: eSignLive section 4.4
        """
        return Operation(
            "attachments.upload",
            "POST",
            "/packages/{packageId}/attachment/{attachmentId}",
            nothing,
            {"packageId": package_id, "attachmentId": attachment_id},
            # The service wants the part `payload` and describes nothing in it; its own SDK sends it empty, and first.
            body=Multipart((Part("payload", ""), *(Part("file", upload(file)) for file in files)), progress),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("roles.get(package_id, role_id).attachment_requirements lists the files"),
            accept="text/html",
            options=options,
        )

    @endpoint
    def delete_file(
        self,
        package_id: str,
        attachment_id: str,
        *,
        file_id: int,
        options: CallOptions | None = None,
    ) -> Operation[None]:
        """Remove one attached file.

        Args:
            package_id: The package.
            attachment_id: The attachment requirement.
            file_id: Number of the attached file.
            options: Options of this call.

        Raises:
            NotFoundError: There is no such package, attachment or file.
            ApiError: The service refused.

        HTTP: `DELETE /packages/{packageId}/attachment/{attachmentId}/file/{fileId}`
        Source: eSignLive section 4.4
        """
        return Operation(
            "attachments.delete_file",
            "DELETE",
            "/packages/{packageId}/attachment/{attachmentId}/file/{fileId}",
            nothing,
            {"packageId": package_id, "attachmentId": attachment_id, "fileId": file_id},
            repeat=Repeat.IDEMPOTENT,
            gone_is_done=True,
            options=options,
        )

    @endpoint
    def exists(self, package_id: str, attachment_id: str, *, options: CallOptions | None = None) -> Operation[bool]:
        """Tell whether anything was attached to one requirement.

        Args:
            package_id: The package.
            attachment_id: The attachment requirement.
            options: Options of this call.

        Returns:
            Whether it is so.

        Raises:
            NotFoundError: There is no such package or attachment.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/attachment/{attachmentId}/exists`
        Source: eSignLive section 4.4
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
        self,
        package_id: str,
        attachment_id: str,
        *,
        file_id: int,
        options: CallOptions | None = None,
    ) -> Operation[bool]:
        """Tell whether one attached file is there.

        Args:
            package_id: The package.
            attachment_id: The attachment requirement.
            file_id: Number of the attached file.
            options: Options of this call.

        Returns:
            Whether it is so.

        Raises:
            NotFoundError: There is no such package, attachment or file.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/attachment/{attachmentId}/file/{fileId}/exists`
        Source: eSignLive section 4.4
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
            options: Options of this call.

        Returns:
            Whether it is so.

        Raises:
            NotFoundError: There is no such package or role.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/attachment/zip/{roleId}/exists`
        Source: eSignLive section 4.4
        """
        return Operation(
            "attachments.role_zip_exists",
            "GET",
            "/packages/{packageId}/attachment/zip/{roleId}/exists",
            exists,
            {"packageId": package_id, "roleId": role_id},
            options=options,
        )

    @endpoint
    def verifications(
        self,
        package_id: str,
        *,
        options: CallOptions | None = None,
    ) -> Operation[list[AttachmentVerificationResult]]:
        """List what the service found out about attached files.

        Args:
            package_id: The package.
            options: Options of this call.

        Returns:
            One row for each file.

        Raises:
            NotFoundError: There is no such package.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/attachment/verifications`
        Source: eSignLive section 4.4
        """
        return Operation(
            "attachments.verifications",
            "GET",
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
            options: Options of each of the calls.

        Returns:
            The role as it is now; None when the service answers without a body.

        Raises:
            ValueError: The role has no such requirement.
            NotFoundError: There is no such package or role.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/roles/{roleId}`, then `PUT` to it
        Source: eSignLive section 4.4
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
            options: Options of each of the calls.

        Returns:
            The role as it is now; None when the service answers without a body.

        Raises:
            ValueError: The role has no such requirement.
            NotFoundError: There is no such package or role.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/roles/{roleId}`, then `PUT` to it
        Source: eSignLive section 4.4
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
    wanted = next((one for one in role.attachment_requirements if one.id == attachment_id), None)
    if wanted is None:
        msg = f"role {role_id!r} has no attachment requirement {attachment_id!r}"
        raise ValueError(msg)
    wanted.status = status
    if comment is not None:
        wanted.comment = comment
    # All of them are sent back: a list replaces a list.
    wanted_now = role.attachment_requirements
    return (yield from roles.update(package_id, role_id, attachment_requirements=wanted_now, options=options))
