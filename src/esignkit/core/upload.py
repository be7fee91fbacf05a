"""A file to send, as operations hold it."""

from __future__ import annotations

import os
from typing import BinaryIO

from esignkit.core.value_objects import Value, field, frozen

__all__ = ["Upload"]


@frozen(eq=False, repr=False)
class Upload(Value):
    """A file to send, with its name and MIME type; made by `esignkit.core.files.upload`."""

    name: str
    content: bytes | os.PathLike[str] | BinaryIO = field(repr=False)
    content_type: str = "application/octet-stream"
