"""The pictures in README, as the tests take them. `ESIGNKIT_PICTURES=1` keeps what they take."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
        few_colours.convert("RGB").save(
            kept, lossless=True, quality=100, method=6
        )  # a sixth of the size, the same look
    assert kept.stat().st_size < LARGEST
    assert f"(docs/images/{name})" in (ROOT / "README.md").read_text()
