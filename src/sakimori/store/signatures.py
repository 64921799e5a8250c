"""Signatures: one a write, over the ends of both chains and what the write opened and closed of gaps and answers.

Each names the one before it, so that the last of them vouches for all. The private key lies outside the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Final

from sakimori.domain.trail import GENESIS, SIGNED_PREFIX, SignatureFault, canonical_json, sha256
from sakimori.store.engine import Asked, Engine, Params, Row, Value
from sakimori.store.made_for import MADE_FOR, MadeFor, made_for
from sakimori.store.schema.steps import SPAN_CONTENT
from sakimori.store.trail import ACCESS, CHANGES, Trail, end_of_chain

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_REPLACED: Final = "signature.key_replaced"
"""The entry without which no other key follows."""

_HELD: Final = {
    "gap_span": SPAN_CONTENT,
    "outcome_span": "subject_kind, subject_id, third_party_id, from_on, until_on, outcome, reasons, known_from",
}
"""What is signed of what is held beside the records; that a row ended, and with which entry, is signed when it does."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key of Ed25519, with which a workspace signs its trail; `public` is its public key in hex."""

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


@dataclass(frozen=True, slots=True)
class Signed:
    """What one signature covers: entries up to a number in both chains, rows held up to an id; `held` digests them."""

    id: int
    changes: int
    accesses: int
    spans: int
    outcomes: int
    held: str
    key: str
    hash: str
    signature: str


_STEP: Final = 1_000
_NONE: Final = Signed(0, -1, 0, 0, 0, "", "", GENESIS, "")


@dataclass(frozen=True, slots=True)
class SignaturesChecked:
    """What a walk over the signatures found; `entry` is the first not vouched for, of the access log if `of_reads`."""

    last: Signed | None = None
    fault: SignatureFault | None = None
    entry: int = 0
    of_reads: bool = False


def signed_up_to(chain: str) -> str:
    """The column that says up to which entry of a chain a signature reaches."""
    return "changes" if chain == CHANGES else "accesses"


_LAST: Final = f"SELECT {', '.join(field.name for field in fields(Signed))} FROM signature ORDER BY id DESC LIMIT 1"
_REACHED: Final = "SELECT (SELECT MAX(id) FROM gap_span), (SELECT MAX(id) FROM outcome_span)"


@dataclass(frozen=True, slots=True)
class Ends:
    """Where the last signature, both chains and what is held beside the records end."""

    signed: Signed | None
    changes: tuple[int, str]
    accesses: tuple[int, str]
    held: tuple[int, int]
    made_for: MadeFor
    """For which program the database stands."""


def ends(engine: Engine) -> Ends:
    """All of these, read together."""
    asked = (_LAST, Trail(engine).last, Trail(engine, ACCESS).last, _REACHED, MADE_FOR)
    engine.ahead(lambda them: them.values_of([(sql, None) for sql in asked]))  # who writes asks for some of them again
    last, changes, accesses, [held], known = engine.values_of([(sql, None) for sql in asked])
    (changed, changed_hash, _), (read, read_hash, _) = end_of_chain(changes), end_of_chain(accesses)
    spans, outcomes = (int(str(one or 0)) for one in held)
    signed = _of_values(last[0]) if last else None
    return Ends(signed, (changed, changed_hash), (read, read_hash), (spans, outcomes), made_for(known))


def last_signed(engine: Engine) -> Signed | None:
    """The last signature, if there is any."""
    rows = engine.values(_LAST)
    return _of_values(rows[0]) if rows else None


def sign(engine: Engine, key: SigningKey) -> None:
    """Sign what was written since the last signature; nothing if that was nothing."""
    now = ends(engine)
    before, (changes, changes_hash), (accesses, accesses_hash) = now.signed or _NONE, now.changes, now.accesses
    reached = (changes, accesses, *now.held)
    if reached in {(before.changes, before.accesses, before.spans, before.outcomes), (0, 0, 0, 0)}:
        return
    bare = Signed(before.id + 1, *reached, "", key.public, "", "")
    said = replace(bare, held=_held(engine, before, bare))
    digest = _digest(said, before, changes_hash, accesses_hash)
    engine.insert_all("signature", [asdict(replace(said, hash=digest, signature=key.sign(bytes.fromhex(digest))))])


