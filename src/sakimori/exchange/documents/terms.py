"""What a contract says of its parties, its days, its renewal and notice, its law, and the hours to tell of a breach."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from sakimori.domain.values.numbers import bare_number, is_corporate_number
from sakimori.exchange.documents.days import number_of
from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.looks import Look, best
from sakimori.exchange.documents.pages import DocumentText
from sakimori.exchange.documents.parties import parties
from sakimori.exchange.documents.patterns import fact_pattern
from sakimori.exchange.documents.term import ABOUT_TERM, signed, term
from sakimori.exchange.documents.topics import Words, table_for
from sakimori.exchange.documents.units import Unit
from sakimori.exchange.reference import parse_country


def contract_facts(document: DocumentText, units: Sequence[Unit]) -> tuple[FactProposal, ...]:
    """What the contract states, the best proposal of each fact first."""
    look = Look(document)
    return (
        *parties(look),
        *best(list(_numbers(look)), 6),
        *best(list(signed(look))),
        *term(look),
        *_renewal(look),
        *best([*_law(look), *_of_label(look)], 1),
        *best(list(_hours(document, units)), 2),
    )


_NUMBER_RUN: Final = fact_pattern("terms", "number_run", exact=True)


def _numbers(look: Look) -> Iterator[FactProposal]:
    """Every 法人番号 whose check digit is right."""
    for cell in look.cells:
        for found in _NUMBER_RUN.finditer(cell.text):
            if is_corporate_number(number := bare_number(found[0])):
                yield look.propose("numbers", number, cell, found.start(), found.end())


_RENEWS_NOT: Final = fact_pattern("terms", "renews_not")
_RENEWS: Final = fact_pattern("terms", "renews")
_RENEWAL_LENGTH: Final = fact_pattern("terms", "renewal_length")
_RENEWAL_LABEL: Final = fact_pattern("terms", "renewal_label")
_RENEWAL_NONE: Final = fact_pattern("terms", "renewal_none")
_INITIAL: Final = fact_pattern("terms", "initial")
_NOTICE: Final = fact_pattern("terms", "notice")
_ENDING: Final = fact_pattern("terms", "ending")


def _renewal(look: Look) -> list[FactProposal]:
    found: dict[str, list[FactProposal]] = {"auto_renews": [], "renewal_months": [], "notice": []}
    later: list[FactProposal] = []
    for label, cell in pairwise(look.cells):
        if _RENEWAL_LABEL.match(label.text.strip(" :")) and _RENEWAL_NONE.match(cell.text):
            found["auto_renews"].append(look.propose("auto_renews", "false", cell))
    for cell in look.cells:
        no, yes = _RENEWS_NOT.search(cell.text), _RENEWS.search(cell.text)
        if no or (yes and ABOUT_TERM.search(cell.text)):
            hit = no or yes
            if hit is not None:
                found["auto_renews"].append(
                    look.propose("auto_renews", str(no is None).lower(), cell, hit.start(), hit.end())
                )
            if no is None and yes and (length := _renewal_months(cell.text)):
                found["renewal_months"].append(look.propose("renewal_months", str(length), cell))
        for notice in _NOTICE.finditer(cell.text) if _ENDING.search(cell.text) else ():
            if not (value := _notice(notice)):
                continue
            one = look.propose("notice", value, cell, notice.start(), notice.end())
            (found["notice"] if yes else later).append(one)
    return [*best(found["auto_renews"], 2), *best(found["renewal_months"], 2), *best([*found["notice"], *later])]


def _renewal_months(text: str) -> int | None:
    for found in _RENEWAL_LENGTH.finditer(text):
        if _INITIAL.search(text[: found.start()]) or _INITIAL.search(found[0]):
            continue
        for name in ("ja", "ja3", "en", "en2", "en3", "en4"):
            unit = found[f"{name}_unit"]
            count = number_of(found[name]) if found[name] else 1
            if unit and count:
                return count * (12 if unit.lower().startswith(("年", "year")) else 1)
    return None


def _notice(found: re.Match[str]) -> str | None:
    count, unit = number_of(found["ja"] or found["en"]), (found["ja_unit"] or found["en_unit"]).lower()
    if not count:
        return None
    if unit.startswith(("週", "week")):
        return f"{count * 7} days"
    if unit.startswith("年"):
        return f"{count * 12} months"
    return f"{count} {'days' if unit.startswith(('日', 'day')) else 'months'}"


_BEFORE_COUNTRY: Final = fact_pattern("terms", "before_country")
_LAW_LABEL: Final = fact_pattern("terms", "law_label")
_LAW_VALUE: Final = fact_pattern("terms", "law_value")
_LAW: Final = fact_pattern("terms", "law")
_LAWS: Final = {
    "japanese": "JP", "english": "GB", "german": "DE", "french": "FR", "irish": "IE", "dutch": "NL", "swiss": "CH",
    "england and wales": "GB", "england": "GB", "日本": "JP", "日本国": "JP", "delaware": "US", "new york": "US",
    "california": "US", "ny": "US", "英国": "GB", "danish": "DK", "swedish": "SE", "norwegian": "NO", "finnish": "FI",
    "spanish": "ES", "italian": "IT", "belgian": "BE", "austrian": "AT", "polish": "PL", "portuguese": "PT",
    "indian": "IN", "korean": "KR", "chinese": "CN", "australian": "AU", "canadian": "CA", "vietnamese": "VN",
    "thai": "TH", "philippine": "PH", "indonesian": "ID", "malaysian": "MY", "estonian": "EE", "israeli": "IL",
}  # fmt: skip


def _law(look: Look) -> Iterator[FactProposal]:
    for cell in look.cells:
        for found in _LAW.finditer(cell.text):
            named = (
                found["ja"]
                or found["ja2"]
                or found["en"]
                or found["en2"]
                or found["en3"]
                or found["en4"]
                or found["en5"]
                or found["adjective"]
                or found["adjective2"]
                or ""
            ).strip()
            if (code := _country(named)) is not None:
                yield look.propose("governing_law", code, cell, found.start(), found.end())


def _of_label(look: Look) -> Iterator[FactProposal]:
    """The law in the cell beside its label."""
    for label, cell in pairwise(look.cells):
        said = _LAW_VALUE.match(cell.text) if _LAW_LABEL.match(label.text.strip(" :")) else None
        if said is not None and (code := _country(said["law"])) is not None:
            yield look.propose("governing_law", code, cell)


def _country(named: str) -> str | None:
    """The country whose law it is; a state of the United States is theirs."""
    bare = _BEFORE_COUNTRY.sub("", named.strip())
    for one in (bare, bare.removesuffix("国"), named):
        if one.lower() in _LAWS:
            return _LAWS[one.lower()]
        if len(one) > 2 and (code := parse_country(one).value):
            return code
    is_state = named.lower().startswith(("state of", "the state of", "commonwealth of"))
    return parse_country(bare).value if bare and not is_state and len(bare) > 1 else ("US" if is_state else None)


_HOURS: Final = fact_pattern("terms", "hours")


def _hours(document: DocumentText, units: Sequence[Unit]) -> Iterator[FactProposal]:
    """The hours in which a breach is told of, where the passage is about that; business days are no hours."""
    table = table_for(unit.text for unit in units)
    needs = table.topics["ITK-13"].either[0]
    for unit in units:
        words = Words(f"{unit.heading} {unit.text}", table.words)
        for found in _HOURS.finditer(unit.text) if all(need.stands_in(words) for need in needs) else ():
            number = number_of(found["ja"] or found["ja_days"] or found["en"])
            is_days = bool(found["ja_days"]) or "day" in (found["en_unit"] or "").lower()
            if number:
                hours = number * 24 if is_days else number
                yield FactProposal("breach_notice_hours", str(hours), unit.passage(document))
