"""Switches of an account: life of tokens, delays, and behaviour that the vendor's documentation leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import asdict, fields, frozen

from esignkit.sandbox.emulators.ignisign.validation import Check, flag, number, one_of, validation_errors

if TYPE_CHECKING:
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.wire import JSONObject

IMMEDIATE, READS, TIME = "immediate", "reads", "time"
_delay = one_of(IMMEDIATE, READS, TIME)


@frozen
class Switches:
    """The switches of one account; a reset of its data brings the defaults back."""

    token_life: float = 3600.0
    """Seconds for which a JWT is good; the vendor publishes no figure."""
    keys_in_version_3: bool = False
    """Take keys that begin with `skv2_` in API 3 too; the vendor's clients send them to API 4 alone."""
    application_type: str = "SIGNATURE"
    """What API 4 says the application is for; its client makes a call only for an application of the right type."""
    default_signature_method: str = "SIMPLE_STD"
    """Level at which a draft of API 4 begins; empty for none, which publishing then asks for."""
    wrapped_inputs: bool = False
    """Answer `signer-inputs-constraints` as an array of one object, as the documents print it."""
    first_signer_page: int = 1
    """Number of the first page of `signers-paginate`; the documents do not say."""
    page_size: int = 20
    """Elements on a page; the vendor publishes no figure."""
    null_clears: bool = True
    """A null in an update empties the field; else it changes nothing. The vendor documents neither."""
    lists_merge: bool = False
    """A list in an update is added to the one there is; else it replaces it. The vendor documents neither."""
    close_again: bool = True
    """Closing a cancelled request succeeds again, as one user of the service reports; else it is refused."""
    generation: str = IMMEDIATE
    """When documents are made from JSON and a template: `immediate`, after some `reads`, or after some `time`."""
    generation_fails: bool = False
    """Making documents from JSON fails, and the request with it."""
    processing: str = IMMEDIATE
    """When the work after the last signature is done: `immediate`, after some `reads`, or after some `time`."""
    proofs: str = IMMEDIATE
    """When the proofs of a completed request are ready: `immediate`, after some `reads`, or after some `time`."""
    after_reads: int = 2
    """How many answers still show the old state when something waits for `reads`."""
    after_seconds: float = 30.0
    """Seconds on the sandbox's clock when something waits for `time`."""
    webhook_token_key: str = "token"  # noqa: S105  # the name of a key
    """Key of the token in a webhook check: `token` as the vendor's client, `verificationToken` as its documents."""
    webhook_token_life: float = 86400.0
    """Seconds for which the token of a delivery is good; the vendor publishes no figure."""
    webhook_answer: str = "list"
    """What adding, changing and removing a webhook answers: the `list` of all, or the one `object`."""
    topic_names: str = "code"
    """Spelling of two topics: `code` (APP, SIGNATURE_SIGNER_IMAGE) or `docs` (APPLICATION, SIGNATURE_IMAGE)."""
    proof_webhook: str = "documents"
    """SIGNATURE_PROOF deliveries have a list `documents`, or one `document` each as the documents print it."""


_CHECKS: dict[str, Check] = {
    "token_life": number(0, 10**9),
    "keys_in_version_3": flag,
    "application_type": one_of(
        "SIGNATURE", "SEAL", "LOG_CAPSULE", "BARE_SIGNATURE", "WEB3", "IGNISIGN_RIGHT_DELEGATION"
    ),
    "default_signature_method": one_of("", "SIMPLE_STD", "ADVANCED_STD", "ADVANCED_SMS", "QUALIFIED_STD"),
    "wrapped_inputs": flag,
    "first_signer_page": number(0, 1),
    "page_size": number(1, 1000),
    "null_clears": flag,
    "lists_merge": flag,
    "close_again": flag,
    "generation": _delay,
    "generation_fails": flag,
    "processing": _delay,
    "proofs": _delay,
    "after_reads": number(0, 10**6),
    "after_seconds": number(0, 10**9),
    "webhook_token_key": one_of("token", "verificationToken"),
    "webhook_token_life": number(0, 10**9),
    "webhook_answer": one_of("list", "object"),
    "topic_names": one_of("code", "docs"),
    "proof_webhook": one_of("documents", "document"),
}


def switches_of(work: UnitOfWork, tenant: str) -> Switches:
    """Return an account's switches."""
    stored = work.record("ignisign", "switches", tenant, tenant) or {}
    plain = asdict(Switches())
    # Only what `set_switches` has checked is kept; a data folder of another version may hold more or less.
    values = {field.name: stored.get(field.name, plain[field.name]) for field in fields(Switches)}
    return Switches(**values)  # pyright: ignore[reportArgumentType]  # `set_switches` has checked the types


def set_switches(work: UnitOfWork, tenant: str, values: JSONObject) -> JSONObject:
    """Set the named switches of an account and return all of them.

    Raises:
        ValueError: There is no such switch or value.
    """
    unknown = [name for name in values if name not in _CHECKS]
    if unknown:
        raise ValueError(f"ignisign has the switches {', '.join(_CHECKS)}, not {', '.join(unknown)}")
    if complaints := validation_errors(values, _CHECKS, tuple(values)):
        raise ValueError(complaints[0])
    switched = {**asdict(switches_of(work, tenant)), **values}
    if values:
        work.put_record("ignisign", "switches", tenant, switched, tenant)
    return switched
