"""What an account's signing pages look like, and where they lead at the end."""

from __future__ import annotations

import base64

from esignkit.core.argument_types import checked
from esignkit.core.model import model
from esignkit.esignlive.wire_format import EslModel
from esignkit.types import JSON

__all__ = ["HandoverUrl", "SigningLogo", "SigningTheme"]

_KINDS = {
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF8": "gif",
    b"BM": "bmp",
    b"<svg": "svg+xml",
    b"<?xml": "svg+xml",
}


@model
class SigningTheme(EslModel):
    """The colours of the signing pages: each is a text, by the service's name for what it colours."""

    color: dict[str, JSON] | None = None
    """Colours by the service's name for what they colour."""


@model
class SigningLogo(EslModel):
    """The logo on the signing pages in one language; `image` is a data URI, such as `data:image/png;base64,…`."""

    language: str | None = None
    """Language of the signing pages, such as `en`."""
    image: str | None = None
    """The image as a data URI, at most 1 MB; `from_bytes` makes it."""

    @classmethod
    @checked
    def from_bytes(cls, language: str, content: bytes) -> SigningLogo:
        """Make a logo from the content of an image file.

        Args:
            language: Language of the signing pages, such as `en`.
            content: A PNG, JPEG, GIF, BMP or SVG file; the service recommends 258 by 40 pixels.

        Raises:
            ValueError: It is no image of these kinds.
        """
        kind = next((kind for start, kind in _KINDS.items() if content.lstrip().startswith(start)), None)
        if kind is None:
            msg = "content: a logo is a PNG, JPEG, GIF, BMP or SVG file, and this begins like none of them"
            raise ValueError(msg)
        return cls(language=language, image=f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}")


@model
class HandoverUrl(EslModel):
    """Where signers find a link to at the end, in one language."""

    href: str | None = None
    """Address that the link leads to."""
    text: str | None = None
    """Text on the button."""
    title: str | None = None
    """Text shown when the mouse is over the button."""
