"""Documents of a package: `client.documents`."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, downloaded, endpoint
from esignkit.core.response_readers import Contents, read
from esignkit.esignlive.document_changes import DocumentChanges
from esignkit.esignlive.document_signing import DocumentSigning
from esignkit.esignlive.models.document import Document
from esignkit.esignlive.operation import Operation, download
from esignkit.types import CallOptions

__all__ = ["Documents"]

_ANY = "application/octet-stream"


class Documents(DocumentChanges[Mode], DocumentSigning[Mode]):
    """The documents of a package. All of them as a zip: `packages.download_zip`."""

    @property
    def plan(self) -> Documents[Plan]:
        """The same calls as values, not carried out."""
        return Documents(PLANNER)

    @endpoint
    def get(self, package_id: str, document_id: str, *, options: CallOptions | None = None) -> Operation[Document]:
        """Retrieve what is known of one document, its signatures and fields included.

        Args:
            package_id: The package.
            document_id: The document.

        Returns:
            The document; its file comes with `download`.

        Raises:
            NotFoundError: There is no such package or document.

        HTTP: `GET /packages/{packageId}/documents/{documentId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents._documentId.get`.
        """
        path = "/packages/{packageId}/documents/{documentId}"
        return Operation("documents.get", "GET", path, read(Document), _ids(package_id, document_id), options=options)

    @downloaded
    def download(
        self,
        package_id: str,
        document_id: str,
        *,
        flatten: bool | None = None,
        utf8: bool | None = None,
        options: CallOptions | None = None,
    ) -> Operation[bytes]:
        """Download one document as a PDF, with the signatures it has by now.

        Args:
            package_id: The package.
            document_id: The document.
            flatten: Turn fields into plain text and lines.
            utf8: An undocumented switch of the service.

        Returns:
            The PDF, as a `Download`.

        Raises:
            NotFoundError: There is no such package or document.
            DecodeError: What came is not a whole PDF.

        HTTP: `GET /packages/{packageId}/documents/{documentId}/pdf`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents._documentId.pdf.get`.
        """
        return Operation(
            "documents.download",
            "GET",
            "/packages/{packageId}/documents/{documentId}/pdf",
            Contents("pdf"),
            _ids(package_id, document_id),
            {"flatten": flatten, "utf8": utf8},
            accept=_ANY,
            options=options,
        )

    @downloaded
    def original(self, package_id: str, document_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Download one document as it was uploaded, unsigned.

        Args:
            package_id: The package.
            document_id: The document.

        Returns:
            The file, as a `Download`.

        Raises:
            NotFoundError: There is no such package or document.

        HTTP: `GET /packages/{packageId}/documents/{documentId}/original`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents._documentId.original.get`.
        """
        return download(
            "documents.original",
            "/packages/{packageId}/documents/{documentId}/original",
            _ids(package_id, document_id),
            accept=_ANY,
            options=options,
        )


def _ids(package_id: str, document_id: str) -> dict[str, str]:
    return {"packageId": package_id, "documentId": document_id}
