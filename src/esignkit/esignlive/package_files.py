"""Downloads that belong to a whole package."""

from __future__ import annotations

from esignkit.core.endpoint import Mode, Resource, endpoint, streamed
from esignkit.core.flow import Saved
from esignkit.core.operation import Into, Open
from esignkit.core.readers import Contents, contents, saved
from esignkit.esignlive.operation import Operation
from esignkit.types import CallOptions, FileTarget, Progress

__all__ = ["PackageFiles"]

_EVIDENCE = "/packages/{packageId}/evidence/summary"
_ZIP = "/packages/{packageId}/documents/zip"


class PackageFiles(Resource[Mode]):
    """The part of `client.packages` that downloads."""

    @endpoint
    def evidence_summary(
        self, package_id: str, *, utf8: bool | None = None, options: CallOptions | None = None
    ) -> Operation[bytes]:
        """Download the evidence summary: who did what, when and from where.

        Args:
            package_id: The package.
            utf8: An undocumented switch of the service.
            options: Options of this call.

        Returns:
            A PDF.

        Raises:
            NotFoundError: There is no such package.
            DecodeError: What came is not a whole PDF.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/evidence/summary`
        Source: eSignLive section 3.5
        """
        return Operation(
            "packages.evidence_summary",
            "GET",
            _EVIDENCE,
            Contents("pdf"),
            {"packageId": package_id},
            {"utf8": utf8},
            accept="application/pdf",
            options=options,
        )

    @endpoint
    def evidence_summary_to(
        self,
        package_id: str,
        target: FileTarget,
        *,
        utf8: bool | None = None,
        progress: Progress | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[Saved]:
        """Download the evidence summary into a file: a path is written whole or not at all.

        Args:
            package_id: The package.
            target: A path, or a file opened for binary writing.
            utf8: An undocumented switch of the service.
            progress: Called with the bytes done and, when known, the bytes in all.
            overwrite: Replace a file that is there.
            options: Options of this call.

        Returns:
            Size, path, content type and the name that the service suggests.

        Raises:
            FileExistsError: The path is taken, and `overwrite` is false.
            NotFoundError: There is no such package.
            DecodeError: What came is not a whole PDF.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/evidence/summary`
        Source: eSignLive section 3.5
        """
        return Operation(
            "packages.evidence_summary_to",
            "GET",
            _EVIDENCE,
            saved,
            {"packageId": package_id},
            {"utf8": utf8},
            accept="application/pdf",
            sink=Into(target, progress, "pdf", overwrite),
            options=options,
        )

    @streamed
    def evidence_summary_stream(
        self, package_id: str, *, utf8: bool | None = None, options: CallOptions | None = None
    ) -> Operation[bytes]:
        """Download the evidence summary in chunks, inside a `with` block.

        Args:
            package_id: The package.
            utf8: An undocumented switch of the service.
            options: Options of this call.

        Returns:
            A context manager that gives the chunks.

        Raises:
            NotFoundError: There is no such package.
            StreamError: The download broke off.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/evidence/summary`
        Source: eSignLive section 3.5
        """
        return Operation(
            "packages.evidence_summary_stream",
            "GET",
            _EVIDENCE,
            contents,
            {"packageId": package_id},
            {"utf8": utf8},
            accept="application/pdf",
            sink=Open(),
            options=options,
        )

    @endpoint
    def download_zip(
        self, package_id: str, *, flatten: bool | None = None, options: CallOptions | None = None
    ) -> Operation[bytes]:
        """Download all documents of a package, as PDFs in one zip archive.

        Args:
            package_id: The package.
            flatten: Turn fields into plain text and lines.
            options: Options of this call.

        Returns:
            The zip archive.

        Raises:
            NotFoundError: There is no such package.
            DecodeError: What came is not a whole zip archive.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/documents/zip`
        Source: eSignLive section 4.1
        """
        return Operation(
            "packages.download_zip",
            "GET",
            _ZIP,
            Contents("zip"),
            {"packageId": package_id},
            {"flatten": flatten},
            accept="application/zip",
            options=options,
        )

    @endpoint
    def download_zip_to(
        self,
        package_id: str,
        target: FileTarget,
        *,
        flatten: bool | None = None,
        progress: Progress | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[Saved]:
        """Download all documents of a package as one zip archive into a file, written whole or not at all.

        Args:
            package_id: The package.
            target: A path, or a file opened for binary writing.
            flatten: Turn fields into plain text and lines.
            progress: Called with the bytes done and, when known, the bytes in all.
            overwrite: Replace a file that is there.
            options: Options of this call.

        Returns:
            Size, path and the name that the service suggests.

        Raises:
            FileExistsError: The path is taken, and `overwrite` is false.
            NotFoundError: There is no such package.
            DecodeError: What came is not a whole zip archive.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/documents/zip`
        Source: eSignLive section 4.1
        """
        return Operation(
            "packages.download_zip_to",
            "GET",
            _ZIP,
            saved,
            {"packageId": package_id},
            {"flatten": flatten},
            accept="application/zip",
            sink=Into(target, progress, "zip", overwrite),
            options=options,
        )

    @streamed
    def download_zip_stream(
        self, package_id: str, *, flatten: bool | None = None, options: CallOptions | None = None
    ) -> Operation[bytes]:
        """Download all documents of a package as one zip archive in chunks, inside a `with` block.

        Args:
            package_id: The package.
            flatten: Turn fields into plain text and lines.
            options: Options of this call.

        Returns:
            A context manager that gives the chunks.

        Raises:
            NotFoundError: There is no such package.
            StreamError: The download broke off.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/documents/zip`
        Source: eSignLive section 4.1
        """
        return Operation(
            "packages.download_zip_stream",
            "GET",
            _ZIP,
            contents,
            {"packageId": package_id},
            {"flatten": flatten},
            accept="application/zip",
            sink=Open(),
            options=options,
        )
