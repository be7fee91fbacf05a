"""Whether texts have the form that a sender asks for, in a time that is bounded whatever the sender has written.

Python's regular expressions can take years over a short text, and nothing but the end of their process stops them.
"""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_SECONDS = 2
"""How many seconds of the processor all patterns of a form together may take: a busy machine changes no verdict."""

_ATOMS = re.compile(r"\\[^0-9]|\[\^?[^\\\[\]]+\]")  # escaped characters and classes; a number refers to a group
_REPEATS = frozenset("*+?{")
_JUDGE = (
    "import json, re, sys\n"
    "try:\n"
    "    import resource\n"
    "except ImportError:\n"  # on Windows the clock alone ends it
    "    pass\n"
    "else:\n"
    "    resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]), int(sys.argv[1])))\n"
    "for pattern, text in json.load(sys.stdin):\n"
    "    print(json.dumps(re.fullmatch(pattern, text) is not None), flush=True)\n"
)


def unmatched(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the pairs whose text does not match as a whole, or not in the time that there is.

    Args:
        pairs: Patterns, and the texts that they are for. A pattern of another dialect refuses nobody.
    """
    doubtful: list[tuple[str, str]] = []
    misfits: set[tuple[str, str]] = set()
    for pattern, text in dict.fromkeys(pairs):
        if not _is_valid(pattern):
            continue
        if not _is_simple(pattern):
            doubtful.append((pattern, text))
        elif re.fullmatch(pattern, text) is None:
            misfits.add((pattern, text))
    return misfits | _judged(tuple(doubtful)) if doubtful else misfits


def _is_valid(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def _is_simple(pattern: str) -> bool:
    """Return whether a pattern has no group, no choice and one repetition at most: it takes no longer than its text."""
    rest = _ATOMS.sub("x", pattern)
    return not set("()|\\[]") & set(rest) and sum(one in _REPEATS for one in rest) <= 1


@functools.lru_cache(64)  # a form is judged for the page, and once more where it is signed
def _judged(pairs: tuple[tuple[str, str], ...]) -> frozenset[tuple[str, str]]:
    """Judge in a process that is ended when the time is up."""
    try:
        ended = subprocess.run(  # noqa: S603  # this interpreter, with a text of our own
            [sys.executable, "-I", "-S", "-c", _JUDGE, str(MOST_SECONDS)],
            input=json.dumps(pairs).encode(),
            capture_output=True,
            timeout=10 * MOST_SECONDS,
            check=False,
        )
        answers = ended.stdout
    except subprocess.TimeoutExpired as error:
        answers = error.stdout or b""
    matching = answers.split()
    return frozenset(pair for index, pair in enumerate(pairs) if matching[index : index + 1] != [b"true"])
