"""Builder functions for common cases (long: one function for each kind of field, signature, person and document).

Every function returns a plain model, which can be changed like any other.

```python
from esignkit.esignlive import Package, build

tenant = build.role("tenant", build.person("Ada", "Byron", "ada@example.com", sms="+15145550100"))
lease = build.document("Lease", build.signature("tenant", build.at(0, 60, 600)), id="lease")
package = Package(name="Lease", roles=[tenant], documents=[lease])
```
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import attrs

from esignkit.core.suggestions import with_suggestions
from esignkit.core.unknown_values import warn_near_misses
from esignkit.esignlive.field_enums import AnchorPoint, FieldBinding, FieldSubtype, FieldType
from esignkit.esignlive.models.auth import Auth, Challenge
from esignkit.esignlive.models.document import Approval, Document, ExtractAnchor, Field, FieldValidation
from esignkit.esignlive.models.field import ConditionalField
from esignkit.esignlive.models.package import Condition
from esignkit.esignlive.models.role import Role, Signer
from esignkit.esignlive.signer_enums import AuthScheme
from esignkit.names import no_name_of

__all__ = [
    "Place",
    "area",
    "at",
    "beside",
    "checkbox",
    "choice",
    "date",
    "document",
    "enabled_when",
    "label",
    "person",
    "placeholder",
    "qr_code",
    "radio",
    "role",
    "signature",
    "signer_company",
    "signer_name",
    "signer_title",
    "signing_date",
    "text",
]

if not TYPE_CHECKING:  # checkers would take any name for one of the module
    __getattr__ = no_name_of(__name__)


@with_suggestions
@attrs.frozen
class Place:
    """Where a field is: at a point of a page, or beside a text. Measures are pixels, from the top-left corner."""

    page: int | None = None
    """Page that the field is on, from 0."""
    left: float | None = None
    """Pixels from the page's left edge."""
    top: float | None = None
    """Pixels from the page's top edge."""
    width: float | None = None
    """Width in pixels."""
    height: float | None = None
    """Height in pixels."""
    anchor: ExtractAnchor | None = None
    """The text beside which the field stands, in place of numbers."""


def at(page: int, left: float, top: float, width: float = 200.0, height: float = 50.0) -> Place:
    """Say where a field is by numbers.

    Args:
        page: The page, from 0.
        left: Pixels from the left edge.
        top: Pixels from the top edge.
        width: Its width in pixels.
        height: Its height in pixels.
    """
    return Place(page, left, top, width, height)


def beside(
    text: str,
    *,
    index: int = 0,
    character_index: int = 0,
    corner: AnchorPoint | str = AnchorPoint.TOPLEFT,
    left: float = 0.0,
    top: float = 0.0,
    width: float = 200.0,
    height: float = 50.0,
) -> Place:
    """Say where a field is by a text in the file; counts while the document is uploaded, with `extract`.

    Args:
        text: The text; upper and lower case are told apart.
        index: Which of the places where it stands, from 0.
        character_index: Which character of it, from 0.
        corner: The corner of that character from which the distances count.
        left: Pixels to the right of it.
        top: Pixels below it.
        width: The field's width in pixels.
        height: The field's height in pixels.
    """
    warn_near_misses("corner", corner, (AnchorPoint,))
    return Place(
        anchor=ExtractAnchor(
            text=text,
            index=index,
            character_index=character_index,
            anchor_point=AnchorPoint(corner),
            left_offset=left,
            top_offset=top,
            width=width,
            height=height,
        )
    )


def _field(
    type: FieldType,
    subtype: FieldSubtype,
    place: Place | None,
    *,
    id: str | None = None,
    value: str | None = None,
    binding: FieldBinding | None = None,
    validation: FieldValidation | None = None,
    tooltip: str | None = None,
) -> Field:
    position = place or Place()
    _check_type("place", position, Place, "give at(page, left, top) or beside(text)")
    field = Field(
        type=type,
        subtype=subtype,
        binding=binding,
        value=value,
        tooltip=tooltip,
        page=position.page,
        left=position.left,
        top=position.top,
        width=position.width,
        height=position.height,
        extract=None if position.anchor is None else True,
        extract_anchor=position.anchor,
        validation=validation,
    )
    if id is not None:
        field.name = id
    return _with_id(field, id)


def _check_type(name: str, value: object, kinds: type | tuple[type, ...], hint: str) -> None:
    """Refuse an argument of another kind.

    Raises:
        TypeError: It is none of them.
    """
    if not isinstance(value, kinds):
        shown = repr(value) if isinstance(value, str) else f"of type {type(value).__name__}"
        msg = f"{name} is {shown}; {hint}"
        raise TypeError(msg)


_Part = TypeVar("_Part", Approval, Condition, Document, Field)


def _with_id(part: _Part, id: str | None) -> _Part:
    """Give a part its id, where it is to have one."""
    if id is not None:
        part.id = id
    return part


