"""The line by which a file of ours is known when it comes back: which pack, which version, what it said, how deep.

It is no secret and proves no author: it tells which questions were sent, and that nobody changed them on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sakimori.domain.questions.pack import Pack
from sakimori.exchange.packs.folder import pack_digest

MARK: Final = "SAKIMORI-PACK/1"
NAME: Final = "sakimori_pack"
"""The defined name of a workbook that holds the signature a second time."""
_LINE: Final = re.compile(
    rf"{re.escape(MARK)} (?P<pack>[a-z0-9-]{{1,64}})@(?P<version>\d{{1,9}}\.\d{{1,9}})"
    r" (?P<group>[A-Za-z0-9_.-]{1,64}) (?P<language>ja|en) (?P<digest>[0-9a-f]{64}) (?P<check>[0-9a-f]{8})"
)
_CHECK_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature says; `is_whole` is False where its check digits do not fit the rest."""

    pack_id: str
    version: str
    group: str
    language: str
    digest: str
    is_whole: bool = True

    @property
    def line(self) -> str:
        """As it is printed, with check digits."""
        body = f"{MARK} {self.pack_id}@{self.version} {self.group} {self.language} {self.digest}"
        return f"{body} {_check(body)}"


def signature_of(pack: Pack, group: str, language: str) -> Signature:
    """The signature of a pack that goes out."""
    return Signature(pack.id, pack.version, group, language, pack_digest(pack))


def signatures_in(texts: Iterable[str]) -> tuple[Signature, ...]:
    """Every different signature that stands in some texts, in order."""
    found: dict[Signature, None] = {}
    for text in texts:
        if MARK in text:
            for line in _LINE.finditer(" ".join(text.split())):
                body, _, check = line.group().rpartition(" ")
                pack_id, version, group, language, digest = (str(part) for part in line.groups()[:-1])
                found[Signature(pack_id, version, group, language, digest, _check(body) == check)] = None
    return tuple(found)


def _check(body: str) -> str:
    return sha256(body.encode()).hexdigest()[:_CHECK_LENGTH]
