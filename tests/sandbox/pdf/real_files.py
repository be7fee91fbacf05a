"""Fetches real PDFs: test files that packages on the index have in their sources. `python -m … FOLDER`.

Nothing of them is kept in the repository; `nox -s corpus` fetches them, and runs `test_real_files.py` on them.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
from pathlib import Path

SOURCES = ("pypdf", "pyhanko", "ocrmypdf", "pikepdf==8.15.1", "pypdfium2", "img2pdf", "tabula-py")
"""Projects whose sdists have PDFs in them."""

LARGEST = 16 * 1024 * 1024


def fetch(folder: Path) -> int:
    """Fetch the sources and unpack their PDFs, each content once, under its checksum.

    Args:
        folder: Where they go; what is there already is not fetched again.

    Returns:
        How many PDFs there are.
    """
    sources = folder / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    for project in SOURCES:
        place = sources / project
        if not place.exists():
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "-d", place]
            subprocess.run([*map(str, command), project], check=False)  # one that is gone leaves the others
    for archive in sorted(sources.glob("*/*.tar.gz")):
        with tarfile.open(archive) as file:
            for member in file:
                if member.isfile() and member.name.lower().endswith(".pdf") and member.size <= LARGEST:
                    content = file.extractfile(member)
                    assert content is not None
                    data = content.read()
                    name = f"{hashlib.sha256(data).hexdigest()[:12]} {Path(member.name).name}"
                    (folder / name).write_bytes(data)
    return len(list(folder.glob("*.pdf")))


if __name__ == "__main__":
    print(fetch(Path(sys.argv[1])), "PDFs")
