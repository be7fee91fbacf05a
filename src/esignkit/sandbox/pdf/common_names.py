"""The form of a person's name that a certificate can carry.

Certificates are compared by names that RFC 4518 prepares: it knows the characters of Unicode 3.2, so no emoji, and lets
no text mix directions. A name that it refuses makes validators distrust the certificate. The signature itself holds the
whole name.
"""

from __future__ import annotations

import stringprep
import unicodedata
from functools import lru_cache
from importlib import import_module

_MOST_BYTES = 64  # X.509 means characters, but what writes and reads certificates counts bytes
_VARIANTS, _JOINERS = "\ufe0e\ufe0f", "\u200c\u200d"  # what is left of an emoji that is taken out


def common_name(name: str) -> str:
    """Return as much of a name as a certificate can carry.

    Args:
        name: A name in any script, of any length.

    Returns:
        The name without characters that cannot be compared, in one direction, at most 64 bytes of UTF-8 that end with
        a whole letter. Empty when nothing is left.
    """
    comparable = "".join(character for character in name if character not in _VARIANTS and _is_comparable(character))
    text = " ".join(comparable.split()).strip(_JOINERS).strip()
    if not _is_prepared(text):
        text = max(_right_to_left(text), _left_to_right(text), key=len)
    return _cut(text) if _is_prepared(text) else ""


def _cut(text: str) -> str:
    cut = text.encode()[:_MOST_BYTES].decode(errors="ignore")
    if cut != text and unicodedata.combining(text[len(cut)]):  # the letter that it belongs to goes too
        cut = cut.rstrip("".join(filter(unicodedata.combining, cut)))[:-1]
    while cut and not _is_prepared(cut):  # text from right to left must end with a letter
        cut = cut[:-1]
    return cut.strip()


def _right_to_left(text: str) -> str:
    without_left_to_right = "".join(character for character in text if not stringprep.in_table_d2(character))
    letters = [index for index, character in enumerate(without_left_to_right) if stringprep.in_table_d1(character)]
    return " ".join(without_left_to_right[letters[0] : letters[-1] + 1].split()) if letters else ""


def _left_to_right(text: str) -> str:
    return " ".join("".join(character for character in text if not stringprep.in_table_d1(character)).split())


@lru_cache(maxsize=4096)  # each takes a name of its own to find out, and people's names share their letters
def _is_comparable(character: str) -> bool:
    return character == " " or stringprep.in_table_d1(character) or _is_prepared(character)


def _is_prepared(text: str) -> bool:
    """Tell whether a text can be prepared, by the library that validators use."""
    names = import_module("asn1crypto.x509")
    try:
        return bool(text and names.Name.build({"common_name": text}).hashable)
    except (ValueError, UnicodeError):
        return False
