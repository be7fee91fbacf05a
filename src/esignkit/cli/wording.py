"""Advice of the SDK in the words of the command line: options, commands and variables in place of arguments."""

from __future__ import annotations

import re

__all__ = ["in_options"]

# Texts of the SDK are for programs; what they say is right here too, once the names are those that a user can type.
_WORDS: tuple[tuple[str, str], ...] = (
    (r"give api_key= [^;]*?token= or auth=, or set ", "set "),
    (r"give app_secret=, token= or auth= \(or (\w+) or (\w+)\)", r"set \1 or \2"),
    (r"give app_id= \(or (\w+)\)", r"set \1"),
    (r"give app_id= and app_env= if", "set IGNISIGN_APP_ID and IGNISIGN_APP_ENV if"),
    (r"app_id= and app_env= say otherwise", "IGNISIGN_APP_ID and IGNISIGN_APP_ENV say otherwise"),
    (r"given as token=", "in IGNISIGN_TOKEN"),
    (r"give it as token=, not app_secret=", "set IGNISIGN_TOKEN, not IGNISIGN_APP_SECRET"),
    (r"with environment= (\(.*?\)) or base_url= \(or (\w+) or (\w+)\)", r"with \2 \1 or \3"),
    (r"give environment= or base_url=, not both", "set the one that ends in _ENVIRONMENT or in _BASE_URL, not both"),
    (r"environment= or base_url= (names|is)", r"the variable that ends in _ENVIRONMENT or in _BASE_URL \1"),
    (r"check environment= or base_url=", "check the variable that ends in _ENVIRONMENT or in _BASE_URL"),
    (r"check api_key= and salt=", "check CONSTELLATION1_API_KEY and CONSTELLATION1_SALT"),
    (r"give the client api_key= and salt=, or .*?,", "set CONSTELLATION1_API_KEY and CONSTELLATION1_SALT,"),
    (r"see what token= gives", "see what IGNISIGN_TOKEN holds"),
    (r"; `error\.details` says (which|what)", ""),
    (r" and `error\.details` say what, if anything does", " may say what"),
    (r", or give base_url=", ", or set the variable that ends in _BASE_URL"),
    (r"name one with signature_profile_id=", "name one with IGNISIGN_SIGNATURE_PROFILE_ID, or in a profile"),
    (r"Agreements\(client, invite_url='(.*?)'\)", r"CONSTELLATION1_INVITE_URL=\1"),
    (r"with invite_url=: the", "with CONSTELLATION1_INVITE_URL: the"),
    (r"parties\[n\]\.sign_url of what send\(agreement\) returns", "the mail that the service sends to the party"),
    (r"give first_name= and last_name=", "give first_name and last_name"),
    (r", and give InFile\(\)", ", and say no other place"),
    (r"give InFile\(name\)", "give the name of one, as in_file of a template"),
    (r"find\(reference\), or client\..*", "`esignkit find`"),
    (r"in state\(id\)", "as `esignkit status` shows it"),
    (r"say where with sign=", "say where with --anchor"),
    (r"wait\(id\), then evidence", "`esignkit wait`, then `download`"),
    (r"it was never sent: send\(id\) sends it", "it was never sent"),
    (r"resume is of another agreement or service; give .*", "--resume is of another agreement or service"),
    (r"then journal\.adopt\(client, '.*?'\) lets", "then `esignkit runs adopt` lets"),
    (r"\ballow_loss: ", "--allow-loss: "),
    (r"What may be left out is said with allow_loss=.*", ""),
    (r"native=\{'(\w+)': …\} on the party", r"\1 of the party, as a program gives it"),
)
_RULES = [(re.compile(pattern), words) for pattern, words in _WORDS]


def in_options(text: str) -> str:
    """Return a text of the SDK with options, commands and variables in place of arguments and methods."""
    for pattern, words in _RULES:
        text = pattern.sub(words, text)
    return text
