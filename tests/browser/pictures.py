"""The pictures in README, as the tests take them. `ESIGNKIT_PICTURES=1` keeps what they take."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
LARGEST = 60_000
"""Bytes that a picture may have."""
SCALE = 0.6
"""Pixels of a picture for one of the window."""
SHOWN = """() => Promise.all([...document.images]
  .filter((one) => one.getBoundingClientRect().top < innerHeight)
  .map((one) => one.decode()))"""
"""Ends when every picture within the window is drawn. (The page allows no text that is evaluated in it.)"""


def check_picture(page: Page, name: str) -> None:
    """Take a picture of an open page, 1000 pixels wide, and see that README has one of that name, small enough."""
    page.set_viewport_size({"width": 1000, "height": 900})
    page.evaluate(SHOWN)
    taken = page.screenshot(scale="device")
    assert len(taken) < LARGEST
    kept = ROOT / "docs/images" / name
    if os.environ.get("ESIGNKIT_PICTURES"):
        from PIL import Image as images  # comes with reportlab; only who takes new pictures needs it

        few_colours = images.open(io.BytesIO(taken)).convert("RGB").quantize(12, dither=images.Dither.NONE)
        kept.write_bytes(png(few_colours))  # a fifth of the size, and looks the same
    assert kept.stat().st_size < LARGEST
    assert f"(docs/images/{name})" in (ROOT / "README.md").read_text()


def png(picture: Image) -> bytes:
    """Return a picture of at most 16 colours as a PNG without filters, which Pillow's has: a sixth smaller."""
    width, pixels = picture.width, picture.tobytes()
    halves = bytes(left << 4 | right for left, right in zip(pixels[::2], pixels[1::2], strict=True))
    rows = (halves[at : at + width // 2] for at in range(0, len(halves), width // 2))
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", width, picture.height, 4, 3, 0, 0, 0),
        b"PLTE": bytes(picture.getpalette() or ()),
        b"IDAT": zlib.compress(b"".join(b"\0" + row for row in rows), 9),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks.items()
    )
