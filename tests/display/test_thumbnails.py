"""Pictures of PDF pages: drawn right, by one thread at a time, refused in one way, and never of people on request."""

from __future__ import annotations

import io
import re
import shutil
import struct
import subprocess
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from esignkit import ESignLive, display
from esignkit import constellation1 as c1
from esignkit import esignlive as esl
from esignkit.core.flow import Saved
from esignkit.display import ThumbnailError, thumbnail
from esignkit.pdfium import open_pdf

pypdfium2 = pytest.importorskip("pypdfium2", reason="the extra thumbnails is not installed")
canvas = pytest.importorskip("reportlab.pdfgen.canvas", reason="reportlab is not installed")


@pytest.fixture(autouse=True)
def settings():
    yield
    display.settings.mask_personal_data = False


def pdf(*colours: tuple[float, float, float], size: tuple[float, float] = (200, 100), encrypt: object = None) -> bytes:
    """A page of each colour; its upper left quarter is white."""
    file = io.BytesIO()
    drawn = canvas.Canvas(file, pagesize=size, encrypt=encrypt)
    for colour in colours:
        drawn.setFillColorRGB(*colour)
        drawn.rect(0, 0, *size, stroke=0, fill=1)
        drawn.setFillColorRGB(1, 1, 1)
        drawn.rect(0, size[1] / 2, size[0] / 2, size[1] / 2, stroke=0, fill=1)
        drawn.showPage()
    drawn.save()
    return file.getvalue()


RED, GREEN, BLUE = (1, 0, 0), (0, 1, 0), (0, 0, 1)
TWO = pdf(RED, GREEN)


def pixels(png: bytes) -> list[list[tuple[int, int, int]]]:
    """Read a PNG by its own description, checksums included; ours has one filter only."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, {}
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        data = png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + data)
        chunks[kind] = data
        at += 12 + length
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    width, height, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert rest == [8, 2, 0, 0, 0]
    raw = zlib.decompress(chunks[b"IDAT"])
    step = 1 + 3 * width
    assert len(raw) == height * step
    rows = [raw[n * step : (n + 1) * step] for n in range(height)]
    assert {row[0] for row in rows} == {0}
    return [list(zip(row[1::3], row[2::3], row[3::3], strict=True)) for row in rows]


@pytest.mark.parametrize(("page", "colour"), [(0, (255, 0, 0)), (1, (0, 255, 0))])
def test_a_page_is_drawn_the_right_way_round_and_in_its_colours(page: int, colour: tuple[int, int, int]):
    drawn = thumbnail(TWO, page, 99)
    rows = pixels(drawn.png)
    assert (drawn.page, drawn.pages, drawn.width, drawn.height) == (page, 2, 99, 50)
    assert (len(rows[0]), len(rows)) == (99, 50)
    assert rows[5][5] == (255, 255, 255)
    assert rows[5][90] == rows[45][5] == rows[45][90] == colour


def test_blue_is_not_red():
    assert pixels(thumbnail(pdf(BLUE), width=20).png)[8][15] == (0, 0, 255)


def test_sources(tmp_path: Path):
    path = tmp_path / "two.pdf"
    path.write_bytes(TWO)
    saved = Saved(len(TWO), filename="two.pdf", path=str(path))
    assert thumbnail(TWO).png == thumbnail(path).png == thumbnail(str(path)).png == thumbnail(saved).png
    with pytest.raises(FileNotFoundError):
        thumbnail(tmp_path / "missing.pdf")
    with pytest.raises(ValueError, match="file of yours"):
        thumbnail(Saved(3))


@pytest.mark.parametrize(("size", "shape"), [((10, 1000), (10, 400)), ((1000, 10), (100, 1))])
def test_a_strip_stays_small(size: tuple[float, float], shape: tuple[int, int]):
    drawn = thumbnail(pdf(RED, size=size), width=100)
    assert drawn.height <= 400
    assert drawn.width <= 100
    assert abs(drawn.width - shape[0]) <= 6
    assert abs(drawn.height - shape[1]) <= 1


@pytest.mark.parametrize("page", [-1, 2, 99])
def test_there_is_no_such_page(page: int):
    with pytest.raises(IndexError, match=f"no page {page}: the document has 2"):
        thumbnail(TWO, page)


@pytest.mark.parametrize("width", [0, -5, 2001])
def test_a_width_out_of_range(width: int):
    with pytest.raises(ValueError, match="from 1 to 2000"):
        thumbnail(TWO, width=width)


@pytest.mark.parametrize("data", [b"", b"no PDF", b"%PDF-1.7\n", TWO[: len(TWO) // 2][:200]], ids=len)
def test_a_damaged_pdf_is_one_error(data: bytes):
    with pytest.raises(ThumbnailError, match="this PDF is damaged"):
        thumbnail(data)


def test_a_protected_pdf_is_the_same_error_with_its_reason():
    encryption = pytest.importorskip("reportlab.lib.pdfencrypt").StandardEncryption
    with pytest.raises(ThumbnailError, match="a password protects this PDF"):
        thumbnail(pdf(RED, encrypt=encryption("user", "owner")))


def test_the_package_works_on_after_a_refusal():
    with pytest.raises(ThumbnailError):
        thumbnail(b"%PDF-nonsense")
    assert thumbnail(TWO).pages == 2


def test_one_thread_at_a_time_is_within(monkeypatch: pytest.MonkeyPatch):
    within, most, real = threading.Semaphore(0), [], pypdfium2.PdfDocument.__getitem__
    inside: list[int] = []

    def watched(self, index):
        inside.append(index)
        most.append(len(inside))
        within.acquire(timeout=0.002)  # lets the others try to come in
        try:
            return real(self, index)
        finally:
            inside.pop()

    monkeypatch.setattr(pypdfium2.PdfDocument, "__getitem__", watched)
    with ThreadPoolExecutor(8) as pool:
        pictures = list(pool.map(lambda n: thumbnail(TWO, n % 2, 40).png, range(64)))
    assert max(most) == 1
    assert len(most) == 64
    assert set(pictures[::2]) == {thumbnail(TWO, 0, 40).png}
    assert set(pictures[1::2]) == {thumbnail(TWO, 1, 40).png}


ABSENT = """
import sys; sys.modules["pypdfium2"] = None
from pathlib import Path
from esignkit import constellation1 as c1, display
from esignkit.core.flow import Saved
Path("x.pdf").write_bytes(b"%PDF-1.7")
for shown in (Saved(8, path="x.pdf")._repr_html_(), c1.Document(file_bytes=b"%PDF-1.7")._repr_html_()):
    assert "8 bytes" in shown and "<img" not in shown, shown
