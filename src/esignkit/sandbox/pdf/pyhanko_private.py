"""The only private attributes of another library that the package uses, each with a check and a fallback.

`_update_meta` of pyHanko's writers stamps pyHanko's name and the computer's time into the metadata at each write, and
stops at metadata that is no proper XML. pyHanko has no public switch for that.

`_load_reverse_xref_cache` of its views of revisions lists all ways to every object, of which there are more than anyone
can list where objects refer to each other; `_get_usages_of_ref` answers with those to one, out of
`_indirect_object_access_cache`.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Any

from ._pyhanko import pyhanko
from .ways import asked_for, leading_to

if TYPE_CHECKING:
    from collections.abc import Callable

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


def list_only_useful_ways(resolver: Any, afford: Callable[[int], None]) -> None:
    """Have a view of a revision list only the ways to what a comparison with later revisions asks for.

    If more are foreseen than can be afforded, none is listed. Everything that leads to none of that looks empty while
    the ways are listed. Should anything else be asked for, all ways are listed after all. Without the attributes
    pyHanko lists all from the beginning, and uses up the budget.

    Args:
        resolver: pyHanko's view of a revision, with a `get_object` of its own.
        afford: Raises an error if a number of looks at objects is more than may be taken.
    """
    if not _ways_can_be_chosen(resolver.__class__):
        return
    load, usages_of = resolver._load_reverse_xref_cache, resolver._get_usages_of_ref
    listed_for: set[Any] | None = None

    def load_useful() -> None:
        nonlocal listed_for
        if listed_for is None:
            refs = asked_for(resolver)
            leading, ways = leading_to(resolver, refs)
            afford(ways)
            _load(resolver, load, leading)
            listed_for = refs

    def usages_of_ref(ref: Any) -> Any:
        nonlocal listed_for
        if listed_for is not None and ref not in listed_for:
            listed_for = None
            resolver._indirect_object_access_cache = None
            load()
        return usages_of(ref)

    resolver._load_reverse_xref_cache, resolver._get_usages_of_ref = load_useful, usages_of_ref


def _load(resolver: Any, load: Callable[[], None], leading: set[Any]) -> None:
    read, nothing = resolver.get_object, pyhanko("pdf_utils.generic").NullObject()

    def get_object(ref: Any, **options: Any) -> Any:
        return read(ref, **options) if ref in leading else nothing

    resolver.get_object = get_object
    try:
        load()
    finally:
        resolver.get_object = read


@cache
def _ways_can_be_chosen(kind: object) -> bool:
    names = ("_load_reverse_xref_cache", "_get_usages_of_ref")
    if all(callable(getattr(kind, name, None)) for name in names):
        return True
    _logger.warning("With this version of pyHanko, PDFs whose objects refer to each other may take long to verify.")
    return False
