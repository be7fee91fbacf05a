"""How much of a search is looked for: the rest of a long one would take the limits of the database."""

MAX_SEARCH = 200
"""Characters of a search that are looked for."""
MAX_WORDS = 10
"""Words of it."""


def words_of(search: str) -> list[str]:
    """Return the words that are looked for, folded so that case does not count."""
    return search[:MAX_SEARCH].casefold().split()[:MAX_WORDS]
