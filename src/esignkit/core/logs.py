"""The logger of the package, which says nothing where the program has set up no logging."""

from __future__ import annotations

import logging

__all__ = ["logger"]

logger: logging.Logger = logging.getLogger("esignkit")
logger.addHandler(logging.NullHandler())
