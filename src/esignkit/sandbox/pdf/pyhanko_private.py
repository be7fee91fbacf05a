"""The only private attribute of another library that the package uses, with a check and a fallback.

`_update_meta` of pyHanko's writers stamps pyHanko's name and the computer's time into the metadata at each write, and
stops at metadata that is no proper XML. pyHanko has no public switch for that.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

_logger = logging.getLogger("esignkit.sandbox")


def keep_metadata(writer: Any) -> None:
    """Keep a document's metadata unchanged when it is written.

    Without the attribute pyHanko writes what it likes: signatures stay valid, but the same acts no longer give the same
    bytes, and metadata that pyHanko cannot read count as damage. That is logged once.

    Args:
        writer: One of pyHanko's writers.
    """
    if _metadata_can_be_kept(writer.__class__):
        writer._update_meta = _do_nothing


@cache
def _metadata_can_be_kept(kind: object) -> bool:
    has_method = callable(getattr(kind, "_update_meta", None))
    if not has_method:
        _logger.warning("This version of pyHanko writes the computer's time into the metadata of signed PDFs.")
    return has_method


def _do_nothing() -> None:
    """Replaces pyHanko's update of the metadata, and does nothing."""
