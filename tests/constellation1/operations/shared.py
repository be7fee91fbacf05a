"""What the rows of several resources use."""

from __future__ import annotations

OWNER_PATH = "owner%40example.com"
YES = {"ReturnValue": "True", "Details": None}
