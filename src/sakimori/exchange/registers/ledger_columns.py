"""What the columns of a 委託先台帳 may hold: the third party, its contract, its certificates, whether it has data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sakimori.domain.records.certificate import Scheme
from sakimori.domain.records.contract import Contract
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Grid, Header, Lexicon
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.columns import (
    RegisterColumn,
    RegisterProposal,
    columns_of,
    heading_words,
    propose_columns,
)
from sakimori.exchange.registers.fields import RECORD_WORDS, field_words
from sakimori.exchange.registers.words import VOCABULARIES, code_word

CONTRACT: Final = "contract."
CERTIFICATE: Final = "certificate."
PERIOD: Final = f"{CONTRACT}period"
SCHEMES: Final = f"{CERTIFICATE}schemes"
HANDLES: Final = "handles_personal_data"
VALID_UNTIL, NUMBER = "valid_until", "number"

_OF_CONTRACT: Final = {
    "title": "契約名|契約名称|契約書名|契約書|契約件名|契約書の名称|Contract name|Contract title|Agreement",
    "kind": "契約種別|契約の種類|契約種類|契約区分|契約形態|Contract type|Agreement type",
    "external_key": "契約番号|契約No|契約管理番号|契約書番号|Contract number|Contract no",
    "signed_on": "契約日|締結日|契約締結日|締結年月日|契約年月日|Signed on|Signature date|Contract date",
    "start_on": "契約開始日|契約開始|契約期間（自）|契約期間（開始）|契約開始年月日|開始日|Contract start|Start date",
    "end_on": "契約終了日|契約満了日|満了日|契約期限|契約期間（至）|契約期間（終了）|契約満了|契約終了|終了日|満了|"
    "契約有効期限|契約更新日|Contract end|End date|Contract expiry|Renewal date",
    "auto_renews": "自動更新|自動更新の有無|自動更新有無|契約更新|Auto-renewal|Auto renew|Automatic renewal",
    "notice_days_ours": "解約通知|解約予告|解約予告期間|解約通知期限|予告期間|Notice period|Notice days",
}
"""Headings of the columns that speak of the contract, by its field."""

_ENDS: Final = ("有効期限", "の有効期限", "期限", "満了日", "有効期間", " expiry", " valid until")
_NUMBERS: Final = ("登録番号", "認定番号", "番号", "の番号", " number")


def _label(record: type, what: Text) -> Text:
    return Text("{record}：{what}", "{record}: {what}").format(record=RECORD_WORDS[record], what=what)


def _of_scheme(scheme: Scheme) -> dict[RegisterColumn | str, str]:
    """The columns of one certification: whether there is one, until when it holds, and its number."""
    name, names = code_word(scheme), VOCABULARIES[Scheme].meaning(scheme)
    ends = Text("{name}の有効期限", "{name}: end of validity").format(name=name)
    number = Text("{name}の番号", "{name}: number").format(name=name)
    whole = [*names, *(f"{one}{end}" for one in names for end in ("取得", "認証", "の有無", "有無", "取得状況"))]
    own = f"{CERTIFICATE}{scheme.value}"
    return {
        RegisterColumn(own, name): "|".join(whole),
        RegisterColumn(f"{own}.{VALID_UNTIL}", ends): "|".join(f"{one}{end}" for one in names for end in _ENDS),
        RegisterColumn(f"{own}.{NUMBER}", number): "|".join(f"{one}{end}" for one in names for end in _NUMBERS),
    }


def _further() -> dict[RegisterColumn | str, str]:
    words: dict[RegisterColumn | str, str] = {
        RegisterColumn(f"{CONTRACT}{name}", _label(Contract, field_words(Contract, name))): said
        for name, said in _OF_CONTRACT.items()
    }
    words[RegisterColumn(PERIOD, _label(Contract, Text("期間", "term")))] = (
        "契約期間|契約の期間|期間|Contract term|Contract period|Term"
    )
    for scheme in Scheme:
        words |= _of_scheme(scheme)
    words[RegisterColumn(SCHEMES, Text("認証（複数可）", "Certifications"))] = (
        "認証|取得認証|認証取得|認証取得状況|第三者認証|取得している認証|認証の種類|認証・資格|保有認証|"
        "Certifications|Certificates|Certification"
    )
    words[RegisterColumn(f"{CERTIFICATE}{VALID_UNTIL}", Text("認証の有効期限", "Certification: end of validity"))] = (
        "認証有効期限|認証の有効期限|認証期限|認証満了日|有効期限|Certification expiry"
    )
    words[RegisterColumn(HANDLES, Text("個人データの取扱いの有無", "Handles personal data"))] = (
        "個人情報の取扱い|個人情報の取扱|個人情報取扱い|個人情報取扱|個人情報の取り扱い|個人情報取扱有無|個人情報の有無|"
        "個人情報有無|個人データの取扱い|個人データの取扱|個人データの有無|個人情報取扱いの有無|個人情報の取扱い有無|"
        "Handles personal data|Personal data handled"
    )
    return words


_FURTHER: Final = _further()
FURTHER: Final = {column.name: column for column in _FURTHER if isinstance(column, RegisterColumn)}
"""The columns of a ledger beside those of a list of third parties."""

LEXICON: Final[Lexicon[RegisterColumn | str]] = Lexicon(_FURTHER | heading_words(ThirdPartyRow))


def ledger_columns() -> tuple[RegisterColumn, ...]:
    """Everything that a column of a ledger may hold, in the order in which it is offered."""
    return (*columns_of(ThirdPartyRow), *FURTHER.values())


def propose_ledger(grids: Sequence[Grid], *, header: Header | None = None) -> RegisterProposal:
    """The sheet that looks most like a ledger of vendors, with its header and columns."""
    proposals = [propose_columns(grid, ThirdPartyRow, LEXICON, header) for grid in grids]
    return max(proposals, key=lambda proposal: proposal.fit and _weight(proposal))


def ledger_fit(proposal: RegisterProposal) -> float:
    """How surely a sheet is a ledger; 0 where it tells of nothing but the third parties."""
    tells_more = any(g.field.name in FURTHER and g.confidence >= _SURE for g in proposal.columns if g.field)
    return _weight(proposal) if proposal.fit and tells_more else 0.0


def _weight(proposal: RegisterProposal) -> float:
    return sum(g.confidence for g in proposal.columns if g.field and g.confidence >= _SURE)


_SURE: Final = 0.9
