"""What the signing page shows of a transaction: its documents with their pages, and the fields of one signer."""

from __future__ import annotations

import hashlib
import itertools
import json
import threading
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen

from esignkit.sandbox import pdf
from esignkit.sandbox.domain.document_store import fields_of
from esignkit.sandbox.domain.form_fields import CHECKED, ON, WRITTEN, FieldKind, FormField, Problem, Rule
from esignkit.sandbox.domain.rehearsals import by_name, in_turn_or_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from esignkit.sandbox.domain.model import Document, Party, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.web.signing_texts import Texts

_Placed: TypeAlias = "tuple[FormField, pdf.Place | None]"
_USUAL_PAD = (188.0, 32.0)
_MOST_LAYOUTS = 64


@frozen
class EntryView:
    """One field, as the page shows it."""

    number: int
    """Its number, from 1: what is filled in, signatures and initials are counted apart."""
    kind: str
    """What it takes, as a word of `FieldKind`."""
    name: str
    """Name of the form's control."""
    label: str
    """What it is called."""
    value: str
    """What it holds."""
    control_value: str
    """What a check box or radio button sends when it is on."""
    required: bool
    """Whether it must be filled in."""
    place: pdf.Place | None
    """Where it stands; None when it shows nowhere."""
    options: Sequence[str] = ()
    """The values of a list."""
    max_length: int = 0
    """The most characters; 0 for any number."""
    problem: str = ""
    """What is wrong with it."""
    key: str = ""
    """Id of the element, unique on the page."""
    id: str = ""
    """Id of the field, by which rules of others name it."""
    own: str = ""
    """What it holds while it is disabled."""
    disabled: bool = False
    """Whether it is disabled unless a rule says otherwise."""
    rules: str = ""
    """Its rules as JSON, for the page's script; empty without any."""
    hints: Sequence[str] = ()
    """Its rules in words."""

    @property
    def is_mark(self) -> bool:
        """Whether it is a place of the signature or of initials."""
        return self.kind in WRITTEN


@frozen
class PageView:
    """One page of a document."""

    number: int
    """From 1."""
    width: float
    """In points."""
    height: float
    """In points."""
    controls: list[EntryView] = field(factory=list[EntryView])
    """What is to be filled in on it, and where the signature and the initials of the signer will stand, as it is read.
    """

    @property
    def entries(self) -> list[EntryView]:
        """What is to be filled in."""
        return [one for one in self.controls if not one.is_mark]


@frozen
class DocumentView:
    """One document."""

    number: int
    """From 0, as its addresses have it."""
    name: str
    """Its name."""
    version: str
    """Changes with its content."""
    pages: list[PageView]
    """Its pages."""
    loose: list[EntryView]
    """Fields that show nowhere."""


def shown_documents(transaction: Transaction) -> list[Document]:
    """Return the documents that can be shown: those with content."""
    return [document for document in transaction.documents if document.current or document.pdf]


def digest_of(document: Document) -> str:
    """Return the checksum of the PDF that is shown: with the signatures so far."""
    return document.current or document.pdf or ""


def version_of(document: Document) -> str:
    """Return what changes with the PDF that is shown, for the addresses of its pictures."""
    return digest_of(document)[:16]


def shown_round(transaction: Transaction) -> str:
    """Return what changes when the page shows other documents, or the sender has taken them back and sent them again.

    It stays the same when others sign: the documents are then what they were.
    """
    opened = transaction.opened.isoformat() if transaction.opened else ""
    documents = [[document.id, document.pdf] for document in shown_documents(transaction)]
    return hashlib.sha256(json.dumps([opened, documents]).encode()).hexdigest()[:32]


def layout_of(work: UnitOfWork, document: Document) -> pdf.Layout:
    """Return the pages of a document and the places of its fields."""
    with by_name(document.name or document.id):
        return _layout(digest_of(document), lambda: work.blob(digest_of(document)))


_layouts: dict[str, pdf.Layout] = {}
_lock = threading.Lock()


def _layout(digest: str, content: Callable[[], bytes]) -> pdf.Layout:
    layout = _layouts.get(digest)
    if layout is None:
        layout = in_turn_or_beside(pdf.read_layout, content())
        with _lock:  # all sandboxes of a process remember here
            _layouts[digest] = layout
            while len(_layouts) > _MOST_LAYOUTS:
                del _layouts[next(iter(_layouts))]
    return layout


