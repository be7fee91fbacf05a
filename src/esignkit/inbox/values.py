"""Events as the inbox keeps them."""

from __future__ import annotations

from attrs import field, frozen

from esignkit.core.suggestions import with_suggestions

__all__ = ["CHECKED", "CHECKING", "UNCHECKED", "NewEvent", "StoredEvent"]

UNCHECKED, CHECKING, CHECKED = 0, 1, 2
"""How far the check of an event's origin got. `CHECKING` was written down before the service was asked."""


@frozen(kw_only=True)
class NewEvent:
    """An event that was received."""

    service: str
    """The service: `constellation1`, `ignisign` or `esignlive`."""
    key: str
    """The event's key."""
    kind: str
    """What happened."""
    native_name: str
    """The service's own word for it."""
    agreement_id: str | None = None
    """The service's id of the agreement."""
    unique: str | None = None
    """What no two stored events have in common; None for events that are stored however often they come."""
    body: bytes = field(repr=False)
    """Body of the request; it may hold tokens."""
    source: str = "delivery"
    """`delivery`; `log` or `state` for what a sweep found."""
    verified: bool | None = None
    """Whether it is certain that the service sent it."""
    checked: int = CHECKED
    """`UNCHECKED` where the service has yet to be asked."""

    @property
    def lane(self) -> str:
        """What it is handed over in order with."""
        return f"{self.service} {self.agreement_id}" if self.agreement_id else self.key


@with_suggestions
@frozen(kw_only=True)
class StoredEvent:
    """An event of the inbox."""

    id: int
    """Place in the order of receipt."""
    service: str
    """The service: `constellation1`, `ignisign` or `esignlive`."""
    key: str
    """The event's key."""
    agreement_id: str | None
    """The service's id of the agreement."""
    kind: str
    """What happened."""
    native_name: str
    """The service's own word for it."""
    source: str
    """`delivery`; `log` or `state` for what a sweep found."""
    body: bytes = field(repr=False)
    """Body of the request; it may hold tokens."""
    verified: bool | None
    """Whether it is certain that the service sent it."""
    checked: int
    """How far the check of its origin got."""
    attempts: int
    """How often it was handed over, this time included."""
    received_at: float
    """When it was received, in seconds since 1970."""
    error: str = ""
    """Why the last attempt failed."""
    claim: str = field(default="", repr=False)
    """What proves that a worker has it."""
