"""The certificate authority of a sandbox: in the store, and in memory once it was needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox import pdf

if TYPE_CHECKING:
    from esignkit.sandbox.ids import Ids
    from esignkit.sandbox.store import Store

_KEY = ("sandbox", "ca", "ca")


class Authority:
    """The certificate authority, made at first use."""

    def __init__(self, store: Store, ids: Ids) -> None:
        self._store = store
        self._ids = ids
        self._ca: pdf.SandboxCA | None = None
        self._uncommitted = False

    @property
    def ca(self) -> pdf.SandboxCA:
        """The one in the store, which gets one if it has none."""
        if self._ca is None:
            record = self._store.record(*_KEY)
            if record is None:
                seed = self._ids.seed
                # Drawn as ids are: a call that is answered again makes the same authority.
                secret = self._ids.randbytes(32) if seed is None else None
                self._ca, self._uncommitted = pdf.SandboxCA.create(seed, secret), True
                self._store.put_record(*_KEY, {"pem": self._ca.to_pem().decode()}, "")
            else:
                self._ca = pdf.SandboxCA.from_pem(str(record["pem"]).encode())
        return self._ca

    def reload(self) -> None:
        """Read it from the store when it is needed next."""
        self._ca, self._uncommitted = None, True

    def committed(self) -> None:
        """Note that the store keeps the one in memory."""
        self._uncommitted = False

    def rolled_back(self) -> None:
        """Forget one that was made, or read, in work that has been rolled back."""
        if self._uncommitted:
            self._ca = None
