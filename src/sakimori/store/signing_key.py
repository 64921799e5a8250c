"""Ed25519: the private key with which a workspace signs its trail, and the check of a signature by its public key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key; `public` is its public key in hex."""

    public: str
    _private: Ed25519PrivateKey

    def sign(self, message: bytes) -> str:
        """The signature of a message, in hex."""
        return self._private.sign(message).hex()


def signing_key(secret: bytes) -> SigningKey:
    """The key of 32 secret bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - who only reads

    private = Ed25519PrivateKey.from_private_bytes(secret)
    return SigningKey(private.public_key().public_bytes_raw().hex(), private)


def is_signature_of(public: str, message: bytes, signature: str) -> bool:
    """Whether a signature of a message is that of a public key; what is no key and no signature is none."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - as above

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
