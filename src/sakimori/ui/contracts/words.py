"""How contracts and clauses are written: a glyph, a colour and a word for each state."""

from __future__ import annotations

from datetime import date

from sakimori.domain.records.contract import ClauseLevel, ClauseState, Contract
from sakimori.services.contracts.clause_matrix import MatrixCell
from sakimori.services.contracts.rows import ContractRow, ContractState
from sakimori.ui.frame.formats import day, distance, not_applicable, unknown
from sakimori.ui.frame.text import label, language, t

_STATES = {
    ContractState.UNDECIDED: ("▲", "orange"),
    ContractState.NOTICE: ("◆", "yellow"),
    ContractState.ENDED: ("■", "gray"),
    ContractState.ENDING: ("◆", "yellow"),
    ContractState.UNSIGNED: ("？", "gray"),
    ContractState.TERM_UNKNOWN: ("？", "gray"),
    ContractState.COMING: ("◔", "blue"),
    ContractState.IN_FORCE: ("✓", "green"),
}
_CLAUSES = {
    ClauseState.PRESENT: ("✓", "green"),
    ClauseState.WEAK: ("△", "yellow"),
    ClauseState.ABSENT: ("✕", "red"),
    ClauseState.NOT_CHECKED: ("？", "gray"),
}
_LEVEL_COLOURS = {ClauseLevel.MUST: "red", ClauseLevel.SHOULD: "blue", ClauseLevel.COMMON: "gray"}


def state_word(state: ContractState) -> str:
    """How a contract stands, in a word."""
    return t(f"contracts.state_{state.value}")


def state_colour(state: ContractState) -> str:
    """The colour of its badge."""
    return _STATES[state][1]


def state_chip(state: ContractState, *, needs_successor: bool = False) -> str:
    """Glyph and word; a contract that is over and was not replaced says so."""
    if needs_successor:
        return f"▲ {t('contracts.state_unreplaced')}"
    return f"{_STATES[state][0]} {state_word(state)}"


def state_options() -> dict[str, str]:
    """Every chip that may stand for a contract, with its colour."""
    options = {state_chip(state): colour for state, (_, colour) in _STATES.items()}
    return options | {state_chip(ContractState.ENDED, needs_successor=True): "orange"}


def clause_chip(state: ClauseState) -> str:
    """Glyph and word of what was found of a clause."""
    return f"{_CLAUSES[state][0]} {label(state)}"


def cell_chip(cell: MatrixCell) -> str:
    """What a cell of the matrix says; what nobody asks for and nobody has read is no open question."""
    if cell.is_excused:
        return f"◇ {t('contracts.excused')}"
    if cell.state is ClauseState.NOT_CHECKED and not cell.is_asked:
        return f"– {not_applicable(language())}"
    if cell.is_elsewhere and cell.state is not ClauseState.PRESENT:
        return f"→ {t('contracts.in_another')}"
    return clause_chip(cell.state)


def cell_options() -> dict[str, str]:
    """Every chip of the matrix, with its colour."""
    options = {clause_chip(state): colour for state, (_, colour) in _CLAUSES.items()}
    return options | {
        f"◇ {t('contracts.excused')}": "violet",
        f"– {not_applicable(language())}": "",
        f"→ {t('contracts.in_another')}": "green",
    }


def level_tag(level: ClauseLevel) -> str:
    """The level of a clause on a tint, as markdown."""
    return f":{_LEVEL_COLOURS[level]}-badge[{label(level)}]"


def notice_words(row: ContractRow, on: date) -> str:
    """The last day to give notice, as the list says it."""
    return notice_in_words(row.contract, row.state, row.notice_day, on)


def notice_in_words(contract: Contract, state: ContractState, notice_day: date | None, on: date) -> str:
    """The last day to give notice and how far it is; where nothing renews there is none."""
    lang = language()
    if state is ContractState.ENDED:
        return not_applicable(lang)
    if notice_day is not None:
        return f"{day(notice_day, lang)} {distance(notice_day, on, lang)}"
    return unknown(lang) if renewal_is_open(contract) else not_applicable(lang)


def renewal_is_open(contract: Contract) -> bool:
    """Whether nobody has said if it renews, or how long before the end notice is due."""
    if contract.terminated_on is not None or contract.open_ended:
        return False
    return contract.auto_renews is None or (contract.auto_renews and contract.notice_days_ours is None)


def term_words(row: ContractRow) -> str:
    """The end of the present term, as the list says it."""
    return term_in_words(row.contract, row.term_end)


def term_in_words(contract: Contract, term_end: date | None) -> str:
    """The end of the present term: a day, none agreed, or not known."""
    if term_end is not None:
        return day(term_end, language())
    return t("contracts.open_ended") if contract.open_ended else unknown(language())
