"""The sandbox: three e-signature services on this machine, for tests, demos and learning.

    from esignkit.sandbox import Sandbox

    with Sandbox() as sandbox:
        print(sandbox.env())

It needs the extra `sandbox`: `pip install "esignkit[sandbox]"`.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esignkit.sandbox.app import RequestEntry
    from esignkit.sandbox.clock import Clock
    from esignkit.sandbox.credentials import (
        Constellation1Account,
        ESignLiveAccount,
        IgnisignAccount,
        SandboxAccount,
    )
    from esignkit.sandbox.desk import UnknownTransaction
    from esignkit.sandbox.domain.acts import ActRefused
    from esignkit.sandbox.domain.model import (
        Document,
        Event,
        LedgerEntry,
        Party,
        PartyState,
        Stage,
        Transaction,
    )
    from esignkit.sandbox.domain.webhooks import Attempt, Delivery, DeliveryState, UnknownDelivery, Webhook
    from esignkit.sandbox.faults import Fault, FiredFault
    from esignkit.sandbox.sandbox import NotRunning, Sandbox
    from esignkit.sandbox.server import PortInUse

__all__ = [
    "ActRefused",
    "Attempt",
    "Clock",
    "Constellation1Account",
    "Delivery",
    "DeliveryState",
    "Document",
    "ESignLiveAccount",
    "Event",
    "Fault",
    "FiredFault",
    "IgnisignAccount",
    "LedgerEntry",
    "NotRunning",
    "Party",
    "PartyState",
    "PortInUse",
    "RequestEntry",
    "Sandbox",
    "SandboxAccount",
    "Stage",
    "Transaction",
    "UnknownDelivery",
    "UnknownTransaction",
    "Webhook",
]

_HOMES = {
    "ActRefused": "domain.acts",
    "Attempt": "domain.webhooks",
    "Clock": "clock",
    "Constellation1Account": "credentials",
    "Delivery": "domain.webhooks",
    "DeliveryState": "domain.webhooks",
    "Document": "domain.model",
    "ESignLiveAccount": "credentials",
    "Event": "domain.model",
    "Fault": "faults",
    "FiredFault": "faults",
    "IgnisignAccount": "credentials",
    "LedgerEntry": "domain.model",
    "NotRunning": "sandbox",
    "Party": "domain.model",
    "PartyState": "domain.model",
    "PortInUse": "server",
    "RequestEntry": "app",
    "Sandbox": "sandbox",
    "SandboxAccount": "credentials",
    "Stage": "domain.model",
    "Transaction": "domain.model",
    "UnknownDelivery": "domain.webhooks",
    "UnknownTransaction": "desk",
    "Webhook": "domain.webhooks",
}

_NEEDED = ("starlette", "uvicorn", "h11", "python_multipart", "pyhanko", "cryptography", "pypdfium2")


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    missing = [module for module in _NEEDED if find_spec(module) is None]
    if missing:
        raise ImportError('The sandbox needs more packages. Install them with: pip install "esignkit[sandbox]"')
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
