"""Switches of an account: life of tokens, delays, and behaviour that the vendor's documentation leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from attrs import asdict, field, fields, frozen

from esignkit.sandbox.emulators.base import SwitchRow
from esignkit.sandbox.given_values import Check, flag, number, one_of, read, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.json_values import JSONObject

MAX_BODY = 128 * 1024 * 1024

IMMEDIATE, READS, TIME = "immediate", "reads", "time"
_T = TypeVar("_T")


def _switch(default: _T, about: str, *positions: str, check: Check = flag) -> _T:
    return field(
        default=default,
        metadata={"about": about, "positions": positions, "check": one_of(*positions) if positions else check},
    )


@frozen
class Switches:
    """The switches of one account; a reset of its data brings the defaults back."""

    token_life: float = _switch(
        3600.0, "Seconds for which a JWT is good; the vendor publishes no figure.", check=number(0, 10**9)
    )
    keys_in_version_3: bool = _switch(
        False, "Take keys that begin with `skv2_` in API 3 too; the vendor's clients send them to API 4 alone."
    )
    application_type: str = _switch(
        "SIGNATURE",
        "What API 4 says the application is for; its client makes a call only for an application of the right type.",
        "SIGNATURE",
        "SEAL",
        "LOG_CAPSULE",
        "BARE_SIGNATURE",
        "WEB3",
        "IGNISIGN_RIGHT_DELEGATION",
    )
    default_signature_method: str = _switch(
        "SIMPLE_STD",
        "Level at which a draft of API 4 begins; empty for none, which publishing then asks for.",
        "",
        "SIMPLE_STD",
        "ADVANCED_STD",
        "ADVANCED_SMS",
        "QUALIFIED_STD",
    )
    wrapped_inputs: bool = _switch(
        False, "Answer `signer-inputs-constraints` as an array of one object, as the documents print it."
    )
    first_signer_page: int = _switch(
        1, "Number of the first page of `signers-paginate`; the documents do not say.", check=whole(0, 1)
    )
    largest_request: int = _switch(
        50_000_000,
        "Bytes of a request at most. What the service takes is unknown; the vendor's client sends no more than this.",
        check=whole(1000, MAX_BODY),
    )
    page_size: int = _switch(20, "Elements on a page; the vendor publishes no figure.", check=whole(1, 1000))
    null_clears: bool = _switch(
        True, "A null in an update empties the field; else it changes nothing. The vendor documents neither."
    )
    lists_merge: bool = _switch(
        False, "A list in an update is added to the one there is; else it replaces it. The vendor documents neither."
    )
    close_again: bool = _switch(
        True, "Closing a cancelled request succeeds again, as one user of the service reports; else it is refused."
    )
    generation: str = _switch(
        IMMEDIATE,
        "When documents are made from JSON and a template: `immediate`, after some `reads`, or after some `time`.",
        IMMEDIATE,
        READS,
        TIME,
    )
    generation_fails: bool = _switch(False, "Making documents from JSON fails, and the request with it.")
    processing: str = _switch(
        IMMEDIATE,
        "When the work after the last signature is done: `immediate`, after some `reads`, or after some `time`.",
        IMMEDIATE,
        READS,
        TIME,
    )
    proofs: str = _switch(
        IMMEDIATE,
        "When the proofs of a completed request are ready: `immediate`, after some `reads`, or after some `time`.",
        IMMEDIATE,
        READS,
        TIME,
    )
    after_reads: int = _switch(
        2, "How many answers still show the old state when something waits for `reads`.", check=whole(0, 10**6)
    )
    after_seconds: float = _switch(
        30.0, "Seconds on the sandbox's clock when something waits for `time`.", check=number(0, 10**9)
    )
    webhook_token_key: str = _switch(
        "token",
        "Key of the token in a webhook check: `token` as the vendor's client, `verificationToken` as its documents.",
        "token",
        "verificationToken",
    )
    webhook_token_life: float = _switch(
        86400.0,
        "Seconds for which the token of a delivery is good; the vendor publishes no figure.",
        check=number(0, 10**9),
    )
    webhook_answer: str = _switch(
        "list",
        "What adding, changing and removing a webhook answers: the `list` of all, or the one `object`.",
        "list",
        "object",
    )
    topic_names: str = _switch(
        "code",
        "Spelling of two topics: `code` (APP, SIGNATURE_SIGNER_IMAGE) or `docs` (APPLICATION, SIGNATURE_IMAGE).",
        "code",
        "docs",
    )
    proof_webhook: str = _switch(
        "documents",
        "SIGNATURE_PROOF deliveries have a list `documents`, or one `document` each as the documents print it.",
        "documents",
        "document",
    )
    completion_mail: str = _switch(
        "by_side",
        "Signers who get a mail with the proofs: those `by_side`, `everyone`, or `none`; copies always go out.",
        "by_side",
        "everyone",
        "none",
    )
    end_mail: str = _switch(
        "by_side",
        "Signers who get a mail when a request is cancelled or expires: those `by_side` still to sign, or `none`.",
        "by_side",
        "none",
    )


def switch_table() -> Iterator[SwitchRow]:
    """Yield every switch with its default, its values and its meaning."""
    for attribute in fields(Switches):
        metadata = attribute.metadata
        yield SwitchRow(attribute.name, getattr(Switches(), attribute.name), metadata["positions"], metadata["about"])


_CHECKS: dict[str, Check] = {attribute.name: attribute.metadata["check"] for attribute in fields(Switches)}


def switches_of(work: UnitOfWork, tenant: str) -> Switches:
    """Return an account's switches."""
    stored = work.record("ignisign", "switches", tenant, tenant) or {}
    plain = asdict(Switches())
    # Only what `set_switches` has checked is kept; a data folder of another version may hold more or less.
    values = {name: stored.get(name, plain[name]) for name in plain}
    return Switches(**values)  # pyright: ignore[reportArgumentType]  # `set_switches` has checked the types


def set_switches(work: UnitOfWork, tenant: str, values: JSONObject) -> JSONObject:
    """Set the named switches of an account and return all of them.

    Raises:
        ValueError: There is no such switch or value.
    """
    read(values, _CHECKS, what="among the switches of Ignisign", nulls=False)
    switched = {**asdict(switches_of(work, tenant)), **values}
    if values:
        work.put_record("ignisign", "switches", tenant, switched, tenant)
    return switched
