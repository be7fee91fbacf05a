"""What each service can do, as data: the checks, the documentation and the tests read these tables."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from attrs import frozen

from esignkit.core.suggestions import with_suggestions
from esignkit.names import EnumNames

__all__ = ["CAPABILITIES", "Capability", "Feature", "Support", "capability"]


class Support(enum.StrEnum, metaclass=EnumNames):
    """Whether a service can do something."""

    YES = "yes"
    """It can."""
    LIMITED = "limited"
    """It can, within the limits that `reason` states."""
    NO = "no"
    """It cannot; `nearest` is what comes nearest."""


class Feature(enum.StrEnum, metaclass=EnumNames):
    """Something that an agreement may ask for, or that can be done with one.

    The name is what `allow_loss` takes.
    """

    SEVERAL_DOCUMENTS = "several documents"
    """More than one document."""
    BOX = "box"
    """A field at a place of a page."""
    ANCHOR = "anchor"
    """A field beside a text."""
    IN_FILE = "in file"
    """A field that the file names."""
    DEFAULT_PLACE = "default place"
    """A signature without any place given."""
    INITIALS = "initials"
    """The first letters of a name."""
    DATE_FIELD = "date field"
    """The day of signing."""
    TEXT_FIELD = "text field"
    """A line of text."""
    CHECKBOX = "checkbox"
    """A box to tick."""
    APPROVER = "approver"
    """A party who agrees without signing."""
    VIEWER = "viewer"
    """A party who only sees the documents."""
    COPY = "copy"
    """Somebody who gets a copy."""
    ORDER = "order"
    """An order of signing."""
    MESSAGE = "message"
    """A text for all invitations."""
    PARTY_MESSAGE = "party message"
    """A text for one party's invitation."""
    LANGUAGE = "language"
    """The language of pages and mails."""
    PARTY_LANGUAGE = "party language"
    """The language for one party."""
    EXPIRY = "expiry"
    """A moment at which it expires."""
    REMINDERS = "reminders"
    """Reminders that the service sends by itself."""
    PASSWORD = "password"  # noqa: S105 - a feature's name
    """A word that the party must give."""
    KBA = "kba"
    """Questions from records about the person."""
    SMS = "sms"
    """A code in a text message."""
    QUESTION = "question"
    """A question and its answer."""
    EMBEDDED = "embedded"
    """Signing in your own pages."""
    SILENT = "silent"
    """No mail to a party."""
    REFERENCE = "reference"
    """Your own reference."""
    RETURN_URL = "return url"
    """Where a party comes back to."""
    LIST = "list"
    """List all agreements."""
    FIND = "find"
    """Find agreements by reference."""
    REMIND = "remind"
    """Remind the parties now."""
    CANCEL = "cancel"
    """Call it off."""
    SIGN_URL = "sign url"
    """The address where a party signs."""
    DECLINE = "decline"
    """Tell a refusal from other ends."""
    SIGNED_DOCUMENTS = "signed documents"
    """The signed files."""
    CERTIFICATE = "certificate"
    """The service's account of the signatures."""
    AUDIT_TRAIL = "audit trail"
    """What happened, entry by entry."""
    VIEWED_EVENT = "viewed event"
    """An event when a document is looked at."""
    VERIFIED_EVENTS = "verified events"
    """Certainty about who sent an event."""


@with_suggestions
@frozen
class Capability:
    """How far one service can do one thing."""

    support: Support
    """Whether it can."""
    reason: str = ""
    """The limits, or why not."""
    nearest: str = ""
    """What comes nearest, where it cannot."""


def _yes(note: str = "") -> Capability:
    return Capability(Support.YES, note)


def _limited(limits: str) -> Capability:
    return Capability(Support.LIMITED, limits)


def _no(reason: str, nearest: str) -> Capability:
    return Capability(Support.NO, reason, nearest)


