"""The tenant of one test in the shared sandbox: its own ledger and faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from esignkit.sandbox import Fault, FiredFault, LedgerEntry, Sandbox, Transaction
    from esignkit.sandbox.fault_effects import Effect
    from esignkit.sandbox.fault_rules import Stage

__all__ = ["SeedTenant", "TenantFaults", "TenantLedger"]


class TenantLedger:
    """What the services executed for one tenant, once for each effect, also when its response was lost."""

    def __init__(self, sandbox: Sandbox, tenant: str) -> None:
        self._sandbox = sandbox
        self._tenant = tenant

    def entries(self, provider: str | None = None, operation: str | None = None) -> list[LedgerEntry]:
        """Return the entries, oldest first.

        Args:
            provider: Only this service's, e.g. `ignisign`.
            operation: Only this operation's, e.g. `packages.create`.
        """
        return [entry for entry in self._sandbox.ledger(provider, operation) if entry.tenant == self._tenant]

    def operations(self, provider: str | None = None) -> list[str]:
        """Return the names of what was executed, oldest first, e.g. `["packages.create", "packages.send"]`.

        Args:
            provider: `esignlive`, `ignisign` or `constellation1`; all three when None.
        """
        return [entry.operation for entry in self.entries(provider)]

    def __iter__(self) -> Iterator[LedgerEntry]:
        return iter(self.entries())

    def __len__(self) -> int:
        return len(self.entries())

    def __repr__(self) -> str:
        return f"<ledger: {', '.join(self.operations()) or 'nothing executed'}>"


class SeedTenant:
    """Makes what seeds say, in the accounts of one tenant."""

    def __init__(self, sandbox: Sandbox, tenant: str, folder: Path) -> None:
        self._sandbox = sandbox
        self._tenant = tenant
        self._folder = folder

    def __call__(self, source: str | os.PathLike[str] | Mapping[str, object]) -> list[Transaction]:
        """Make transactions in given states, webhooks, switches and faults: what a seed says.

        Args:
            source: A TOML file, looked for beside the test, or what one would hold.

        Returns:
            The transactions that were made, in the order of the seed.

        Raises:
            SeedError: The seed has a key or value that there is not, or a service refuses something; the text says
                where.
            OSError: The file cannot be read.
        """
        seed = source if isinstance(source, Mapping) else self._folder / source
        return self._sandbox.seed(seed, self._tenant)


class TenantFaults:
    """Faults for the calls of one tenant."""

    def __init__(self, sandbox: Sandbox, tenant: str) -> None:
        self._sandbox = sandbox
        self._tenant = tenant
        self.rules: list[Fault] = []
        """The rules that this test added."""

    def add(
        self,
        effect: Effect,
        provider: str | None = None,
        operation: str | None = None,
        *,
        stage: Stage = "before-commit",
        times: int | None = 1,
        nth: int = 1,
        probability: float = 1.0,
        seed: int = 0,
        seconds: float | None = None,
        retry_after: float | None = None,
        status: int | None = None,
        body: str | None = None,
    ) -> Fault:
        """Make coming calls fail.

        Args:
            effect: What happens, e.g. `502`, `reset` or `drip`.
            provider: Only calls of this service, e.g. `ignisign`.
            operation: Only this operation, e.g. `packages.create`; None is any call, after the commit any that changed
                something.
            stage: `before-commit`: nothing is done; `after-commit`: it is done and kept, and the response spoilt.
            times: How many calls; None is without end.
            nth: The first matching call that fails, counted from 1.
            probability: How likely each matching call fails.
            seed: Where the rule's own chance begins.
            seconds: How long a `stall` lasts, or the pause between two bytes of a `drip`.
            retry_after: What an answer with a status asks for, in seconds; `429` and `503-retry-after` ask for 0
                when not given, the others for nothing.
            status: The status of the effect `status`, from 200 to 999.
            body: The text of an answer with a status; HTML when it begins with `<`.

        Returns:
            The rule; its `fired` counts.

        Raises:
            ValueError: The rule cannot mean anything.
        """
        rule = self._sandbox.faults.add(
            effect,
            provider,
            operation,
            stage=stage,
            times=times,
            nth=nth,
            probability=probability,
            seed=seed,
            tenant=self._tenant,
            seconds=seconds,
            retry_after=retry_after,
            status=status,
            body=body,
        )
        self.rules.append(rule)
        return rule

    def fired(self) -> list[FiredFault]:
        """Return this test's calls that were made to fail, oldest first."""
        return [fault for fault in self._sandbox.faults.fired() if fault.tenant == self._tenant]
