"""The sandbox's one clock. It tells the machine's time until it is moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache

from esignkit.names import with_near_arguments


def http_date(moment: datetime) -> bytes:
    """Return a moment as a `Date` header has it."""
    return _date_of_second(moment.replace(microsecond=0))


@lru_cache(maxsize=4)
def _date_of_second(second: datetime) -> bytes:
    return format_datetime(second, usegmt=True).encode("ascii")


EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""Between these certificates are valid, and times that are reckoned from the clock's are dates too."""

_NO_OFFSET = "a moment for the clock needs an offset, e.g. tzinfo=UTC"
_OUTSIDE = f"the clock goes from the year {EARLIEST.year} to {LATEST.year - 1}"

SEEDED_START: datetime = datetime(2026, 1, 1, tzinfo=UTC)
"""Where the clock of a sandbox with a seed stands."""


def check_moment(moment: datetime) -> None:
    """Refuse a moment that the clock cannot be set to.

    Raises:
        ValueError: It has no offset, or is not in the years from 1970 to 8999.
    """
    if moment.tzinfo is None:
        raise ValueError(_NO_OFFSET)
    if not EARLIEST <= moment < LATEST:
        raise ValueError(_OUTSIDE)


@with_near_arguments
class Clock:
    """Tells the time to every part of the sandbox; tests put it forward, set it and stop it.

    Whatever becomes due by a move (expirations, purges, deferred work) happens before anything else is answered.
    """

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._stopped_at: datetime | None = None
        self._listeners: list[Callable[[], object]] = []

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""
        return datetime.now(UTC) + self._ahead if self._stopped_at is None else self._stopped_at

    @property
    def is_frozen(self) -> bool:
        """Whether the clock stands still."""
        return self._stopped_at is not None

    def advance(self, by: float | timedelta) -> datetime:
        """Put the clock forward; a clock that stands still goes on standing there.

        Args:
            by: Seconds, or a duration. It may not be negative: nothing that has happened is undone.

        Returns:
            What the clock says then.

        Raises:
            ValueError: `by` is negative, or leads beyond the year 8999.
        """
        try:
            step = by if isinstance(by, timedelta) else timedelta(seconds=by)
            check_moment(self.now() + step)
        except OverflowError:
            raise ValueError(_OUTSIDE) from None
        if step < timedelta():
            raise ValueError("the clock is put forward only; set() takes any moment")
        if self._stopped_at is None:
            self._ahead += step
        else:
            self._stopped_at += step
        return self._moved()

    def set(self, moment: datetime) -> datetime:
        """Set the clock to an aware moment; it goes on from there, or stands there if it stood still.

        Args:
            moment: Any moment that has an offset.

        Returns:
            What the clock says then.

        Raises:
            ValueError: The moment has no offset, or is not in the years from 1970 to 8999.
        """
        check_moment(moment)
        if self._stopped_at is None:
            self._ahead = moment - datetime.now(UTC)
        else:
            self._stopped_at = moment.astimezone(UTC)
        return self._moved()

    def freeze(self, moment: datetime | None = None) -> datetime:
        """Stop the clock, where it is or at a moment.

        Args:
            moment: Where it is to stand; None is where it is.

        Returns:
            What the clock says then.

        Raises:
            ValueError: The moment has no offset, or is not in the years from 1970 to 8999.
        """
        if moment is not None:
            check_moment(moment)
        self._stopped_at = self.now()
        return self._moved() if moment is None else self.set(moment)

    def resume(self) -> datetime:
        """Let the clock go on from where it stands.

        Returns:
            What the clock says then.
        """
        if self._stopped_at is not None:
            self._ahead, self._stopped_at = self._stopped_at - datetime.now(UTC), None
        return self._moved()

    def on_move(self, listener: Callable[[], object]) -> None:
        """Have a function called after every move; the sandbox does this.

        Args:
            listener: The function; what it returns is not used.
        """
        self._listeners.append(listener)

    def forget(self, listener: Callable[[], object]) -> None:
        """Call a function no more.

        Args:
            listener: A function that was given to `on_move`.
        """
        self._listeners.remove(listener)

    def _moved(self) -> datetime:
        for listener in self._listeners:
            listener()
        return self.now()


@with_near_arguments
class SetClock(Clock):
    """A clock that stands where it is put.

    Args:
        moment: Where it stands at first.
    """

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.freeze(moment)

    @property
    def moment(self) -> datetime:
        """Where the clock stands; it can be set."""
        return self.now()

    @moment.setter
    def moment(self, moment: datetime) -> None:
        self.set(moment)
