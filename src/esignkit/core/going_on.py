"""How a call of several steps goes on after an error, in words. Under a journal, another sentence takes their place."""

from __future__ import annotations

__all__ = ["NOTHING_MADE", "RESUME", "TAKE_AGAIN"]

RESUME = "The same call with resume=error.progress goes on from there"
NOTHING_MADE = "Nothing was made: mend what is wrong, and make the call again"
TAKE_AGAIN = "Look yourself; where it was not done, resume=error.progress.without_doubt() takes the step again"