def signature(
    role: str | Role,
    place: Place,
    *,
    subtype: FieldSubtype | str = FieldSubtype.FULLNAME,
    id: str | None = None,
    optional: bool | None = None,
    fields: Sequence[Field] = (),
) -> Approval:
    """Make a signature for a role.

    Args:
        role: The role that signs, or its id.
        place: Where: `at(…)` or `beside(…)`.
        subtype: `FULLNAME` is signed by a click, `CAPTURE` is drawn, `INITIALS` are initials.
        id: Id of the signature.
        optional: Whether the signer may leave it out.
        fields: Fields that belong to it.

    Raises:
        TypeError: The place or a field is something else.
        ValueError: The role has no id.
    """
    _check_type("role", role, (str, Role), "give the role or its id first, then the place")
    for field in fields:
        _check_type("fields", field, Field, "give fields such as text(at(page, left, top))")
    warn_near_misses("subtype", subtype, (FieldSubtype,))
    role_id = role if isinstance(role, str) else getattr(role, "id", None)
    if role_id is None:
        msg = "the role has no id, and the signature has to name it"
        raise ValueError(msg)
    signature_field = _field(FieldType.SIGNATURE, FieldSubtype(subtype), place)
    return _with_id(Approval(role=role_id, optional=optional, fields=[signature_field, *fields]), id)


def text(
    place: Place,
    *,
    id: str | None = None,
    value: str | None = None,
    required: bool | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    pattern: str | None = None,
    error_message: str | None = None,
) -> Field:
    """Make a line to fill in.

    Args:
        place: Where.
        id: Its id and name.
        value: What stands in it at first.
        required: Whether it must be filled in.
        min_length: Characters at least.
        max_length: Characters at most.
        pattern: Regular expression that the text must match.
        error_message: What the signer reads otherwise.
    """
    rules = (required, min_length, max_length, pattern, error_message)
    validation = FieldValidation(
        required=required,
        min_length=min_length,
        max_length=max_length,
        pattern=pattern,
        error_message=error_message,
    )
    return _field(
        FieldType.INPUT,
        FieldSubtype.TEXTFIELD,
        place,
        id=id,
        value=value,
        validation=None if all(rule is None for rule in rules) else validation,
    )


def area(place: Place, *, id: str | None = None, value: str | None = None, required: bool | None = None) -> Field:
    """Make several lines to fill in."""
    return _field(FieldType.INPUT, FieldSubtype.TEXTAREA, place, id=id, value=value, validation=_required(required))


def checkbox(place: Place, *, id: str | None = None, checked: bool = False, required: bool | None = None) -> Field:
    """Make a box to tick; one that is ticked has the value `X`."""
    value = "X" if checked else None
    return _field(FieldType.INPUT, FieldSubtype.CHECKBOX, place, id=id, value=value, validation=_required(required))


def radio(place: Place, group: str, *, id: str | None = None, chosen: bool = False) -> Field:
    """Make one button of a group of which one can be chosen."""
    value = "X" if chosen else None
    validation = FieldValidation(group=group)
    return _field(FieldType.INPUT, FieldSubtype.RADIO, place, id=id, value=value, validation=validation)


def choice(place: Place, options: Iterable[str], *, id: str | None = None, required: bool | None = None) -> Field:
    """Make a list to choose from."""
    validation = FieldValidation(enum_values=list(options), required=required)
    return _field(FieldType.INPUT, FieldSubtype.LIST, place, id=id, validation=validation)


def date(place: Place, *, id: str | None = None, required: bool | None = None) -> Field:
    """Make a date to choose."""
    return _field(FieldType.INPUT, FieldSubtype.DATEPICKER, place, id=id, validation=_required(required))


def label(place: Place, value: str, *, id: str | None = None) -> Field:
    """Make a text that stands there."""
    return _field(FieldType.INPUT, FieldSubtype.LABEL, place, id=id, value=value)


def signing_date(place: Place, *, id: str | None = None) -> Field:
    """Make a label that fills itself with the day of the signature."""
    return _field(FieldType.INPUT, FieldSubtype.LABEL, place, id=id, binding=FieldBinding.APPROVAL_SIGNED)


def signer_name(place: Place, *, id: str | None = None) -> Field:
    """Make a label that fills itself with the signer's name."""
    return _field(FieldType.INPUT, FieldSubtype.LABEL, place, id=id, binding=FieldBinding.SIGNER_NAME)


def signer_title(place: Place, *, id: str | None = None) -> Field:
    """Make a label that fills itself with the signer's title."""
    return _field(FieldType.INPUT, FieldSubtype.LABEL, place, id=id, binding=FieldBinding.SIGNER_TITLE)


def signer_company(place: Place, *, id: str | None = None) -> Field:
    """Make a label that fills itself with the signer's company."""
    return _field(FieldType.INPUT, FieldSubtype.LABEL, place, id=id, binding=FieldBinding.SIGNER_COMPANY)


def qr_code(place: Place, value: str, *, id: str | None = None) -> Field:
    """Make a QR code, for `document_fields.create` or `Document.fields`."""
    return _field(FieldType.IMAGE, FieldSubtype.QRCODE, place, id=id, value=value)


def _required(required: bool | None) -> FieldValidation | None:
    return None if required is None else FieldValidation(required=required)


