"""A mkdocs hook: puts the drawing of a service's life cycle where a page says `<!-- life cycle: NAME -->`.

The positions are set by hand; that the ways are those of the sandbox is tested (tests/docs/test_life_cycles.py).
"""

from __future__ import annotations

import re
from typing import Any

from state_drawing import Drawing, Status, Way  # beside this file; mkdocs puts its folder on the path of a hook

PLACE = re.compile(r"^<!-- life cycle: (\w+) -->$", re.MULTILINE)

ESIGNLIVE = Drawing(
    "Life cycle of an eSignLive package; the table below says the same in words.",
    374,
    (
        Status("DRAFT", 150, 60, "open"),
        Status("SENT", 150, 150, "open"),
        Status("COMPLETED", 150, 250, "done"),
        Status("ARCHIVED", 150, 345, "ended"),
        Status("DECLINED", 325, 150, "ended", "by a signer"),
        Status("OPTED_OUT", 325, 204, "ended", "by a signer"),
        Status("EXPIRED", 325, 258, "ended", "due has passed"),
    ),
    (
        Way(None, "DRAFT", ((150, 12), (150, 46)), "create, clone", (160, 26), calls=("packages.clone",)),
        Way("DRAFT", "SENT", ((165, 74), (165, 136)), "send", (173, 110), calls=("packages.send",)),
        Way(
            "SENT",
            "DRAFT",
            ((135, 136), (135, 74)),
            "revert_to_draft",
            (127, 110),
            "end",
            calls=("packages.revert_to_draft",),
        ),
        Way(
            "SENT",
            "COMPLETED",
            ((150, 164), (150, 236)),
            "complete, or the\nlast signature",
            (142, 198),
            "end",
            calls=("packages.complete",),
        ),
        Way("SENT", "DECLINED", ((210, 150), (265, 150))),
        Way("SENT", "OPTED_OUT", ((210, 150), (237, 150), (237, 204), (265, 204))),
        Way("SENT", "EXPIRED", ((210, 150), (237, 150), (237, 258), (265, 258))),
        Way("COMPLETED", "ARCHIVED", ((150, 264), (150, 331)), "archive", (142, 302), "end", ("packages.archive",)),
        Way("DECLINED", "ARCHIVED", ((385, 150), (404, 150), (404, 345), (210, 345)), calls=("packages.archive",)),
        Way("OPTED_OUT", "ARCHIVED", ((385, 204), (404, 204), (404, 345), (210, 345)), calls=("packages.archive",)),
        Way(
            "EXPIRED",
            "ARCHIVED",
            ((385, 258), (404, 258), (404, 345), (210, 345)),
            "archive",
            (396, 338),
            "end",
            ("packages.archive",),
        ),
    ),
)

IGNISIGN = Drawing(
    "Life cycle of an Ignisign signature request; the table below says the same in words.",
    560,
    (
        Status("DRAFT", 110, 60, "open"),
        Status("CHILDREN_GENERATED", 325, 60, "done", width=160),
        Status("WAITING_DOCUMENTS", 325, 110, "open", width=160),
        Status("WAITING_DOCUMENTS\n_GENERATION", 325, 168, "open", width=160),
        Status("READY", 110, 230, "open"),
        Status("IN_PROGRESS", 110, 320, "open"),
        Status("PROCESSING", 110, 410, "open"),
        Status("COMPLETED", 110, 500, "done"),
        Status("CANCELLED", 325, 360, "ended", "close, if nobody signed", 160),
        Status("EXPIRED", 325, 414, "ended", "date passed, nobody signed", 160),
        Status("FAILED", 325, 468, "ended", "a fault of the service", 160),
    ),
    (
        Way(None, "DRAFT", ((110, 12), (110, 46)), "create", (120, 26), calls=("signature_requests.create",)),
        Way("DRAFT", "READY", ((110, 74), (110, 216)), "publish", (102, 150), "end", ("signature_requests.publish",)),
        Way(
            "DRAFT",
            "CHILDREN_GENERATED",
            ((170, 60), (245, 60)),
            "publish",
            (176, 53),
            "start",
            ("signature_requests.publish",),
        ),
        Way(
            "DRAFT",
            "WAITING_DOCUMENTS",
            ((170, 60), (228, 60), (228, 110), (245, 110)),
            calls=("signature_requests.publish",),
        ),
        Way(
            "DRAFT",
            "WAITING_DOCUMENTS\n_GENERATION",
            ((170, 60), (228, 60), (228, 168), (245, 168)),
            calls=("signature_requests.publish",),
        ),
        Way("WAITING_DOCUMENTS", "READY", ((405, 110), (413, 110), (413, 230), (170, 230))),
        Way(
            "WAITING_DOCUMENTS\n_GENERATION",
            "READY",
            ((405, 168), (413, 168), (413, 230), (170, 230)),
            "all content is there",
            (400, 223),
            "end",
        ),
        Way("READY", "IN_PROGRESS", ((110, 244), (110, 306)), "at once, or at diffusion_date", (120, 279)),
        Way("IN_PROGRESS", "PROCESSING", ((110, 334), (110, 396)), "last\nsignature", (102, 362), "end"),
        Way("PROCESSING", "COMPLETED", ((110, 424), (110, 486)), "signatures\nare sealed", (102, 452), "end"),
    ),
    (
        ("from every open status (blue):", 405, 330, "end"),
        ("once somebody has signed, close or the date passed lead to COMPLETED", 210, 546, "middle"),
    ),
)

