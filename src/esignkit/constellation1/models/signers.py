"""Signers and their authentication."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from esignkit.constellation1.enums import AuthenticationMethod, SignerStatus
from esignkit.constellation1.pairs import read_pairs, write_merge_fields, write_properties
from esignkit.constellation1.wire import C1Model, write_method, write_methods
from esignkit.core.members import always, several
from esignkit.core.model import model
from esignkit.core.writing import Writer
from esignkit.types import JSON, Secret

__all__ = ["AuthenticationSettings", "Signer"]


@model
class AuthenticationSettings(C1Model):
    """What an authentication method needs.

    The documentation also speaks of in-person signing and of the telephone number for SMS, without naming the
    members: what your account manager tells you goes into `extra`.

    Attributes:
        password: The word the signer must give.

    Source: Constellation1's REST documentation, Appendix B.
    """

    SECRETS: ClassVar[frozenset[str]] = frozenset({"password"})

    password: Secret | str | None = None


@model
class Signer(C1Model):
    """Somebody who signs.

    Attributes:
        signer_id: The service's id; names an existing signer in copy.
        first_name: Given name.
        last_name: Family name; needed to create a session.
        email_address: Where the invitation goes; needed to create a session.
        signer_role: Role that binds the signer to the fields of templates and anchor tags, such as `Seller 1`.
        sequence: Place in the signing order.
        auth_method: How the signer proves who they are.
        auth_methods: Several methods; beside a set `auth_method` it stays empty.
        authentication_settings: What the method needs.
        properties: Settings by name, both texts, such as `{"DisableEditName": "1"}`. True and false are written as
            "1" and "0". Pairs in the service's spelling, `[{"Key": "DisableEditName", "Value": "1"}]`, are taken too.
        mandate_doc_upload: Whether the signer must upload a file before finishing.
        merge_field_mapping: Values for the template's merge fields, by field name: texts.
        signer_email_subject: Subject of this signer's e-mail.
        signer_email_message: Text of this signer's e-mail.
        signature_image_base64: Image that is applied as the signature.
        initials_image_base64: Image that is applied as the initials.
        auto_apply_signature: Whether those images are applied without a click.
        full_name: The whole name.
        contact: Contact data; its members are not published.
        signing_session_id: Session the signer belongs to; read only.
        state_code: Not explained by the documentation; 0 in its example.
        status_code: Where the signer stands.

    Source: Constellation1's REST documentation, Appendix B.
    """

    ALIASES: ClassVar[Mapping[str, str]] = {"AuthenticateSigner": "authentication_settings"}
    SECRETS: ClassVar[frozenset[str]] = frozenset({"signature_image_base64", "initials_image_base64"})
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {
        "properties": read_pairs,
        "merge_field_mapping": read_pairs,
    }
    WRITE: ClassVar[Mapping[str, Callable[[Any, Writer], object]]] = {
        "auth_method": write_method,
        "auth_methods": write_methods,
        "properties": write_properties,
        "merge_field_mapping": write_merge_fields,
    }

    signer_id: str = always()
    first_name: str | None = None
    last_name: str | None = None
    email_address: str | None = None
    signer_role: str | None = None
    sequence: int | None = None
    auth_method: AuthenticationMethod | str | None = None
    auth_methods: list[AuthenticationMethod | str] = several()
    authentication_settings: AuthenticationSettings | None = None
    properties: dict[str, str | None] | None = None
    mandate_doc_upload: bool | None = None
    merge_field_mapping: dict[str, str | None] | None = None
    signer_email_subject: str | None = None
    signer_email_message: str | None = None
    signature_image_base64: str | None = None
    initials_image_base64: str | None = None
    auto_apply_signature: bool | None = None
    full_name: str | None = None
    contact: JSON = None
    signing_session_id: str | None = None
    state_code: int | None = None
    status_code: SignerStatus | None = None
