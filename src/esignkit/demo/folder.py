"""Input files and output folder of the demo: checked first, never overwritten."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from esignkit.sandbox.domain.document_process import DocumentProcess
    from esignkit.sandbox.pdf import PdfFacts

__all__ = ["DemoError", "InputFile", "free_path", "results_folder", "usable_files"]


class DemoError(Exception):
    """The demo cannot begin; the text is one sentence that says what to do."""


@frozen
class InputFile:
    """A document to sign, looked at and found usable."""

    name: str
    content: bytes
    pages: int


def usable_files(files: Sequence[Path]) -> list[InputFile]:
    """Read the files and check that each is a PDF that can be signed.

    Raises:
        DemoError: One is not; the sentence names it and says what to do.
    """
    from esignkit.sandbox.domain.document_process import MOST_SECONDS, shared_process
    from esignkit.sandbox.pdf import rehearse, sample_agreement

    if not files:
        content = sample_agreement()
        return [InputFile("agreement.pdf", content, rehearse(content, "agreement.pdf").pages)]
    files_found: list[InputFile] = []
    process = shared_process(MOST_SECONDS)  # that of the sandbox, which is started next
    for path in files:
        content = _content(path)
        facts = _facts(process, path, content)
        name = path.name if path.suffix.lower() == ".pdf" else path.name + ".pdf"
        files_found.append(InputFile(_unused(name, {file.name for file in files_found}), content, facts.pages))
    return files_found


def _content(path: Path) -> bytes:
    from esignkit.sandbox.pdf import MAX_BYTES

    try:
        if path.is_dir():
            msg = f"{path} is a folder; name the PDF files in it."
            raise DemoError(msg)
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror or error}."
        raise DemoError(msg) from None


def _facts(process: DocumentProcess, path: Path, content: bytes) -> PdfFacts:
    from esignkit.sandbox.pdf import MAX_BYTES, PdfRefused, RefusalReason

    if len(content) > MAX_BYTES:
        raise DemoError(str(PdfRefused(str(path), RefusalReason.TOO_LARGE, str(MAX_BYTES >> 20))))
    outcome = process.rehearse(content)
    if isinstance(outcome, PdfRefused):
        raise DemoError(str(PdfRefused(str(path), outcome.reason, outcome.detail)))
    return outcome


def _unused(name: str, names_in_use: set[str]) -> str:
    stem, suffix = name[:-4], name[-4:]
    for n in itertools.count(2):
        if name not in names_in_use:
            return name
        name = f"{stem}-{n}{suffix}"
    raise AssertionError  # count() does not end


def results_folder(out: Path | None) -> Path:
    """Make the folder for the results.

    Raises:
        DemoError: It cannot be made or written to.
    """
    try:
        if out is None:
            for n in itertools.count(1):
                folder = Path("esignkit-demo" if n == 1 else f"esignkit-demo-{n}")
                try:
                    folder.mkdir()
                except FileExistsError:
                    continue
                return folder
        assert out is not None  # noqa: S101 - the loop above only ends by returning
        out.mkdir(parents=True, exist_ok=True)
        probe = free_path(out, ".esignkit-probe")
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        msg = f"the results cannot be written to {out or Path.cwd()}: {error.strerror or error}; give another --out."
        raise DemoError(msg) from None
    return out


def free_path(folder: Path, name: str) -> Path:
    """Return a path in a folder that nothing has yet, numbering the name when needed."""
    path = folder / name
    for n in itertools.count(2):
        if not path.exists() and not path.is_symlink():
            break
        path = folder / f"{Path(name).stem}-{n}{Path(name).suffix}"
    return path
