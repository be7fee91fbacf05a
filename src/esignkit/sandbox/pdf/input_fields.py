"""Fields for signers to fill in: made before anybody signs, filled by the update that signs.

A field that the document already has under a name is used as it is.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from attrs import frozen

from ._pyhanko import as_dict, as_items, inherited_type, pyhanko, raw, resolve, walk_fields
from .appearance import FONT, draw_written, standard_font, upright_form
from .bounds import open_reader
from .ink import Ink
from .pages import Box, PageSize, read_pages
from .placement import Place
from .typesetting import draw_line, drawable, text_width, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .pages import Page

_PADDING, _LARGEST, _SMALLEST = 2.0, 12.0, 4.0
_MULTILINE, _COMBO, _PRINT = 1 << 12, 1 << 17, 4
_ON, _OFF = "/Yes", "/Off"


class InputKind(StrEnum):
    """What a field takes."""

    TEXT = "text"
    CHECK_BOX = "check box"
    LIST = "list"
    INK = "ink"
    """Initials, or the same signature in one more place."""


@frozen
class InputField:
    """A field to be filled in."""

    name: str
    """The field's name, unique in the document."""
    kind: InputKind
    """What it takes."""
    page: int
    """The page, counted from 0; a number beyond the last page means the last page."""
    box: Box
    """Where it stands on the page."""
    label: str = ""
    """What a screen reader says."""
    options: tuple[str, ...] = ()
    """The values of a list."""
    multiline: bool = False
    """Whether a text has several lines."""


def add_inputs(writer: Any, pages: list[Page], form: Any, inputs: Iterable[InputField]) -> None:
    """Add fields to the form.

    Args:
        writer: pyHanko's writer of the update.
        pages: The document's pages.
        form: The document's form.
        inputs: The fields; those that there are already stay as they are.
    """
    generic = pyhanko("pdf_utils.generic")
    name = generic.pdf_name
    taken = {known for known, _, _ in walk_fields(form)}
    for one in inputs:
        own_name = partial_name(one.name)
        if taken & {one.name, own_name}:
            continue
        taken.add(own_name)
        page = pages[min(max(one.page, 0), len(pages) - 1)]
        field = generic.DictionaryObject(
            {
                name("/Type"): name("/Annot"),
                name("/Subtype"): name("/Widget"),
                name("/FT"): name({InputKind.CHECK_BOX: "/Btn", InputKind.LIST: "/Ch"}.get(one.kind, "/Tx")),
                name("/T"): generic.pdf_string(own_name),
                name("/TU"): generic.pdf_string(one.label or one.name),
                name("/F"): generic.NumberObject(_PRINT),
                name("/Rect"): _rectangle(page.geometry.rectangle(one.box)),
                name("/P"): page.reference,
                name("/DA"): generic.pdf_string("/Helv 0 Tf 0 g"),
                name("/MK"): generic.DictionaryObject({name("/R"): generic.NumberObject(page.geometry.rotation)}),
            }
        )
        if one.kind is InputKind.LIST:
            field[name("/Ff")] = generic.NumberObject(_COMBO)
            field[name("/Opt")] = generic.ArrayObject([generic.pdf_string(option) for option in one.options])
        elif one.multiline:
            field[name("/Ff")] = generic.NumberObject(_MULTILINE)
        reference = writer.add_object(field)
        if one.kind is InputKind.CHECK_BOX:
            _set_box(writer, field, on=False)
        form["/Fields"].append(reference)
        writer.register_annotation(page.reference, reference)
    _add_form_font(writer, form)
    writer.update_container(form["/Fields"])
    writer.update_container(form)


def _add_form_font(writer: Any, form: Any) -> None:
    """Give the form the font that its new fields name, for viewers that write a value anew."""
    generic = pyhanko("pdf_utils.generic")
    holder, key = form, "/DR"
    for next_key in ("/Font", "/Helv"):
        if raw(holder, key) is None:
            holder[generic.pdf_name(key)] = generic.DictionaryObject()
            writer.update_container(holder)
        holder, key = holder[key], next_key
    if raw(holder, key) is None:
        holder[generic.pdf_name(key)] = writer.add_object(standard_font("/Helvetica"))
        writer.update_container(holder)


