"""What rehearsing uploaded PDFs has shown, by their content: a file is signed on trial once, however often it is sent.

While a call is answered, a file that nothing is known of raises `Unrehearsed`. The application then rehearses it beside
the calls of others and answers the call again: a large file keeps nobody waiting but its sender.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from esignkit.sandbox import pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import TypeAlias

    Outcome: TypeAlias = pdf.PdfFacts | pdf.PdfRefused

logger: logging.Logger = logging.getLogger("esignkit.sandbox")

_REMEMBERED = 1024
# What most contracts take is below: 200 to 600 looks at objects, a tenth of a second.
_LOOKS, _LARGE = 1000, 512 * 1024
_known: dict[str, Outcome] = {}
_lock = threading.Lock()
_thread = threading.local()


class Unrehearsed(BaseException):
    """Nothing is known of a file yet. It is no error, so what handles those must not take it.

    Args:
        content: The file.
    """

    def __init__(self, content: bytes) -> None:
        super().__init__("a file is to be rehearsed first")
        self.content: bytes = content


@contextmanager
def put_off() -> Generator[None]:
    """Have `facts_of` raise `Unrehearsed` in this thread, in place of rehearsing there."""
    _thread.puts_off = True
    try:
        yield
    finally:
        _thread.puts_off = False


def facts_of(content: bytes, name: str) -> pdf.PdfFacts:
    """Return what a PDF is, once it is known that it can be signed.

    Args:
        content: The file's bytes.
        name: The document's name, for the text of an error.

    Raises:
        PdfRefused: It can't be signed without loss.
        Unrehearsed: It has to be rehearsed first.
    """
    outcome = _known.get(hashlib.sha256(content).hexdigest())
    if outcome is None and getattr(_thread, "puts_off", False):
        raise Unrehearsed(content)
    outcome = outcome or rehearse(content)
    if isinstance(outcome, pdf.PdfRefused):
        raise pdf.PdfRefused(name, outcome.reason, outcome.detail)
    return outcome


def rehearse(content: bytes, elsewhere: Callable[[bytes], Outcome] | None = None) -> Outcome:
    """Rehearse a file, in any thread, and remember the outcome.

    Args:
        content: The file's bytes.
        elsewhere: Rehearses what takes long, where other threads need not wait for their turn; None does it all here.

    Returns:
        What it is, or why it is refused.
    """
    outcome = outcome_of(content) if elsewhere is None else _briefly(content, elsewhere)
    with _lock:
        while len(_known) >= _REMEMBERED:
            del _known[next(iter(_known))]
        _known[hashlib.sha256(content).hexdigest()] = outcome
    return outcome


def outcome_of(content: bytes) -> Outcome:
    """Rehearse a file, here and to the end.

    Args:
        content: The file's bytes.

    Returns:
        What it is, or why it is refused.
    """
    try:
        return pdf.rehearse(content, "the document", len(content))  # each service judges the size by its own rule
    except pdf.PdfRefused as refused:
        return pdf.PdfRefused(refused.name, refused.reason, refused.detail)  # without the frames of the trial
    except Exception:
        logger.exception("a document could not be rehearsed")
        return pdf.PdfRefused("the document", pdf.RefusalReason.DAMAGED)


def _briefly(content: bytes, elsewhere: Callable[[bytes], Outcome]) -> Outcome:
    """Rehearse a file here as long as it takes little; what takes more begins again elsewhere."""
    if len(content) > _LARGE:
        return elsewhere(content)
    try:
        with pdf.at_most(_LOOKS):
            return outcome_of(content)
    except pdf.TakesLong:
        return elsewhere(content)
