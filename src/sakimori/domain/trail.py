"""The hash chain of the audit trail: what one entry says, and how it hangs on the one before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from json.encoder import encode_basestring

GENESIS = "0" * 64
ERASED = "消去済み"
"""Stands in a rebuilt record where a personal value was erased."""

ENTRY_PREFIX = "sakimori-entry-1"
SIGNED_PREFIX = "sakimori-signed-1"
PERSONAL_PREFIX = "sakimori-personal-1"


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One line of the trail; `body_sha256` pins the body, `previous` the line before."""

    seq: int
    at: datetime
    actor: str
    action: str
    record_kind: str
    record_id: str
    third_party_id: str
    batch_id: str
    body_sha256: str
    previous: str
    hash: str


class TrailFault(StrEnum):
    """What is wrong with the first entry that does not hold."""

    MISSING = "missing"
    UNLINKED = "unlinked"
    BODY = "body"
    CHANGED = "changed"
    PERSONAL = "personal"
    GONE = "gone"
    BACKWARDS = "backwards"
    CUT = "cut"


class SignatureFault(StrEnum):
    """Why nobody vouches for an entry, or for what is held of gaps and answers since."""

    CHANGED = "changed"
    OTHER_KEY = "other_key"
    FORGED = "forged"
    HELD = "held"
    UNSIGNED = "unsigned"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of a chain found; `broken_at` is the first entry that does not hold."""

    entries: int
    head: str
    broken_at: int | None = None
    fault: TrailFault | None = None

    @property
    def is_intact(self) -> bool:
        """Whether nothing was found."""
        return self.broken_at is None


def canonical_json(value: object) -> str:
    """The one JSON text of a value, so that equal values have equal hashes."""
    return _CANONICAL.encode(value)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


_OPENED = f"[{canonical_json(ENTRY_PREFIX)},"


def sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def entry_said(
    *, actor: str, action: str, record_kind: str, record_id: str, third_party_id: str, batch_id: str, body_sha256: str
) -> str:
    """What an entry says whatever its place in the chain, as it goes into its hash."""
    return canonical_json([actor, action, record_kind, record_id, third_party_id, batch_id, body_sha256])[1:-1]


def placed_hash(said: str, *, seq: int, at: str, previous: str) -> str:
    """The hash of an entry that says so, at its place in the chain."""
    return sha256(f"{_OPENED}{seq:d},{encode_basestring(at)},{said},{encode_basestring(previous)}]")


def entry_hash(*, seq: int, at: str, previous: str, **said: str) -> str:
    """The hash of one entry over all that it says and the hash before it."""
    return placed_hash(entry_said(**said), seq=seq, at=at, previous=previous)


def personal_hash(*, salt: str, value: str) -> str:
    """What stands in a body for a personal value; without the salt nobody can guess the value from it."""
    return sha256(canonical_json([PERSONAL_PREFIX, salt, value]))
