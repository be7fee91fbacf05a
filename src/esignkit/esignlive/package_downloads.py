"""Downloads of a package: the evidence summary, all documents in one archive, everything into a folder."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, downloaded, endpoint
from esignkit.core.flow import Call, Saved, Steps
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.enums import PackageStatus
from esignkit.esignlive.models.package import Package
from esignkit.esignlive.operation import Operation, download
from esignkit.types import CallOptions

if TYPE_CHECKING:
    from esignkit.core.download import DownloadPlan
    from esignkit.esignlive.attachments import Attachments
    from esignkit.esignlive.documents import Documents

__all__ = ["PackageDownloads"]

_PACKAGE = Entity("/packages/{packageId}", Package)
_CONSENT = "default-consent"


class PackageDownloads(Resource[Mode]):
    """The part of `client.packages` that downloads."""

    @downloaded
    def evidence_summary(
        self, package_id: str, *, utf8: bool | None = None, options: CallOptions | None = None
    ) -> Operation[bytes]:
        """Download the evidence summary: who did what, when and from where.

        Args:
            package_id: The package.
            utf8: An undocumented switch of the service.

        Returns:
            A PDF, as a `Download`.

        Raises:
            NotFoundError: There is no such package.
            DecodeError: What came is not a whole PDF.

        HTTP: `GET /packages/{packageId}/evidence/summary`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.evidence.summary.get`.
        """
        return download(
            "packages.evidence_summary",
            "/packages/{packageId}/evidence/summary",
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

        Returns:
            The zip archive, as a `Download`.

        Raises:
            NotFoundError: There is no such package.
            DecodeError: What came is not a whole zip archive.

        HTTP: `GET /packages/{packageId}/documents/zip`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents.zip.get`.
        """
        return download(
            "packages.download_zip",
            "/packages/{packageId}/documents/zip",
            {"packageId": package_id},
            {"flatten": flatten},
            accept="application/zip",
            options=options,
        )

    @endpoint
    def download_all(
        self,
        package_id: str,
        folder: str | os.PathLike[str],
        *,
        attachments: bool = True,
        evidence: bool = True,
        consent: bool = False,
        flatten: bool | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Steps[list[Saved]]:
        """Download documents, attachments and the evidence summary into a folder, which is made when it is missing.

        Each file is there whole or not at all. Names are made safe; where two are the same, the second gets a number.

        Args:
            package_id: The package.
            folder: Where the files go.
            attachments: Download what signers attached.
            evidence: Download the evidence summary; a draft has none.
            consent: Download the consent as well.
            flatten: Turn fields into plain text and lines.
            overwrite: Replace files that are there.

        Returns:
            What was written: documents in their order, then attachments, then the evidence summary.

        Raises:
            FileExistsError: A file is there, and `overwrite` is false. Files before it have been written.
            NotFoundError: There is no such package.

        HTTP: `GET /packages/{packageId}`, then one `GET` for each file
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.get`.
        """
        from esignkit.esignlive.attachments import Attachments  # here, so that reading a package stays cheap
        from esignkit.esignlive.documents import Documents

        document_calls: Documents[Plan] = Documents(PLANNER)
        attachment_calls: Attachments[Plan] = Attachments(PLANNER)
        package_calls: PackageDownloads[Plan] = PackageDownloads(PLANNER)
        package = yield from _PACKAGE.get("packages.get", {"packageId": package_id}, options)
        from pathlib import Path

        from esignkit.core.files import UniqueNames

        folder_path = Path(folder)
        yield Call(partial(folder_path.mkdir, parents=True, exist_ok=True))
        names = UniqueNames()
        downloads: list[tuple[str, DownloadPlan]] = []
        for document in sorted(getattr(package, "documents", None) or (), key=lambda item: item.index or 0):
            if not hasattr(document, "id") or (document.id == _CONSENT and not consent):
                continue
            name = names.take(getattr(document, "name", None) or document.id, ".pdf")
            downloads.append((name, document_calls.download(package_id, document.id, flatten=flatten, options=options)))
        for requirement_id, file_id, name in _attached(package) if attachments else ():
            attachment = attachment_calls.download_file(package_id, requirement_id, file_id=file_id, options=options)
            downloads.append((names.take(name), attachment))
        if evidence and getattr(package, "status", None) != PackageStatus.DRAFT:
            name = names.take("evidence-summary", ".pdf")
            downloads.append((name, package_calls.evidence_summary(package_id, options=options)))
        written: list[Saved] = []
        for name, file in downloads:
            written.append((yield from file.save(folder_path / name, overwrite=overwrite)))
        return written


def _attached(package: Package) -> list[tuple[str, int, str]]:
    """Return requirement, file and name of everything that signers attached."""
    return [
        (requirement.id, file.id, getattr(file, "name", None) or f"attachment-{file.id}")
        for role in getattr(package, "roles", None) or ()
        for requirement in getattr(role, "attachment_requirements", None) or ()
        for file in getattr(requirement, "files", None) or ()
        if hasattr(requirement, "id") and hasattr(file, "id")
    ]