def fill_inputs(writer: Any, values: Mapping[str, str | Ink]) -> None:
    """Fill fields in: their values, and how they look.

    Args:
        writer: pyHanko's writer of the update.
        values: By the fields' names. A box that is not empty is checked; names that the document lacks are left out.
    """
    generic = pyhanko("pdf_utils.generic")
    fields = {name: field for name, _, field in walk_fields(as_dict(raw(writer.root, "/AcroForm")))}
    for name, value in values.items():
        field = _found(fields, name)
        if field is None or inherited_type(field) not in {"/Tx", "/Ch", "/Btn"}:
            continue
        kids = [as_dict(kid) for kid in as_items(raw(field, "/Kids"))]
        if inherited_type(field) == "/Btn":
            for widget in kids or [field]:
                _set_box(writer, widget, on=bool(value))
            continue
        text = value if isinstance(value, str) else ""
        field[generic.pdf_name("/V")] = generic.pdf_string(text)
        writer.update_container(field)
        for widget in kids or [field]:
            _show(writer, widget, value, multiline=bool(int(field.get("/Ff", 0)) & _MULTILINE))


def show_as_written(writer: Any, values: Mapping[str, str | Ink]) -> None:
    """Fill fields as `fill_inputs` does, but with texts as by hand: initials, and signatures in further places."""
    fill_inputs(writer, values)
    fields = {name: field for name, _, field in walk_fields(as_dict(raw(writer.root, "/AcroForm")))}
    for name, value in values.items():
        field = _found(fields, name)
        if field is not None and inherited_type(field) == "/Tx":
            _show(writer, field, value, multiline=False, by_hand=True)


@frozen
class Layout:
    """The pages of a document, and where its fields show on them."""

    pages: list[PageSize]
    """The size of each page."""
    places: dict[str, Place]
    """Places by the fields' full names; fields that show nowhere are left out."""

    def place(self, name: str) -> Place | None:
        """Return where a field shows that was made under this name.

        Args:
            name: The name that it was to have; None is returned when it shows nowhere.
        """
        return self.places.get(name) or self.places.get(partial_name(name))


