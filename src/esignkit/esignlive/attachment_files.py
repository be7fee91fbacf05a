"""Downloads of attachments: a part of `client.attachments`."""

from __future__ import annotations

from esignkit.core.endpoint import Mode, Resource, downloaded
from esignkit.core.readers import Contents, contents
from esignkit.esignlive.operation import Operation
from esignkit.types import CallOptions

__all__ = ["AttachmentFiles"]


class AttachmentFiles(Resource[Mode]):
    """The part of `client.attachments` that downloads."""

    @downloaded
    def download(self, package_id: str, attachment_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Download what was attached to one requirement.

        Args:
            package_id: The package.
            attachment_id: The attachment requirement.
            options: Options of this call.

        Returns:
            The content, as a `Download`.

        Raises:
            NotFoundError: There is no such package or attachment.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/attachment/{attachmentId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.attachment._attachmentId.get`.
        """
        return Operation(
            "attachments.download",
            "GET",
            "/packages/{packageId}/attachment/{attachmentId}",
            contents,
            {"packageId": package_id, "attachmentId": attachment_id},
            accept="application/octet-stream",
            options=options,
        )

    @downloaded
    def download_file(
        self,
        package_id: str,
        attachment_id: str,
        *,
        file_id: int,
        options: CallOptions | None = None,
    ) -> Operation[bytes]:
        """Download one attached file.

        Args:
            package_id: The package.
            attachment_id: The attachment requirement.
            file_id: Number of the attached file.
            options: Options of this call.

        Returns:
            The content, as a `Download`.

        Raises:
            NotFoundError: There is no such package, attachment or file.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/attachment/{attachmentId}/file/{fileId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.attachment._attachmentId.file._fileId.get`.
        """
        return Operation(
            "attachments.download_file",
            "GET",
            "/packages/{packageId}/attachment/{attachmentId}/file/{fileId}",
            contents,
            {"packageId": package_id, "attachmentId": attachment_id, "fileId": file_id},
            accept="application/octet-stream",
            options=options,
        )

    @downloaded
    def download_zip(self, package_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Download all that was attached to a package, as a zip archive.

        Args:
            package_id: The package.
            options: Options of this call.

        Returns:
            The content, as a `Download`.

        Raises:
            NotFoundError: There is no such package.
            DecodeError: What came is not a whole zip archive.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/attachment/zip`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.attachment.zip.get`.
        """
        return Operation(
            "attachments.download_zip",
            "GET",
            "/packages/{packageId}/attachment/zip",
            Contents("zip"),
            {"packageId": package_id},
            accept="application/zip",
            options=options,
        )

    @downloaded
    def download_role_zip(
        self,
        package_id: str,
        role_id: str,
        *,
        options: CallOptions | None = None,
    ) -> Operation[bytes]:
        """Download all that one role attached, as a zip archive.

        Args:
            package_id: The package.
            role_id: The role.
            options: Options of this call.

        Returns:
            The content, as a `Download`.

        Raises:
            NotFoundError: There is no such package or role.
            DecodeError: What came is not a whole zip archive.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/attachment/zip/{roleId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.attachment.zip._roleId.get`.
        """
        return Operation(
            "attachments.download_role_zip",
            "GET",
            "/packages/{packageId}/attachment/zip/{roleId}",
            Contents("zip"),
            {"packageId": package_id, "roleId": role_id},
            accept="application/zip",
            options=options,
        )
