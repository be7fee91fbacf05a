"""Control of faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.names import with_near_arguments
from esignkit.sandbox.fault_rules import Fault

if TYPE_CHECKING:
    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.fault_effects import Effect
    from esignkit.sandbox.fault_rules import FiredFault, Stage


@with_near_arguments
class FaultControls:
    """What the sandbox's owner may do with faults.

    Example:
        sandbox.faults.add("reset", "esignlive", "packages.create", stage="after-commit")
        sandbox.faults.add("502", probability=0.05, seed=7, times=None)
        sandbox.faults.add("status", "ignisign", stage="after-commit", status=507, retry_after=1, body="<h1>Full")
    """

    def __init__(self, app: SandboxApp) -> None:
        self._app = app

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
        tenant: str | None = None,
        seconds: float | None = None,
        retry_after: float | None = None,
        location: str = "http://127.0.0.1:9/elsewhere",
        status: int | None = None,
        body: str | None = None,
    ) -> Fault:
        """Make coming calls fail.

        Args:
            effect: What happens, e.g. `502`, `reset` or `drip`.
            provider: Only calls of this service, e.g. `ignisign`.
            operation: Only this operation, e.g. `packages.create` or `POST /packages`; None is any call, after the
                commit any that changed something.
            stage: `before-commit`: nothing is done; `after-commit`: it is done and kept, and the response spoilt.
            times: How many calls; None is without end.
            nth: The first matching call that fails, counted from 1.
            probability: How likely each matching call fails.
            seed: Where the rule's own chance begins.
            tenant: Only calls of this tenant.
            seconds: How long a `stall` lasts (30 when not given), or the pause between two bytes of a `drip` (0.1).
            retry_after: What a response with a status asks for, in seconds; `429` and `503-retry-after` ask for 0
                when not given, the others for nothing.
            location: Where redirects lead.
            status: The status of the effect `status`, from 200 to 999.
            body: The text of a response with a status; HTML when it begins with `<`.

        Returns:
            The rule; its `fired` counts.

        Raises:
            ValueError: The rule cannot mean anything, or there is no such service or operation.
        """
        app = self._app
        operation = app.names.operation(provider, operation)
        fault = Fault(
            effect,
            provider,
            operation,
            tenant,
            stage,
            times,
            nth,
            probability,
            seed,
            seconds,
            retry_after,
            location,
            status,
            body,
        )
        app.run(lambda _: app.faults.add(fault))
        return fault

    def clear(self) -> None:
        """Forget all rules and what they did."""
        app = self._app
        app.run(lambda _: app.faults.clear())

    def fired(self) -> list[FiredFault]:
        """Return the last 10,000 calls that were made to fail, oldest first; each rule counts all of its own."""
        app = self._app
        return app.run(lambda _: list(app.faults.fired))
