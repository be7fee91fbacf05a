"""The life cycle of a package, a signature request or a session, and its drawing.

Models are told apart by name, so that no provider is loaded for the sake of a drawing.
"""

from __future__ import annotations

import math
from datetime import date, datetime
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from esignkit.core.suggestions import with_suggestions
from esignkit.core.text import kind_of, printable
from esignkit.display.escaping import escape
from esignkit.display.privacy import MASKED, mask_text, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from esignkit.core.record import Record

__all__ = ["Step", "Timeline", "has_timeline", "timeline"]

State = Literal["done", "now", "ahead", "ended"]

_COLOURS: dict[State, str] = {"done": "#2e7d32", "now": "#1565c0", "ahead": "#757575", "ended": "#c62828"}
_WORDS: dict[State, str] = {"done": "done", "now": "here it stands", "ahead": "ahead", "ended": "ended here"}
_WIDTH, _HEIGHT, _LINE, _FONT_SIZE = 150, 84, 24, 12
_FIRST_WIDE = "\u1100"  # from here on stand the scripts of East Asia, and emoji
_LONGEST = 60
"""How many characters of a label are drawn; the drawing's title holds all."""


@with_suggestions
@frozen
class Step:
    """One step of a life."""

    label: str
    """The service's word for it, or who did it."""
    state: State
    """Whether it is done, where things stand, ahead, or how it ended early."""
    when: datetime | None = None
    """When it happened, or is due."""


@with_suggestions
@frozen
class Timeline:
    """Steps in order; a notebook draws them."""

    steps: list[Step]
    """The steps, in their order."""

    def svg(self) -> str:
        """Return the drawing as a picture of its own: dark on white, whatever is around it."""
        return self._drawing("#212121", '<rect width="100%" height="100%" fill="#ffffff"/>')

    def html(self) -> str:
        """Return the drawing as a part of a page: in the page's own text colour; it scrolls where it is too wide."""
        return f'<div style="overflow-x:auto">{self._drawing("currentColor", "")}</div>'

    def _drawing(self, ink: str, paper: str) -> str:
        labels = [_cut(step.label) for step in self.steps]
        edges = list(accumulate((_column_width(label) for label in labels), initial=0))
        width = edges[-1] or _WIDTH
        centres = [(left + right) // 2 for left, right in pairwise(edges)]
        description = "; ".join(f"{step.label}: {_WORDS[step.state]}" for step in self.steps)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {_HEIGHT}" width="{width}" '
            f'height="{_HEIGHT}" style="max-width:none" font-family="sans-serif" font-size="{_FONT_SIZE}">'
            f"<title>{escape(description)}</title>{paper}"
        )
        parts = [head]
        for n, (step, label, x) in enumerate(zip(self.steps, labels, centres, strict=True)):
            colour = _COLOURS[step.state]
            if n:
                dashes = ' stroke-dasharray="4 4"' if step.state == "ahead" else ""
                parts.append(
                    f'<line x1="{centres[n - 1] + 9}" y1="{_LINE}" x2="{x - 9}" y2="{_LINE}" stroke="{colour}" '
                    f'stroke-width="2"{dashes}/>'
                )
            fill = "none" if step.state == "ahead" else colour
            parts.append(f'<circle cx="{x}" cy="{_LINE}" r="8" fill="{fill}" stroke="{colour}" stroke-width="2"/>')
            weight = "bold" if step.state in ("now", "ended") else "normal"
            parts.append(_text(x, 50, label, weight, ink))
            if step.when is not None:
                parts.append(_text(x, 68, f"{step.when:%Y-%m-%d %H:%M}", "normal", ink))
        return "".join([*parts, "</svg>"])

    def _repr_html_(self) -> str:
        return self.html()

    def _repr_svg_(self) -> str:
        return self.svg()

    def __str__(self) -> str:
        marks = {"done": "✓", "now": "●", "ahead": "○", "ended": "✗"}
        return printable(" — ".join(f"{marks[step.state]} {step.label}" for step in self.steps))


def timeline(record: Record) -> Timeline:
    """Return the life of a package, a signature request (its context tells most) or a session.

    Args:
        record: An eSignLive `Package`, an Ignisign `SignatureRequest` or `SignatureRequestContext`, or a Constellation1
            `Session`, as the service answered it.

    Raises:
        TypeError: It is none of these.
    """
    make = _maker(record)
    if make is None:
        raise TypeError(f"{kind_of(record)} has no life cycle; give a package, a signature request or a session")
    return Timeline(make(record))


def has_timeline(record: Record) -> bool:
    """Tell whether a model has a life to draw: it is of the right kind, and a response of the service."""
    return _maker(record) is not None and bool(
        getattr(record, "id", None) or getattr(record, "signing_session_id", None)
    )


def _maker(record: Record) -> Callable[[Any], list[Step]] | None:
    for cls in type(record).__mro__:
        maker = _MAKERS.get((".".join(cls.__module__.split(".")[:2]), cls.__name__))
        if maker is not None:
            return maker
    return None


def _get(one: object, name: str) -> Any:
    """Return a member; None where the response did not have it."""
    return getattr(one, name, None)


