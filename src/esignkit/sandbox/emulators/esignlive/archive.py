"""ZIP archives of the files of a package."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def zip_of(files: Iterable[tuple[str, bytes]], now: datetime) -> bytes:
    """Return an archive; names that occur twice get a number.

    Args:
        files: Name and content of each file.
        now: The date that the entries carry.
    """
    buffer = io.BytesIO()
    names_in_use: set[str] = set()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            storable = name.encode("utf-8", "replace").decode()  # JSON can carry half of a surrogate pair
            path = PurePosixPath(storable.replace("/", "_") or "file")
            unique, number = path.name, 1
            while unique in names_in_use:
                number += 1
                unique = f"{path.stem} ({number}){path.suffix}"
            names_in_use.add(unique)
            entry = zipfile.ZipInfo(unique, now.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()
