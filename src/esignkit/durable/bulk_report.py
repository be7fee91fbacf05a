"""How plans of a bulk run ended, one by one and all together."""

from __future__ import annotations

import csv
import enum
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Generic, TypeVar

from attrs import field, frozen

from esignkit.core.suggestions import with_suggestions
from esignkit.core.value_objects import Value
from esignkit.names import EnumNames

__all__ = ["BulkReport", "BulkResult", "BulkState", "not_a_formula"]

T = TypeVar("T")

_LONGEST_ID = 200


class BulkState(enum.Enum, metaclass=EnumNames):
    """How a plan of a bulk run ended."""

    DONE = "done"
    """It was carried out, now or earlier."""
    REFUSED = "refused"
    """It cannot be carried out as it is: the service refused it, the plan has changed, or its key came twice."""
    UNKNOWN = "unknown"
    """A call may or may not have taken effect, and the service shows nothing that tells. A person has to look."""
    STOPPED = "stopped"
    """It did not get to its end; with the same key, it goes on where it stopped."""
    BUSY = "busy"
    """Another worker has it."""


_ADVICE = {
    BulkState.DONE: "",
    BulkState.REFUSED: (
        "correct it and run it again, with the same key when nothing was made yet; else decide what becomes of what "
        "was made before you use a new key"
    ),
    BulkState.UNKNOWN: (
        "look at the service whether {call} was carried out, then journal.resolve(key, done=…) with its answer, or "
        "journal.resolve(key, again=True) to send it again"
    ),
    BulkState.STOPPED: "run it again with the same key: it goes on where it stopped",
    BulkState.BUSY: "another worker has it: run it again later with the same key",
}


@with_suggestions
@frozen(eq=False, repr=False, kw_only=True)
class BulkResult(Value, Generic[T]):
    """How one plan ended."""

    key: str
    """The plan's key."""
    state: BulkState
    """How it ended."""
    value: T | None = None
    """Its result, when it is done. From an executor comes only what can be pickled."""
    error: BaseException | None = field(default=None, eq=False)
    """Why it is not done."""
    call: str = ""
    """Name of the call that failed or is in doubt, such as `packages.send`."""

    @property
    def what_to_do(self) -> str:
        """What becomes of it next, for a person; empty when it is done."""
        return _ADVICE[self.state].format(call=self.call or "the call")


@frozen(eq=False, repr=False)
class _Row(Value):
    """What the report keeps of a plan."""

    state: BulkState = BulkState.DONE
    id: str = ""
    call: str = ""
    error: str = ""
    what_to_do: str = ""


class BulkReport:
    """How all plans ended. It keeps their keys, ids of what was made, and why what is not done is not; no results."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, _Row | str]] = []
        self._counts: Counter[BulkState] = Counter()
        self._total: int | None = None

    def expect(self, total: int | None) -> None:
        """Note how many plans there are in all.

        Args:
            total: How many; None where that is not known.
        """
        self._total = total

    def add(self, result: BulkResult[object]) -> None:
        """Note how a plan ended.

        Args:
            result: Its result.
        """
        row: _Row | str = _id_of(result.value)
        if result.state is not BulkState.DONE:
            error = "" if result.error is None else f"{type(result.error).__name__}: {result.error}"
            row = _Row(result.state, "", result.call, error, result.what_to_do)
        self._rows.append((result.key, row))
        self._counts[result.state] += 1

    @property
    def counts(self) -> Mapping[BulkState, int]:
        """How many plans ended in each state."""
        return {state: self._counts[state] for state in BulkState}

    @property
    def not_begun(self) -> int | None:
        """How many plans were not begun, as after Ctrl-C; None where the plans came from an iterator without length."""
        return None if self._total is None else max(0, self._total - len(self._rows))

    @property
    def all_done(self) -> bool:
        """Whether every plan is done."""
        return len(self._rows) == self._counts[BulkState.DONE] and not self.not_begun

    def keys(self, state: BulkState) -> list[str]:
        """Return the keys of the plans that ended in a state.

        Args:
            state: The state.

        Returns:
            Their keys, in the order in which they ended.
        """
        return [key for key, row in self._rows if (BulkState.DONE if isinstance(row, str) else row.state) is state]

    def to_rows(self) -> list[dict[str, str]]:
        """Return one dict for each plan, for `pandas.DataFrame(…)` and `polars.DataFrame(…)`.

        Returns:
            Dicts of `key`, `state`, `id`, `call`, `error` and `what_to_do`. `id` is that of what was made, where the
            result has one; the last three are empty for plans that are done.
        """
        return [self._as_dict(key, row) for key, row in self._rows]

    def to_csv(self, path: str | os.PathLike[str], *, bom: bool = False) -> None:
        """Write the rows as CSV, in UTF-8.

        A cell that a spreadsheet program would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line
        break) gets an apostrophe in front.

        Args:
            path: The file; it is overwritten. It may hold personal data: what a service said of a refused plan.
            bom: Whether it begins with a byte order mark, which some versions of Excel need to read it as UTF-8.
        """
        with Path(path).open(
            "w", encoding="utf-8-sig" if bom else "utf-8", errors="backslashreplace", newline=""
        ) as file:
            writer = csv.writer(file)
            writer.writerow(self._as_dict("", ""))
            for key, row in self._rows:
                writer.writerow([not_a_formula(cell) for cell in self._as_dict(key, row).values()])

    def __len__(self) -> int:
        return len(self._rows)

    def __str__(self) -> str:
        counted = [f"{self._counts[state]:,} {state.value}" for state in BulkState if self._counts[state]]
        if self.not_begun:
            counted.append(f"{self.not_begun:,} not begun")
        return ", ".join(counted) or "nothing was to be done"

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"

    def _as_dict(self, key: str, row: _Row | str) -> dict[str, str]:
        one = _Row(id=row) if isinstance(row, str) else row
        return {
            "key": key,
            "state": one.state.value,
            "id": one.id,
            "call": one.call,
            "error": one.error,
            "what_to_do": one.what_to_do,
        }


def _id_of(value: object) -> str:
    """Return the id of what was made; empty where a result has none. Of a call that returns an id, it is the result."""
    result_id = value if isinstance(value, str) else getattr(value, "id", None)
    return result_id if isinstance(result_id, str) and len(result_id) <= _LONGEST_ID else ""


def not_a_formula(cell: str) -> str:
    """Return a cell of a CSV file such that no spreadsheet program takes it for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell
