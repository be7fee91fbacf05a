"""What is said of an agreement that cannot be sent."""

from __future__ import annotations

from attrs import frozen

from esignkit.agreements.capabilities import Feature
from esignkit.core.suggestions import with_suggestions

__all__ = ["Problem"]


@with_suggestions
@frozen(kw_only=True)
class Problem:
    """Something that a service cannot do, or that is wrong with an agreement."""

    path: str
    """The member, such as `parties[1].auth`."""
    reason: str
    """What is wrong with it."""
    nearest: str = ""
    """What comes nearest, where the service cannot do it."""
    feature: Feature | None = None
    """What was asked for, which `allow_loss` takes; None where the agreement itself is wrong."""

    def __str__(self) -> str:
        """Say it in one line."""
        nearest = f"; nearest: {self.nearest}" if self.nearest else ""
        return f"{self.path}: {self.reason}{nearest}"
