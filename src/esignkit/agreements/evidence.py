"""Collecting what proves an agreement, in memory or in a folder: flows of the services' own downloads."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field

from esignkit.agreements.results import Evidence, EvidenceFile, EvidenceKind, MissingEvidence, refuse_taken
from esignkit.core.files import UniqueNames
from esignkit.core.flow import Call, Steps

if TYPE_CHECKING:
    from esignkit.core.download import DownloadPlan
    from esignkit.core.model import Model

__all__ = ["Collector"]


@define
class Collector:
    """What was collected so far."""

    folder: Path | None = None
    """Where the files go; None to hold them in memory."""
    files: list[EvidenceFile] = field(factory=list[EvidenceFile], init=False)
    missing: list[MissingEvidence] = field(factory=list[MissingEvidence], init=False)
    _names: UniqueNames = field(factory=UniqueNames, init=False)

    def make_folder(self) -> Steps[None]:
        """Make the folder, before anything is fetched."""
        if self.folder is not None:
            yield Call(partial(self.folder.mkdir, parents=True, exist_ok=True))

    def download(
        self, kind: EvidenceKind, download: DownloadPlan, name: str, suffix: str = "", document_id: str | None = None
    ) -> Steps[None]:
        """Fetch a file.

        Args:
            kind: What it is.
            download: Fetches it.
            name: What it is to be called.
            suffix: Ending that its name has in any case, such as `.pdf`.
            document_id: The service's id of the document that it belongs to.
        """
        name = self._names.take(name, suffix)
        if self.folder is None:
            content = yield from download.bytes()
            file = EvidenceFile(name=name, kind=kind, content=content, document_id=document_id)
        else:
            path = self.folder / name
            yield Call(partial(refuse_taken, path), reads=True)
            yield from download.save(path, overwrite=False)
            file = EvidenceFile(name=name, kind=kind, path=path, document_id=document_id)
        self.files.append(file)

    def add(self, kind: EvidenceKind, model: Model, name: str) -> Steps[None]:
        """Keep what the service answered with, as JSON.

        Args:
            kind: What it is.
            model: The answer.
            name: What the file is to be called, without its ending.
        """
        content = json.dumps(model.to_wire(), indent=2, ensure_ascii=False).encode()
        file = EvidenceFile(name=self._names.take(name, ".json"), kind=kind, content=content)
        if self.folder is not None:
            path = self.folder / file.name
            # under a journal it is asked once: what is there later is ours
            yield Call(partial(refuse_taken, path), reads=True)
            yield Call(partial(_write, file, path))
            file = EvidenceFile(name=file.name, kind=kind, path=path)
        self.files.append(file)

    def lack(
        self, kind: EvidenceKind, reason: str, document_id: str | None = None, document: str | None = None
    ) -> None:
        """Note that something is not there, and why.

        Args:
            kind: What it is.
            reason: Why, without a point at the end.
            document_id: The service's id of the document that it belongs to.
            document: The document's name.
        """
        self.missing.append(MissingEvidence(kind=kind, reason=reason, document_id=document_id, document=document))

    def evidence(self, agreement_id: str, service: str) -> Evidence:
        """Return all of it."""
        return Evidence(
            agreement_id=agreement_id, service=service, files=tuple(self.files), missing=tuple(self.missing)
        )


def _write(file: EvidenceFile, path: Path) -> None:
    """Write a file, unless a run that died has written it already."""
    if not (path.is_file() and path.read_bytes() == file.content):
        file.write(path)
