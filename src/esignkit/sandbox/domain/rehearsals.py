"""What rehearsing uploaded PDFs has shown, by their content: a file is signed on trial once, however often it is sent.

While a call is answered, rehearsing a file that nothing is known of is put off: nobody can say how long it takes. So is
later work on a file that took long.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from esignkit.sandbox import pdf
from esignkit.sandbox.domain.put_off import PutOff, beside, results

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Concatenate, TypeAlias

    Outcome: TypeAlias = pdf.PdfFacts | pdf.PdfRefused

logger: logging.Logger = logging.getLogger("esignkit.sandbox")

_P = ParamSpec("_P")
_T = TypeVar("_T")

_REMEMBERED = 1024
# What most contracts take is below: 200 to 600 looks at objects, a tenth of a second.
_LOOKS, _LARGE, _ANY = 1000, 512 * 1024, 1 << 60
_known: dict[str, Outcome] = {}
_took_long: dict[str, None] = {}
_lock = threading.Lock()


def facts_of(content: bytes, name: str) -> pdf.PdfFacts:
    """Return what a PDF is, once it is known that it can be signed.

    Args:
        content: The file's bytes.
        name: The document's name, for the text of an error.

    Raises:
        PdfRefused: It can't be signed without loss.
        PutOff: It has to be rehearsed first.
    """
    digest, done = hashlib.sha256(content).hexdigest(), results()
    outcome = _known.get(digest) or (done or {}).get(digest)
    if outcome is None and done is not None:
        raise PutOff(digest, lambda process: rehearse(content, process.measure))
    if not isinstance(outcome, pdf.PdfFacts | pdf.PdfRefused):
        outcome = rehearse(content)
    if isinstance(outcome, pdf.PdfRefused):
        raise pdf.PdfRefused(name, outcome.reason, outcome.detail)
    return outcome


def in_turn_or_beside(
    function: Callable[Concatenate[bytes, _P], _T], content: bytes, *args: _P.args, **kwargs: _P.kwargs
) -> _T:
    """Call a function that works on a document: at once if that takes little, else beside other calls.

    Args:
        function: A function of a module whose result depends on what it is given alone.
        content: The document.
        args: What else it is given.
        kwargs: The same, by name; see `beside` for `at`.

    Raises:
        PutOff: It is to be done first.
    """
    if results() is None:
        return function(content, *args, **kwargs)
    digest = hashlib.sha256(content).hexdigest()
    if len(content) <= _LARGE and digest not in _took_long:  # a part of what its rehearsal took
        try:
            with pdf.at_most(_LOOKS):
                return function(content, *args, **kwargs)
        except pdf.TakesLong:
            with _lock:
                _remember(_took_long, digest, None)
    result = beside(function, content, *args, **kwargs)
    if isinstance(result, bytes):  # the document with something added: that takes long too
        with _lock:
            _remember(_took_long, hashlib.sha256(result).hexdigest(), None)
    return result


@contextmanager
def by_name(name: str) -> Generator[None]:
    """Refuse a document by its name, whatever of the block finds that it can't be used.

    Args:
        name: What its sender calls it.

    Raises:
        PdfRefused: With the name.
    """
    try:
        yield
    except pdf.PdfRefused as refused:
        raise pdf.PdfRefused(name, refused.reason, refused.detail) from refused
    except pdf.SignatureFieldError as error:
        raise pdf.PdfRefused(name, pdf.RefusalReason.UNVERIFIABLE, str(error)) from error


def rehearse(content: bytes, elsewhere: Callable[[bytes], tuple[Outcome, bool]] | None = None) -> Outcome:
    """Rehearse a file, in any thread, and remember the outcome.

    Args:
        content: The file's bytes.
        elsewhere: Rehearses it where nobody waits for a turn, and says whether that took long; None does it here.

    Returns:
        What it is, or why it is refused.
    """
    digest = hashlib.sha256(content).hexdigest()
    outcome, took_long = (elsewhere or measured_outcome_of)(content)
    with _lock:
        _remember(_known, digest, outcome)
        if took_long:
            _remember(_took_long, digest, None)
    return outcome


def measured_outcome_of(content: bytes) -> tuple[Outcome, bool]:
    """Rehearse a file, here and to the end.

    Args:
        content: The file's bytes.

    Returns:
        What it is, or why it is refused; and whether that took longer than others should wait for.
    """
    with pdf.at_most(_ANY):
        outcome = outcome_of(content)
        looks = _ANY - (pdf.looks_left() or 0)
    return outcome, looks > _LOOKS or len(content) > _LARGE


def _remember(known: dict[str, _T], digest: str, value: _T) -> None:
    while len(known) >= _REMEMBERED:
        del known[next(iter(known))]
    known[digest] = value


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
