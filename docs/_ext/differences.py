"""A mkdocs hook: puts the tables of a service where a page says `<!-- differences: NAME -->`.

They are those that the sandbox's console shows, made of what the emulators themselves use.
"""

from __future__ import annotations

import re
from typing import Any

from esignkit.sandbox import differences
from esignkit.sandbox.emulators.registry import all_emulators

PLACE = re.compile(r"^<!-- differences: (\w+) -->$", re.MULTILINE)


def on_page_markdown(markdown: str, **kwargs: Any) -> str:
    """Put the tables into a page."""
    return PLACE.sub(lambda found: _tables(found[1]), markdown)


def _tables(name: str) -> str:
    if name == "all":
        return "\n".join(f"- {one}" for one in differences.NOT_DONE[""])
    return next(differences.markdown(emulator) for emulator in all_emulators() if emulator.provider == name)
