"""The sandbox's one random source, and the id forms of the three services."""

from __future__ import annotations

import base64
import random
import uuid

from attrs import field, frozen


@frozen
class Ids:
    """Makes ids and secrets from one random source."""

    source: random.Random = field(factory=random.SystemRandom, repr=False)

    def uuid(self) -> str:
        """Return a version 4 UUID, lower case with hyphens (also the GUID form)."""
        return str(uuid.UUID(bytes=self.source.randbytes(16), version=4))

    def hex24(self) -> str:
        """Return 24 hexadecimal digits, the form of a Mongo id."""
        return self.source.randbytes(12).hex()

    def base64_28(self) -> str:
        """Return 28 characters of URL-safe base64 that end in `=`."""
        return base64.urlsafe_b64encode(self.source.randbytes(20)).decode()

    def secret(self, length: int = 24) -> str:
        """Return standard base64 of `length` random bytes."""
        return base64.b64encode(self.source.randbytes(length)).decode()

    def word(self, length: int = 16) -> str:
        """Return `length` letters and digits."""
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
        return "".join(self.source.choice(letters) for _ in range(length))