_CONSTELLATION1: Mapping[Feature, Capability] = {
    Feature.SEVERAL_DOCUMENTS: _limited("together at most 100 MB"),
    Feature.BOX: _no(
        "no call takes places", "write anchor tags into the document, such as <sig_req_Seller 1_175>, and give InFile()"
    ),
    Feature.ANCHOR: _limited("the text must be one of its anchor tags, and name the party's label as its role"),
    Feature.IN_FILE: _limited("anchor tags in the text; form fields are not read"),
    Feature.DEFAULT_PLACE: _limited("a signature stands where the document has an anchor tag with the party's role"),
    Feature.INITIALS: _limited("by anchor tag"),
    Feature.DATE_FIELD: _limited("by anchor tag"),
    Feature.TEXT_FIELD: _limited("by anchor tag"),
    Feature.CHECKBOX: _limited("by anchor tag"),
    Feature.APPROVER: _no("every party of a session signs", "make them a signer, or send them a copy"),
    Feature.VIEWER: _no("every party of a session signs", "send them a copy"),
    Feature.COPY: _yes("as `CopyTo` of the session"),
    Feature.ORDER: _limited("as `UseSequence` and `Sequence`; what parties of the same step do is not published"),
    Feature.MESSAGE: _yes("as the session's `Description`"),
    Feature.PARTY_MESSAGE: _yes("as `SignerEmailMessage`"),
    Feature.LANGUAGE: _no("no call takes a language", "write title and message in it"),
    Feature.PARTY_LANGUAGE: _no("no call takes a language", "write the party's message in it"),
    Feature.EXPIRY: _limited("at most 90 days ahead, and with the first moment of a day in UTC"),
    Feature.REMINDERS: _limited("at most 30 days apart"),
    Feature.PASSWORD: _yes(),
    Feature.KBA: _yes("alone or with a password"),
    Feature.SMS: _no("the member for the telephone number is not published", "a password, told by telephone"),
    Feature.QUESTION: _no("it has no questions of your own", "a password that answers the question"),
    Feature.EMBEDDED: _limited("for all parties or none: the session's invitations are turned off"),
    Feature.SILENT: _limited("for all parties or none: the session's invitations are turned off"),
    Feature.REFERENCE: _yes("as `TransactionId`; not unique"),
    Feature.RETURN_URL: _yes(),
    Feature.LIST: _no(
        "no call lists all sessions", "find(reference), or client.sessions.list_archived(…) and its kind"
    ),
    Feature.FIND: _yes("by transaction id; not unique"),
    Feature.REMIND: _yes("the invitations are sent again"),
    Feature.CANCEL: _yes(),
    Feature.SIGN_URL: _limited("only with invite_url=: the address in front of the invite token is not published"),
    Feature.DECLINE: _limited(
        "of a party alone: no status of a session says so, and what becomes of it is not published"
    ),
    Feature.SIGNED_DOCUMENTS: _no(
        "the call that returns final files has no published address", "download them in the service's own pages"
    ),
    Feature.CERTIFICATE: _no("no call returns one", "the action log, which is the audit trail"),
    Feature.AUDIT_TRAIL: _yes("the action log"),
    Feature.VIEWED_EVENT: _no("no event says so", "the party's status in state(id)"),
    Feature.VERIFIED_EVENTS: _limited("events are not signed: each is compared with what the service answers"),
}

_IGNISIGN: Mapping[Feature, Capability] = {
    Feature.SEVERAL_DOCUMENTS: _limited("as far as the signature profile's document types allow"),
    Feature.BOX: _no("the service places signatures itself", "give no place"),
    Feature.ANCHOR: _no("the service places signatures itself", "give no place"),
    Feature.IN_FILE: _no("the service places signatures itself", "give no place"),
    Feature.DEFAULT_PLACE: _yes("the service places them"),
    Feature.INITIALS: _no("a party signs whole documents", "a document of its own for what is initialled"),
    Feature.DATE_FIELD: _no("a party signs whole documents", "the signature itself holds its date"),
    Feature.TEXT_FIELD: _no("a party signs whole documents", "write the text into the document before it is sent"),
    Feature.CHECKBOX: _no(
        "a party signs whole documents", "statements of the request: client.signature_requests.update"
    ),
    Feature.APPROVER: _limited("where the signature profile has approvers"),
    Feature.VIEWER: _no("a request has signers, approvers and recipients", "send them a copy"),
    Feature.COPY: _limited("where the signature profile has recipients"),
    Feature.ORDER: _no(
        "all parties sign at the same time", "one request after the other, each sent when the last ended"
    ),
    Feature.MESSAGE: _limited("as the request's description"),
    Feature.PARTY_MESSAGE: _no("all parties get the same text", "the agreement's message"),
    Feature.LANGUAGE: _limited("en, fr or de, which every version has, where the signature profile lets it be changed"),
    Feature.PARTY_LANGUAGE: _no("a request has one language", "the agreement's language"),
    Feature.EXPIRY: _yes(),
    Feature.REMINDERS: _no("the service sends none", "write to the parties yourself"),
    Feature.PASSWORD: _no("the signature profile decides how parties prove who they are", "another signature profile"),
    Feature.KBA: _no("the signature profile decides how parties prove who they are", "another signature profile"),
    Feature.SMS: _no("the signature profile decides how parties prove who they are", "another signature profile"),
    Feature.QUESTION: _no("the signature profile decides how parties prove who they are", "another signature profile"),
    Feature.EMBEDDED: _limited("for all parties or none, with an embedded signature profile"),
    Feature.SILENT: _no("parties get a mail, or sign in your own pages", "embedded"),
    Feature.REFERENCE: _yes("as `externalId`; not unique"),
    Feature.RETURN_URL: _no("the signature profile's own settings decide", "embedded, in your own page"),
    Feature.LIST: _yes("without the parties"),
    Feature.FIND: _limited("by walking the list of all requests"),
    Feature.REMIND: _no("no call reminds anybody", "write to the parties yourself"),
    Feature.CANCEL: _limited("once a party has signed it completes instead"),
    Feature.SIGN_URL: _limited("only `send` returns it, for embedded parties: no call gives it again"),
    Feature.DECLINE: _no("nobody can decline", "the agreement stays open until it expires"),
    Feature.SIGNED_DOCUMENTS: _no(
        "no call returns the document with its signatures", "the signatures and the proof beside the document"
    ),
    Feature.CERTIFICATE: _yes("the signature proof of each document"),
    Feature.AUDIT_TRAIL: _no("no call returns one", "the signature proof"),
    Feature.VIEWED_EVENT: _no("no event says so", "an event when a signing session begins, as `other`"),
    Feature.VERIFIED_EVENTS: _yes("each is checked with the service, once"),
}

