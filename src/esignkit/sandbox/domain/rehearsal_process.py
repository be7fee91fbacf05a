"""Rehearses what takes long in a process of its own."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from esignkit.sandbox import pdf
from esignkit.sandbox.domain.rehearsals import outcome_of
from esignkit.sandbox.work_process import WorkLost, WorkProcess

if TYPE_CHECKING:
    from typing import TypeAlias

    Outcome: TypeAlias = pdf.PdfFacts | pdf.PdfRefused

logger: logging.Logger = logging.getLogger("esignkit.sandbox")


class RehearsalProcess:
    """Rehearses files one after the other, in a process that is started by the first one and kept for the next."""

    def __init__(self) -> None:
        self._process = WorkProcess()

    def rehearse(self, content: bytes) -> Outcome:
        """Rehearse a file, in any thread.

        Args:
            content: The file's bytes.

        Returns:
            What it is, or why it is refused; damaged, if the process fell over it.
        """
        try:
            outcome = self._process.call(portable_outcome, content)
        except WorkLost:
            logger.warning("the process that rehearses documents ended while it was at one")
            return pdf.PdfRefused("the document", pdf.RefusalReason.DAMAGED)
        return pdf.PdfRefused(*outcome) if isinstance(outcome, tuple) else outcome

    def close(self) -> None:
        """End the process."""
        self._process.close()


def portable_outcome(content: bytes) -> pdf.PdfFacts | tuple[str, pdf.RefusalReason, str]:
    """Rehearse a file; return an outcome that can be pickled: an exception is not, if it has arguments of its own.

    Args:
        content: The file's bytes.
    """
    outcome = outcome_of(content)
    return (outcome.name, outcome.reason, outcome.detail) if isinstance(outcome, pdf.PdfRefused) else outcome
