"""The answers that the benchmarks are about: synthetic, in the shape of eSignLive's, the same in every run."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping

PACKAGE_ID = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
MANY = 100_000
"""Packages of the longest list."""


class _Maker:
    def __init__(self) -> None:
        self.chance = random.Random(7)

    def hex(self, digits: int) -> str:
        return f"{self.chance.getrandbits(4 * digits):0{digits}x}"

    def instant(self) -> str:
        r = self.chance.randint
        return f"2026-{r(1, 12):02}-{r(1, 28):02}T{r(0, 23):02}:{r(0, 59):02}:{r(0, 59):02}Z"

    def field(self, n: int) -> dict[str, object]:
        return {
            "id": self.hex(12),
            "name": f"field{n}",
            "page": n % 4,
            "left": round(self.chance.uniform(10, 600), 2),
            "top": round(self.chance.uniform(10, 800), 2),
            "width": 200.0,
            "height": 50.0,
            "type": "INPUT" if n else "SIGNATURE",
            "subtype": "TEXTFIELD" if n else "FULLNAME",
            "value": "",
        }

    def approval(self, n: int, fields: int) -> dict[str, object]:
        return {
            "id": self.hex(12),
            "role": f"role{n}",
            "accepted": self.instant(),
            "optional": False,
            "fields": [self.field(k) for k in range(fields)],
        }

    def document(self, n: int, package: int, approvals: int, fields: int) -> dict[str, object]:
        return {
            "id": self.hex(16),
            "name": f"Document {n} of package {package}",
            "description": "",
            "index": n,
            "size": self.chance.randint(1000, 900_000),
            "extract": False,
            "external": None,
            "approvals": [self.approval(k, fields) for k in range(approvals)],
        }

    def role(self, n: int, package: int) -> dict[str, object]:
        signer = {
            "id": self.hex(16),
            "email": f"signer{n}.{package}@example.com",
            "firstName": "Anne",
            "lastName": "Müller",
            "company": "",
            "title": "",
            "phone": None,
            "language": "en",
            "auth": {"scheme": "NONE", "challenges": []},
            "delivery": {"email": True, "download": False, "provider": False},
            "updated": self.instant(),
        }
        return {
            "id": f"role{n}",
            "name": f"Signer{n}",
            "index": n,
            "type": "SIGNER",
            "locked": False,
            "reassign": True,
            "attachmentRequirements": [],
            "signers": [signer],
        }

    def package(self, n: int) -> dict[str, object]:
        return {
            "id": self.hex(32),
            "name": f"Package number {n}",
            "type": "PACKAGE",
            "status": self.chance.choice(["DRAFT", "SENT", "COMPLETED"]),
            "language": "en",
            "description": "A package for the benchmark",
            "emailMessage": "",
            "autocomplete": True,
            "due": None,
            "created": self.instant(),
            "updated": self.instant(),
            "completed": None,
            "visibility": "ACCOUNT",
            "trashed": False,
            "sender": {
                "id": self.hex(16),
                "email": "owner@example.com",
                "firstName": "Ow",
                "lastName": "Ner",
                "status": "ACTIVE",
                "created": self.instant(),
            },
            "settings": {
                "ceremony": {"inPerson": False, "declineButton": True, "optOutButton": False, "hideWatermark": False}
            },
            "documents": [self.document(k, n, 2, 3) for k in range(3)],
            "roles": [self.role(k, n) for k in range(3)],
            "messages": [],
        }


def _dump(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def package_list(count: int = 100) -> bytes:
    """Packages of 3 documents with 2 approvals of 3 fields each, and 3 roles; 100 of them are 561 KB."""
    maker = _Maker()
    return _dump({"results": [maker.package(n) for n in range(count)], "count": count})


def package_1k() -> bytes:
    """One package of 1 KB: itself, its sender and a long description."""
    package = _Maker().package(1)
    for name in ("documents", "roles", "settings", "messages"):
        del package[name]
    return _dump(package | {"id": PACKAGE_ID, "description": "x" * 520})


def nested() -> bytes:
    """One package of 1.4 KB that holds seven further objects: sender, settings, ceremony, role, signer and below."""
    maker = _Maker()
    changed = {"id": PACKAGE_ID, "documents": [], "roles": [maker.role(0, 1)], "description": "x" * 400}
    return _dump(maker.package(1) | changed)


def small_packages(first: int, last: int, count: int) -> bytes:
    """One page of a list of that many small packages."""
    rows = [
        {
            "id": f"{n:032x}",
            "name": f"Lease {n}",
            "type": "PACKAGE",
            "status": "SENT",
            "created": "2026-11-21T20:00:00Z",
        }
        for n in range(first, min(last, count) + 1)
    ]
    return _dump({"results": rows, "count": count})
