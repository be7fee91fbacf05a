"""The signature in a signature field: CMS signed data (RFC 5652) with the attributes of PAdES, in DER.

pyHanko makes the same bytes, but of trees of objects each of which is encoded anew for everything around it: that took
most of the time of a signature.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .authority import Credential

# The tags of DER (X.690); [0] and [4] are those that a structure gives its own parts.
_INTEGER, _OCTETS, _NULL, _OBJECT_ID, _SEQUENCE, _SET, _CONTEXT_0, _CONTEXT_4 = 2, 4, 5, 6, 0x30, 0x31, 0xA0, 0xA4


def signed_data(digest: bytes, credential: Credential) -> bytes:
    """Sign the digest of a document.

    Args:
        digest: SHA-256 of all of the document that is signed.
        credential: The signer's key and certificate.

    Returns:
        What goes into the document's signature field. The same digest and credential give the same bytes.
    """
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding

    certificate = credential.certificate.public_bytes(Encoding.DER)
    issuer = credential.certificate.issuer.public_bytes()
    serial = _integer(credential.certificate.serial_number)
    signed_by = _sequence(
        _sequence(  # no algorithm is named: SHA-256 is the default
            _der(_OCTETS, hashlib.sha256(certificate).digest()),
            _sequence(_sequence(_der(_CONTEXT_4, issuer)), serial),
        )
    )
    attributes = _set(
        _attribute(_CONTENT_TYPE, _DATA),
        _attribute(_MESSAGE_DIGEST, _der(_OCTETS, digest)),
        _attribute(_SIGNING_CERTIFICATE, _sequence(signed_by)),
    )
    # As a set they are signed, under [0] they are kept (RFC 5652, 5.4).
    signature = credential.key.sign(attributes, ECDSA(SHA256(), deterministic_signing=True))
    signer = _sequence(
        _integer(1),
        _sequence(issuer, serial),
        _SHA_256,
        bytes([_CONTEXT_0]) + attributes[1:],
        _ECDSA_WITH_SHA_256,
        _der(_OCTETS, signature),
    )
    content = _sequence(_integer(1), _set(_SHA_256), _sequence(_DATA), _der(_CONTEXT_0, certificate), _set(signer))
    return _sequence(_SIGNED_DATA, _der(_CONTEXT_0, content))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def _sequence(*parts: bytes) -> bytes:
    return _der(_SEQUENCE, b"".join(parts))


def _set(*parts: bytes) -> bytes:
    return _der(_SET, b"".join(sorted(parts)))


def _attribute(kind: bytes, value: bytes) -> bytes:
    return _sequence(kind, _set(value))


def _integer(number: int) -> bytes:
    return _der(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _object_id(dotted: str) -> bytes:
    first, second, *rest = (int(number) for number in dotted.split("."))
    content = bytearray([40 * first + second])
    for number in rest:
        digits = [number & 0x7F]
        while number := number >> 7:
            digits.append(0x80 | number & 0x7F)
        content.extend(reversed(digits))
    return _der(_OBJECT_ID, bytes(content))


_DATA = _object_id("1.2.840.113549.1.7.1")
_SIGNED_DATA = _object_id("1.2.840.113549.1.7.2")
_CONTENT_TYPE = _object_id("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = _object_id("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE = _object_id("1.2.840.113549.1.9.16.2.47")  # the second version of it, RFC 5035
_SHA_256 = _sequence(_object_id("2.16.840.1.101.3.4.2.1"), _der(_NULL, b""))
_ECDSA_WITH_SHA_256 = _sequence(_object_id("1.2.840.10045.4.3.2"))
