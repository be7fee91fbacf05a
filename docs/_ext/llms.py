"""A mkdocs hook: what llms.txt links to is in the built site.

Pages of prose are published as Markdown beside their HTML. A page that is written from docstrings says nothing as
Markdown, so there llms.txt leads to the page itself.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

LINK = re.compile(r"\]\(([\w/-]+)\.md\)")
FROM_DOCSTRINGS = re.compile(r"^::: ", re.MULTILINE)


def on_post_build(config: Any, **kwargs: Any) -> None:
    """Copy the Markdown, and mend the links of the copied llms.txt."""
    docs, site = Path(config.docs_dir), Path(config.site_dir)

    def target(found: re.Match[str]) -> str:
        source = docs / f"{found[1]}.md"
        if FROM_DOCSTRINGS.search(source.read_text()):
            return f"]({found[1].removesuffix('index').rstrip('/')}/)"
        copy = site / f"{found[1]}.md"
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
        return found[0]

    listing = site / "llms.txt"
    listing.write_text(LINK.sub(target, listing.read_text()))
