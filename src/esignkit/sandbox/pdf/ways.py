"""Which objects of a revision lead to those that a later one changed, or to form fields: one look at each object.

pyHanko compares revisions by the ways that lead to what was changed, and lists all ways to every object for that. Where
objects refer to each other, there are more ways than anybody can list, most of which lead to nothing that was changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._pyhanko import as_dict, as_items, is_a, pyhanko, raw, walk_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_COUNTLESS = 1 << 40


def asked_for(resolver: Any) -> set[Any]:
    """Return the references whose usages a comparison with later revisions asks for.

    Args:
        resolver: pyHanko's view of a revision.

    Returns:
        What later revisions changed, and the fields of the form with their appearances.
    """
    xrefs = resolver.reader.xrefs
    revisions = range(resolver.revision + 1, xrefs.total_revisions)
    refs = {_key(ref) for revision in revisions for ref in xrefs.explicit_refs_in_revision(revision)}
    for _, reference, field in walk_fields(as_dict(raw(resolver.root, "/AcroForm"))):
        refs |= _with_appearance(reference, field)
        for kid in as_items(raw(field, "/Kids")):
            refs |= _with_appearance(kid, as_dict(kid))
    return refs


def leading_to(resolver: Any, targets: Iterable[Any]) -> tuple[set[Any], int]:
    """Return the references of all objects through which a way leads to one of the wanted, and how many ways do.

    A page is entered through the page tree alone, and no way leads through a parent, as pyHanko has it. All of the page
    tree and the root of the structure tree are among them, as pyHanko looks at these first.

    Args:
        resolver: pyHanko's view of a revision.
        targets: The references that ways should lead to.

    Returns:
        The references; and how many ways at least lead to these objects, each of which costs a look to list.
    """
    pages, root = _page_nodes(resolver), _key(resolver.root_ref)
    users: dict[Any, list[Any]] = {}
    pending: list[tuple[Any, Any]] = [(None, resolver.trailer_view)]
    while pending:
        holder, value = pending.pop()
        for ref in _references(value):
            if ref in pages and holder != root and holder not in pages:
                continue
            if ref not in users:
                users[ref] = []
                pending.append((ref, resolver.get_object(ref)))
            users[ref].append(holder)
    climbed: set[Any] = set()
    climbing = list(targets)
    while climbing:
        ref = climbing.pop()
        if ref not in climbed and ref is not None:
            climbed.add(ref)
            climbing += users.get(ref, ())
    structure = raw(resolver.root, "/StructTreeRoot")
    if structure is not None:  # there pyHanko follows other ways than these
        return climbed | pages | ({_key(structure)} if hasattr(structure, "idnum") else set()), 0
    return climbed | pages, _number_of_ways({ref: users[ref] for ref in users if ref in climbed}, pages)


def _number_of_ways(users: dict[Any, list[Any]], pages: set[Any]) -> int:
    """Count the ways along which each object is found before what it refers to; those in circles are others.

    Args:
        users: The objects in the order in which they were found, each with all that refers to it.
        pages: Those of the page tree, through which one way leads.
    """
    ways: dict[Any, int] = {None: 1}  # the trailer, from which all begin
    for ref, holders in users.items():
        number = sum(ways.get(holder, 0) for holder in holders)
        ways[ref] = min(number, 1 if ref in pages else _COUNTLESS)
    return sum(ways.values()) - ways[None]


def _key(ref: Any) -> Any:
    """References of the file, of a revision and of objects in them are equal only without what they belong to."""
    return pyhanko("pdf_utils.generic").Reference(ref.idnum, ref.generation)


def _with_appearance(reference: Any, field: Any) -> set[Any]:
    appearance = raw(field, "/AP")
    return {_key(one) for one in (reference, appearance) if hasattr(one, "idnum")}


def _references(value: Any) -> Iterator[Any]:
    """Yield what an object refers to, those of what it holds directly too."""
    pending = [value]
    while pending:
        one = pending.pop()
        one = getattr(one, "raw_object", one)  # of what is encrypted; references are not
        if hasattr(one, "idnum"):
            yield _key(one)
        elif is_a(one, dict):
            pending += [item for key, item in one.items() if key != "/Parent"]
        elif is_a(one, list):
            pending += list(one)


def _page_nodes(resolver: Any) -> set[Any]:
    nodes: set[Any] = set()
    pending = [raw(resolver.root, "/Pages")]
    while pending:
        node = pending.pop()
        if hasattr(node, "idnum"):
            if _key(node) in nodes:
                continue
            nodes.add(_key(node))
        pending += as_items(raw(as_dict(node), "/Kids"))
    return nodes
