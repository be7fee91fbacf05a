"""What `--mask` leaves of a result, for whoever passes it on: nothing of people, nothing that somebody wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, cast

import attrs

from esignkit.cli.results import CommandError, Result, Table, Text
from esignkit.display.privacy import MASKED, is_personal, mask_text

if TYPE_CHECKING:
    from esignkit.types import JSON

__all__ = ["masked", "masked_error", "words_of_plan"]

_WRITTEN = frozenset(
    {"key", "title", "name", "reference", "party", "signer", "field", "anchor", "reason"}
    | {"document", "path", "file", "folder", "report"}
)
_WRITTEN_IN_PLANS = _WRITTEN | {"message", "label"}
"""Members that hold what somebody wrote, which may be a name."""
_FIXED = frozenset({"state", "status", "native_status", "service", "kind", "feature", "step", "id", "ids"})
"""Members whose values are a service's or ours, also where a title is the same word."""
_COLUMNS = frozenset({"key", "party", "e-mail", "title", "reference", "file", "signed by"})
_NAMES = frozenset({"name", "party", "signer"})
_QUOTED = re.compile(r"(?<!\w)'[^'\n]+'(?!\w)")


def masked(result: Result) -> Result:
    """Return a result with `•••` in the place of people's names, addresses and numbers, and of what somebody wrote.

    Keys, titles, references and names of files are masked whole. What is found so is masked in texts as well, and so
    are texts in quotation marks, e-mail addresses and telephone numbers.

    Args:
        result: What a command has found out.
    """
    hide = _Hide({*result.personal, *(word for member in _members(result.data, _WRITTEN) for word in _words(*member))})
    return attrs.evolve(
        result,
        data={name: hide.json(name, member) for name, member in result.data.items()},
        text=[hide.block(one) for one in result.text],
        note=hide.text(result.note),
        personal=(),
    )


def masked_error(error: CommandError, typed: Iterable[str] = ()) -> CommandError:
    """Return what ended a command, masked in the same way.

    Args:
        error: What ended it.
        typed: The words of the command line, which services repeat; those that may be one of a sentence stay.
    """
    names = {word for one in typed if not re.fullmatch(r"-*[a-z-]*", one) for word in _words("name", one)}
    hide = _Hide(names | {word for member in _members(error.data, _WRITTEN) for word in _words(*member)})
    data = {name: hide.json(name, member) for name, member in error.data.items()}
    return CommandError(hide.text(error.message), error.code, hint=hide.text(error.hint), data=data)


def words_of_plan(plan: str, *, is_read: bool = True) -> set[str]:
    """Return what in a stored plan says something of a person, or was written by somebody.

    Args:
        plan: The plan as JSON.
        is_read: Whether this version can read it; of any other plan, that is every text.
    """
    content = json.loads(plan)
    return {word for member in _members(content, _WRITTEN_IN_PLANS if is_read else None) for word in _words(*member)}


def _members(value: object, written: frozenset[str] | None, name: str = "") -> Iterator[tuple[str, str]]:
    """Go through JSON and return the texts that are masked, each with the name of its member."""
    if isinstance(value, dict):
        for key, member in cast("dict[str, object]", value).items():
            if not _is_ours(key, cast("dict[str, object]", value)):
                yield from _members(member, written, name if key.startswith("$") else key)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _members(item, written, name)
    elif isinstance(value, str) and (written is None or name in written or is_personal(name)):
        yield name, value


def _is_ours(name: str, where: Collection[str]) -> bool:
    """Whether a member is the path or the reason of something that a service cannot do, or has not got."""
    return name in {"path", "reason"} and ("feature" in where or (name == "reason" and "kind" in where))


def _words(name: str, value: str) -> Iterator[str]:
    """Return what is looked for in texts: the value, the name of a file without its folders, parts of a name."""
    yield value
    if "/" in value or re.search(r"\.\w{2,4}$", value):
        yield from (PurePath(value).name, PurePath(value).stem)
    if name in _NAMES or name.endswith("_name"):
        yield from re.findall(r"[^\W\d_]{3,}", value)


class _Hide:
    """Puts `•••` in the place of words.

    Args:
        words: Each as it is written.
    """

    def __init__(self, words: Iterable[str]) -> None:
        from esignkit.agreements import PartyStatus, Status  # only `--mask` needs them
        from esignkit.durable import RunState

        # They say nothing of a person even where one has that name; without them nobody knows how things stand.
        states = {one.value for kind in (Status, PartyStatus, RunState) for one in kind}
        hidden = (one for one in words if not re.fullmatch(r"\d{0,2}|\W*", one) and one.lower() not in states)
        known = sorted(hidden, key=len, reverse=True)
        self._words = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)") if known else None

    def text(self, text: str) -> str:
        """Return a text without them."""
        hidden = text if self._words is None else self._words.sub(MASKED, text)
        return mask_text(_QUOTED.sub(f"'{MASKED}'", hidden))

    def block(self, one: Text) -> Text:
        """Return a paragraph or a table without them; columns that hold nothing else are masked whole."""
        if not isinstance(one, Table):
            return self.text(one)
        whole = [header in _COLUMNS for header in one.headers]
        cells = [
            [MASKED if hide and cell != "-" else self.text(cell) for cell, hide in zip(row, whole, strict=True)]
            for row in one.rows
        ]
        return Table(one.headers, cells)

    def json(self, name: str, value: JSON, *, is_ours: bool = False) -> JSON:
        """Return JSON without them."""
        if isinstance(value, dict):
            return {key: self.json(key, member, is_ours=_is_ours(key, value)) for key, member in value.items()}
        if isinstance(value, list):
            return [self.json(name, item) for item in value]
        if not isinstance(value, str) or name in _FIXED:
            return value
        return MASKED if not is_ours and (name in _WRITTEN or is_personal(name)) else self.text(value)
