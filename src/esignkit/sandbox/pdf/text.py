"""Where text stands on a document's pages: what text anchors need, and no more.

Text in simple and composite fonts is read, also inside form objects, by the codes of its fonts. Pictures of text are
not, nor are Type 3 fonts. Characters come in the order in which the file draws them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, frozen

from ._pyhanko import as_dict, as_items, identity, is_a, malformed, open_reader, raw, resolve
from .fonts import Font, read_font
from .operators import Name, operations
from .pages import Box, Page, read_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Matrix = tuple[float, float, float, float, float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MAX_CONTENT = 32 * 1024 * 1024
_MAX_CHARACTERS = 500_000
_MAX_DEPTH = 8
_GAP = 0.2  # of the font size: a wider one is a blank that the file does not draw


@frozen
class Spot:
    """One character on a page.

    Attributes:
        page: The page, from 0.
        box: The character's box on the page as a viewer shows it.
    """

    page: int
    box: Box


@frozen
class PageText:
    """The text of one page.

    Attributes:
        text: Its characters; gaps and line ends are blanks.
        spots: Where each of them stands.
    """

    text: str
    spots: list[Spot]


def read_text(data: bytes) -> list[PageText]:
    """Read the text of a PDF.

    Args:
        data: The file's bytes.

    Returns:
        The pages in order; none for a file that cannot be read. What of a page cannot be read is left out.
    """
    try:
        pages = read_pages(open_reader(data).root)
    except malformed():
        return []
    return [_PageReader(number, page).read() for number, page in enumerate(pages)]


def find_text(pages: Iterable[PageText], wanted: str) -> Iterator[list[Spot]]:
    """Find a text, compared exactly but for the length of blanks.

    Args:
        pages: The pages to look at.
        wanted: The text, which stands on one page.

    Yields:
        For each place where it stands, in the order in which the file draws them: a spot for each of its characters.
    """
    sought, at = _collapsed(wanted)
    if not sought:
        return
    for page in pages:
        start = page.text.find(sought)
        while start >= 0:
            yield [page.spots[start + index] for index in at]
            start = page.text.find(sought, start + len(sought))


def _collapsed(wanted: str) -> tuple[str, list[int]]:
    """Return a text with each run of blanks as one, and for each character of the text its index in that."""
    kept: list[str] = []
    at: list[int] = []
    for character in wanted.strip():
        if not character.isspace():
            kept.append(character)
        elif kept[-1] != " ":
            kept.append(" ")
        at.append(len(kept) - 1)
    before = len(wanted) - len(wanted.lstrip())
    after = len(wanted.strip()) and len(wanted) - len(wanted.rstrip())
    return "".join(kept), [0] * (before if kept else 0) + at + at[-1:] * after


@define
class _State:
    """The part of the graphics state that text needs."""

    matrix: Matrix = _IDENTITY
    font: Font | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0

    def copy(self) -> _State:
        return _State(
            self.matrix,
            self.font,
            self.size,
            self.spacing,
            self.word_spacing,
            self.scale,
            self.leading,
            self.rise,
        )


class _PageReader:
    """Carries out the text operators of a page."""

    def __init__(self, number: int, page: Page) -> None:
        self.number = number
        self.page = page
        self.text: list[str] = []
        self.spots: list[Spot] = []
        self._state = _State()
        self._kept: list[_State] = []
        self._text_matrix: Matrix = _IDENTITY
        self._line: Matrix = _IDENTITY
        self._pen: tuple[float, float] | None = None  # where the last character ended, as shown
        self._fonts: dict[object, Font] = {}

    def read(self) -> PageText:
        try:
            self._run(_content(raw(self.page.dictionary, "/Contents")), _resources(self.page), 0)
        except malformed():
            pass  # the rest of the page is left out: a viewer may show it, but nothing can be anchored there
        return PageText("".join(self.text), self.spots)

    def _run(self, content: bytes, resources: Any, depth: int) -> None:
        for operator, operands in operations(content):
            if len(self.spots) > _MAX_CHARACTERS:
                return
            self._carry_out(operator, operands, resources, depth)

    def _carry_out(self, operator: bytes, operands: list[Any], resources: Any, depth: int) -> None:
        state = self._state
        if operator == b"q":
            self._kept.append(state.copy())
        elif operator == b"Q":
            self._state = self._kept.pop() if self._kept else state
        elif operator == b"cm":
            state.matrix = _times(_matrix(operands), state.matrix)
        elif operator == b"Do":
            self._draw(operands, resources, depth)
        elif operator == b"BT":
            self._text_matrix = self._line = _IDENTITY
        elif operator == b"Tf":
            state.font, state.size = self._font(operands[0], resources), _number(operands[1])
        elif operator == b"Tm":
            self._text_matrix = self._line = _matrix(operands)
        elif operator in (b"Td", b"TD"):
            if operator == b"TD":
                state.leading = -_number(operands[1])
            self._move(_number(operands[0]), _number(operands[1]))
        elif operator in (b"T*", b"'", b'"'):
            if operator == b'"':
                state.word_spacing, state.spacing = _number(operands[0]), _number(operands[1])
            self._move(0.0, -state.leading)
            if operands:
                self._show([operands[-1]])
        elif operator == b"Tj":
            self._show(operands)
        elif operator == b"TJ":
            self._show(operands[0])
        elif operator in _NUMBERS:
            name, factor = _NUMBERS[operator]
            setattr(state, name, _number(operands[0]) * factor)

    def _font(self, name: object, resources: Any) -> Font | None:
        found = raw(as_dict(raw(resources, "/Font")), str(name))
        if found is None:
            return None
        key = identity(found)
        if key not in self._fonts:
            self._fonts[key] = read_font(as_dict(found))
        return self._fonts[key]

    def _draw(self, operands: list[Any], resources: Any, depth: int) -> None:
        """Carry out a form object, with what was set put back afterwards."""
        form = as_dict(raw(as_dict(raw(resources, "/XObject")), str(operands[0])))
        if form.get("/Subtype") != "/Form" or depth >= _MAX_DEPTH:
            return
        kept, text_matrix, line = self._state.copy(), self._text_matrix, self._line
        items = [_number(resolve(item)) for item in as_items(raw(form, "/Matrix"))]
        if len(items) == 6:
            self._state.matrix = _times(_matrix(items), self._state.matrix)
        own = as_dict(raw(form, "/Resources"))
        self._run(_content(form), own or resources, depth + 1)
        self._state, self._text_matrix, self._line = kept, text_matrix, line

    def _move(self, x: float, y: float) -> None:
        self._text_matrix = self._line = _times((1.0, 0.0, 0.0, 1.0, x, y), self._line)

    def _show(self, pieces: list[Any]) -> None:
        state = self._state
        for piece in pieces:
            if isinstance(piece, (int, float)):
                self._advance(-piece / 1000 * state.size * state.scale)
            elif isinstance(piece, bytes) and state.font is not None:
                for code, length in state.font.codes(piece):
                    self._character(state.font, code, length)

    def _character(self, font: Font, code: int, length: int) -> None:
        state = self._state
        width = font.width(code) * state.size * state.scale
        placed = _times(self._text_matrix, state.matrix)
        bottom, top = state.rise + font.descent * state.size, state.rise + font.ascent * state.size
        corners = [_apply(placed, x, y) for x, y in ((0.0, bottom), (width, bottom), (0.0, top), (width, top))]
        spot = Spot(self.number, _shown(self.page, corners))
        start, end = self._as_shown(placed, 0.0), self._as_shown(placed, width)
        text = font.text(code)
        if text and not text.isspace():
            self._blank(start, spot)
            for character in text:
                self.text.append(character)
                self.spots.append(spot)
        elif text and self.text and self.text[-1] != " ":
            self.text.append(" ")
            self.spots.append(spot)
        self._pen = end
        extra = state.spacing + (state.word_spacing if length == 1 and code == 32 else 0.0)
        self._advance(width + extra * state.scale)

    def _blank(self, start: tuple[float, float], spot: Spot) -> None:
        """Put a blank where the file leaves a gap, or goes on elsewhere."""
        if self._pen is None or not self.text or self.text[-1] == " ":
            return
        gap = max(abs(start[0] - self._pen[0]), abs(start[1] - self._pen[1]))
        if gap > _GAP * max(min(spot.box.height, 100.0), 1.0):
            self.text.append(" ")
            self.spots.append(spot)

    def _as_shown(self, placed: Matrix, x: float) -> tuple[float, float]:
        box = _shown(self.page, [_apply(placed, x, self._state.rise)])
        return box.left, box.top

    def _advance(self, x: float) -> None:
        self._text_matrix = _times((1.0, 0.0, 0.0, 1.0, x, 0.0), self._text_matrix)


_NUMBERS = {
    b"Tc": ("spacing", 1.0),
    b"Tw": ("word_spacing", 1.0),
    b"Tz": ("scale", 0.01),
    b"TL": ("leading", 1.0),
    b"Ts": ("rise", 1.0),
}


def _resources(page: Page) -> Any:
    """Answer what a page uses, its own or its parents'."""
    node = page.dictionary
    for _ in range(64):
        if "/Resources" in node or "/Parent" not in node:
            break
        node = as_dict(raw(node, "/Parent"))
    return as_dict(raw(node, "/Resources"))


