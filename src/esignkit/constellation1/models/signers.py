"""Signers and their authentication."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from esignkit.constellation1.enums import AuthenticationMethod, SignerStatus
from esignkit.constellation1.key_value_pairs import read_pairs, write_merge_fields, write_properties
from esignkit.constellation1.wire_format import C1Model, write_method, write_methods
from esignkit.core.field_specifiers import Choice, always, choice, several
from esignkit.core.model import model
from esignkit.types import JSON, Secret

__all__ = ["AuthenticationSettings", "Signer"]


@model
class AuthenticationSettings(C1Model):
    """What an authentication method needs.

    The documentation also speaks of in-person signing and of the telephone number for SMS, without naming the
    members: what your account manager tells you goes into `extra`.

    Source: Constellation1's REST documentation, Appendix B.
    """

    SECRETS: ClassVar[frozenset[str]] = frozenset({"password"})

    password: Secret | str | None = None
    """Word that the signer must give; `repr` hides it."""


@model
class Signer(C1Model):
    """Somebody who signs.

    Source: Constellation1's REST documentation, Appendix B.
    """

    ALIASES: ClassVar[Mapping[str, str]] = {"AuthenticateSigner": "authentication_settings"}
    SECRETS: ClassVar[frozenset[str]] = frozenset({"signature_image_base64", "initials_image_base64"})
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {
        "properties": read_pairs,
        "merge_field_mapping": read_pairs,
    }
    WRITE: ClassVar[Mapping[str, Callable[..., object]]] = {
        "auth_method": write_method,
        "auth_methods": write_methods,
        "properties": write_properties,
        "merge_field_mapping": write_merge_fields,
    }
    UNCHECKED: ClassVar[frozenset[str]] = frozenset({"properties", "merge_field_mapping"})  # by their functions

    signer_id: str = always()
    """The service's id of the signer; in a copy, it names a signer to keep."""
    first_name: str | None = None
    """Given name of the signer."""
    last_name: str | None = None
    """Family name of the signer; needed to create a session."""
    email_address: str | None = None
    """E-mail address that the invitation goes to; needed to create a session."""
    signer_role: str | None = None
    """Role that binds the signer to fields of templates and anchor tags, such as `Seller 1`."""
    sequence: int | None = None
    """Place in the signing order."""
    auth_method: Choice[AuthenticationMethod | None, str] = choice()
    """How the signer proves who they are."""
    auth_methods: list[AuthenticationMethod | str] = several()
    """Several methods of authentication; stays empty beside `auth_method`."""
    authentication_settings: AuthenticationSettings | None = None
    """What the method of authentication needs."""
    properties: dict[str, str | None] | None = None
    """Settings by name, both texts, such as `{"DisableEditName": "1"}`. True and false are written as "1" and "0".
    Pairs in the service's spelling, `[{"Key": "DisableEditName", "Value": "1"}]`, are taken too."""
    mandate_doc_upload: bool | None = None
    """Whether the signer must upload a file before finishing."""
    merge_field_mapping: dict[str, str | None] | None = None
    """Texts for the template's merge fields, by field name."""
    signer_email_subject: str | None = None
    """Subject of this signer's e-mail."""
    signer_email_message: str | None = None
    """Text of this signer's e-mail."""
    signature_image_base64: str | None = None
    """Image in base64 that is applied as the signature; `repr` hides it."""
    initials_image_base64: str | None = None
    """Image in base64 that is applied as the initials; `repr` hides it."""
    auto_apply_signature: bool | None = None
    """Whether those images are applied without a click."""
    full_name: str | None = None
    """Whole name of the signer."""
    contact: JSON = None
    """Contact data of the signer; its members are not published."""
    signing_session_id: str | None = None
    """Id of the session that the signer belongs to; read only."""
    state_code: int | None = None
    """Number that the documentation does not explain; 0 in its example."""
    status_code: Choice[SignerStatus | None, int] = choice()
    """Where the signer stands in signing."""
