"""Where the people of the demo sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.demo.folder import InputFile

if TYPE_CHECKING:
    from esignkit.sandbox.pdf import Place

__all__ = ["places_of"]


def places_of(document: InputFile, count: int) -> list[Place | None]:
    """Return a place for each signature: beside lines that ask for one, else on free paper.

    Args:
        document: What is signed.
        count: How many sign it.

    Returns:
        As many as there are signatures; None for those that there is no room for.
    """
    from esignkit.sandbox.pdf import find_places

    return [*find_places(document.content, count), *[None] * count][:count]
