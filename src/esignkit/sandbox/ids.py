"""The sandbox's one random source, and the id forms of the three services."""

from __future__ import annotations

import base64
import random
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define, field

from esignkit.sandbox.json_values import as_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from attrs import Attribute

    from esignkit.sandbox.json_values import JSONObject

_T = TypeVar("_T", bytes, str)


def check_seed(_: object, attribute: Attribute[int | None], value: object) -> None:
    """Refuse a seed that is no number, such as a seed file: with any value, a sandbox would make public keys.

    Raises:
        TypeError: It is no whole number.
    """
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise TypeError(
            f"{attribute.alias}= takes a whole number, from which all chance comes, not {type(value).__name__}; "
            "sandbox.seed(…) reads a file or a dictionary"
        )


@define
class Ids:
    """Makes ids and secrets from one random source."""

    seed: int | None = None
    """Makes the same ids in each run, and therefore public ones; None takes what nobody can guess."""
    source: random.Random = field(init=False, repr=False)
    """Where all chance in the services comes from."""
    _drawn: list[bytes | str] | None = field(default=None, init=False, repr=False)
    _place: int = field(default=0, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self.begin(0)

    def begin(self, run: int) -> None:
        """Take the source of a run: with a seed, runs that go on with the same data make other ids than those before.

        Args:
            run: The number of runs before it.
        """
        if self.seed is None:
            self.source = random.SystemRandom()
        else:
            self.source = random.Random(f"{self.seed}/{run}")  # noqa: S311 - what can be repeated is no secret

    def state(self) -> tuple[Any, ...] | None:
        """Return where the source stands; None for one that has no place to return to."""
        return None if self.seed is None else self.source.getstate()

    def restore(self, state: tuple[Any, ...] | None) -> None:
        """Return the source to where it stood."""
        if state is not None:
            self.source.setstate(state)

    def repeat(self, drawn: list[bytes | str] | None) -> None:
        """Draw from now on what a list holds, then anew, and note that there: work done again makes the same ids.

        Args:
            drawn: What the same work has drawn before; None to draw anew only.
        """
        self._drawn, self._place = drawn, 0

    def randbytes(self, number: int) -> bytes:
        """Return so many random bytes."""
        return self._draw(bytes, number, lambda: self.source.randbytes(number))

    def _draw(self, kind: type[_T], length: int, draw: Callable[[], _T]) -> _T:
        drawn, place = self._drawn, self._place
        if drawn is None:
            return draw()
        self._place += 1
        before = drawn[place] if place < len(drawn) else None
        if isinstance(before, kind) and len(before) == length:
            return before
        value = draw()
        drawn[place:] = [value]  # nothing that was drawn after it is of use: the work goes another way than before
        return value

    def to_json(self) -> JSONObject:
        """Return seed and place of the source as JSON; empty without a seed."""
        state = self.state()
        return {} if state is None else {"seed": self.seed, "state": [state[0], list(state[1]), state[2]]}

    def state_from_json(self, state: JSONObject) -> tuple[Any, ...] | None:
        """Return where a source with the same seed stood, for `restore`; None for any other: it goes on as it is.

        Raises:
            ValueError: A source cannot stand there.
        """
        if not state or state.get("seed") != self.seed:
            return None
        try:
            version, numbers, rest = as_list(state.get("state"))
            place = (version, tuple(as_list(numbers)), rest)
            random.Random().setstate(place)  # noqa: S311  # tried out on another source
        except (TypeError, ValueError, OverflowError) as error:
            raise ValueError(f"the random source cannot go on from where it stood: {error}") from error
        return place

    def uuid(self) -> str:
        """Return a version 4 UUID, lower case with hyphens (also the GUID form)."""
        drawn = bytearray(self.randbytes(16))
        drawn[6], drawn[8] = drawn[6] & 0x0F | 0x40, drawn[8] & 0x3F | 0x80
        digits = drawn.hex()
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def hex24(self) -> str:
        """Return 24 hexadecimal digits, the form of a Mongo id."""
        return self.randbytes(12).hex()

    def base64_28(self) -> str:
        """Return 28 characters of URL-safe base64 that end in `=`."""
        return base64.urlsafe_b64encode(self.randbytes(20)).decode()

    def secret(self, length: int = 24) -> str:
        """Return standard base64 of `length` random bytes."""
        return base64.b64encode(self.randbytes(length)).decode()

    def word(self, length: int = 16) -> str:
        """Return `length` letters and digits."""
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
        return self._draw(str, length, lambda: "".join(self.source.choice(letters) for _ in range(length)))
