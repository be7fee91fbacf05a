"""ZIP archives of the files of a package."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from esignkit.sandbox.json_values import encodable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_FIRST_YEAR, _LAST_YEAR = 1980, 2107  # that an archive can name; the sandbox's clock goes further


def zip_of(files: Iterable[tuple[str, bytes]], now: datetime) -> bytes:
    """Return an archive; names that occur twice get a number.

    Args:
        files: Name and content of each file.
        now: The date that the entries carry.
    """
    buffer = io.BytesIO()
    year, month, day, hour, minute, second = now.timetuple()[:6]
    date = (min(max(year, _FIRST_YEAR), _LAST_YEAR), month, day, hour, minute, second)
    names_in_use: set[str] = set()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            path = PurePosixPath(encodable(name).replace("/", "_") or "file")
            unique, number = path.name, 1
            while unique in names_in_use:
                number += 1
                unique = f"{path.stem} ({number}){path.suffix}"
            names_in_use.add(unique)
            entry = zipfile.ZipInfo(unique, date)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()
