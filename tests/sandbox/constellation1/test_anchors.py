from __future__ import annotations

import io

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from esignkit.sandbox.emulators.constellation1.anchors import roles_in

from .support import tagged
from .test_sessions import word_file


def other_pdf(text, *, compressed, font="Helvetica"):
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=compressed)
    if font == "Vera":  # embedded, with codes of its own
        pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    canvas.setFont(font, 12)
    canvas.drawString(50, 700, text)
    canvas.save()
    return file.getvalue()


TEXT = "Sign <sig_req_Seller 1_120> <ini_opt_Buyer 1_40> <dt_aut_Seller 1_100> (<rdo_req_client_3>)"


@pytest.mark.parametrize(
    ("content", "roles"),
    [
        (TEXT.encode(), ["Seller 1", "Buyer 1", "client"]),
        (word_file(TEXT), ["Seller 1", "Buyer 1", "client"]),
        (other_pdf(TEXT, compressed=0), ["Seller 1", "Buyer 1", "client"]),
        (other_pdf(TEXT, compressed=1), ["Seller 1", "Buyer 1", "client"]),
        (other_pdf(TEXT, compressed=1, font="Vera"), ["Seller 1", "Buyer 1", "client"]),
        (tagged("Seller 1", "Buyer 2"), ["Seller 1", "Buyer 2"]),
        (b"no <tag_req_x_1>, no <sig_req>, no <sig_may_x_1>", []),
        (b"PK\x03\x04 no zip", []),
        (b"%PDF-1.7 cut", []),
        (b"", []),
    ],
)
def test_roles_of_the_tags(content, roles):
    assert roles_in(content) == roles
