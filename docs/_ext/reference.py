"""A mkdocs hook: pages of the reference that show many objects in one way say so once, in their front matter.

`reference: calls` is for classes whose methods are a service's calls, `reference: models` for modules of models and of
enumerations. A directive with options of its own keeps those.

The contents of a page of models, at its right, are the models without their members, which would be hundreds of lines.

In search, a guide comes before the reference.

The lines of code are marked by a class, for the style of signatures, and not by ids, which would not be unique.
"""

from __future__ import annotations

import re
from typing import Any

LINE = re.compile(r'<span id="__line-\d+-\d+">')
DIRECTIVE = re.compile(r"^(::: [\w.]+)\n(?!    )", re.MULTILINE)
BEHIND_GUIDES = 0.1
"""What search makes of a match in the reference, where a match in a guide counts 1."""
OF_MODULES = ["show_root_heading: false", "show_root_toc_entry: false", "show_if_no_docstring: true"]
OF_CLASSES = ["inherited_members: false", "separate_signature: false", "merge_init_into_class: false"]
OPTIONS = {
    "calls": ["merge_init_into_class: false"],
    "models": [*OF_MODULES, *OF_CLASSES],
}


def on_page_markdown(markdown: str, *, page: Any, **kwargs: Any) -> str:
    """Write the options below each directive."""
    if page.file.src_uri.startswith("reference/"):
        page.meta.setdefault("search", {"boost": BEHIND_GUIDES})
    kind = page.meta.get("reference")
    if kind is None:
        return markdown
    options = "\n".join(f"      {one}" for one in OPTIONS[kind])
    return DIRECTIVE.sub(lambda found: f"{found[1]}\n    options:\n{options}\n", f"{markdown}\n\n")


def on_page_content(html: str, **kwargs: Any) -> str:
    """Give the lines of code their class."""
    return LINE.sub('<span class="line">', html)


def on_page_context(context: dict[str, Any], *, page: Any, **kwargs: Any) -> dict[str, Any]:
    """Leave the members of models out of the page's contents. Search has read them by now."""
    if page.meta.get("reference") == "models":
        for title in page.toc.items:
            for one in title.children:
                one.children = []
    return context