CONSTELLATION1 = Drawing(
    "Life cycle of a Constellation1 session; the table below says the same in words.",
    470,
    (
        Status("IN_DRAFT", 140, 60, "open"),
        Status("IN_SENT", 140, 150, "open"),
        Status("IN_PAUSED", 340, 150, "open"),
        Status("COMPLETED", 140, 255, "done"),
        Status("CANCELLED", 325, 246, "ended", "cancel"),
        Status("EXPIRED", 325, 300, "ended", "expires_on passed"),
        Status("To Be Purged", 140, 355, "ended"),
        Status("Purged", 140, 440, "ended"),
        Status("DELETED", 325, 440, "ended", "delete"),
    ),
    (
        Way(None, "IN_DRAFT", ((140, 12), (140, 46)), "create, copy", (150, 26), calls=("sessions.copy",)),
        Way("IN_DRAFT", "IN_SENT", ((140, 74), (140, 136)), "start", (150, 110), calls=("sessions.start",)),
        Way("IN_SENT", "IN_PAUSED", ((200, 144), (280, 144)), "pause", (240, 138), "middle", ("sessions.edit",)),
        Way("IN_PAUSED", "IN_SENT", ((280, 157), (200, 157)), "resume", (240, 172), "middle", ("sessions.start",)),
        Way(
            "IN_SENT",
            "COMPLETED",
            ((140, 164), (140, 241)),
            "close, or the\nlast signature",
            (132, 198),
            "end",
            ("sessions.close",),
        ),
        Way("COMPLETED", "To Be Purged", ((155, 269), (155, 341)), "purge", (163, 315), "start", ("sessions.purge",)),
        Way(
            "To Be Purged",
            "COMPLETED",
            ((125, 341), (125, 269)),
            "cancel_purge",
            (117, 309),
            "end",
            ("sessions.cancel_purging",),
        ),
        Way("CANCELLED", "To Be Purged", ((385, 246), (404, 246), (404, 355), (200, 355)), calls=("sessions.purge",)),
        Way(
            "EXPIRED",
            "To Be Purged",
            ((385, 300), (404, 300), (404, 355), (200, 355)),
            "purge",
            (396, 348),
            "end",
            ("sessions.purge",),
        ),
        Way("To Be Purged", "Purged", ((140, 369), (140, 426)), "when its time\nhas come", (132, 394), "end"),
    ),
    (("from every open status (blue):", 410, 214, "end"), ("from every status:", 385, 410, "end")),
)

DRAWINGS = {"esignlive": ESIGNLIVE, "ignisign": IGNISIGN, "constellation1": CONSTELLATION1}


def on_page_markdown(markdown: str, **kwargs: Any) -> str:
    """Put the drawings into a page."""
    return PLACE.sub(lambda found: f'<div class="life-cycle">{DRAWINGS[found[1]].svg()}</div>', markdown)
