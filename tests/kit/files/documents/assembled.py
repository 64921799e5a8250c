"""Contracts put together from usual wordings, one clause a line, among lines that are no clause."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator

from kit.files.documents.made import WorkedDocument
from sakimori.exchange.documents.letters import is_japanese
from sakimori.exchange.documents.patterns import table
from sakimori.rules.facts.clauses import CLAUSE_SETS

_LEFT_OUT = 0.25
_OTHERS = 8


def fold(wording: str) -> int:
    """In which of two halves a wording falls, the same one on every machine."""
    return hashlib.sha256(wording.encode()).digest()[0] % 2


def assembled(half: int, each: int = 1) -> Iterator[WorkedDocument]:
    """For each clause set and language some contracts out of the wordings of one half, without a quarter of clauses."""
    chance = random.Random(half)  # noqa: S311 - no secret
    for code, of_set in CLAUSE_SETS.items():
        for language in ("ja", "en"):
            for number in range(each):
                found = {
                    clause.id: chance.choice(said)
                    for clause in of_set.clauses
                    if (said := _wordings(table("clauses")["clause"][clause.id], language, half))
                    and chance.random() >= _LEFT_OUT
                }
                others = _wordings("others", language, half)
                lines = [*found.values(), *chance.sample(others, min(_OTHERS, len(others)))]
                chance.shuffle(lines)
                stop = "。" if language == "ja" else "."
                text = "\n".join(f"{at}. {line.rstrip(stop)}{stop}" for at, line in enumerate(lines, 1))
                clauses = {clause: [said] for clause, said in found.items()}
                name = f"{code}_{language}_{number}"
                yield WorkedDocument(name, "contract", language, text, "docx", sets=(str(code),), clauses=clauses)


def _wordings(topic: str, language: str, half: int) -> list[str]:
    said: list[str] = table("wordings")["wording"][topic]
    return [one for one in said if fold(one) == half and is_japanese(one) == (language == "ja")]
