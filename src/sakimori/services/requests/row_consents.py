"""On which consent texts the rows of a list stand: by a column of the list, by our registers, or as a person says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sakimori.domain.records.own_registers import ConsentText
from sakimori.exchange.parties.customer_list import version_words
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.grounds.row_consents import RowLack, lack_of, stands_on_consent
from sakimori.rules.gaps.flows.consents import label_of
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace


class CoverageBy(StrEnum):
    """What tells the consent text of each row; NOT_ASKED: the hand-over takes no consent, UNKNOWN: nobody says."""

    NOT_ASKED = "not_asked"
    COLUMN = "column"
    REGISTER = "register"
    PERSON = "person"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the texts of a list carry: by its column each text that may stand there, else one answer for all rows.

    `texts` are those among which a person can say which one all rows agreed to.
    """

    by: CoverageBy
    whole: RowLack | None = None
    texts: tuple[tuple[str, str], ...] = ()
    by_words: Mapping[str, RowLack | None] = field(default_factory=dict, repr=False)

    def lacking(self, numbers: Sequence[int], versions: Sequence[str] | None) -> Iterator[tuple[int, RowLack]]:
        """The rows that a lack of consent keeps out, by their numbers."""
        if self.by is CoverageBy.COLUMN and versions is not None:
            for number, words in zip(numbers, versions, strict=True):
                lack = self.by_words.get(words, RowLack.NO_SUCH_TEXT) if words else RowLack.NO_VERSION
                if lack is not None:
                    yield number, lack
        elif self.whole is not None:
            yield from dict.fromkeys(numbers, self.whole).items()


@needs(Permission.ASK_CLEARANCE)
def consent_texts(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """The consent texts on record: id, and name with version."""
    with workspace.unit() as unit:
        return tuple((text.id, label_of(text)) for text in sorted(unit.records.select(ConsentText), key=label_of))


def coverage_of(unit: Unit, case: Case, on: date, versions: Sequence[str] | None, *, whole: str | None) -> Coverage:
    """What consent lets go of a list; what nobody says keeps every row out."""
    if not stands_on_consent(case):
        return Coverage(CoverageBy.NOT_ASKED)
    texts = sorted(unit.records.select(ConsentText), key=label_of)
    lacks = {text.id: lack_of(case, text, on) for text in texts}
    offered = tuple((text.id, label_of(text)) for text in texts)
    if versions is not None:
        return Coverage(CoverageBy.COLUMN, None, offered, _by_words(case, texts, lacks))
    if whole is not None:
        return Coverage(CoverageBy.PERSON, lacks.get(whole, RowLack.NO_SUCH_TEXT), offered)
    registered = {part.consent_text_id for part in case.parts} or {case.flow.consent_text_id}
    found = {RowLack.NO_VERSION if one is None else lacks.get(one, RowLack.NO_SUCH_TEXT) for one in registered}
    if found == {None}:
        return Coverage(CoverageBy.REGISTER, None, offered)
    is_one = len(registered) == 1 and None not in registered
    return Coverage(
        CoverageBy.REGISTER if is_one else CoverageBy.UNKNOWN, found.pop() if is_one else RowLack.NO_VERSION, offered
    )


def _by_words(
    case: Case, texts: Sequence[ConsentText], lacks: Mapping[str, RowLack | None]
) -> dict[str, RowLack | None]:
    """Each way in which a cell can name a text; of two texts that are named alike, that of this data set, else none."""
    named: defaultdict[str, set[str | None]] = defaultdict(set)
    for text in texts:
        for words in (text.id, text.external_key or "", text.text_version, text.name, label_of(text)):
            if words:
                named[version_words(words)].add(text.id)
    own = {part.consent_text_id for part in case.parts} | {case.flow.consent_text_id}
    return {words: _one(ids, ids & own, lacks) for words, ids in named.items()}


def _one(ids: Set[str | None], own: Set[str | None], lacks: Mapping[str, RowLack | None]) -> RowLack | None:
    meant = own if len(own) == 1 else ids
    answers = {lacks[one] for one in meant if one is not None}
    return answers.pop() if len(answers) == 1 else RowLack.NO_VERSION
