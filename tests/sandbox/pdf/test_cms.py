"""The signature's bytes, beside those that pyHanko makes of the same key, certificate and digest."""

from __future__ import annotations

import asyncio
import hashlib

import pytest
from asn1crypto import cms, x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers import Signer

from esignkit.sandbox.pdf import SandboxCA
from esignkit.sandbox.pdf.authority import Credential
from esignkit.sandbox.pdf.cms import signed_data


def pyhanko_s(digest: bytes, credential: Credential) -> bytes:
    """What pyHanko makes, with a signature that is the same each time in place of its own."""

    async def sign_raw(data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return credential.key.sign(data, ECDSA(SHA256(), deterministic_signing=True))

    signer = Signer(signing_cert=x509.Certificate.load(credential.certificate.public_bytes(Encoding.DER)))
    signer.async_sign_raw = sign_raw
    return asyncio.run(signer.async_sign(digest, "sha256", use_pades=True)).dump()


@pytest.mark.parametrize("seed", [7, None])
@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Ann Ångström", "ann@example.com"),
        ("A", ""),
        ("山田 太郎", "taro@example.com"),
        ("N" * 300, "n" * 100 + "@example.com"),
        ("", ""),
    ],
)
def test_the_same_bytes_as_pyhanko(name, email, seed):
    credential = SandboxCA.create(seed).credential(name, email)
    digest = hashlib.sha256(name.encode()).digest()
    made = signed_data(digest, credential)
    assert made == pyhanko_s(digest, credential)
    assert cms.ContentInfo.load(made, strict=True)["content_type"].native == "signed_data"


def test_every_serial_number_is_written_as_it_is():
    """They are drawn from digests: of two hundred some begin with a bit that would make them negative, some are short."""
    ca = SandboxCA.create(7)
    credentials = [ca.credential(f"Signer {number}") for number in range(200)]
    serials = [credential.certificate.serial_number for credential in credentials]
    assert {serial.bit_length() % 8 for serial in serials} == set(range(8))
    for credential, serial in zip(credentials, serials, strict=True):
        signer = cms.ContentInfo.load(signed_data(bytes(32), credential))["content"]["signer_infos"][0]
        assert signer["sid"].chosen["serial_number"].native == serial
