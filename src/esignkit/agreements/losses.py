"""What an agreement asks for, and the same agreement without some of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attrs import evolve, frozen

from esignkit.agreements.capabilities import Feature
from esignkit.agreements.enums import Delivery, FieldKind, PartyRole
from esignkit.agreements.problems import Problem
from esignkit.agreements.values import Agreement, Anchor, Box, InFile, Kba, Party, Password, Question, Sms

__all__ = ["Reduced", "features_of", "without"]

_MEMBERS = {
    "message": Feature.MESSAGE,
    "language": Feature.LANGUAGE,
    "expires_at": Feature.EXPIRY,
    "remind_every": Feature.REMINDERS,
    "reference": Feature.REFERENCE,
    "return_url": Feature.RETURN_URL,
}
_PARTY_MEMBERS = {"step": Feature.ORDER, "message": Feature.PARTY_MESSAGE, "language": Feature.PARTY_LANGUAGE}
_PLACES = {Box: Feature.BOX, Anchor: Feature.ANCHOR, InFile: Feature.IN_FILE}
_KINDS = {
    FieldKind.INITIALS: Feature.INITIALS,
    FieldKind.DATE: Feature.DATE_FIELD,
    FieldKind.TEXT: Feature.TEXT_FIELD,
    FieldKind.CHECKBOX: Feature.CHECKBOX,
}
_ROLES = {
    PartyRole.APPROVER: Feature.APPROVER,
    PartyRole.VIEWER: Feature.VIEWER,
    PartyRole.COPY: Feature.COPY,
}
_AUTHENTICATIONS = {Password: Feature.PASSWORD, Kba: Feature.KBA, Sms: Feature.SMS, Question: Feature.QUESTION}
_DELIVERIES = {Delivery.EMBEDDED: Feature.EMBEDDED, Delivery.SILENT: Feature.SILENT}


# What is asked for ---------------------------------------------------------------------------------------------------
def features_of(agreement: Agreement) -> Iterator[tuple[str, Feature]]:
    """Yield what an agreement asks for, each with the member that asks."""
    if len(agreement.documents) > 1:
        yield "documents", Feature.SEVERAL_DOCUMENTS
    for member, feature in _MEMBERS.items():
        if getattr(agreement, member) is not None:
            yield member, feature
    if agreement.copy_to:
        yield "copy_to", Feature.COPY
    for number, party in enumerate(agreement.parties):
        for member, feature in _features_of_party(party):
            yield f"parties[{number}].{member}", feature


def _features_of_party(party: Party) -> Iterator[tuple[str, Feature]]:
    if party.role in _ROLES:
        yield "role", _ROLES[party.role]
    if party.auth is not None:
        yield "auth", _AUTHENTICATIONS[type(party.auth)]
    if party.delivery in _DELIVERIES:
        yield "delivery", _DELIVERIES[party.delivery]
    for member, feature in _PARTY_MEMBERS.items():
        if getattr(party, member) is not None:
            yield member, feature
    if not party.sign and party.role is PartyRole.SIGNER:
        yield "sign", Feature.DEFAULT_PLACE
    for number, one in enumerate(party.sign):
        yield f"sign[{number}].at", _PLACES[type(one.at)]
        if one.kind in _KINDS:
            yield f"sign[{number}].kind", _KINDS[one.kind]


# The same without some of it -----------------------------------------------------------------------------------------
@frozen
class Reduced:
    """An agreement without some features, and where in the whole one its parties and fields stand."""

    agreement: Agreement
    """What is left."""
    parties: tuple[int, ...]
    """The number in the whole agreement of each party that is left."""
    fields: Mapping[int, tuple[int, ...]]
    """The numbers in the whole agreement of the fields that are left, by the number that their party has there."""

    def in_whole(self, problem: Problem) -> Problem:
        """Return a problem of what is left, with the path that it has in the whole agreement."""
        match = re.match(r"parties\[(\d+)\](?:\.sign\[(\d+)\])?", problem.path)
        if match is None:
            return problem
        party = self.parties[int(match[1])]
        path = f"parties[{party}]"
        if match[2] is not None:
            path += f".sign[{self.fields[party][int(match[2])]}]"
        return evolve(problem, path=path + problem.path[match.end() :])


def without(agreement: Agreement, lost: Collection[Feature]) -> Reduced:
    """Return an agreement without some features."""
    changes: dict[str, Any] = {name: None for name, feature in _MEMBERS.items() if feature in lost}
    if Feature.COPY in lost:
        changes["copy_to"] = ()
    numbers = tuple(n for n, party in enumerate(agreement.parties) if _ROLES.get(party.role) not in lost)
    fields = {n: tuple(_fields_left(agreement.parties[n], lost)) for n in numbers}
    parties = [_party_without(agreement.parties[n], lost, fields[n]) for n in numbers]
    return Reduced(evolve(agreement, parties=parties, **changes), numbers, fields)


def _fields_left(party: Party, lost: Collection[Feature]) -> Iterator[int]:
    for number, one in enumerate(party.sign):
        if _PLACES[type(one.at)] not in lost and _KINDS.get(one.kind) not in lost:
            yield number


def _party_without(party: Party, lost: Collection[Feature], fields: Collection[int]) -> Party:
    changes: dict[str, Any] = {name: None for name, feature in _PARTY_MEMBERS.items() if feature in lost}
    if party.auth is not None and _AUTHENTICATIONS[type(party.auth)] in lost:
        changes["auth"] = None
    if _DELIVERIES.get(party.delivery) in lost:
        changes["delivery"] = Delivery.EMAIL
    changes["sign"] = [party.sign[number] for number in fields]
    return evolve(party, **changes)
