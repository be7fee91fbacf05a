"""A mkdocs hook: what llms.txt links to is in the built site.

Pages of prose are published as Markdown beside their HTML, with their tables. A page that is written from docstrings
says nothing as Markdown, so there llms.txt leads to the page itself. What the first page of a service's reference links
to stands behind the link to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LINK = re.compile(r"\]\(([\w/-]+)\.md\)")
REFERENCE = re.compile(r"^- \[.*\]\((reference/\w+/)index\.md\)$", re.MULTILINE)
BESIDE = re.compile(r"\[(.+?)\]\(([\w/-]+\.md)\)")
FROM_DOCSTRINGS = re.compile(r"^::: ", re.MULTILINE)
PAGES: dict[str, str] = {}
"""The Markdown of each page: the hook that puts tables in comes before this one."""


def on_page_markdown(markdown: str, *, page: Any, **kwargs: Any) -> None:
    """Keep the Markdown of a page."""
    PAGES[page.file.src_uri.removesuffix(".md")] = markdown


def with_contents(listing: str, pages: Mapping[str, str]) -> str:
    """Put the pages of a reference behind the link to it."""

    def contents(found: re.Match[str]) -> str:
        folder = found[1]
        links = BESIDE.findall(pages[f"{folder}index"])
        return f"{found[0]}: {', '.join(f'[{text}]({folder}{page})' for text, page in links)}"

    return REFERENCE.sub(contents, listing)


def on_post_build(config: Any, **kwargs: Any) -> None:
    """Write the Markdown, and mend the links of the copied llms.txt."""
    site = Path(config.site_dir)

    def target(found: re.Match[str]) -> str:
        if FROM_DOCSTRINGS.search(PAGES[found[1]]):
            return f"]({found[1].removesuffix('index').rstrip('/')}/)"
        copy = site / f"{found[1]}.md"
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(PAGES[found[1]])
        return found[0]

    listing = site / "llms.txt"
    listing.write_text(LINK.sub(target, with_contents(listing.read_text(), PAGES)))
