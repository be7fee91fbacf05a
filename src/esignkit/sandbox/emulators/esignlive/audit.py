"""A package's audit trail: the acts of signers and senders, with the service's event names and members."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from esignkit.sandbox.emulators.esignlive.dates import date_text
from esignkit.sandbox.emulators.esignlive.package_parts import signature_field
from esignkit.sandbox.json_values import JSONObject, as_text, objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esignkit.sandbox.domain.model import Event
    from esignkit.sandbox.emulators.call import Call
    from esignkit.sandbox.emulators.esignlive.package import Package

_WORDS = {
    "declined": "Decline",
    "opted_out": "Opt Out",
    "downloaded_zip": "Download Zip",
}
_INITIALS = ("INITIALS", "CHOOSE_INITIALS")
_DRAWN = ("CAPTURE", "MOBILE_CAPTURE", "RAW_CAPTURE")

_Act = tuple[str, str, str]  # what was done, to what kind of thing, and its name


def audit_events(call: Call, package: Package) -> list[JSONObject]:
    """Return a package's audit trail. Acts without an event at the service, such as sending, are not in it."""
    parties = {party.id: party for party in package.transaction.parties}
    events: list[JSONObject] = []
    signed: set[tuple[str, str]] = set()
    for event in call.work.events(package.id):
        party = parties.get(as_text(event.detail.get("party")))
        for kind, target_type, target in _acts(package, event, signed):
            events.append(
                {
                    "type": kind,
                    "date-time": date_text(event.time),
                    "target": target,
                    "target-type": target_type,
                    "user": party.name if party else call.account.name,
                    "user-email": party.email if party else call.account.email,
                    "user-ip": "127.0.0.1",
                    "data": as_text(event.detail.get("reason")),
                }
            )
    return events


def audit_xml(package: Package, events: list[JSONObject]) -> bytes:
    """Return the audit trail as XML, its members as elements."""
    root = Element("audit-trail", {"package-id": package.id})
    for event in events:
        element = SubElement(root, "audit-event")
        for name, value in event.items():
            SubElement(element, name).text = as_text(value)
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _acts(package: Package, event: Event, signed: set[tuple[str, str]]) -> Iterator[_Act]:
    """Yield the audit events of a sandbox event; `signed` holds who has signed which document."""
    party = as_text(event.detail.get("party"))
    if event.kind in {"signed", "signed_document"}:
        for document in package.all_documents:
            is_included = (
                event.kind == "signed"
                or document is package.consent  # nobody signs before it is accepted
                or document["id"] == event.detail.get("document")
            )
            if is_included and (party, as_text(document["id"])) not in signed:
                signed.add((party, as_text(document["id"])))
                yield from _signatures(document, party)
        if event.kind == "signed":
            yield "Confirm", "Package", package.name
    elif event.kind == "viewed":
        name = next(
            (
                as_text(document["name"])
                for document in package.all_documents
                if document["id"] == event.detail.get("document")
            ),
            "",
        )
        yield "View", "Document", name
    elif event.kind in _WORDS:
        yield _WORDS[event.kind], "Package", package.name


def _signatures(document: JSONObject, role_id: str) -> Iterator[_Act]:
    for approval in objects(document.get("approvals")):
        field = signature_field(approval)
        if approval.get("role") != role_id:
            continue
        subtype = as_text(field.get("subtype")) if field else ""
        if field is None:
            kind = "Accept"
        elif subtype in _INITIALS:
            kind = "Click To Initial"
        else:
            kind = "Capture Signature" if subtype in _DRAWN else "Click To Sign"
        yield kind, "Document", as_text(document["name"])
