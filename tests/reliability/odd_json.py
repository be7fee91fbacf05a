"""Odd bodies of answers: what two parsers might read in two ways, and what neither should read."""

from __future__ import annotations

import json

from esignkit.core.json_text import DEEPEST

__all__ = ["BODIES"]

# fmt: off
_ABOUT_64_BITS = [
    2**53 - 1, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, 2**64, 2**64 + 1, 10**18, 10**19 - 1, 10**25, 10**400,
]
NUMBERS = [
    *(str(sign * n) for n in _ABOUT_64_BITS for sign in (1, -1)),
    "0", "-0", "-0.0", "-0e0", "0e400", "1e400", "-1e400", "1e-400", "1.7976931348623157e308", "1.7976931348623159e308",
    "5e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "2.2250738585072011e-308", "0.1",
    "0.30000000000000004", "1" + "0" * 30 + ".5", "0." + "0" * 30 + "1", "0." + "3" * 40, "123456789.123456789123456789",
    "1E5", "1e+5", "1E-5", "9007199254740993.0", "9007199254740992.9999999999", "1" + "0" * 22, "1" + "0" * 308,
    "1" + "0" * 309, "1" + "0" * 5000, "NaN", "Infinity", "-Infinity", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "-",
    "--1", "0x1", "1_000", "\u0661", "1,5",
]
STRINGS = [
    r"\ud83d", r"\ude00", r"\ud83d\ude00", r"\ude00\ud83d", r"\ud83d\ud83d\ude00", r"\ud83dx\ude00", r"\uD83D",
    r"\udfff\ud800", r"\u0000", r"\u007f", r"\u2028", r"\/", r"\b\f\n\r\t", r"\"\\", r"\x41", r"\u12", r"\u12G4",
    r"\U0001f600", "\\", r"\ud83", r"\'", "\x00", "\x1f", "\n", "\t", "\x7f", "\x85", "\u2028", "\ufeff", "é",
    "e\u0301", "🎉", "\ufffe", "9" * 30, "1234567890123456789", "-0", "NaN", "]" * 600, "[" * 600,
    "{" * 300 + "}" * 300, '\\"' + "[" * 500, "a" * 70_000, "",
]
DOCUMENTS = [
    '{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"":1}', '{"a":{"a":{}},"a":[]}', "{}", "[]", "null", "true", '"text"',
    "7", "", " ", "\n", "{", "}", "[", "]", "[1,]", "[,1]", '{"a":1,}', '{"a"}', '{"a":}', "{a:1}", "{'a':1}", "{1:1}",
    "[1 2]", "[1]]", "nul", "True", "None", "undefined", "[1]//", "/* */[1]", "[1] [2]", "\ufeff[1]", "\ufeff\ufeff[1]",
    "[1]\ufeff", "[1]\0", "\0[1]", " \t\r\n[ 1 ,\r\n2 ] \n", "\x0b[1]", "\x0c[1]", "\xa0[1]", "\u2003[1]", "[1]\x0b",
    "<html>", "callback([1])", ")]}',\n[1]",
    *("[" * n + "]" * n for n in (1, 10, DEEPEST - 1, DEEPEST, DEEPEST + 1, 500, 900, 1000, 1024, 1025, 5000, 100_000)),
    *('{"a":' * n + "1" + "}" * n for n in (DEEPEST, DEEPEST + 1, 500, 1024, 5000)),
    "[" * 100_000, "[" * 300 + "]" * 299, "[" + "[]," * 5000 + "[]]", "[" + '{"a":[{"b":"["}]},' * 900 + "0]",
    "[" * 150 + "[]," * 150,
]
BYTES = [
    b"\xff", b'"\xff"', b'"\xc3"', b'"\xc3\x28"', b'"\xc0\xaf"', b'"\xe0\x80\xaf"', b'"\xed\xa0\xbd"',
    b'"\xf4\x90\x80\x80"', b'{"\xff":1}', b"[1]\xff", b'"\xf0\x9f\x98"', b"\xef\xbb", b"\xef\xbb\xbf",
    b"\xfe\xff\x00[\x00]", b"\xff\xfe[\x00]\x00",
    *("[1]".encode(code) for code in ("utf-16", "utf-16-le", "utf-16-be", "utf-32")),
    *('"é"'.encode(code) for code in ("latin-1", "cp1252", "utf-16")),
]
# fmt: on
_ROWS = [{"id": f"a{n}", "updated": "2030-01-31T12:00:00Z", "left": n / 7} for n in range(500)]

BODIES: list[bytes] = [
    *(text.encode() for number in NUMBERS for text in (number, f'{{"n":[{number}]}}')),
    *(f'{{"{text}":"{text}"}}'.encode() for text in STRINGS),
    *(text.encode() for text in DOCUMENTS),
    *BYTES,
    json.dumps({"results": _ROWS}).encode(),
]
