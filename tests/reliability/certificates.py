"""Servers whose certificates are not good, and the authority behind those that nearly are."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

import esignkit.runners.tls as tls
from tests.runners.server import serving

DAY = dt.timedelta(days=1)


def key_usage(*, authority: bool) -> x509.KeyUsage:
    """Say what a key is for: signing certificates and handshakes, or handshakes only."""
    others = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign")
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=authority,
        encipher_only=False,
        decipher_only=False,
        **dict.fromkeys(others, False),
    )


class Certificates:
    """An authority of our own and what it signs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "An authority for tests")])
        self.root = self._sign(self.name, self.key, None, dt.timedelta(days=-1), 2 * DAY, authority=True)
        (folder / "root.pem").write_bytes(self.root.public_bytes(serialization.Encoding.PEM))

    def _sign(
        self,
        name: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        address: str | None,
        begin: dt.timedelta,
        end: dt.timedelta,
        *,
        authority: bool = False,
        own: bool = False,
    ) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name if own else self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + begin)
            .not_valid_after(now + end)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            # Python 3.13 and later hold certificates to RFC 5280 and want these three.
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key((key if own else self.key).public_key()),
                critical=False,
            )
            .add_extension(key_usage(authority=authority), critical=True)
        )
        if address is not None:
            names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
            made = made.add_extension(names, critical=False)
        return made.sign(key if own else self.key, hashes.SHA256())

    def make(self, word: str, address: str, begin: dt.timedelta, end: dt.timedelta, *, own: bool = False) -> str:
        """Write a certificate and its key; return the file."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, word)])
        made = self._sign(name, key, address, begin, end, own=own)
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file = self.folder / f"{word}.pem"
        file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + pem)
        return str(file)


@contextlib.contextmanager
def tls_servers(certificates: Certificates) -> Iterator[dict[str, str]]:
    """Three servers that must not be spoken to, and one that may be (`good`), with the authority trusted meanwhile."""
    files = {
        "tls-unknown-issuer": certificates.make("self", "127.0.0.1", -DAY, DAY, own=True),
        "tls-expired": certificates.make("old", "127.0.0.1", -3 * DAY, -DAY),
        "tls-wrong-host": certificates.make("other", "127.0.0.9", -DAY, DAY),
        "good": certificates.make("good", "127.0.0.1", -DAY, DAY),
    }
    context = ssl.create_default_context(cafile=str(certificates.folder / "root.pem"))
    kept = dict(tls.contexts)
    for library in ("httpx", "httpx2"):
        for trust in (True, False):
            tls.contexts[library, trust] = context
    assert httpx.__name__ == "httpx"
    try:
        with contextlib.ExitStack() as stack:
            running = {name: stack.enter_context(serving(file)) for name, file in files.items()}
            yield {name: one.base for name, one in running.items()}
            for name, one in running.items():
                assert name == "good" or one.state.seen == [], "a request went to a server that nobody vouches for"
    finally:
        tls.contexts.clear()
        tls.contexts.update(kept)
