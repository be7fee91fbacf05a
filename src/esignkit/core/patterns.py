"""Regular expressions that are compiled when they are first used; most programs use few of them."""

from __future__ import annotations

import re
from typing import Any, AnyStr, Generic, cast

__all__ = ["LazyPattern", "pattern"]


class LazyPattern(Generic[AnyStr]):
    """Becomes a pattern: each of its methods is looked up once, and then is the pattern's own."""

    def __init__(self, text: AnyStr, flags: re.RegexFlag) -> None:
        self.pattern: AnyStr = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what copies and pickles asks an object that has no text yet
            raise AttributeError(name)
        value = getattr(re.compile(self.pattern, self._flags), name)  # `re` keeps what it compiled
        setattr(self, name, value)
        return value


def pattern(text: AnyStr, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[AnyStr]:
    """Return a pattern that costs nothing until it is used.

    Args:
        text: The regular expression.
        flags: As for `re.compile`.
    """
    return cast("re.Pattern[AnyStr]", LazyPattern(text, flags))
