"""HTML escaping of external data."""

from __future__ import annotations

import html

from esignkit.core.text import printable

__all__ = ["escape"]


def escape(text: str) -> str:
    """Return text as HTML shows it; half of a surrogate pair, which no notebook takes, as its escape."""
    return html.escape(printable(text))
