"""How a fact on a country is told in one line: its point, its words, how surely it is known, where and when."""

from __future__ import annotations

from sakimori.domain.records.country import CountryFact
from sakimori.exchange.registers.words import code_word


def fact_line(fact: CountryFact, language: str) -> str:
    """The whole fact, for a cell, a trail entry or a list; words in the other language where this one lacks them."""
    words = fact.words.get(language) or fact.ja or fact.en
    read = " ".join(filter(None, (fact.source, fact.url, fact.read_on.isoformat() if fact.read_on else "")))
    known = code_word(fact.certainty).get(language)
    point = code_word(fact.point).get(language)
    if language == "ja":
        return f"{point}：{words}（{known}{f'：{read}' if read else ''}）"
    return f"{point}: {words} ({known}{f': {read}' if read else ''})"
