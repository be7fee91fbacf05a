"""In what the sandbox differs from the services: how well each call is known, and what it does not do.

The console and the documentation show the same tables, made of those that the emulators themselves use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from esignkit.sandbox.emulators.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esignkit.sandbox.emulators.base import Emulator

SERVICE_NAMES = {
    "constellation1": "Constellation1 eSign",
    "esignlive": "eSignLive / OneSpan Sign",
    "ignisign": "Ignisign",
}
"""How people call the services."""

NOT_DONE: dict[str, tuple[str, ...]] = {
    "": (
        "No mail, SMS or telephone call leaves the machine, and nobody's identity is proved.",
        (
            "Signatures are real digital signatures by a certificate authority of the sandbox's own. They bind nobody, "
            "and carry no time stamp of another authority."
        ),
        "Word and OpenDocument files, pictures and text are kept and not converted: a stand-in page is signed.",
        (
            "Letters that the standard fonts lack are drawn where the extra fonts is installed. Elsewhere a note "
            "stands in their place, such as [no font: Greek]; the field's value is the text."
        ),
        "There are no limits on the rate of calls; a fault can answer 429.",
        "Who may do what is decided by the credentials alone: there are no permissions of single users.",
        "Branding, themes and settings are stored and answered; pages do not follow them.",
        "Operations that the SDK has no methods for are only partly there. An unknown one is refused.",
    ),
    "constellation1": (
        "EncryptString's cipher is a stand-in: it can be used with the sandbox only.",
        "Files that signers upload, delegations and archiving happen by calls of the sandbox's own.",
        "Groups have users and roles, and nothing else.",
    ),
    "esignlive": (
        (
            "Knowledge-based and identity verification, notaries, virtual rooms and their recordings are stored, and "
            "never take place."
        ),
        (
            "Of conditions of fields the spelling of `value == '…'` and `disabled = false` is published; `!=`, "
            "`disabled = true` and `required` are inferred. Any other is stored and has no effect."
        ),
        "The content of the evidence summary is the sandbox's own; only that it is a PDF is published.",
        "Search finds what contains the words; its ranking and its limit of 100 hits are not emulated.",
        (
            "Reports count what is in the sandbox. The columns of their CSV, and that every value is in quotes, are "
            "inferred."
        ),
        (
            "The keys of errors are published for few mistakes only; others are inferred, like those of an approval "
            "without a role and of two signatures of one name."
        ),
    ),
    "ignisign": (
        "XAdES files and ASiC containers are well-formed and signed, and follow no profile exactly.",
        "What a signature proof shows is not published; the sandbox's pages say that they are its own.",
        "Templates are not known: a document made of JSON shows the data as they were given.",
        "Signers are never asked for a proof of identity, whatever the profile says.",
    ),
}
"""What the sandbox does not do, by service; what is true of all stands under the empty name."""


@frozen
class CallEvidence:
    """How well one call of a service is known."""

    method: str
    """HTTP method."""
    path: str
    """Path template, as the service documents it."""
    operation: str
    """The sandbox's name of the operation."""
    evidence: Evidence | None
    """How well it is known; None where no label was given."""


def calls_of(emulator: Emulator) -> list[CallEvidence]:
    """Return all calls of a service, those that are known least first, else as its emulator has them."""
    calls = [
        CallEvidence(
            route.method,
            route.template.removeprefix(emulator.base) or "/",
            route.operation,
            emulator.evidence_of(route),
        )
        for route in emulator.routes()
    ]
    return sorted(calls, key=lambda call: _ORDER.index(str(call.evidence)))


def counts_of(calls: Iterable[CallEvidence]) -> dict[str, int]:
    """Return how many calls have each label, without labels that none has."""
    labels = [str(call.evidence) for call in calls]
    return {str(label): labels.count(label) for label in Evidence if label in labels}


def markdown(emulator: Emulator) -> str:
    """Return the calls of a service, what the sandbox does not do, and its switches as Markdown."""
    calls = calls_of(emulator)
    counts = ", ".join(f"{count} {label}" for label, count in counts_of(calls).items())
    lines = [f"Of {len(calls)} calls, {counts}.", "", "Not done:", ""]
    lines += [f"- {one}" for one in NOT_DONE[emulator.provider]]
    lines += ["", "| call | operation | known as |", "|---|---|---|"]
    lines += [f"| `{call.method} {call.path}` | `{call.operation}` | {call.evidence} |" for call in calls]
    lines += ["", "Its switches:", "", "| switch | default | what |", "|---|---|---|"]
    lines += [f"| `{row.name}` | `{row.default!r}` | {row.about} |" for row in emulator.switch_table()]
    return "\n".join(lines) + "\n"


_ORDER = ("None", "unknown", "inferred", "the sandbox's own", "documented")
