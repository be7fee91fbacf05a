"""Anchor tags: texts in a document that the service replaces with fields.

A tag is `<type_option_role_width>`, for some types with something more behind it.
Source: Constellation1's REST documentation, Anchor Tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

from esignkit.constellation1.enums import AnchorType, SignerRole

__all__ = ["anchor_tag"]

_DATES = (AnchorType.DATE_TIME, AnchorType.DATE, AnchorType.TIME)
_WIDTHS: dict[AnchorType, tuple[int, int]] = {
    AnchorType.SIGNATURE: (80, 175),
    AnchorType.INITIALS: (35, 45),
    AnchorType.TEXT: (20, 175),
    **dict.fromkeys(_DATES, (50, 100)),
}
"""Least and default width in pixels; the other types have none that is published."""
_FONT_SIZES = range(6, 29)
_BUTTONS = range(2, 11)
_SEPARATES = re.compile(r"[_<>\r\n]")


def anchor_tag(
    type: AnchorType | str,
    role: SignerRole | str,
    *,
    width: int | None = None,
    required: bool = True,
    automatic: bool = False,
    font_size: int | None = None,
    buttons: int | None = None,
    items: Iterable[str] = (),
    delimiters: tuple[str, str] = ("<", ">"),
) -> str:
    """Write an anchor tag, to be put into a document where its field is to be.

    Args:
        type: What the field is.
        role: The signer's role, spelt exactly as `Signer.signer_role` has it.
        width: Width in pixels; when not given, the service's default for the type (signature 175, initials 45, dates
            100, text 175). Checkboxes and lists have no published default: give theirs. Radio buttons have no width.
        required: Whether the signer must fill it in.
        automatic: Whether a date fills itself in; for dates alone.
        font_size: Size of a text field's letters, 6 to 28.
        buttons: How many radio buttons, 2 to 10.
        items: What a list offers.
        delimiters: What stands around a tag; the service can set others for a client.

    Returns:
        The tag, such as `<sig_req_Seller 1_175>`.

    Raises:
        ValueError: A width is below the least one, for which the service would take its default; a number is out of
            range; something is missing or does not belong to the type; or a text would break the tag.

    Source: Constellation1's REST documentation, Anchor Tags.
    """
    offered = tuple(items)
    for name, value in (("role", role), *(("items", item) for item in offered)):
        if not isinstance(cast("object", value), str):
            msg = f"{name}: {value!r} is no text; give the signer's role and what a list offers as text"
            raise TypeError(msg)
    for name, number in (("width", width), ("font_size", font_size), ("buttons", buttons)):
        if number is not None and (not isinstance(cast("object", number), int) or isinstance(number, bool)):
            msg = f"{name} is {number!r}; give a whole number"
            raise TypeError(msg)
    kind = AnchorType(type)
    if not kind.is_known:
        msg = f"type: {type!r} is no anchor tag; give one of {', '.join(one.value for one in AnchorType)}"
        raise ValueError(msg)
    if automatic and kind not in _DATES:
        msg = f"automatic belongs to dates ({', '.join(one.value for one in _DATES)}), not to {kind.value}"
        raise ValueError(msg)
    extra = _extra(kind, font_size, buttons, offered)
    option = "aut" if automatic else "req" if required else "opt"
    size = [] if kind is AnchorType.RADIO_BUTTONS else [_width(kind, width)]
    if kind is AnchorType.RADIO_BUTTONS and width is not None:
        msg = "radio buttons have no width; leave it out"
        raise ValueError(msg)
    parts = [kind.value, option, str(role), *size, *extra]
    for name, text in (("role", str(role)), *(("items", item) for item in extra)):
        if not text.strip() or _SEPARATES.search(text) or any(mark in text for mark in delimiters):
            msg = f"{name}: {text!r} is empty or has `_`, a delimiter or a line break in it, which would break the tag"
            raise ValueError(msg)
    return "_".join(parts).join(delimiters)


def _width(kind: AnchorType, width: int | None) -> str:
    least, default = _WIDTHS.get(kind, (1, None))
    chosen = default if width is None else width
    if chosen is None:
        msg = f"width: the service publishes no default for {kind.value}; give one, in pixels"
        raise ValueError(msg)
    if chosen < least:
        msg = (
            f"width is {chosen}; {kind.value} is at least {least} pixels wide, below that the service takes its default"
        )
        raise ValueError(msg)
    return str(chosen)


def _extra(kind: AnchorType, font_size: int | None, buttons: int | None, items: tuple[str, ...]) -> list[str]:
    """Return what stands behind the width: a font size, a number of buttons, the items of a list."""
    for given, owner, name in (
        (font_size is not None, AnchorType.TEXT, "font_size"),
        (buttons is not None, AnchorType.RADIO_BUTTONS, "buttons"),
        (bool(items), AnchorType.LIST, "items"),
    ):
        if given and kind is not owner:
            msg = f"{name} belongs to {owner.value}, not to {kind.value}"
            raise ValueError(msg)
    if kind is AnchorType.RADIO_BUTTONS:
        return [_in_range("buttons", buttons, _BUTTONS)]
    if kind is AnchorType.LIST and not items:
        msg = "items: say what the list offers"
        raise ValueError(msg)
    return list(items) if font_size is None else [_in_range("font_size", font_size, _FONT_SIZES)]


def _in_range(name: str, value: int | None, numbers: range) -> str:
    if value not in numbers:
        msg = f"{name} is {value}; give {numbers[0]} to {numbers[-1]}"
        raise ValueError(msg)
    return str(value)
