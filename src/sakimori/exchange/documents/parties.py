"""Who the parties of a contract are: named where the contract begins, else where it is signed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.looks import Cell, Look, best

_I: Final = re.IGNORECASE
_FORM_JA: Final = (
    r"(?:株式会社|合同会社|有限会社|合名会社|合資会社|相互会社|(?:一般|公益)?(?:社団|財団)法人|学校法人|医療法人(?:社団|財団)?|"
    r"社会福祉法人|独立行政法人|国立大学法人|(?:特定非営利活動|NPO)法人|協同組合|健康保険組合)"
)
_FORM_EN: Final = (
    r"(?:Inc\.?|Incorporated|Corp\.?|Corporation|Co\.,? ?Ltd\.?|Company Limited|Ltd\.?|Limited|LLC|L\.L\.C\.|LLP|PLC|plc|GmbH|AG|"
    r"S\.?A\.?S?\.?|B\.?V\.?|N\.?V\.?|K\.?K\.?|G\.?K\.?|Kabushiki Kaisha|Pte\.? Ltd\.?|Pty\.? Ltd\.?|S\.r\.l\.|S\.p\.A\.|Oy|AB|A/S|Foundation|University|Association|Trust)"
)
_NAME_JA: Final = rf"(?:{_FORM_JA}[^\s、。,()「」(){{}}]{{1,30}}|[^\s、。,()「」とは]{{1,30}}?{_FORM_JA})"
_DEFINED_JA: Final = re.compile(
    r"(?P<name>[^、。()「」\n]{2,60}?)\s*\((?:以下[、,]?)?(?:単に)?\s*「(?P<role>[^」]{1,14})」と(?:いう|いい|する|称)"
)
_DEFINED_EN: Final = re.compile(
    rf"(?P<name>[A-Z][\w&.,'’\- ]{{1,80}}?\b{_FORM_EN})(?=[\s,(;.]|$)(?P<between>[^()]{{0,260}}?)\(\s*(?:the |hereinafter (?:referred to as )?(?:the )?|\"|“|'|each|together|collectively|registered)[^)]{{0,80}}\)"
)
_BETWEEN_EN: Final = re.compile(
    rf"(?:between|and|among|by|with)[\s:]+(?:\(?[0-9a-z]{{1,2}}[.)]\s*)?(?P<name>[A-Z][\w&.,'’\- ]{{1,80}}?\b{_FORM_EN})(?=[\s,(;.]|$)"
)
_ROLE_CELL: Final = re.compile(
    r"^\s*\(?(?:甲|乙|丙|委託者|受託者|委託元|委託先|提供者|受領者|開示者|契約者|事業者|注文者|請負者|発注者|受注者|利用者|お客様|for and on behalf of|customer|client|company|supplier|vendor|provider|processor|controller|contractor|recipient|discloser|data (?:exporter|importer))\)?\s*[:]?\s*",
    _I,
)
_ANY_NAME: Final = re.compile(rf"{_NAME_JA}|[A-Z][\w&.'’\-]*(?: [\w&.,'’\-]+){{0,7}}? {_FORM_EN}(?=[\s,(;.]|$)")
_LEAD_JA: Final = re.compile(r"^(?:.*(?:代わって|から)、?|および|及び|並びに|ならびに|と、?|、|本契約は、?|は、|(?:委託|受託|提供|受領|注文|請負|発注|受注|開示|契約)(?:者|元|先)である|(?:委託|受託|提供|受領|注文|請負|発注|受注|開示|契約)(?:者|元|先)\s*)+")
_BEGINNING: Final = 14


def parties(look: Look) -> list[FactProposal]:
    """The names of the parties in the order in which they are named."""
    found = [one for cell in look.cells[:_BEGINNING] for one in _defined(look, cell)]
    if len({one.value for one in found}) < 2:
        found += list(_signing(look))
    return best(found, 4)


def _defined(look: Look, cell: Cell) -> Iterator[FactProposal]:
    for found in _DEFINED_JA.finditer(cell.text):
        name = _LEAD_JA.sub("", found["name"]).strip(" ,")
        if re.search(_FORM_JA, name) or found["role"] in {"甲", "乙", "丙", "丁"}:
            yield look.propose("parties", name, cell, found.start(), found.end())
    for pattern in (_DEFINED_EN, _BETWEEN_EN):
        hits = list(pattern.finditer(cell.text))
        for hit in hits:
            yield look.propose("parties", _cut_en(hit["name"]), cell, hit.start(), hit.end())
        if len(hits) > 1:
            return


def _cut_en(name: str) -> str:
    """A name without the words that lead to it."""
    name = re.split(r"\b(?:between|among|by and between|and between|entered into by|with)\b[\s:]*|, and ", name)[-1]
    return re.sub(r"^(?:\(?[0-9a-z]{1,2}[.)]\s*|and\s+)", "", name.strip(" ,")).strip(" ,")


def _signing(look: Look) -> Iterator[FactProposal]:
    """Names in the cells of those who sign."""
    for cell in [*look.cells[:_BEGINNING], *look.cells[_BEGINNING:][-30:]]:
        role = _ROLE_CELL.match(cell.text)
        before = look.cells[cell.place - 1].text if cell.place else ""
        is_signed = role is not None or (len(before) < 40 and _ROLE_CELL.match(before) is not None)
        name = _ANY_NAME.search(cell.text, role.end() if role else 0) if is_signed else None
        if name is not None:
            yield look.propose("parties", name[0].strip(" ,"), cell, name.start(), name.end())
