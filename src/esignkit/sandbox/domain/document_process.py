"""Works on documents in a process of its own, which takes no turn of other calls and is held to limits."""

from __future__ import annotations

import atexit
import gc
import logging
import os
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

from esignkit.sandbox import pdf
from esignkit.sandbox.domain.rehearsals import measured_outcome_of
from esignkit.sandbox.work_process import TookTooLong, WorkLost, WorkProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    Outcome: TypeAlias = pdf.PdfFacts | pdf.PdfRefused

logger: logging.Logger = logging.getLogger("esignkit.sandbox")

_P = ParamSpec("_P")
_T = TypeVar("_T")

MOST_SECONDS = 10.0
"""How much time of the processor one document may take."""
_MOST_MEMORY = 4 << 30
_IT = "the document"


class DocumentProcess:
    """Works on documents one after the other, in a process that is started by the first one and kept for the next.

    Args:
        seconds: How much time of the processor one document may take. The process is ended at that, and another one
            works on the next.
    """

    def __init__(self, seconds: float = MOST_SECONDS) -> None:
        self._seconds = seconds
        self._process = WorkProcess(cpu_seconds=seconds, memory=_MOST_MEMORY, warm_up=_warm_up)

    def rehearse(self, content: bytes) -> Outcome:
        """Rehearse a file, in any thread.

        Args:
            content: The file's bytes.

        Returns:
            What it is, or why it is refused: too complex, if it takes too long or the process falls over it.
        """
        return self.measure(content)[0]

    def measure(self, content: bytes) -> tuple[Outcome, bool]:
        """Rehearse a file, in any thread, and tell whether that took long.

        Args:
            content: The file's bytes.

        Returns:
            What `rehearse` returns; and whether it took longer than others should wait for.
        """
        outcome = self.call(measured_outcome_of, content)
        if isinstance(outcome, Exception):
            return outcome if isinstance(outcome, pdf.PdfRefused) else _fell_over(outcome), True
        return outcome

    def verify(self, content: bytes, trust: Sequence[bytes] = (), *, sealed: bool = True) -> pdf.VerifyReport:
        """Verify a file as `verify_pdf` does, in any thread.

        Args:
            content: The file's bytes.
            trust: The trusted root certificates.
            sealed: Whether the sandbox must have sealed it.

        Returns:
            The verdict; what takes too long, to read and to check together, could not be judged.
        """
        report = self.call(pdf.verify_pdf, content, trust, sealed=sealed)
        if isinstance(report, pdf.VerifyReport):
            return report
        detail = report.detail if isinstance(report, pdf.PdfRefused) and report.detail else "its analysis failed"
        return pdf.VerifyReport((f"the signatures could not be judged: {detail}",))

    def call(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T | Exception:
        """Call a function there that works on one document.

        Args:
            function: A function of a module.
            args: What it is given, as far as it can be pickled.
            kwargs: The same, by name.

        Returns:
            What it returns or raises; `PdfRefused`, too complex, if it takes too long or the process falls over it.
        """
        try:
            return cast("_T | Exception", self._process.call(_caught, function, args, kwargs))
        except TookTooLong:
            detail = f"it takes more than {self._seconds:g} seconds"
        except WorkLost:
            logger.warning("the process that works on documents ended while it was at one")
            detail = "what works on it falls over it"
        return pdf.PdfRefused(_IT, pdf.RefusalReason.TOO_COMPLEX, detail)

    def close(self) -> None:
        """End the process."""
        self._process.close()


_shared: dict[float, DocumentProcess] = {}


def shared_process(seconds: float = MOST_SECONDS) -> DocumentProcess:
    """Return the process of this limit that all sandboxes here share; it ends with this process.

    Args:
        seconds: How much time of the processor one document may take.
    """
    if not _shared:
        atexit.register(_end_shared)
    return _shared.setdefault(seconds, DocumentProcess(seconds))


def _end_shared() -> None:
    while _shared:
        _shared.popitem()[1].close()


os.register_at_fork(after_in_child=_shared.clear)  # it answers the parent


def _caught(function: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]) -> object:
    """Return also what is raised; without the frames, which nobody else can read."""
    try:
        return function(*args, **kwargs)
    except MemoryError:
        return pdf.PdfRefused(_IT, pdf.RefusalReason.TOO_COMPLEX, "it takes more memory than there is for it")
    except (pdf.PdfRefused, pdf.SignatureFieldError) as error:
        return error.with_traceback(None)
    except Exception as error:
        return _fell_over(error)


def _fell_over(error: object) -> pdf.PdfRefused:
    logger.warning("a document could not be worked on: %r", error)
    return pdf.PdfRefused(_IT, pdf.RefusalReason.DAMAGED)


def _warm_up() -> None:
    """Import what all work on documents needs, so that the first document is not charged for it."""
    gc.disable()  # nothing that is imported is garbage
    try:
        pdf.import_for_good()
    finally:
        gc.enable()
    gc.freeze()