def read_layout(data: bytes) -> Layout:
    """Read a document's pages and the places of its fields.

    Args:
        data: A PDF that `check_usable` accepts.
    """
    reader = open_reader(data)
    names: dict[object, str] = {}
    for name, reference, field in walk_fields(as_dict(raw(reader.root, "/AcroForm"))):
        for widget in as_items(raw(field, "/Kids")) or [reference]:
            names[_number(widget)] = name
    places: dict[str, Place] = {}
    pages = read_pages(reader.root)
    for number, page in enumerate(pages):
        for widget in as_items(raw(page.dictionary, "/Annots")):
            name = names.get(_number(widget), "")
            corners = [float(resolve(item)) for item in as_items(raw(as_dict(widget), "/Rect"))]
            if not name or name in places or len(corners) != 4:
                continue
            x1, y1, x2, y2 = corners
            box = page.geometry.box((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
            if box.width and box.height:
                places[name] = Place(number, box)
    return Layout([page.geometry.size for page in pages], places)


def partial_name(name: str) -> str:
    """Return a name that a field of its own can have: a full stop separates the levels of names."""
    return name.encode("utf-8", "replace").decode().replace(".", "_")


def _found(fields: Mapping[str, Any], name: str) -> Any:
    return fields.get(name, fields.get(partial_name(name)))


def _number(reference: Any) -> object:
    return getattr(reference, "idnum", None) or id(reference)


def _rectangle(corners: tuple[float, float, float, float]) -> Any:
    generic = pyhanko("pdf_utils.generic")
    return generic.ArrayObject([generic.FloatObject(f"{corner:.3f}") for corner in corners])


def _geometry(widget: Any) -> tuple[tuple[float, float], int]:
    """Return the size of a widget's rectangle and its rotation."""
    corners = [float(resolve(item)) for item in as_items(raw(widget, "/Rect"))] or [0.0] * 4
    rotation = int(as_dict(raw(widget, "/MK")).get("/R", 0)) % 360
    size = abs(corners[2] - corners[0]), abs(corners[3] - corners[1])
    return size, rotation if rotation in (90, 180, 270) else 0


def _set_box(writer: Any, widget: Any, *, on: bool) -> None:
    """Check or clear a box; one that its author made keeps the looks of its states."""
    generic = pyhanko("pdf_utils.generic")
    name = generic.pdf_name
    looks = as_dict(raw(as_dict(raw(widget, "/AP")), "/N"))
    on_state = next((str(state) for state in looks if str(state) != _OFF), _ON)
    if not looks:
        (width, height), rotation = _geometry(widget)
        side, middle = min(width, height) / 2 - 1.5, (width / 2, height / 2)
        x1, y1, x2, y2 = middle[0] - side, middle[1] - side, middle[0] + side, middle[1] + side
        frame = b"0.75 w 0.4 G %.2f %.2f %.2f %.2f re S" % (x1, y1, 2 * side, 2 * side)
        cross = b" 1.4 w 0.07 0.13 0.42 RG %.2f %.2f m %.2f %.2f l %.2f %.2f m %.2f %.2f l S" % (
            x1 + 2, y1 + 2, x2 - 2, y2 - 2, x1 + 2, y2 - 2, x2 - 2, y1 + 2,
        )  # fmt: skip
        drawings = {_OFF: b"q " + frame + b" Q", on_state: b"q " + frame + cross + b" Q"}
        states = {
            name(state): upright_form(writer, (width, height), rotation, drawing) for state, drawing in drawings.items()
        }
        widget[name("/AP")] = generic.DictionaryObject({name("/N"): generic.DictionaryObject(states)})
    state = name(on_state if on else _OFF)
    widget[name("/V")], widget[name("/AS")] = state, state
    writer.update_container(widget)


def _show(writer: Any, widget: Any, value: str | Ink, *, multiline: bool, by_hand: bool = False) -> None:
    generic = pyhanko("pdf_utils.generic")
    size, rotation = _geometry(widget)
    width, height = size if rotation in (0, 180) else (size[1], size[0])
    if not (width and height):
        return
    if by_hand or isinstance(value, Ink):
        drawing = draw_written(value, (_PADDING, _PADDING, max(width - _PADDING, 3.0), max(height - _PADDING, 3.0)))
    else:
        drawing = _text(value, width, height, multiline=multiline)
    # What a viewer writes again when the value changes is between these marks.
    look = upright_form(writer, size, rotation, b"/Tx BMC\n" + drawing + b"\nEMC")
    widget[generic.pdf_name("/AP")] = generic.DictionaryObject({generic.pdf_name("/N"): look})
    writer.update_container(widget)


def _text(value: str, width: float, height: float, *, multiline: bool) -> bytes:
    """Write a text into a box, smaller where it would not fit."""
    room = max(width - 2 * _PADDING, 1.0)
    if multiline:
        paragraphs = [drawable(line) for line in value.splitlines()]
        size = min(10.0, max(height - 2 * _PADDING, _SMALLEST))
        while size > _SMALLEST and len(_lines(paragraphs, room, size)) * 1.2 * size > height - 2 * _PADDING:
            size -= 0.5
        lines, baseline = _lines(paragraphs, room, size), height - _PADDING - size
    else:
        line = drawable(" ".join(value.split()))
        size = min(_LARGEST, 0.72 * height, room / max(text_width(line, 1), 0.01))
        lines, baseline = [line], (height - 0.72 * size) / 2
    drawings = (
        draw_line(line, FONT.encode(), size, (_PADDING, baseline - number * 1.2 * size))
        for number, line in enumerate(lines)
    )
    return b"q 0 0 %.2f %.2f re W n 0.07 0.13 0.42 rg\n%s\nQ" % (width, height, b"\n".join(drawings))


def _lines(paragraphs: Iterable[str], room: float, size: float) -> list[str]:
    return [line for paragraph in paragraphs for line in (wrap(paragraph, room, size) or [""])]
