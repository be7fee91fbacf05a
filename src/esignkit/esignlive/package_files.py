"""Downloads that belong to a whole package."""

from __future__ import annotations

from esignkit.core.endpoint import Mode, Resource, downloaded
from esignkit.core.readers import Contents
from esignkit.esignlive.operation import Operation
from esignkit.types import CallOptions

__all__ = ["PackageFiles"]


class PackageFiles(Resource[Mode]):
    """The part of `client.packages` that downloads."""

    @downloaded
    def evidence_summary(
        self, package_id: str, *, utf8: bool | None = None, options: CallOptions | None = None
    ) -> Operation[bytes]:
        """Download the evidence summary: who did what, when and from where.

        Args:
            package_id: The package.
            utf8: An undocumented switch of the service.
            options: Options of this call.

        Returns:
            A PDF, as a `Download`.

        Raises:
            NotFoundError: There is no such package.
            DecodeError: What came is not a whole PDF.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/evidence/summary`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.evidence.summary.get`.
        """
        return Operation(
            "packages.evidence_summary",
            "GET",
            "/packages/{packageId}/evidence/summary",
            Contents("pdf"),
            {"packageId": package_id},
            {"utf8": utf8},
            accept="application/pdf",
            options=options,
        )

    @downloaded
    def download_zip(
        self, package_id: str, *, flatten: bool | None = None, options: CallOptions | None = None
    ) -> Operation[bytes]:
        """Download all documents of a package, as PDFs in one zip archive.

        Args:
            package_id: The package.
            flatten: Turn fields into plain text and lines.
            options: Options of this call.

        Returns:
            The zip archive, as a `Download`.

        Raises:
            NotFoundError: There is no such package.
            DecodeError: What came is not a whole zip archive.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/documents/zip`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents.zip.get`.
        """
        return Operation(
            "packages.download_zip",
            "GET",
            "/packages/{packageId}/documents/zip",
            Contents("zip"),
            {"packageId": package_id},
            {"flatten": flatten},
            accept="application/zip",
            options=options,
        )