# Rules ---------------------------------------------------------------------------------------------------------------
def enabled_when(
    field: Field, source: str, value: str = "X", *, document: str, id: str | None = None
) -> ConditionalField:
    """Return a field that can be filled in only while another one has a value.

    `packages.create` takes it in place of a plain field, `fields.set_conditions` for a field that is there. A field
    with several such rules can be filled in while one of them holds.

    Args:
        field: The field, which needs an id.
        source: Id of the other field.
        value: The value; `X` is a box that is ticked.
        document: Id of the document that both are on.
        id: Id of the rule, unique in its package; by default one made from what it says.

    Raises:
        ValueError: The field has no id, or a text holds a quote or backslash, which the rule cannot say.
    """
    if not hasattr(field, "id"):
        msg = "the field has no id, and the rule has to name it"
        raise ValueError(msg)
    members = attrs.asdict(field, recurse=False)
    conditional_field = ConditionalField(**members)
    conditional_field.validation = copy.copy(field.validation) or FieldValidation()
    conditional_field.validation.disabled = True
    rule = Condition(
        condition=f"{_field_reference(document, source)}.value == '{_checked_text(value)}'",
        action=f"{_field_reference(document, field.id)}.disabled = false",
    )
    rule_text = f"{rule.condition} {rule.action}"
    rule.id = id or hashlib.sha256(rule_text.encode()).hexdigest()[:32]  # the service requires one
    conditional_field.conditions = [*getattr(field, "conditions", ()), rule]
    return conditional_field


def _field_reference(document: str, field: str) -> str:
    return f"document['{_checked_text(document)}'].field['{_checked_text(field)}']"


def _checked_text(text: str) -> str:
    if any(c in "'\"\\" or not c.isprintable() for c in text):
        msg = f"{text!r} holds a quote, a backslash or a control character, which a rule cannot say"
        raise ValueError(msg)
    return text


# People and papers ---------------------------------------------------------------------------------------------------
def person(
    first_name: str,
    last_name: str,
    email: str,
    *,
    company: str | None = None,
    title: str | None = None,
    phone: str | None = None,
    language: str | None = None,
    sms: str | None = None,
    questions: Mapping[str, str] | None = None,
    mask_answers: bool | None = None,
) -> Signer:
    """Make a signer, with a passcode by text message or with questions where wanted.

    Args:
        first_name: First name.
        last_name: Last name.
        email: Address of the invitation.
        company: Company.
        title: Title.
        phone: Phone number.
        language: Language, such as `en`.
        sms: Phone number that a passcode is sent to, such as `+15145550100`.
        questions: Questions and their answers.
        mask_answers: Whether answers are hidden while they are typed.

    Raises:
        ValueError: Both `sms` and `questions` were given.
    """
    if sms is not None and questions is not None:
        msg = "give sms= or questions=, not both; other ways are said with auth=Auth(…) on the signer"
        raise ValueError(msg)
    auth: Auth | None = None
    if sms is not None:
        auth = Auth(scheme=AuthScheme.SMS, challenges=[Challenge(question=sms)])
    elif questions is not None:
        challenges = [Challenge(question=q, answer=a, mask_input=mask_answers) for q, a in questions.items()]
        auth = Auth(scheme=AuthScheme.CHALLENGE, challenges=challenges)
    return Signer(
        first_name=first_name,
        last_name=last_name,
        email=email,
        company=company,
        title=title,
        phone=phone,
        language=language,
        auth=auth,
    )


def role(id: str, signer: Signer, *, name: str | None = None, index: int | None = None) -> Role:
    """Make a role that a signer fills.

    Args:
        id: Its id, which signatures name.
        signer: Who signs.
        name: Its name; the id when not given.
        index: Its place in the signing order; equal ones sign in parallel.

    Raises:
        TypeError: The signer is something else, such as a name.
    """
    _check_type("signer", signer, Signer, "give person(first_name, last_name, email); nobody yet is placeholder(id)")
    return Role(id=id, name=name or id, index=index, signers=[signer])


def placeholder(id: str, *, name: str | None = None, index: int | None = None) -> Role:
    """Make a role of a template that a signer fills later."""
    return Role(id=id, name=name or id, index=index, signers=[])


def document(name: str, *approvals: Approval, id: str | None = None, fields: Sequence[Field] = ()) -> Document:
    """Make a document; `extract` is set when a field of it stands beside a text.

    Args:
        name: Its name.
        approvals: The signatures on it.
        id: Its id.
        fields: Fields that belong to no signature.

    Raises:
        TypeError: A signature or a field is something else.
    """
    for approval in approvals:
        _check_type("approvals", approval, Approval, "give signature(role, place); other fields go into fields=[…]")
    for field in fields:
        _check_type("fields", field, Field, "give fields such as text(at(page, left, top))")
    all_fields = [*fields, *(field for approval in approvals for field in getattr(approval, "fields", None) or ())]
    anchored = any(field.extract_anchor is not None for field in all_fields)
    new_document = Document(name=name, extract=True if anchored else None, approvals=list(approvals))
    if fields:
        new_document.fields = list(fields)
    return _with_id(new_document, id)