try:
    display.thumbnail("x.pdf")
except ImportError as error:
    print(error)
"""


def test_without_the_extra_it_is_named_and_displays_do_without(tmp_path: Path):
    done = subprocess.run([sys.executable, "-c", ABSENT], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "`thumbnails`" in done.stdout
    assert "pip install 'pypdfium2>=" in done.stdout


def test_the_package_loads_nothing_of_it_before_it_is_asked():
    code = "import sys, esignkit.display; assert not [m for m in sys.modules if 'pypdfium' in m]"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_notebook_shows_it_both_ways():
    drawn = thumbnail(TWO, 1)
    assert drawn._repr_png_() == drawn.png
    html = drawn._repr_html_()
    assert html.startswith('<img src="data:image/png;base64,')
    assert 'alt="page 2 of 2"' in html
    assert "png=" not in repr(drawn)


def test_saved_pdfs_and_documents_show_their_first_page(tmp_path: Path):
    path = tmp_path / "a <b>.pdf"
    path.write_bytes(TWO)
    saved = Saved(len(TWO), content_type="application/pdf", path=str(path))
    shown = saved._repr_html_()
    assert "&lt;b&gt;.pdf" in shown
    assert "page 1 of 2" in shown
    assert "page 1 of 2" in c1.Document(file_name="two.pdf", file_bytes=TWO)._repr_html_()


def test_nothing_else_has_a_picture_and_nothing_fails(tmp_path: Path):
    archive = tmp_path / "all.zip"
    archive.write_bytes(b"PK\3\4")
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(b"%PDF-1.7 nonsense")
    for saved in (
        Saved(4, path=str(archive)),
        Saved(4, path=str(damaged)),
        Saved(4, path=str(tmp_path / "moved.pdf")),
        Saved(4),
        Saved(4, filename="given.pdf"),
    ):
        assert "4 bytes" in saved._repr_html_()
        assert "<img" not in saved._repr_html_()
    assert "<img" not in c1.Document(file_bytes=b"%PDF-1.7 nonsense")._repr_html_()


def test_no_picture_of_a_contract_when_people_are_masked(tmp_path: Path):
    path = tmp_path / "two.pdf"
    path.write_bytes(TWO)
    drawn = thumbnail(path)
    display.settings.mask_personal_data = True
    assert drawn._repr_png_() is None
    shown = (
        drawn._repr_html_(),
        Saved(len(TWO), path=str(path))._repr_html_(),
        c1.Document(file_bytes=TWO)._repr_html_(),
    )
    assert not [one for one in shown if "<img" in one or "base64" in one]


def test_what_was_downloaded_can_be_looked_at(tmp_path: Path):
    sandbox_module = pytest.importorskip("esignkit.sandbox")
    from esignkit.sandbox.pdf import sample_agreement

    with sandbox_module.Sandbox() as sandbox, ESignLive.from_env(sandbox.env()) as client:
        package = esl.Package(name="Lease", documents=[esl.Document(id="d", name="Lease")])
        package_id = client.packages.create(package, files=[("lease.pdf", sample_agreement())])
        saved = client.documents.download(package_id, "d").save(tmp_path / "lease.pdf")
        assert "page 1 of 2" in saved._repr_html_()
        assert thumbnail(client.documents.download(package_id, "d").bytes()).pages == 2


def test_the_lock_is_given_back_whatever_happens():
    for page in (0, 7, 0):
        try:
            assert thumbnail(TWO, page).pages == 2  # waits for ever where the lock was kept
        except IndexError:
            assert page == 7


# Signatures -----------------------------------------------------------------------------------------------------------
SIGNED_WIDTH = 300
PAGES: dict[str, dict[str, object]] = {
    "plain": {},
    "rotated": {"Rotate": 90},
    "upside down": {"Rotate": 180},
    "cropped": {"CropBox": [30, 20, 380, 260]},
    "cropped and rotated": {"CropBox": [30, 20, 380, 260], "Rotate": 270},
    "encrypted": {},
}


def signed_page(case: str) -> tuple[bytes, bytes, tuple[float, float, float, float]]:
    """Return a page prepared and signed, and the signature's box: left, top, right, bottom in parts of the page."""
    pikepdf = pytest.importorskip("pikepdf", reason="pikepdf is not installed")
    pdfs = pytest.importorskip("esignkit.sandbox.pdf", reason="the extra sandbox is not installed")
    with pikepdf.open(io.BytesIO(pdf((0.9, 0.95, 1), size=(400, 280)))) as original:
        for name, value in PAGES[case].items():
            original.pages[0][f"/{name}"] = value if isinstance(value, int) else pikepdf.Array(value)
        original.save(page := io.BytesIO())
    box, ca = pdfs.Box(40, 50, 170, 60), pdfs.SandboxCA.create(5)
    prepared = pdfs.prepare(page.getvalue(), [pdfs.SignatureField("s", 0, box)])
    signer = pdfs.Signer("Ada Byron", "ada@example.com", "I agree")
    files = [prepared, pdfs.sign(prepared, "s", signer, ca, datetime(2026, 5, 4, tzinfo=UTC))]
    if case == "encrypted":  # opens without a password
        for n, file in enumerate(files):
            with pikepdf.open(io.BytesIO(file)) as opened:
                opened.save(locked := io.BytesIO(), encryption=pikepdf.Encryption(owner="owner", user=""))
            files[n] = locked.getvalue()
    with open_pdf(files[0]) as document:
        width, height = document[0].get_size()
    shares = box.left / width, box.top / height, (box.left + box.width) / width, (box.top + box.height) / height
    return files[0], files[1], shares


