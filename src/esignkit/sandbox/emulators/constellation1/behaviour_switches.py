"""Switches of an account, for behaviour that the vendor's documentation leaves open or that depends on timing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import asdict, evolve, field, fields, frozen

from esignkit.sandbox.emulators.base import SwitchRow
from esignkit.sandbox.fault_effects import WITHOUT_BODY
from esignkit.sandbox.given_values import Check, flag, number, one_of, read, whole
from esignkit.sandbox.json_values import JSON, JSONObject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

PROVIDER = "constellation1"

_KIND = "switches"
_T = TypeVar("_T")


def _switch(default: _T, about: str, *positions: str) -> _T:
    return field(default=default, metadata={"about": about, "positions": positions})


@frozen
class Switches:
    """The switches of one account; the defaults are the most probable reading of the documentation."""

    # Sign-on
    token_seconds: float = _switch(300.0, 'How long a token lives, by the sandbox\'s clock. The pages: "very short".')
    token_generation: int = _switch(1, "Another number makes every token issued so far worthless.")
    auth_refusal: str = _switch(
        "null",
        "Answer to a bad or expired token: `null` or nothing (200), an error text, or a status.",
        "null",
        "text",
        "empty",
        "401",
        "403",
    )
    key_refusal: str = _switch(
        "text",
        "GetToken's answer to a wrong key or salt: an error text, a null ReturnValue, or a status.",
        "text",
        "null",
        "401",
    )
    cipher: str = _switch(
        "stable",
        "EncryptString: the same cipher each time, another each time, or one that buys a single token.",
        "stable",
        "fresh",
        "once",
    )
    landing_url: str = _switch(
        "query",
        "GetLandingURL ends in `?`, in no separator, or holds a query already.",
        "query",
        "bare",
        "more",
    )

    # Timing
    race_tries: int = _switch(0, "How many starts fail after documents with anchor tags have been added.")
    race_seconds: float = _switch(0.0, "For how long they fail, by the sandbox's clock.")
    race_permanent: bool = _switch(False, "Documents with anchor tags are never ready.")  # a default
    purge_hours: float = _switch(72.0, "How long a purge waits; a setting of each client of the vendor's.")

    # Behaviour
    edit_statuses: str = _switch(
        "all",
        "Edit/Pause takes every session that has not ended, sent ones only, or all others.",
        "all",
        "sent",
        "not_sent",
    )
    edit_username: str = _switch(
        "any",
        "Where Edit/Pause wants `username`: anywhere or nowhere, in the query, in a JSON body.",
        "any",
        "query",
        "body",
    )
    purge_default: str = _switch(
        "later", "PurgeSessionDocs without purgeNow: as false (it waits), or as true.", "later", "now"
    )
    taken_role: str = _switch(
        "words",
        "A signer whose role is held already: Details has mere words, or an error text; the rest is done.",
        "words",
        "error",
    )
    copy_expired: bool = _switch(True, "CopySigningSession copies expired sessions.")  # a default
    copy_signers: str = _switch(
        "mentioned", "Signers not mentioned in a copy that mentions others: dropped, or kept.", "mentioned", "all"
    )
    original_version: int = _switch(0, "The Version in CopyOptions that means the original documents.")
    close: str = _switch("completes", "CloseSession completes a session, or cancels it.", "completes", "cancels")
    past_expiry: str = _switch(
        "refused",
        "An ExpiresOn whose day has begun, at 00:00 UTC: an error text, also at a start; or it expires when sent.",
        "refused",
        "expires",
    )
    unknown_user: str = _switch(
        "error", "GetUserByUsername without a hit: an error text, or an empty list.", "error", "empty"
    )

    size_refusal: str = _switch(
        "text",
        "Answer to more than 100 MB of documents, whose words the pages do not have: an error text, or a status.",
        "text",
        "400",
        "413",
    )
    unmapped_roles: str = _switch(
        "refused",
        "StartSession while no signer holds the role of an anchor tag: refused, or started with the tag not mapped.",
        "refused",
        "started",
    )

    # Mails
    completion_mail: str = _switch(
        "everyone",
        "Who gets a mail when a session is complete: signers and owner, or the owner alone. CopyTo gets it always.",
        "everyone",
        "owner",
        "none",
    )
    end_mail: str = _switch(
        "owner", "Who gets a mail when a signer declines, or a session expires.", "owner", "everyone", "none"
    )
    cancellation_mail: str = _switch(
        "invited",
        "Who gets a mail when a session is cancelled or deleted: those invited who have not signed, or nobody.",
        "invited",
        "none",
    )

    # Forms of responses
    wrapper: str = _switch("none", "Sole key around every answer: `StartSessionResult`, `d`.", "none", "result", "d")
    casing: str = _switch("pascal", "Member names of answers.", "pascal", "camel")
    booleans: str = _switch(
        "text", 'A bool as ReturnValue: "True", "true", or a JSON boolean.', "text", "lower", "json"
    )
    invite_value: str = _switch(
        "bool", "SendSignerEmailInvites: a bool as ReturnValue, or null (only Details tells).", "bool", "null"
    )
    inherited: bool = _switch(
        True,  # a default
        "SessionResponse and UserResponse carry ReturnValue and Details also when these are null.",
    )
    sessions_member: str = _switch(
        "Sessions", "Member of a SessionResponse that holds the sessions.", "Sessions", "Session", "SigningSessions"
    )
    sessions_form: str = _switch("list", "A single session there: in a list, or as an object.", "list", "object")
    unnumbered: str = _switch(
        "numbers",
        "StatusCode of To Be Purged, Purged and Archived, whose numbers the vendor does not name: 8, 9 and 10, which "
        "are the sandbox's own, or the names.",
        "numbers",
        "names",
    )
    signer_pages: str = _switch(
        "zero", "Number of the first page of GetSignerDocuments, of which the page does not speak.", "zero", "one"
    )
    bucket: str = _switch("ids", "The bucket lists hold ids, or objects with SigningSessionId.", "ids", "objects")
    action_log_member: str = _switch(
        "Actionlog", "Member of an ActionLogResponse.", "Actionlog", "ActionLogs", "ActionLog"
    )
    error_status: int = _switch(200, "HTTP status of answers that carry an error text.")
    error_place: str = _switch(
        "Details",
        "Where an error text stands; `string` is the whole body.",
        "Details",
        "ReturnValue",
        "Message",
        "string",
    )
    error_prefix: bool = _switch(True, "Error texts begin with `Error: `.")  # a default
    details: str = _switch("text", "Several messages in Details: one a line, or a list.", "text", "list")
    dates: str = _switch("ms", "Dates: `/Date(…)/`, `/Date(…+0000)/`, or ISO.", "ms", "offset", "iso")
    merge_fields: str = _switch("object", "MergeFieldMapping in answers.", "object", "pairs")
    file_bytes: str = _switch("omit", "FileBytes in answers.", "omit", "integers", "base64")
    webhook_ids: str = _switch("zero", "Ids that do not apply in a webhook.", "zero", "absent", "null")

    # Forms of requests
    start_query: str = _switch(
        "any",
        "StartSession's query parameter: in any casing, or as the address on its page has it, or as its table has it.",
        "any",
        "returnUrl",
        "returnURL",
    )
    auth_methods: str = _switch("both", "Authentication methods in requests.", "both", "names", "numbers")
    dates_in: str = _switch("ms", r"Dates in requests: `\/Date(…)\/`, or ISO.", "ms", "iso", "both")
    file_bytes_in: str = _switch("both", "FileBytes in requests.", "both", "integers", "base64")
    merge_fields_in: str = _switch("both", "MergeFieldMapping in requests.", "both", "object", "pairs")


def switch_table() -> Iterator[SwitchRow]:
    """Yield every switch with its default, its values and its meaning."""
    for attribute in fields(Switches):
        yield SwitchRow(
            attribute.name,
            cast("JSON", attribute.default),
            attribute.metadata["positions"],
            attribute.metadata["about"],
        )


def load(work: UnitOfWork, tenant: str) -> Switches:
    """Return the switches of a tenant."""
    record = work.record(PROVIDER, _KIND, tenant, tenant)
    return Switches() if record is None else _changed(Switches(), record)


def save(work: UnitOfWork, tenant: str, values: JSONObject) -> Switches:
    """Set some of a tenant's switches; the others stay.

    Raises:
        WrongValue: One of them does not exist, or has no such position.
    """
    switches = _changed(load(work, tenant), values)
    if values:
        work.put_record(PROVIDER, _KIND, tenant, to_json(switches), tenant)
    return switches


def to_json(switches: Switches) -> JSONObject:
    """Return the switches as a JSON object."""
    return JSONObject(asdict(switches))


def _changed(switches: Switches, values: JSONObject) -> Switches:
    read(
        values,
        {row.name: _check_of(row) for row in switch_table()},
        what="among the switches of Constellation1",
        nulls=False,
    )
    checked: dict[str, Any] = dict(values)
    return evolve(switches, **checked)


def _check_of(row: SwitchRow) -> Check:
    if row.positions:
        return one_of(*row.positions)
    if isinstance(row.default, bool):
        return flag
    if row.name == "error_status":
        return _status
    return number(0, 10**9) if isinstance(row.default, float) else whole(0, 10**9)


def _status(value: JSON) -> str | None:
    bad = whole(200, 599)(value) or value in WITHOUT_BODY
    return "a status from 200 to 599 whose answers have a body" if bad else None