def document_views(
    work: UnitOfWork,
    transaction: Transaction,
    party: Party,
    texts: Texts,
    values: Mapping[str, str],
    problems: Mapping[str, Problem],
) -> list[DocumentView]:
    """Return all documents of a transaction with the fields of one signer.

    Args:
        work: The unit of work.
        transaction: The transaction.
        party: The signer.
        texts: The signer's language.
        values: What the signer has entered so far, by the ids of the fields.
        problems: What is wrong with it.
    """
    # What is filled in shows its number, signatures and initials show none.
    counters = {kind: itertools.count(1) for kind in ("", *WRITTEN)}
    shown = shown_documents(transaction)
    layouts = [layout_of(work, document) for document in shown]
    own = [
        _as_read(
            [(one, layout.place(_pdf_name(one, document))) for one in _own_fields(work, transaction, document, party)]
        )
        for document, layout in zip(shown, layouts, strict=True)
    ]
    numbers = {one.id: next(counters[one.kind if one.kind in WRITTEN else ""]) for fields in own for one, _ in fields}
    words = _Words(texts, fields_of(work, transaction, party), numbers)
    views: list[DocumentView] = []
    for number, (document, layout, fields) in enumerate(zip(shown, layouts, own, strict=True)):
        pages = [PageView(index, size.width, size.height) for index, size in enumerate(layout.pages, 1)]
        loose: list[EntryView] = []
        for one, place in fields:
            entry = _entry(one, place, words, values, problems)
            if place is not None:
                pages[min(place.page, len(pages) - 1)].controls.append(entry)
            elif not entry.is_mark:
                loose.append(entry)
        name = work.life_cycle(transaction).document_name(transaction, document)
        views.append(DocumentView(number, name, version_of(document), pages, loose))
    return views


def _own_fields(work: UnitOfWork, transaction: Transaction, document: Document, party: Party) -> list[FormField]:
    fields = [one for one in fields_of(work, transaction, party, document.id) if not one.read_only]
    if party.id in document.fields and not any(one.main for one in fields):
        name = document.fields[party.id]
        fields.append(FormField(name, document.id, party.id, FieldKind.SIGNATURE, name, main=True))
    return fields


def _pdf_name(one: FormField, document: Document) -> str:
    return document.fields.get(one.party_id, one.name) if one.main else one.name


def _as_read(fields: Sequence[_Placed]) -> list[_Placed]:
    """Return fields with their places in the order in which a document is read: by pages, lines, from left to right.

    What begins beside the upper half of the first of a line is in that line. Those without a place come last.
    """
    lines: list[list[tuple[pdf.Place, FormField]]] = []
    by_top = sorted(
        ((place, one) for one, place in fields if place is not None), key=lambda it: (it[0].page, it[0].box.top)
    )
    for place, one in by_top:
        first = lines[-1][0][0] if lines else None
        if first is None or place.page != first.page or place.box.top >= first.box.top + first.box.height / 2:
            lines.append([])
        lines[-1].append((place, one))
    read = [(one, place) for line in lines for place, one in sorted(line, key=lambda it: it[0].box.left)]
    return [*read, *(it for it in fields if it[1] is None)]


def control_name(one: FormField) -> str:
    """Return the name of a field's control: radio buttons of one group share one."""
    if one.kind is FieldKind.RADIO:
        return f"group:{one.document_id}/{one.group or one.id}"
    return f"field:{one.id}"


