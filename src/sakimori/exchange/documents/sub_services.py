"""Whom a vendor leans on, as its report or white paper names them: sub-service organisations, sub-processors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.looks import Cell, Look, best

_I: Final = re.IGNORECASE
_FORM: Final = r"(?:,? ?Inc\.?|,? LLC|,? Ltd\.?|,? Limited|,? Corp(?:oration|\.)?|,? GmbH|,? K\.K\.|,? plc|,? S\.A\.|,? AG|,? B\.V\.|,? Co\.,? Ltd\.?|,? LLP|,? Pte\.? Ltd\.?)"
_NAME: Final = re.compile(
    rf"[A-Z][\w&.'’-]*(?: [A-Z&][\w&.'’-]*){{0,5}}{_FORM}(?![a-z])|(?:株式会社|合同会社)[^\s、。()「」のはがをにと]{{1,25}}|[^\s、。()「」をはがにと]{{1,25}}(?:株式会社|合同会社)"
)
_PLAIN: Final = re.compile(
    r"(?:Amazon Web Services|AWS|Microsoft Azure|Azure|Google Cloud(?: Platform)?|GCP|Oracle Cloud|さくらインターネット|IDCフロンティア)(?! (?:Ltd|Inc|LLC))"
)
_SUB: Final = re.compile(
    r"sub-?service|sub-?process|subcontract|third[- ]party (?:service )?(?:providers?|vendors?)|再受託|再委託|サブサービス|サブプロセッサ|外部委託|委託先|利用(?:する|している)(?:外部)?サービス",
    _I,
)
_USES: Final = re.compile(
    r"\buses?\b|utili[sz]es?|engages?|relies on|hosted (?:by|on|at|in)|provided by|利用し|委託し|使用し|依拠", _I
)
_LIST_LENGTH: Final = 40


def sub_services(look: Look) -> list[FactProposal]:
    """Every company that is named where the document speaks of those below the vendor."""
    own = _owner(look)
    found = [*_in_sentences(look), *_in_lists(look)]
    return [one for one in best(found, 50) if one.value != own and not re.search(r"監査法人|LLP$|CPA", one.value)]


def _owner(look: Look) -> str:
    """The company that the document is about: the name that stands in it most often."""
    counted: dict[str, int] = {}
    for cell in look.cells:
        for hit in _NAME.finditer(cell.text):
            counted[hit[0]] = counted.get(hit[0], 0) + 1
    return max(counted, key=lambda name: counted[name], default="")


def _names(text: str) -> Iterator[re.Match[str]]:
    yield from _NAME.finditer(text)
    yield from _PLAIN.finditer(text)


def _in_sentences(look: Look) -> Iterator[FactProposal]:
    for cell in look.cells:
        for sentence in re.finditer(r"[^。]+?(?:。|\.(?=\s+[A-Z])|$)", cell.text):
            if _SUB.search(sentence[0]) and _USES.search(sentence[0]):
                yield from _of(look, cell, sentence.start(), sentence.end())


def _of(look: Look, cell: Cell, start: int, end: int) -> Iterator[FactProposal]:
    for hit in _names(cell.text[start:end]):
        yield look.propose("sub_processors", hit[0].strip(" ,"), cell, start + hit.start(), start + hit.end())


def _in_lists(look: Look) -> Iterator[FactProposal]:
    """Names at the beginning of cells below a heading about them, until the next heading of another matter."""
    for cell in look.cells:
        if not (_SUB.search(cell.text) and len(cell.text) < 60 and not cell.text.endswith(("。", "."))):
            continue
        for one in look.cells[cell.place + 1 : cell.place + _LIST_LENGTH]:
            if _is_other_heading(one):
                break
            hit = next(_names(one.text), None)
            if hit is not None and hit.start() < 4 and len(one.text) < len(hit[0]) + 40:
                yield look.propose("sub_processors", hit[0].strip(" ,"), one, hit.start(), hit.end())


def _is_other_heading(cell: Cell) -> bool:
    is_heading = (
        re.match(r"(?:section|第?\d+(?:章|節|\.)|[IVX]+\.?)\s", cell.text, _I) is not None and len(cell.text) < 70
    )
    return is_heading and not _SUB.search(cell.text)
