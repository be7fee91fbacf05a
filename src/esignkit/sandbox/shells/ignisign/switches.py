"""What the owner of a sandbox may switch: the life of tokens, and readings the vendor's documents leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import asdict, frozen

from esignkit.sandbox.shells.ignisign.checks import complaints_about, flag, number
from esignkit.sandbox.wire import as_bool, as_float, as_int

if TYPE_CHECKING:
    from esignkit.sandbox.domain.work import Work
    from esignkit.sandbox.wire import JSONObject

_CHECKS = {
    "token_life": number(0, 10**9),
    "wrapped_inputs": flag,
    "first_signer_page": number(0, 1),
    "page_size": number(1, 1000),
}


@frozen
class Switches:
    """The switches of one account; a reset of its data brings the defaults back."""

    token_life: float = 3600.0
    """Seconds for which a JWT is good; the vendor publishes no figure."""
    wrapped_inputs: bool = False
    """Answer `signer-inputs-constraints` as an array of one object, as the documents print it."""
    first_signer_page: int = 1
    """Number of the first page of `signers-paginate`; the documents do not say."""
    page_size: int = 20
    """Elements on a page; the vendor publishes no figure."""


def switches_of(work: Work, tenant: str) -> Switches:
    """Return an account's switches."""
    kept = work.record("ignisign", "switches", tenant, tenant)
    if kept is None:
        return Switches()
    return Switches(
        as_float(kept["token_life"]),
        as_bool(kept["wrapped_inputs"]),
        as_int(kept["first_signer_page"]),
        as_int(kept["page_size"]),
    )


def set_switches(work: Work, tenant: str, values: JSONObject) -> JSONObject:
    """Set the named switches of an account and return all of them.

    Raises:
        ValueError: There is no such switch or value.
    """
    unknown = [name for name in values if name not in _CHECKS]
    if unknown:
        raise ValueError(f"ignisign has the switches {', '.join(_CHECKS)}, not {', '.join(unknown)}")
    if complaints := complaints_about(values, _CHECKS, tuple(values)):
        raise ValueError(complaints[0])
    switched = {**asdict(switches_of(work, tenant)), **values}
    if values:
        work.put_record("ignisign", "switches", tenant, switched, tenant)
    return switched