class _Words:
    """What fields are called, and their rules in words.

    Args:
        texts: The signer's language.
        fields: All fields of the signer.
        numbers: The numbers of those that show, by their ids.
    """

    def __init__(self, texts: Texts, fields: Sequence[FormField], numbers: Mapping[str, int]) -> None:
        self.texts = texts
        self.fields = {one.id: one for one in fields}
        self.numbers = numbers

    def label(self, one: FormField) -> str:
        """Return what the sender calls a field, or what it is and the number or name by which it is found."""
        if one.label:
            return one.label
        kind, number = self.texts(f"kind_{one.kind}"), self.numbers.get(one.id)
        if number is None:
            return f"{kind} {one.name}"
        return f"{kind} {number}" if one.kind in WRITTEN else self.texts("unnamed", kind=kind, number=number)

    def hints(self, one: FormField) -> list[str]:
        """Return the rules of a field, each as a sentence."""
        return [self._hint(rule) for rule in one.rules]

    def rules(self, one: FormField) -> str:
        """Return the rules of a field for the page's script, with what fields that do not show hold."""
        if not one.rules:
            return ""
        rules = [
            {
                "source": rule.source,
                "held": self.fields[rule.source].value,
                "value": rule.value,
                "differs": rule.differs,
                "effect": rule.effect,
                "on": rule.on,
            }
            for rule in one.rules
        ]
        return json.dumps(rules)

    def _hint(self, rule: Rule) -> str:
        source = self.fields[rule.source]
        label = self.label(source)
        if source.kind in CHECKED and rule.value in {ON, ""}:
            state = self.texts("rule_off" if (rule.value == ON) is rule.differs else "rule_on", label=label)
        elif not rule.value:
            state = self.texts("rule_filled" if rule.differs else "rule_empty", label=label)
        else:
            state = self.texts("rule_differs" if rule.differs else "rule_is", label=label, value=rule.value)
        return self.texts(f"rule_{rule.effect}_{'yes' if rule.on else 'no'}", state=state)


def _entry(
    one: FormField,
    place: pdf.Place | None,
    words: _Words,
    values: Mapping[str, str],
    problems: Mapping[str, Problem],
) -> EntryView:
    number, label = words.numbers[one.id], words.label(one)
    problem = problems.get(one.id)
    if problem is Problem.MISSING and one.kind in {FieldKind.RADIO, FieldKind.LIST}:
        problem = Problem.NOT_AN_OPTION  # nobody fills in what is chosen
    return EntryView(
        number=number,
        kind=one.kind.value,
        name=control_name(one),
        label=label,
        value=values.get(one.id, one.value),
        control_value=one.id if one.kind is FieldKind.RADIO else ON,
        required=one.required,
        place=place,
        options=one.options,
        max_length=one.max_length,
        problem=words.texts(problem.value, label=label) if problem is not None else "",
        key=f"{f'mark-{one.kind}' if one.kind in WRITTEN else 'entry'}{number}",
        id=one.id,
        own=one.value,
        disabled=one.disabled,
        rules=words.rules(one),
        hints=words.hints(one),
    )


def read_values(fields: Sequence[FormField], sent: Mapping[str, str]) -> dict[str, str]:
    """Return the values that a form has sent, by the ids of the fields.

    Args:
        fields: The signer's fields.
        sent: The form, by the names of its controls. A box that is not checked is not sent.
    """
    values: dict[str, str] = {}
    for one in fields:
        if one.kind in WRITTEN or one.read_only:
            continue
        value = sent.get(control_name(one), "")
        if one.kind is FieldKind.RADIO:
            value = ON if value == one.id else ""
        elif one.kind in CHECKED:
            value = ON if value else ""
        values[one.id] = value.replace("\r\n", "\n")
    return values


def pad_size(work: UnitOfWork, transaction: Transaction, party: Party) -> tuple[float, float]:
    """Return width and height, in points, of where the signer's drawn signature will stand first."""
    for document in shown_documents(transaction):
        place = layout_of(work, document).place(document.fields.get(party.id, ""))
        if place is not None:
            left, bottom, right, top = pdf.pad_region(place.box.width, place.box.height)
            if right > left and top > bottom:
                return right - left, top - bottom
    return _USUAL_PAD


def style_sheet(documents: Sequence[DocumentView], pad: tuple[float, float]) -> str:
    """Return the style sheet that puts the fields in their places: the page itself may hold no styles."""
    wide: list[str] = []
    rules = [f".pad {{ --shape: {pad[0] / pad[1]:.4f}; aspect-ratio: var(--shape); }}"]
    for document in documents:
        for page in document.pages:
            for entry in page.controls:
                if entry.place is not None:
                    at = _at(entry.place.box, page)
                    (rules if entry.is_mark else wide).append(f".{entry.key} {{ {at} }}")
                    if not entry.is_mark:
                        rules.append(f".pin-{entry.key} {{ {at} }}")
    return "\n".join([*rules, "@media (min-width: 900px) {", *wide, "}"]) + "\n"


def _at(box: pdf.Box, page: PageView) -> str:
    """Return where a box stands, in hundredths of the page's width: in a narrow window, more is below the page."""
    sides = {"left": box.left, "top": box.top, "width": box.width, "height": box.height}
    return " ".join(f"{name}: {100 * side / page.width:.3f}cqw;" for name, side in sides.items())
