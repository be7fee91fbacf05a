"""What the vendor's pages leave open, or what depends on timing, can be switched for each account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import asdict, evolve, fields, frozen

from esignkit.sandbox.wire import JSONObject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esignkit.sandbox.domain.work import Work

PROVIDER = "constellation1"

_KIND = "switches"


class UnknownSwitch(ValueError):
    """There is no such switch, or it has no such position; the text names what there is."""


@frozen
class Switches:
    """The positions of all switches of one account; the defaults are the most probable reading of the pages."""

    token_seconds: float = 300.0
    """How long a token lives, in seconds of the sandbox's clock. The pages say only "very short"."""
    token_generation: int = 1
    """Another number makes every token issued so far worthless."""
    auth_refusal: str = "null"
    """Answer to a bad or expired token: `null` (200), `text` (an error text) or `401`."""
    key_refusal: str = "text"
    """GetToken's answer to a wrong key or salt: `text`, `null` (a null ReturnValue) or `401`."""
    race_tries: int = 0
    """How many starts fail after documents with anchor tags have been added."""
    race_seconds: float = 0.0
    """For how long starts fail after documents with anchor tags have been added, in seconds of the clock."""
    race_permanent: bool = False
    """Documents with anchor tags are never ready."""
    wrapper: str = "none"
    """Sole key around every answer: `none`, `result` (e.g. `StartSessionResult`) or `d`."""
    casing: str = "pascal"
    """Member names of answers: `pascal` or `camel`."""
    sessions_member: str = "Sessions"
    """Member of a SessionResponse that holds the sessions: `Sessions`, `Session` or `SigningSessions`."""
    error_status: int = 200
    """HTTP status of answers that carry an error text."""
    error_place: str = "Details"
    """Where an error text stands: `Details`, `ReturnValue`, `Message` or `string` (the whole body)."""
    details: str = "text"
    """Form of several messages in Details: `text` (one a line) or `list`."""
    dates: str = "ms"
    """Form of dates: `ms` (`/Date(…)/`), `offset` (`/Date(…+0000)/`) or `iso`."""
    merge_fields: str = "object"
    """Form of MergeFieldMapping in answers: `object` or `pairs` of Key and Value."""
    file_bytes: str = "omit"
    """FileBytes of the documents in GetSession: `omit`, `integers` or `base64`."""
    auth_methods: str = "both"
    """Spelling of authentication methods in requests: `both`, `names` or `numbers`."""


_POSITIONS: dict[str, tuple[str, ...]] = {
    "auth_refusal": ("null", "text", "401"),
    "key_refusal": ("text", "null", "401"),
    "wrapper": ("none", "result", "d"),
    "casing": ("pascal", "camel"),
    "sessions_member": ("Sessions", "Session", "SigningSessions"),
    "error_place": ("Details", "ReturnValue", "Message", "string"),
    "details": ("text", "list"),
    "dates": ("ms", "offset", "iso"),
    "merge_fields": ("object", "pairs"),
    "file_bytes": ("omit", "integers", "base64"),
    "auth_methods": ("both", "names", "numbers"),
}


def load(work: Work, tenant: str) -> Switches:
    """Return the switches of a tenant as they stand."""
    kept = work.record(PROVIDER, _KIND, tenant, tenant)
    return Switches() if kept is None else _moved(Switches(), kept)


def save(work: Work, tenant: str, values: Mapping[str, object]) -> Switches:
    """Move some of a tenant's switches; the others stay where they are.

    Raises:
        UnknownSwitch: One of them does not exist, or has no such position.
    """
    switches = _moved(load(work, tenant), values)
    if values:
        work.put_record(PROVIDER, _KIND, tenant, to_json(switches), tenant)
    return switches


def to_json(switches: Switches) -> JSONObject:
    """Return the switches as a JSON object."""
    return JSONObject(asdict(switches))


def _moved(switches: Switches, values: Mapping[str, object]) -> Switches:
    defaults = {one.name: one.default for one in fields(Switches)}
    for name, value in values.items():
        if name not in defaults:
            raise UnknownSwitch(f"there is no switch {name!r}; there are {', '.join(sorted(defaults))}")
        if name in _POSITIONS:
            right = value in _POSITIONS[name]
        elif isinstance(defaults[name], bool):
            right = isinstance(value, bool)
        else:
            kinds = (int, float) if isinstance(defaults[name], float) else (int,)
            right = isinstance(value, kinds) and not isinstance(value, bool) and value >= 0
        if not right:
            other = "true, false" if isinstance(defaults[name], bool) else "a number that is not negative"
            positions = ", ".join(_POSITIONS.get(name, (other,)))
            raise UnknownSwitch(f"{name} cannot be {value!r}; it can be {positions}")
    checked: dict[str, Any] = dict(values)
    return evolve(switches, **checked)
