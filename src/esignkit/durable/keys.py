"""Keys of runs."""

from __future__ import annotations

import unicodedata

from esignkit.errors import ConfigurationError

__all__ = ["check_key"]

_LONGEST_KEY = 200


def check_key(key: object) -> str:
    """Return a key, when it can be the key of a run.

    Args:
        key: The key.

    Raises:
        ConfigurationError: It is no text of 1 to 200 characters, or holds a control character or half a surrogate pair.
    """
    if not isinstance(key, str):
        msg = f"key is {type(key).__name__}; give a text, such as your own number of the contract"
    elif not 0 < len(key) <= _LONGEST_KEY:
        msg = f"key has {len(key)} characters; give 1 to {_LONGEST_KEY}"
    elif any(unicodedata.category(character) in ("Cc", "Cs") for character in key):
        msg = "key holds a control character or half a surrogate pair; give plain text"
    else:
        return key
    raise ConfigurationError(msg)