def _content(value: Any) -> bytes:
    """Answer a content stream, or several as one."""
    target = resolve(value)
    streams = as_items(target) if is_a(target, list) else [target]
    content = b"\n".join(_data(stream) for stream in streams)
    return content if len(content) <= _MAX_CONTENT else b""


def _data(stream: Any) -> bytes:
    target = resolve(stream)
    return bytes(target.data) if hasattr(target, "data") else b""


def _number(value: Any) -> float:
    return 0.0 if isinstance(value, (bytes, list, Name)) or value is None else float(value)


def _matrix(values: list[Any]) -> Matrix:
    a, b, c, d, e, f = (_number(value) for value in values[:6])
    return a, b, c, d, e, f


def _times(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _shown(page: Page, points: list[tuple[float, float]]) -> Box:
    """Turn points of the page's own coordinates into a box of the page as a viewer shows it."""
    a, b, c, d, e, f = page.matrix()
    turned: list[tuple[float, float]] = []
    for x, y in points:  # the matrix is a turn by right angles and a shift: its inverse is its transpose
        x, y = x - e, y - f
        turned.append((a * x + b * y, c * x + d * y))
    lefts, heights = sorted(x for x, _ in turned), sorted(y for _, y in turned)
    return Box(lefts[0], page.size.height - heights[-1], lefts[-1] - lefts[0], heights[-1] - heights[0])