def _package(package: Any) -> list[Step]:
    status = str(_get(package, "status") or "DRAFT")
    sent, is_over = status != "DRAFT", status in ("COMPLETED", "ARCHIVED")
    bad = status in ("DECLINED", "OPTED_OUT", "EXPIRED", "TRASHED")
    steps = [Step("DRAFT", "done" if sent else "now", _moment(_get(package, "created")))]
    steps.append(Step("SENT", "ahead" if not sent else "done" if is_over or bad else "now"))
    for role in _get(package, "roles") or ():
        moments = [
            approval.signed or approval.accepted
            for document in _get(package, "documents") or ()
            for approval in _get(document, "approvals") or ()
            if _get(approval, "role") == _get(role, "id")
        ]
        if moments:
            signed = all(moments)
            latest = max((m for m in map(_moment, moments) if m), default=None) if signed else None
            steps.append(
                Step(
                    _person(_first(_get(role, "signers")), _get(role, "name") or _get(role, "id")),
                    "done" if signed else "ahead",
                    latest,
                )
            )
    if bad:
        return [*steps, Step(status, "ended", _moment(_get(package, "updated")))]
    steps.append(Step("COMPLETED", "done" if is_over else "ahead", _moment(package.completed)))
    if status == "ARCHIVED":
        steps.append(Step("ARCHIVED", "now"))
    if not is_over and package.due:
        steps.append(Step("due", "ahead", _moment(package.due)))
    return steps


def _signature_request(request: Any) -> list[Step]:
    status = str(_get(request, "status") or "DRAFT")
    path = ["DRAFT", "READY", "IN_PROGRESS", "PROCESSING", "COMPLETED"]
    if status.startswith("WAITING_"):
        path.insert(1, status)
    ended = status not in path
    at = path.index(status) if not ended else len(path)
    signed = set(_get(request, "signed_by") or ())
    steps: list[Step] = []
    for n, label in enumerate(path):
        if label == "READY" and status != "READY":
            continue  # passed at once
        if ended and label in ("PROCESSING", "COMPLETED"):
            continue
        state: State = "done" if n < at or at == len(path) - 1 else "now" if n == at else "ahead"
        when = {"DRAFT": request.created_at, "COMPLETED": request.closed_at if state == "done" else None}.get(label)
        steps.append(Step(label, state, _moment(when)))
        if label == "IN_PROGRESS":
            for signer in _get(request, "signers") or ():
                by: State = "done" if _get(signer, "signer_id") in signed or at == len(path) - 1 else "ahead"
                steps.append(Step(_person(signer, _get(signer, "signer_id")), by))
    if ended:
        steps.append(Step(status, "ended", _moment(request.closed_at)))
    elif at < len(path) - 1 and request.expiration_date_is_activated and request.expiration_date:
        steps.append(Step("expires", "ahead", _moment(request.expiration_date)))
    return steps


def _session(session: Any) -> list[Step]:
    status = int(session.status) if session.status is not None else 1
    names = {1: "InDraft", 2: "InSent", 3: "Completed", 4: "Cancelled", 5: "Deleted", 6: "InPaused", 7: "Expired"}
    label = names.get(status, str(session.status))
    steps = [Step("InDraft", "now" if status == 1 else "done")]
    steps.append(Step("InSent", "now" if status == 2 else "ahead" if status == 1 else "done"))
    if status == 6:
        steps.append(Step("InPaused", "now"))
    for signer in _get(session, "signers") or ():
        signed = signer.status_code is not None and int(signer.status_code) == _SIGNED
        steps.append(Step(_person(signer, signer.signer_role), "done" if signed or status == 3 else "ahead"))
    if status not in (1, 2, 3, 6):
        return [*steps, Step(label, "ended")]
    steps.append(Step("Completed", "done" if status == 3 else "ahead"))
    info = session.session_info
    if status != 3 and info is not None and info.expires_on is not None:
        steps.append(Step("expires", "ahead", _moment(info.expires_on)))
    return steps


_SIGNED = 4
"""Constellation1's number for a signer who is done."""

_MAKERS: dict[tuple[str, str], Callable[[Any], list[Step]]] = {
    ("esignkit.esignlive", "Package"): _package,
    ("esignkit.ignisign", "SignatureRequest"): _signature_request,
    ("esignkit.constellation1", "Session"): _session,
}


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else None  # noqa: DTZ001 - a day


def _first(values: Iterable[Any] | None) -> Any:
    return next(iter(values or ()), None)


def _person(signer: Any, otherwise: str | None) -> str:
    """Return a signer's name, or what they are called when it is not known."""
    name = "" if signer is None else " ".join(filter(None, (signer.first_name, signer.last_name)))
    if not settings.mask_personal_data:
        return name or otherwise or "a signer"
    return MASKED if name else mask_text(otherwise or "a signer")


def _cut(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"


def _column_width(label: str) -> int:
    """Return the width that a label needs in the widest of the usual fonts, bold: a page chooses its own."""
    ems = sum(_ems(character) for character in label)
    return max(_WIDTH, math.ceil(ems * _FONT_SIZE) + 16)


def _ems(character: str) -> float:
    if character in "mwMW@%…—" or character >= _FIRST_WIDE:
        return 1.1
    return 0.9 if character.isupper() else 0.75


def _text(x: int, y: int, text: str, weight: str, ink: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="middle" font-weight="{weight}" fill="{ink}">{escape(text)}</text>'
