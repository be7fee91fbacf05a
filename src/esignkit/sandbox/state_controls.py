"""Control of the sandbox's state as a whole: switches, reset, snapshots."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from esignkit.names import with_near_arguments
from esignkit.sandbox import saved_state
from esignkit.sandbox.seed_file import read_seed
from esignkit.sandbox.seeding import plant
from esignkit.sandbox.snapshots import write as write_snapshot

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.json_values import JSON, JSONObject


@with_near_arguments
class StateControls(ABC):
    """What the sandbox's owner may do with its state; `Sandbox` has these methods."""

    __slots__ = ()

    @property
    @abstractmethod
    def url(self) -> str:
        """Scheme, host and port."""

    @property
    @abstractmethod
    def _running(self) -> SandboxApp: ...

    def seed(
        self, source: str | os.PathLike[str] | Mapping[str, object], tenant: str | None = None
    ) -> list[Transaction]:
        """Make accounts, transactions in given states, webhooks, switches and faults: what a seed says.

        All of it comes about through the services' own calls, or nothing does.

        Args:
            source: A TOML file, or what one would hold; documents are looked for beside the file.
            tenant: Whose all is that names no account, e.g. that of `sandbox.create_account()`, and the only one whose
                calls faults meet that name no tenant; None is the default one, and the calls of all.

        Returns:
            The transactions that were made, in the order of the seed.

        Raises:
            SeedError: The seed has a key or value that there is not, or a service refuses something; the text says
                where.
            ValueError: There is no such tenant.
            OSError: The file cannot be read.
        """
        return plant(self._running, read_seed(source), self.url, tenant)

    def switch(self, provider: str, tenant: str | None = None, **values: JSON) -> JSONObject:
        """Change how a service behaves where its documents leave that open.

        Args:
            provider: The service, e.g. `esignlive`.
            tenant: The tenant concerned; None is the default one.
            values: The switches to set, e.g. `ids="uuid"`.

        Returns:
            All switches of the service as they stand then.

        Raises:
            ValueError: There is no such service, tenant, switch or value.
        """
        app = self._running
        return app.run(lambda work: app.switch(work, provider, tenant, dict(values)))

    def reset(self, tenant: str | None = None) -> None:
        """Forget all transactions, ledger and requests; accounts and the certificate authority stay.

        Args:
            tenant: Only what belongs to this tenant; requests stay then.
        """
        app = self._running
        app.run(lambda work: app.reset(work, tenant))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write everything into one file: a snapshot, which `load` reads.

        It holds personal data, credentials and the key of the sandbox's certificate authority; nobody but the owner of
        the file may read it (mode 0600). A file of that name is replaced at once, or not at all.

        Args:
            path: The file.

        Raises:
            OSError: The file cannot be written.
        """
        app = self._running
        write_snapshot(Path(path), app.run(lambda _: saved_state.take(app)))

    def load(self, path: str | os.PathLike[str]) -> None:
        """Replace everything by what a snapshot holds: accounts, transactions, files, faults, clock, keys.

        Args:
            path: A file that `save` has written.

        Raises:
            SnapshotUnusable: It is no snapshot, is damaged, or comes from a newer sandbox. Then nothing has changed.
            OSError: The file cannot be read.
        """
        app, data = self._running, Path(path).read_bytes()
        app.run(lambda work: saved_state.load(app, work, data))
