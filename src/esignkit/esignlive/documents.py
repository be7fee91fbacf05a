"""Documents of a package: `client.documents`."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, endpoint, streamed
from esignkit.core.flow import Saved
from esignkit.core.operation import Into, Open
from esignkit.core.readers import Contents, contents, read, saved
from esignkit.esignlive.document_changes import DocumentChanges
from esignkit.esignlive.document_signing import DocumentSigning
from esignkit.esignlive.models.document import Document
from esignkit.esignlive.operation import Operation
from esignkit.types import CallOptions, FileTarget, Progress

__all__ = ["Documents"]

_PDF = "/packages/{packageId}/documents/{documentId}/pdf"
_ORIGINAL = "/packages/{packageId}/documents/{documentId}/original"
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
            options: Options of this call.

        Returns:
            The document; its file comes with `download`.

        Raises:
            NotFoundError: There is no such package or document.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/documents/{documentId}`
        Source: eSignLive section 4.1
        """
        path = "/packages/{packageId}/documents/{documentId}"
        return Operation("documents.get", "GET", path, read(Document), _ids(package_id, document_id), options=options)

    @endpoint
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
            options: Options of this call.

        Returns:
            The PDF.

        Raises:
            NotFoundError: There is no such package or document.
            DecodeError: What came is not a whole PDF.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/documents/{documentId}/pdf`
        Source: eSignLive section 4.1
        """
        return Operation(
            "documents.download",
            "GET",
            _PDF,
            Contents("pdf"),
            _ids(package_id, document_id),
            {"flatten": flatten, "utf8": utf8},
            accept=_ANY,
            options=options,
        )

    @endpoint
    def download_to(
        self,
        package_id: str,
        document_id: str,
        target: FileTarget,
        *,
        flatten: bool | None = None,
        utf8: bool | None = None,
        progress: Progress | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[Saved]:
        """Download one document as a PDF into a file: a path is written whole or not at all.

        Args:
            package_id: The package.
            document_id: The document.
            target: A path, or a file opened for binary writing.
            flatten: Turn fields into plain text and lines.
            utf8: An undocumented switch of the service.
            progress: Called with the bytes done and, when known, the bytes in all.
            overwrite: Replace a file that is there.
            options: Options of this call.

        Returns:
            Size, path and the name that the service suggests.

        Raises:
            FileExistsError: The path is taken, and `overwrite` is false.
            NotFoundError: There is no such package or document.
            DecodeError: What came is not a whole PDF.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/documents/{documentId}/pdf`
        Source: eSignLive section 4.1
        """
        return Operation(
            "documents.download_to",
            "GET",
            _PDF,
            saved,
            _ids(package_id, document_id),
            {"flatten": flatten, "utf8": utf8},
            accept=_ANY,
            sink=Into(target, progress, "pdf", overwrite),
            options=options,
        )

    @streamed
    def stream(
        self,
        package_id: str,
        document_id: str,
        *,
        flatten: bool | None = None,
        utf8: bool | None = None,
        options: CallOptions | None = None,
    ) -> Operation[bytes]:
        """Download one document as a PDF in chunks, inside a `with` block.

        Args:
            package_id: The package.
            document_id: The document.
            flatten: Turn fields into plain text and lines.
            utf8: An undocumented switch of the service.
            options: Options of this call.

        Returns:
            A context manager that gives the chunks.

        Raises:
            NotFoundError: There is no such package or document.
            StreamError: The download broke off.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/documents/{documentId}/pdf`
        Source: eSignLive section 4.1
        """
        return Operation(
            "documents.stream",
            "GET",
            _PDF,
            contents,
            _ids(package_id, document_id),
            {"flatten": flatten, "utf8": utf8},
            accept=_ANY,
            sink=Open(),
            options=options,
        )

    @endpoint
    def original(self, package_id: str, document_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Download one document as it was uploaded, unsigned.

        Args:
            package_id: The package.
            document_id: The document.
            options: Options of this call.

        Returns:
            The file.

        Raises:
            NotFoundError: There is no such package or document.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/documents/{documentId}/original`
        Source: eSignLive section 4.1
        """
        return Operation(
            "documents.original",
            "GET",
            _ORIGINAL,
            contents,
            _ids(package_id, document_id),
            accept=_ANY,
            options=options,
        )

    @endpoint
    def original_to(
        self,
        package_id: str,
        document_id: str,
        target: FileTarget,
        *,
        progress: Progress | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[Saved]:
        """Download one document as it was uploaded into a file: a path is written whole or not at all.

        Args:
            package_id: The package.
            document_id: The document.
            target: A path, or a file opened for binary writing.
            progress: Called with the bytes done and, when known, the bytes in all.
            overwrite: Replace a file that is there.
            options: Options of this call.

        Returns:
            Size, path and the name that the service suggests.

        Raises:
            FileExistsError: The path is taken, and `overwrite` is false.
            NotFoundError: There is no such package or document.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/documents/{documentId}/original`
        Source: eSignLive section 4.1
        """
        return Operation(
            "documents.original_to",
            "GET",
            _ORIGINAL,
            saved,
            _ids(package_id, document_id),
            accept=_ANY,
            sink=Into(target, progress, None, overwrite),
            options=options,
        )


def _ids(package_id: str, document_id: str) -> dict[str, str]:
    return {"packageId": package_id, "documentId": document_id}
