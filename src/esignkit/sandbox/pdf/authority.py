"""The sandbox's certificate authority: one per data folder, with a certificate for every signer's name."""

from __future__ import annotations

import hashlib
import secrets
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from attrs import field, frozen

from .common_names import common_name

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate, CertificateBuilder, KeyUsage, Name

# The sandbox's clock can be moved, so certificates must hold at any date it is moved to.
_NOT_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)
_NOT_AFTER = datetime(2099, 12, 31, tzinfo=UTC)
_ORGANIZATION = "esignkit sandbox (not legally binding)"
_MAX_CACHED = 256
_UNNAMED = "Unnamed signer"


@frozen
class Signer:
    """A signer."""

    name: str
    """Full name, the subject of the certificate."""
    email: str = ""
    """E-mail address, may be empty."""
    reason: str = ""
    """The reason stated in the signature, may be empty."""


@frozen
class Credential:
    """A key with its certificate."""

    key: EllipticCurvePrivateKey = field(repr=False)
    certificate: Certificate


class SandboxCA:
    """A self-signed certificate authority. Its certificate is the only trust root of the sandbox's signatures.

    All keys are EC P-256 and all ECDSA signatures deterministic (RFC 6979), so the same authority, signer, time and
    document give the same bytes. A signer's key is derived from the authority's, so a restart keeps it.
    """

    def __init__(self, root: Credential) -> None:
        self._root = root
        self._cache: dict[tuple[str, str], Credential] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"SandboxCA({self._root.certificate.subject.rfc4514_string()!r})"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a certificate authority holds a private key and is not pickled; store to_pem() instead")

    @classmethod
    def create(cls, seed: int | None = None, secret: bytes | None = None) -> SandboxCA:
        """Make a new authority.

        Args:
            seed: Makes the keys reproducible and therefore public, which the certificate says; None takes a random key.
            secret: Random bytes that the key is made of, where there is no seed; None draws them.

        Returns:
            The authority.
        """
        if seed is None:
            return cls(_self_signed(_derive(secret or secrets.token_bytes(32), "root"), "esignkit Sandbox CA"))
        key = _derive(b"esignkit public test key", f"seed {seed}")
        return cls(_self_signed(key, f"esignkit Sandbox CA (PUBLIC TEST KEY, seed {seed})"))

    @classmethod
    def from_pem(cls, data: bytes) -> SandboxCA:
        """Read back an authority that `to_pem` wrote.

        Args:
            data: The PEM text.

        Returns:
            The authority.

        Raises:
            ValueError: The text holds no EC private key with its certificate.
        """
        from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
        from cryptography.x509 import load_pem_x509_certificate

        key = load_pem_private_key(data, password=None)
        if not isinstance(key, EllipticCurvePrivateKey):
            raise ValueError("the certificate authority's key is not an EC key")
        return cls(Credential(key, load_pem_x509_certificate(data)))

    def to_pem(self) -> bytes:
        """Return the authority as PEM, with its private key.

        Returns:
            PEM text: a PKCS 8 private key and the certificate. It is a secret.
        """
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        key = self._root.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return key + self.certificate_pem

    @property
    def certificate_pem(self) -> bytes:
        """The authority's certificate as PEM, the trust root for verifying; no secret."""
        from cryptography.hazmat.primitives.serialization import Encoding

        return self._root.certificate.public_bytes(Encoding.PEM)

    @property
    def certificate(self) -> Certificate:
        """The authority's certificate."""
        return self._root.certificate

    def credential(self, name: str, email: str = "") -> Credential:
        """Return a signer's key and certificate, the same every time.

        Args:
            name: The signer's full name.
            email: The signer's e-mail address.

        Returns:
            The key and the certificate that this authority issued for it.
        """
        with self._lock:
            cached = self._cache.get((name, email))
        if cached is None:
            cached = self._issue(name, email)
            with self._lock:
                if len(self._cache) >= _MAX_CACHED:
                    self._cache.clear()
                self._cache[name, email] = cached
        return cached

    def _issue(self, name: str, email: str) -> Credential:
        from cryptography import x509
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.x509.oid import ExtendedKeyUsageOID

        secret = self._root.key.private_numbers().private_value.to_bytes(32, "big")
        key = _derive(secret, f"signer\0{name}\0{email}")
        address = email if email.isascii() and 0 < len(email) <= 128 else ""
        root = self._root.certificate
        builder = (
            _builder(_subject(name, address), root.subject, key)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._root.key.public_key()), critical=False
            )
        )
        return Credential(key, builder.sign(self._root.key, SHA256(), ecdsa_deterministic=True))


def _derive(secret: bytes, label: str) -> EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    digest = hashlib.sha512(secret + b"\0" + label.encode("utf-8", "surrogatepass")).digest()
    # 512 bits reduced by the group's order leave no bias worth naming; zero is not a key.
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    return ec.derive_private_key(int.from_bytes(digest, "big") % (order - 1) + 1, ec.SECP256R1())


def _self_signed(key: EllipticCurvePrivateKey, name: str) -> Credential:
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    subject = _subject(name, "")
    builder = (
        _builder(subject, subject, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
    )
    return Credential(key, builder.sign(key, SHA256(), ecdsa_deterministic=True))


def _builder(subject: Name, issuer: Name, key: EllipticCurvePrivateKey) -> CertificateBuilder:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = key.public_key()
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(int.from_bytes(hashlib.sha256(point).digest()[:15], "big") + 1)
        .not_valid_before(_NOT_BEFORE)
        .not_valid_after(_NOT_AFTER)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _subject(name: str, email: str) -> Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    attributes = [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, _ORGANIZATION),
        x509.NameAttribute(NameOID.COMMON_NAME, common_name(name) or common_name(email) or _UNNAMED),
    ]
    if email:
        attributes.append(x509.NameAttribute(NameOID.EMAIL_ADDRESS, email))
    return x509.Name(attributes)


def _key_usage(*, signs_certificates: bool) -> KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
