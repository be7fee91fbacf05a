"""pyHanko's signer for a key of ours, with reproducible signatures that are encoded in parts.

asn1crypto encodes what was put together anew, twice for each level that it is nested in, whenever anything that it is a
part of is asked for its bytes. What was read it copies. So the parts of a signature are read back as soon as they are
complete: most of the time that a signature took went into that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._pyhanko import certvalidator, pyhanko, to_asn1

if TYPE_CHECKING:
    from .authority import Credential, SandboxCA


_REST = 420  # bytes


def signer_of(credential: Credential, ca: SandboxCA, settings: Any) -> Any:
    """Make pyHanko's signer for a key of ours, with reproducible ECDSA signatures in place of its random ones.

    Args:
        credential: The key, and its certificate.
        ca: The authority that issued it.
        settings: pyHanko's settings for the attributes that are signed.

    Returns:
        pyHanko's signer.
    """
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.hashes import SHA256

    algorithm = ECDSA(SHA256(), deterministic_signing=True)

    async def sign_raw(data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return credential.key.sign(data, algorithm)

    registry = certvalidator().registry.SimpleCertificateStore()
    registry.register(to_asn1(ca.certificate))
    signer = pyhanko("sign.signers").Signer(
        signing_cert=to_asn1(credential.certificate), cert_registry=registry, embed_roots=False
    )
    signer.async_sign_raw = sign_raw
    signer.signed_attr_prov_spec = _Attributes(signer.signing_cert, settings)
    attributes_of, info_of = signer.signed_attrs, signer.signer_info

    async def signed_attrs(*args: Any, **options: Any) -> Any:
        return _read_back(await attributes_of(*args, **options))

    def signer_info(*args: Any, **options: Any) -> Any:
        return _read_back(info_of(*args, **options))

    signer.signed_attrs, signer.signer_info = signed_attrs, signer_info
    return signer


def digits_for(signer: Any) -> int:
    """Return how many hexadecimal digits a signature needs; whoever looks at a signed file reads each of them.

    A signature holds the signer's certificate, who issued it, twice, and little else.

    Args:
        signer: What `signer_of` returned.
    """
    certificate = signer.signing_cert
    return 2 * (len(certificate.dump()) + 2 * len(certificate.issuer.dump()) + _REST)


class _Attributes:
    """The attributes of a PAdES signature as pyHanko makes them, each read back."""

    def __init__(self, certificate: Any, settings: Any) -> None:
        kind = pyhanko("sign.signers.pdf_cms").CAdESSignedAttributeProviderSpec
        self._own = kind(attr_settings=settings, signing_cert=certificate, is_pades=True, timestamper=None)

    def signed_attr_providers(self, data_digest: bytes, digest_algorithm: str) -> list[Any]:
        providers = list(self._own.signed_attr_providers(data_digest, digest_algorithm))
        for provider in providers:
            _read_back_value_of(provider)
        return providers


def _read_back_value_of(provider: Any) -> None:
    build = provider.build_attr_value

    async def build_attr_value(*args: Any, **options: Any) -> Any:
        return _read_back(await build(*args, **options))

    provider.build_attr_value = build_attr_value


def _read_back(value: Any) -> Any:
    return value.__class__.load(value.dump())