def check_signatures(engine: Engine, *, after: Signed | None = None) -> SignaturesChecked:
    """Walk the signatures, from one on that is known to hold; each must cover what stands there now.

    The last of each key is checked by its public key: it vouches for all before it.
    """
    before = after or _NONE
    for now in _since(engine, before.id):
        fault = _fault(engine, before, now)
        if fault is not None:
            return SignaturesChecked(None, fault, max(before.changes, 0) + 1)
        before = now
    if before.id == 0:
        return SignaturesChecked()
    if not _fits(before):
        return SignaturesChecked(None, SignatureFault.FORGED, 1)
    return _with_tail(engine, before)


def _since(engine: Engine, last: int) -> Iterator[Signed]:
    while rows := engine.query(
        "SELECT * FROM signature WHERE id > :last ORDER BY id LIMIT :step", {"last": last, "step": _STEP}
    ):
        yield from map(_signed, rows)
        last = int(str(rows[-1]["id"]))


def _signed(row: Row) -> Signed:
    return _of_values([row[field.name] for field in fields(Signed)])


def _of_values(values: Iterable[Value]) -> Signed:
    return Signed(*values)  # type: ignore[arg-type]


def _fault(engine: Engine, before: Signed, now: Signed) -> SignatureFault | None:
    heads = (_hash_at(engine, CHANGES, now.changes), _hash_at(engine, ACCESS, now.accesses))
    if now.id != before.id + 1 or now.hash != _digest(now, before, *heads):
        return SignatureFault.CHANGED
    if before.key not in {"", now.key} and not (_is_told(engine, before, now) and _fits(before)):
        return SignatureFault.OTHER_KEY
    return None if _held(engine, before, now) == now.held else SignatureFault.HELD


def _is_told(engine: Engine, before: Signed, now: Signed) -> bool:
    """Whether an entry between two signatures says that another key follows."""
    told = "SELECT 1 FROM audit_entry WHERE action = :action AND record_id = :key AND seq > :after AND seq <= :last"
    params: Params = {"action": KEY_REPLACED, "key": now.key, "after": before.changes, "last": now.changes}
    return bool(engine.query(told, params))


def _fits(signed: Signed) -> bool:
    return is_signature_of(signed.key, bytes.fromhex(signed.hash), signed.signature)


def _with_tail(engine: Engine, last: Signed) -> SignaturesChecked:
    """What came after the last signature is vouched for by nobody."""
    for of_reads, chain, reached in ((False, CHANGES, last.changes), (True, ACCESS, last.accesses)):
        if Trail(engine, chain).head()[0] > reached:
            return SignaturesChecked(last, SignatureFault.UNSIGNED, reached + 1, of_reads)
    for table, reached in (("gap_span", last.spans), ("outcome_span", last.outcomes)):
        later = (
            f"SELECT 1 FROM {table} WHERE id > :id UNION ALL SELECT 1 FROM {table} WHERE known_until > :number LIMIT 1"
        )
        if engine.query(later, {"id": reached, "number": last.changes}):
            return SignaturesChecked(last, SignatureFault.HELD, last.changes + 1)
    return SignaturesChecked(last)


def _hash_at(engine: Engine, chain: str, seq: int) -> str:
    """The hash of an entry; the empty text where there is none."""
    if seq == 0:
        return GENESIS
    rows = engine.query(f"SELECT hash FROM {chain}_entry WHERE seq = :seq", {"seq": seq})
    return str(rows[0]["hash"]) if rows else ""


def _digest(signed: Signed, before: Signed, changes_hash: str, accesses_hash: str) -> str:
    """What is signed."""
    return sha256(
        canonical_json(
            [
                SIGNED_PREFIX, signed.id, signed.changes, changes_hash, signed.accesses, accesses_hash, signed.spans,
                signed.outcomes, signed.held, signed.key, before.hash,
            ]
        )
    )  # fmt: skip


def _held(engine: Engine, before: Signed, now: Signed) -> str:
    """A digest of the rows that opened since a signature, and of those that ended, each with its entry."""
    asked: list[Asked] = []
    for table, first, last in (
        ("gap_span", before.spans, now.spans), ("outcome_span", before.outcomes, now.outcomes)
    ):  # fmt: skip
        opened = f"SELECT id, {_HELD[table]} FROM {table} WHERE id > :after AND id <= :last ORDER BY id"
        ended = f"SELECT id, known_until FROM {table} WHERE known_until > :after AND known_until <= :last ORDER BY +id"
        asked += [(opened, {"after": first, "last": last}), (ended, {"after": before.changes, "last": now.changes})]
    digest = hashlib.sha256()
    for place, rows in enumerate(engine.values_of(asked)):
        for row in rows:
            digest.update(canonical_json(row).encode() + b"\n")
        if place % 2:  # each table ends with what ended
            digest.update(b"\n")
    return digest.hexdigest()
