"""By what a file of ours is known when it comes back: the line of its pack, and the marks of saved answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sakimori.domain.questions.pack import Pack
from sakimori.domain.values.text import Text
from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.container import refuse
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


FORMAT: Final = "sakimori-answers/1"
ANY_FORMAT: Final = FORMAT.rpartition("/")[0] + "/"
DAMAGED: Final = Text("保存された回答が途中で切れているか、壊れています。", "The saved answers are cut off or damaged.")
_AGAIN: Final = Text(
    "回答用ページで保存し直したファイルを受け取ってください。", "Ask for the file to be saved from the form again."
)


def object_start(text: str) -> str:
    """The first characters of a text that begins as an object of JSON; empty for any other."""
    start = text[:400].lstrip("\ufeff \t\r\n")
    return start if start.startswith("{") else ""


def begins_as_saved(text: str) -> bool:
    """Whether the first characters of a text say that it holds saved answers."""
    return f'"{ANY_FORMAT}' in object_start(text)[:200]


def refuse_saved(why: Text) -> UnreadableFileError:
    """The refusal of saved answers, which only who answered can save again."""
    return refuse(why.ja + _AGAIN.ja, f"{why.en} {_AGAIN.en}")
