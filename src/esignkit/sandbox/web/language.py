"""The languages in which signers read: English, French, German."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "fr", "de")


def choose_language(preferred: str, accept_language: str) -> str:
    """Return `en`, `fr` or `de`.

    Args:
        preferred: What the service has for the signer or the transaction, e.g. `fr` or `de-CH`; empty for nothing.
        accept_language: The browser's `Accept-Language` header; it decides where the service says nothing.
    """
    weighed: list[tuple[float, str]] = []
    for item in accept_language.split(","):
        language, _, parameter = item.partition(";")
        weighed.append((_quality(parameter), language))
    weighed.sort(key=lambda one: -one[0])
    for tag in (preferred, *(language for quality, language in weighed if quality > 0)):
        language = tag.strip().replace("_", "-").partition("-")[0].lower()
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def text_of(table: Mapping[str, tuple[str, str, str]], key: str, language: str) -> str:
    """Return a text of a table of English, French and German texts."""
    return table[key][LANGUAGES.index(language)]
