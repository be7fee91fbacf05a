"""What holds for all plans of a bulk run, and how it travels to workers in other processes."""

from __future__ import annotations

import hashlib
import pickle
import sys
from typing import TYPE_CHECKING

from attrs import frozen

from esignkit.core.value_objects import Shown
from esignkit.durable.clients import Connect
from esignkit.errors import ConfigurationError

if TYPE_CHECKING:
    from esignkit.durable.journal import Journal

__all__ = ["Remote", "Terms"]


@frozen(eq=False, repr=False)
class Terms(Shown):
    """What holds for all plans of a bulk run, as arguments of `client.run`."""

    journal: Journal
    accept_orphans: bool


@frozen(eq=False, repr=False)
class Remote(Shown):
    """What workers in other processes need for all plans of a bulk run; `KeptClients` makes its client there."""

    connect: Connect
    terms: Terms
    token: str
    """The same for the same function and terms."""

    @classmethod
    def make(cls, connect: Connect, terms: Terms) -> Remote:
        """Prepare it for the way to other processes.

        Args:
            connect: Makes the client there.
            terms: What holds for all plans.

        Raises:
            ConfigurationError: The function cannot be sent there.
        """
        pickler = sys.modules.get("cloudpickle", pickle)  # Dask's, which takes functions of a notebook too
        try:
            sent = pickler.dumps((connect, terms))
        except Exception as error:
            msg = f"connect does not travel to other processes ({error}); give a function that stands in a module"
            raise ConfigurationError(msg) from error
        return cls(connect, terms, hashlib.sha256(sent).hexdigest())
