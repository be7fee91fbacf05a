"""Flows as a caller of the SDK writes them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from esignkit import FileInput, FileTarget, Steps
from esignkit.agreements.calls import AgreementCalls
from esignkit.core.endpoint import Plan
from esignkit.durable import flow
from esignkit.esignlive import Package, Packages


@flow
def let(
    packages: Packages[Plan], lease: FileInput, *annexes: FileInput, name: str = "Lease", note: str | None = None
) -> Steps[str]:
    """Make a package and send it."""
    package_id = yield from packages.create(Package(name=name, description=note), files=[lease, *annexes])
    yield from packages.send(package_id)
    return package_id


@flow
def keep(packages: Packages[Plan], package_id: str, folder: FileTarget, **more: Any) -> Steps[None]:
    """Download what there is."""
    yield from packages.get(package_id)


@flow
def plain(*values: Any, due: date | None = None, every: timedelta = timedelta(days=1)) -> Steps[Any]:
    """Take anything, and make no call."""
    yield from ()
    return values, due, every


@flow
def cancel(agreements: AgreementCalls[Plan], agreement_id: str) -> Steps[None]:
    """Call an agreement off, with any service."""
    yield from agreements.cancel(agreement_id)
