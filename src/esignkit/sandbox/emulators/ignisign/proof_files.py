"""Files that prove signatures: XAdES, ASiC containers, images. They are really signed, and marked as the sandbox's.

They follow the shape of their standards, not every rule of their profiles.
"""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esignkit.sandbox.pdf import SandboxCA

MARK = "Made by the esignkit sandbox - not legally binding"

ASIC_TYPE = "application/vnd.etsi.asic-e+zip"

_DS = "http://www.w3.org/2000/09/xmldsig#"
_XADES = "http://uri.etsi.org/01903/v1.3.2#"
_C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_ECDSA = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"


def xades(ca: SandboxCA, signer: tuple[str, str], signature_id: str, file_name: str, digest: bytes, time: str) -> bytes:
    """Return a detached XAdES signature of a file.

    Args:
        ca: The authority that certifies the signer.
        signer: Name and e-mail address.
        signature_id: The signature's id.
        file_name: Name of the file that is signed.
        digest: SHA-256 of the file.
        time: When it was signed, ISO 8601.
    """
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding

    credential = ca.credential(*signer)
    certificate = credential.certificate.public_bytes(Encoding.DER)
    name = f"S-{signature_id}"
    # Both signed parts are written in the canonical form already: the hashed bytes are those in the file.
    properties = (
        f'<xades:SignedProperties xmlns:ds="{_DS}" xmlns:xades="{_XADES}" Id="P-{name}">'
        f"<xades:SignedSignatureProperties><xades:SigningTime>{escape(time)}</xades:SigningTime>"
        f"<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>"
        f'<ds:DigestMethod Algorithm="{_SHA256}"></ds:DigestMethod>'
        f"<ds:DigestValue>{_base64(hashlib.sha256(certificate).digest())}</ds:DigestValue>"
        f"</xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties>"
        f"</xades:SignedProperties>"
    )
    properties_digest = hashlib.sha256(properties.encode()).digest()
    file_reference = _reference('URI="' + quote(file_name, errors="replace") + '"', digest)
    properties_reference = _reference(f'Type="{_PROPERTIES}" URI="#P-{name}"', properties_digest)
    signed = (
        f'<ds:SignedInfo xmlns:ds="{_DS}">'
        f'<ds:CanonicalizationMethod Algorithm="{_C14N}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{_ECDSA}"></ds:SignatureMethod>'
        f"{file_reference}{properties_reference}"
        f"</ds:SignedInfo>"
    )
    numbers = decode_dss_signature(credential.key.sign(signed.encode(), ECDSA(SHA256(), deterministic_signing=True)))
    value = b"".join(number.to_bytes(32, "big") for number in numbers)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {MARK} -->\n'
        f'<ds:Signature xmlns:ds="{_DS}" Id="{name}">{signed}'
        f"<ds:SignatureValue>{_base64(value)}</ds:SignatureValue>"
        f"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{_base64(certificate)}</ds:X509Certificate></ds:X509Data>"
        f'</ds:KeyInfo><ds:Object><xades:QualifyingProperties xmlns:xades="{_XADES}" Target="#{name}">{properties}'
        f"</xades:QualifyingProperties></ds:Object></ds:Signature>\n"
    ).encode()


def asic(files: Mapping[str, bytes], signatures: Mapping[str, bytes]) -> bytes:
    """Return an ASiC-E container.

    Args:
        files: The signed files by name.
        signatures: XAdES signatures by id.
    """
    container = io.BytesIO()
    with zipfile.ZipFile(container, "w") as archive:
        # The standard wants the type first, and not compressed.
        _add(archive, "mimetype", ASIC_TYPE.encode())
        for name, content in files.items():
            _add(archive, name, content)
        for signature_id, content in signatures.items():
            _add(archive, f"META-INF/signatures-{signature_id}.xml", content)
        _add(archive, "META-INF/SANDBOX.txt", MARK.encode())
        archive.comment = MARK.encode()
    return container.getvalue()


def signature_image(text: str) -> bytes:
    """Return a PNG image in place of a handwritten signature: a line derived from the text, under a grey bar."""
    width, height = 240, 80
    rows = [bytearray(b"\xff" * width) for _ in range(height)]
    for row in rows[:10]:
        row[:] = b"\xaa" * width
    seed = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    level = 40.0
    for column in range(20, width - 20):
        level += (seed[column % 32] - 127.5) / 32
        level = min(max(level, 16), height - 6)
        for row in rows[int(level) : int(level) + 3]:
            row[column] = 0
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, body)
        for kind, body in (
            (b"IHDR", header),
            (b"tEXt", b"Comment\0" + MARK.encode()),
            (b"IDAT", pixels),
            (b"IEND", b""),
        )
    )


def _reference(attributes: str, digest: bytes) -> str:
    return (
        f'<ds:Reference {attributes}><ds:DigestMethod Algorithm="{_SHA256}"></ds:DigestMethod>'
        f"<ds:DigestValue>{_base64(digest)}</ds:DigestValue></ds:Reference>"
    )


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