_ESIGNLIVE: Mapping[Feature, Capability] = {
    Feature.SEVERAL_DOCUMENTS: _limited("each at most 16 MB"),
    Feature.BOX: _yes("a point counts as a pixel"),
    Feature.ANCHOR: _yes(),
    Feature.IN_FILE: _limited("form fields of a PDF, by their name"),
    Feature.DEFAULT_PLACE: _yes("in rows of two at the foot of the last page"),
    Feature.INITIALS: _yes(),
    Feature.DATE_FIELD: _yes(),
    Feature.TEXT_FIELD: _yes(),
    Feature.CHECKBOX: _yes(),
    Feature.APPROVER: _limited("they accept whole documents, which nobody may sign then"),
    Feature.VIEWER: _no("every role of a package signs or accepts", "send them a copy by your own mail"),
    Feature.COPY: _no("no member of a package names who gets a copy", "download the evidence and send it yourself"),
    Feature.ORDER: _yes("as the roles' index"),
    Feature.MESSAGE: _yes("as the package's `emailMessage`"),
    Feature.PARTY_MESSAGE: _yes("as the role's `emailMessage`"),
    Feature.LANGUAGE: _yes(),
    Feature.PARTY_LANGUAGE: _yes("as the signer's language"),
    Feature.EXPIRY: _yes("as `due`"),
    Feature.REMINDERS: _yes("as the package's reminder schedule"),
    Feature.PASSWORD: _no("it has questions, not passwords", "a question with the word as its answer"),
    Feature.KBA: _no(
        "the data that Equifax or LexisNexis compare have no place here",
        "native={'knowledge_based_authentication': …} on the party",
    ),
    Feature.SMS: _yes(),
    Feature.QUESTION: _yes(),
    Feature.EMBEDDED: _limited("the service writes to the party as well"),
    Feature.SILENT: _no("the service writes to every signer", "turn mails off for the account"),
    Feature.REFERENCE: _yes("in the package's `data`; not unique"),
    Feature.RETURN_URL: _yes("as the redirect of the signing ceremony"),
    Feature.LIST: _yes(),
    Feature.FIND: _limited("by walking the list of all packages but those in the bin; a title narrows it down"),
    Feature.REMIND: _yes(),
    Feature.CANCEL: _limited("it goes back to draft and into the bin: there is no cancelled status"),
    Feature.SIGN_URL: _yes(),
    Feature.DECLINE: _yes("of the package, with the reason"),
    Feature.SIGNED_DOCUMENTS: _yes(),
    Feature.CERTIFICATE: _yes("the evidence summary"),
    Feature.AUDIT_TRAIL: _yes(),
    Feature.VIEWED_EVENT: _yes(),
    Feature.VERIFIED_EVENTS: _yes("by the key of the registration"),
}

CAPABILITIES: Mapping[str, Mapping[Feature, Capability]] = {
    "constellation1": _CONSTELLATION1,
    "ignisign": _IGNISIGN,
    "esignlive": _ESIGNLIVE,
}
"""What each service can do: one row for each feature, by the service's name."""


def capability(service: str, feature: Feature | str) -> Capability:
    """Return how far a service can do something.

    Args:
        service: `constellation1`, `ignisign` or `esignlive`.
        feature: The feature, or its name.

    Raises:
        ValueError: There is no such service or feature.
    """
    table = CAPABILITIES.get(service)
    if table is None:
        msg = f"{service!r} is no service; give {', '.join(CAPABILITIES)}"
        raise ValueError(msg)
    return table[Feature(feature)]
