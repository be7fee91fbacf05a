"""Downloads of what signers attach: a part of `client.attachments`."""

from __future__ import annotations

from esignkit.core.endpoint import Mode, Resource, endpoint
from esignkit.core.flow import Saved
from esignkit.core.operation import Into
from esignkit.core.readers import Contents, contents, saved
from esignkit.esignlive.operation import Operation
from esignkit.types import CallOptions, FileTarget, Progress

__all__ = ["AttachmentFiles"]


class AttachmentFiles(Resource[Mode]):
    """The part of `client.attachments` that downloads."""

    @endpoint
    def download(self, package_id: str, attachment_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Download what was attached to one requirement.

        Args:
            package_id: The package.
            attachment_id: The attachment requirement.
            options: Options of this call.

        Returns:
            The content.

        Raises:
            NotFoundError: There is no such package or attachment.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/attachment/{attachmentId}`
        Source: eSignLive section 4.4
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

    @endpoint
    def download_to(
        self,
        package_id: str,
        attachment_id: str,
        target: FileTarget,
        *,
        progress: Progress | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[Saved]:
        """Download what was attached to one requirement into a file, whole or not at all.

        Args:
            package_id: The package.
            attachment_id: The attachment requirement.
            target: A path, or a file opened for binary writing.
            progress: Called with the bytes done and, when known, the bytes in all.
            overwrite: Replace a file that is there.
            options: Options of this call.

        Returns:
            Size, path, content type and the name that the service suggests.

        Raises:
            FileExistsError: The path is taken, and `overwrite` is false.
            NotFoundError: There is no such package or attachment.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/attachment/{attachmentId}`
        Source: eSignLive section 4.4
        """
        return Operation(
            "attachments.download_to",
            "GET",
            "/packages/{packageId}/attachment/{attachmentId}",
            saved,
            {"packageId": package_id, "attachmentId": attachment_id},
            sink=Into(target, progress, None, overwrite),
            accept="application/octet-stream",
            options=options,
        )

    @endpoint
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
            The content.

        Raises:
            NotFoundError: There is no such package, attachment or file.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/attachment/{attachmentId}/file/{fileId}`
        Source: eSignLive section 4.4
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

    @endpoint
    def download_file_to(
        self,
        package_id: str,
        attachment_id: str,
        target: FileTarget,
        *,
        file_id: int,
        progress: Progress | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[Saved]:
        """Download one attached file into a file, whole or not at all.

        Args:
            package_id: The package.
            attachment_id: The attachment requirement.
            target: A path, or a file opened for binary writing.
            file_id: Number of the attached file.
            progress: Called with the bytes done and, when known, the bytes in all.
            overwrite: Replace a file that is there.
            options: Options of this call.

        Returns:
            Size, path, content type and the name that the service suggests.

        Raises:
            FileExistsError: The path is taken, and `overwrite` is false.
            NotFoundError: There is no such package, attachment or file.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/attachment/{attachmentId}/file/{fileId}`
        Source: eSignLive section 4.4
        """
        return Operation(
            "attachments.download_file_to",
            "GET",
            "/packages/{packageId}/attachment/{attachmentId}/file/{fileId}",
            saved,
            {"packageId": package_id, "attachmentId": attachment_id, "fileId": file_id},
            sink=Into(target, progress, None, overwrite),
            accept="application/octet-stream",
            options=options,
        )

    @endpoint
    def download_zip(self, package_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Download all that was attached to a package, as a zip archive.

        Args:
            package_id: The package.
            options: Options of this call.

        Returns:
            The content.

        Raises:
            NotFoundError: There is no such package.
            DecodeError: What came is not a whole zip archive.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/attachment/zip`
        Source: eSignLive section 4.4
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

    @endpoint
    def download_zip_to(
        self,
        package_id: str,
        target: FileTarget,
        *,
        progress: Progress | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[Saved]:
        """Download all that was attached to a package, as a zip archive into a file, whole or not at all.

        Args:
            package_id: The package.
            target: A path, or a file opened for binary writing.
            progress: Called with the bytes done and, when known, the bytes in all.
            overwrite: Replace a file that is there.
            options: Options of this call.

        Returns:
            Size, path, content type and the name that the service suggests.

        Raises:
            FileExistsError: The path is taken, and `overwrite` is false.
            NotFoundError: There is no such package.
            DecodeError: What came is not a whole zip archive.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/attachment/zip`
        Source: eSignLive section 4.4
        """
        return Operation(
            "attachments.download_zip_to",
            "GET",
            "/packages/{packageId}/attachment/zip",
            saved,
            {"packageId": package_id},
            sink=Into(target, progress, "zip", overwrite),
            accept="application/zip",
            options=options,
        )

    @endpoint
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
            The content.

        Raises:
            NotFoundError: There is no such package or role.
            DecodeError: What came is not a whole zip archive.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/attachment/zip/{roleId}`
        Source: eSignLive section 4.4
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

    @endpoint
    def download_role_zip_to(
        self,
        package_id: str,
        role_id: str,
        target: FileTarget,
        *,
        progress: Progress | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[Saved]:
        """Download all that one role attached, as a zip archive into a file, whole or not at all.

        Args:
            package_id: The package.
            role_id: The role.
            target: A path, or a file opened for binary writing.
            progress: Called with the bytes done and, when known, the bytes in all.
            overwrite: Replace a file that is there.
            options: Options of this call.

        Returns:
            Size, path, content type and the name that the service suggests.

        Raises:
            FileExistsError: The path is taken, and `overwrite` is false.
            NotFoundError: There is no such package or role.
            DecodeError: What came is not a whole zip archive.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/attachment/zip/{roleId}`
        Source: eSignLive section 4.4
        """
        return Operation(
            "attachments.download_role_zip_to",
            "GET",
            "/packages/{packageId}/attachment/zip/{roleId}",
            saved,
            {"packageId": package_id, "roleId": role_id},
            sink=Into(target, progress, "zip", overwrite),
            accept="application/zip",
            options=options,
        )
