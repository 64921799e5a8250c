"""How well our readers do on documents whose truth is known: `python -m kit.files.documents.measure FOLDER`.

For each clause and each fact: how often the truth stands among the first three proposals (recall), and how often what
is proposed is right (precision). A clause that the document lacks and for which something is proposed is a wrong one.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kit.files.documents.made import TEXTS, Fact, WorkedDocument, bare, documents, made
from sakimori.domain.values.names import fold
from sakimori.exchange.documents.passages import Passage
from sakimori.exchange.documents.reading import DocumentReading, read_document
from sakimori.rules.facts.clauses import CLAUSE_SETS

FIRST = 3
_CARRIES = 0.5
"""A passage carries a clause when it holds at least so much of the words that do."""


@dataclass
class Score:
    """Counts of one clause or one fact over all documents."""

    there: int = 0
    hit: int = 0
    hit_first: int = 0
    proposed: int = 0
    right: int = 0
    misses: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of what is there that stands in the first three proposals."""
        return self.hit / self.there if self.there else 1.0

    @property
    def precision(self) -> float:
        """The share of what is proposed that is there."""
        return self.right / self.proposed if self.proposed else 1.0

    def add(self, other: Score) -> None:
        """Count another one in."""
        for name in ("there", "hit", "hit_first", "proposed", "right"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.misses += other.misses
        self.wrong += other.wrong


def total(scores: Iterable[Score]) -> Score:
    """All of them as one."""
    found = Score()
    for one in scores:
        found.add(one)
    return found


@dataclass
class Measured:
    """The scores of some documents, by clause and by fact."""

    clauses: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    facts: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))


def measure(found: Iterable[WorkedDocument]) -> Measured:
    """Read each document as it is made, and compare."""
    measured = Measured()
    for document in found:
        reading = read_document(made(document))
        if document.kind == "contract":
            _clauses(document, reading, measured)
        _facts(document, reading, measured)
    return measured


def _clauses(document: WorkedDocument, reading: DocumentReading, measured: Measured) -> None:
    for code in document.sets:
        for clause in CLAUSE_SETS[code].clauses:  # type: ignore[index]
            proposals = [one.passage for one in reading.clauses if one.clause_id == clause.id][:FIRST]
            quotes = document.clauses.get(clause.id, [])
            hits = [any(carries(passage, quote) for quote in quotes) for passage in proposals]
            score = measured.clauses[clause.id]
            score.there += bool(quotes)
            score.hit += any(hits)
            score.hit_first += hits[:1] == [True]
            score.proposed += bool(proposals)
            score.right += any(hits)
            if quotes and not any(hits):
                score.misses.append(f"{document.name}: {quotes[0][:50]}")
            if proposals and not any(hits):
                score.wrong.append(f"{document.name}: {proposals[0].quote[:70]}")


def carries(passage: Passage, quote: str) -> bool:
    """Whether a passage holds at least half of a quote, in one piece."""
    held, wanted = bare(passage.quote), bare(quote)
    if wanted in held or (held in wanted and len(held) >= _CARRIES * len(wanted)):
        return True
    half = max(1, round(len(wanted) * _CARRIES))
    return any(wanted[start : start + half] in held for start in range(len(wanted) - half + 1))


LISTS = frozenset({"parties", "numbers", "controls", "exceptions", "sub_processors"})


def _facts(document: WorkedDocument, reading: DocumentReading, measured: Measured) -> None:
    proposed: dict[str, list[str]] = defaultdict(list)
    for one in reading.facts_of(document.kind):
        if one.value not in proposed[one.field]:
            proposed[one.field].append(one.value)
    for name in {*document.fields, *proposed}:
        score = measured.facts[f"{document.kind}.{name}"]
        if name in document.unclear:
            score.proposed += bool(proposed[name])
            score.right += len(proposed[name]) > 1
        elif name in LISTS:
            _list(document, name, proposed[name], score)
        else:
            _single(document, name, proposed[name][:FIRST], score)


def _list(document: WorkedDocument, name: str, proposed: Sequence[str], score: Score) -> None:
    truth = document.fields.get(name)
    wanted = {fold(one) for one in truth} if isinstance(truth, list) else set()
    found = {fold(one): one for one in proposed}
    score.there += len(wanted)
    score.hit += len(wanted & found.keys())
    score.hit_first += len(wanted & found.keys())
    score.proposed += len(found)
    score.right += len(wanted & found.keys())
    score.misses += [f"{document.name}: {one}" for one in sorted(wanted - found.keys())]
    score.wrong += [f"{document.name}: {found[one]}" for one in sorted(found.keys() - wanted)]


def _single(document: WorkedDocument, name: str, proposed: Sequence[str], score: Score) -> None:
    truth = document.fields.get(name)
    hits = [truth is not None and is_same(name, one, truth) for one in proposed]
    score.there += truth is not None
    score.hit += any(hits)
    score.hit_first += hits[:1] == [True]
    score.proposed += bool(proposed)
    score.right += hits[:1] == [True]
    if truth is not None and not any(hits):
        score.misses.append(f"{document.name}: {truth} ({list(proposed)})")
    if proposed and not hits[0]:
        score.wrong.append(f"{document.name}: {proposed[0]} for {truth}")


def is_same(name: str, value: str, truth: Fact) -> bool:
    """Whether a proposal is what the document states; a scope may have lost its last words."""
    if isinstance(truth, bool):
        return value == str(truth).lower()
    if isinstance(truth, date):
        return value == truth.isoformat()
    said, wanted = fold(value), fold(str(truth))
    return said == wanted or (name == "scope" and len(said) > 0.6 * len(wanted) and (said in wanted or wanted in said))


def table(title: str, scores: dict[str, Score], *, tells: bool) -> list[str]:
    """The lines of a report, one a clause or fact and a last one of all."""
    lines = [f"{title:32} there  hit first | proposed right | recall precision"]
    for name, one in [*sorted(scores.items()), ("all", total(scores.values()))]:
        lines.append(
            f"{name:32} {one.there:5} {one.hit:4} {one.hit_first:5} | {one.proposed:8} {one.right:5} | "
            f"{one.recall:6.2f} {one.precision:9.2f}"
        )
        if tells and name != "all":
            lines += [f"      missed  {words}" for words in one.misses]
            lines += [f"      wrong   {words}" for words in one.wrong]
    return lines


def main(arguments: Sequence[str]) -> None:
    """Print the figures of a folder of documents; `-v` tells what was missed and what was wrong."""
    folders = [Path(one) for one in arguments if one != "-v"] or [TEXTS]
    measured = measure(document for folder in folders for document in documents(folder))
    for title, scores in (("clauses", measured.clauses), ("facts", measured.facts)):
        sys.stdout.write("\n".join(table(title, scores, tells="-v" in arguments)) + "\n\n")


if __name__ == "__main__":
    main(sys.argv[1:])
