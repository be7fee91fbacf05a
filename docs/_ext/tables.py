"""A mkdocs hook: puts a table where a page says `<!-- table: NAME -->`, made of the data that decides what it says.

`<!-- differences: NAME -->` is for those that the sandbox's console shows of a service, and the pages of all operations
name groups of calls, whose rows are in the docstrings.
"""

from __future__ import annotations

import re
from typing import Any

from capability_limits import limits  # beside this file; mkdocs puts its folder on the path of a hook
from operation_table import with_operations

from esignkit.ignisign.code_meanings import MEANINGS
from esignkit.sandbox import differences
from esignkit.sandbox.emulators.constellation1 import states as constellation1
from esignkit.sandbox.emulators.esignlive import behaviour_switches
from esignkit.sandbox.emulators.esignlive import states as esignlive
from esignkit.sandbox.emulators.ignisign import states as ignisign
from esignkit.sandbox.emulators.registry import all_emulators

PLACE = re.compile(r"^<!-- (table|differences): ([\w ]+) -->$", re.MULTILINE)
PAGE_OF_OPERATIONS = re.compile(r"reference/(\w+)/operations\.md")


def _codes() -> str:
    return "\n".join(
        ["| Code | What it means |", "| --- | --- |", *(f"| `{code}` | {text} |" for code, text in MEANINGS.items())]
    )


TABLES = {
    "limits": limits,
    "constellation1 states": constellation1.markdown,
    "esignlive states": esignlive.markdown,
    "esignlive switches": behaviour_switches.markdown,
    "ignisign codes": _codes,
    "ignisign states": ignisign.state_table_markdown,
}


def on_page_markdown(markdown: str, *, page: Any, **kwargs: Any) -> str:
    """Put the tables into a page."""
    if found := PAGE_OF_OPERATIONS.fullmatch(page.file.src_uri):
        return with_operations(markdown, found[1])
    return PLACE.sub(lambda place: TABLES[place[2]]() if place[1] == "table" else _differences(place[2]), markdown)


def _differences(name: str) -> str:
    if name == "all":
        return "\n".join(f"- {one}" for one in differences.NOT_DONE[""])
    return next(differences.markdown(emulator) for emulator in all_emulators() if emulator.provider == name)
