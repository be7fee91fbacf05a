"""The sandbox's one clock. It tells the machine's time until it is moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_NO_OFFSET = "a moment for the clock needs an offset, e.g. tzinfo=UTC"


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
            ValueError: `by` is negative.
        """
        step = by if isinstance(by, timedelta) else timedelta(seconds=by)
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
            ValueError: The moment has no offset.
        """
        if moment.tzinfo is None:
            raise ValueError(_NO_OFFSET)
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
            ValueError: The moment has no offset.
        """
        if moment is not None and moment.tzinfo is None:
            raise ValueError(_NO_OFFSET)
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