def ink(rows: list[list[tuple[int, int, int]]], below: int = 150) -> set[tuple[int, int]]:
    return {(x, y) for y, row in enumerate(rows) for x, least in enumerate(map(min, row)) if least < below}


@pytest.mark.parametrize("case", PAGES)
def test_a_signed_page_is_shown_with_its_signature(case: str):
    prepared, signed, (left, top, right, bottom) = signed_page(case)
    before, after = (pixels(thumbnail(file, width=SIGNED_WIDTH).png) for file in (prepared, signed))
    wide, high = len(after[0]), len(after)
    rows = [y for y in range(high) if before[y] != after[y]]
    changed = {(x, y) for y in rows for x in range(wide) if before[y][x] != after[y][x]}
    assert len(changed) > 300
    assert all(
        left * wide - 2 <= x <= right * wide + 2 and top * high - 2 <= y <= bottom * high + 2 for x, y in changed
    )
    middle = (top + bottom) / 2 * high
    assert {y < middle for _, y in changed & ink(after)} == {True, False}  # the name, and the lines below it


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm (poppler-utils) is not installed")
@pytest.mark.parametrize("case", PAGES)
def test_a_signed_page_is_shown_as_poppler_shows_it(case: str, tmp_path: Path):
    _, signed, (left, top, right, bottom) = signed_page(case)
    ours = pixels(thumbnail(signed, width=SIGNED_WIDTH).png)
    high, wide = len(ours), len(ours[0])
    (tmp_path / "signed.pdf").write_bytes(signed)
    with open_pdf(signed) as document:
        resolution = str(72 * wide / document[0].get_width())
    command = ["pdftoppm", "-cropbox", "-r", resolution, "signed.pdf"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    head = re.match(rb"P6\n(\d+) (\d+)\n255\n", done.stdout)
    assert head is not None
    step, raw = 3 * int(head[1]), done.stdout[head.end() :]
    assert abs(int(head[1]) - wide) <= 1
    assert abs(int(head[2]) - high) <= 1
    lines = [raw[y * step : (y + 1) * step] for y in range(int(head[2]))]
    theirs = [list(zip(line[::3], line[1::3], line[2::3], strict=True)) for line in lines]
    box = {
        (x, y) for y in range(int(top * high), int(bottom * high)) for x in range(int(left * wide), int(right * wide))
    }
    mine, other = ink(ours, 200) & box, ink(theirs) & box
    assert len(other) > 100
    near = {(x + dx, y + dy) for x, y in mine for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    assert len(other & near) >= 0.95 * len(other)
