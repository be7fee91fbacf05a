"""Anchor tags of Constellation1 in an agreement: which party a tag is for, and what it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from esignkit.agreements.capabilities import Feature
from esignkit.agreements.enums import FieldKind, PartyRole
from esignkit.agreements.problems import Problem
from esignkit.agreements.values import Agreement, Anchor, Field, InFile, Party

__all__ = ["label_of", "tag_problems"]

_TAG = re.compile(r"<(dt|d|t|sig|ini|txt|chk|rdo|ddl)_(?:req|opt|aut)_([^_<>]+)(?:_[^<>]+)?>")
_KINDS = {
    FieldKind.SIGNATURE: ("sig",),
    FieldKind.INITIALS: ("ini",),
    FieldKind.DATE: ("d", "dt", "t"),
    FieldKind.TEXT: ("txt",),
    FieldKind.CHECKBOX: ("chk",),
}
_WIDTHS = {"sig": 175, "ini": 45, "d": 100, "txt": 175, "chk": 12}
_ROLES = ("Seller", "Buyer")


def label_of(number: int, party: Party) -> str:
    """Return the role that tags name for a party; they count from 0. `Seller 1`, `Buyer 1`, `Seller 2` and so on."""
    return party.label or f"{_ROLES[number % 2]} {number // 2 + 1}"


def tag_problems(agreement: Agreement) -> Iterator[Problem]:
    """Yield roles that two parties have, and fields that are no tags of their party."""
    labels: dict[str, int] = {}
    signer = 0
    for number, party in enumerate(agreement.parties):
        if party.role is not PartyRole.SIGNER:
            continue
        label = label_of(signer, party)
        signer += 1
        first = labels.setdefault(label, number)
        if first != number:
            yield Problem(
                path=f"parties[{number}].label",
                reason=f"parties[{first}] is {label!r} too; a role has one signer",
            )
        for index, one in enumerate(party.sign):
            yield from _field_problems(f"parties[{number}].sign[{index}].at", one, label)


def _field_problems(path: str, one: Field, label: str) -> Iterator[Problem]:
    name = _KINDS[one.kind][0]
    example = f"<{name}_req_{label}_{_WIDTHS[name]}>"
    if isinstance(one.at, InFile) and one.at.name:
        yield Problem(
            path=f"{path}.name",
            reason="it reads no form fields",
            nearest=f"write the tag {example} into the document, and give InFile()",
            feature=Feature.IN_FILE,
        )
    if not isinstance(one.at, Anchor):
        return
    text = one.at.text.strip()
    tag = _TAG.fullmatch(text)
    if tag is None:
        yield Problem(
            path=f"{path}.text",
            reason=f"it finds its own tags only, and {text!r} is none",
            nearest=f"write {example} into the document (constellation1.anchor_tag makes such)",
            feature=Feature.ANCHOR,
        )
    elif tag[2] != label:
        yield Problem(
            path=f"{path}.text", reason=f"the tag is for the role {tag[2]!r}, and the party's label is {label!r}"
        )
    elif tag[1] not in _KINDS[one.kind]:
        yield Problem(
            path=f"{path}.text",
            reason=f"{text} does not ask for what the field does ({one.kind.value})",
            nearest=f"write {example} into the document",
        )
