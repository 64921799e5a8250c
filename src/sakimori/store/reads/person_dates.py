"""Days that stand on records of people: errands to be done, slips that end, permissions lent until a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sakimori.domain.codes import Basis, Severity
from sakimori.domain.errand import ErrandKind, ErrandState
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind
from sakimori.domain.values.as_of import AsOf
from sakimori.store.reads.as_of import known
from sakimori.store.reads.statements import Where, marks


@dataclass(frozen=True, slots=True)
class ErrandsSeen:
    """Which errands somebody may see: those asked of or by some people, and all of some kinds."""

    people: frozenset[str] = frozenset()
    kinds: frozenset[ErrandKind] = frozenset()


NO_ERRANDS: Final = ErrandsSeen()
ALL_ERRANDS: Final = ErrandsSeen(kinds=frozenset(ErrandKind))

_CITES: Final = COMPANY_POLICY.text
_MEDIUM: Final = Severity.MEDIUM
_ALIKE: Final = (
    f"{_MEDIUM.rank} AS rank, '{_MEDIUM.value}' AS severity, NULL AS pack_id, '{Basis.POLICY.value}' AS basis, "
    f"'{_CITES.ja}' AS cites_ja, '{_CITES.en}' AS cites_en"
)
_ERRAND: Final = (
    f"SELECT 'e' || id AS id, COALESCE(third_party_id, '{SELF_ID}') AS third_party_id, 'e' || id AS stage_of, "
    f"'{DeadlineKind.ERRAND.value}' AS kind, due_on AS day, CASE WHEN text = '' THEN about ELSE text END AS title_ja, "
    "CASE WHEN text = '' THEN about ELSE text END AS title_en, asked_at AS start_on, "
    "person_id AS owner_id, NULL AS with_id, CASE WHEN assessment_id IS NULL THEN 'errand' ELSE 'assessment' END AS "
    "record, COALESCE(assessment_id, id) AS record_id, COALESCE(question_id, '') AS field, "
    f"{_ALIKE} FROM errand WHERE state = '{ErrandState.OPEN.value}'"
)
_SLIP: Final = (
    "SELECT 'l' || id AS id, third_party_id, 'l' || id AS stage_of, "
    f"'{DeadlineKind.SLIP.value}' AS kind, valid_until AS day, number AS title_ja, number AS title_en, "
    "judged_on AS start_on, issued_by AS owner_id, NULL AS with_id, 'slip' AS record, number AS record_id, "
    f"'' AS field, {_ALIKE} FROM slip x WHERE valid_until >= :on AND judged_on <= :on "
    "AND (revoked_on IS NULL OR revoked_on > :on)"
)
_STILL_GOOD: Final = (
    "EXISTS (SELECT 1 FROM outcome_span WHERE subject_id = x.id AND subject_kind = 'slip' "
    "AND (from_on IS NULL OR from_on <= :on) AND (until_on IS NULL OR until_on > :on) "
    "AND (is_against IS NULL OR is_against = 0)"
)
_DELEGATION: Final = (
    f"SELECT 'g' || id AS id, '{SELF_ID}' AS third_party_id, 'g' || id AS stage_of, "
    f"'{DeadlineKind.DELEGATION.value}' AS kind, last_on AS day, permission AS title_ja, permission AS title_en, "
    "from_on AS start_on, lender_id AS owner_id, borrower_id AS with_id, 'delegation' AS record, id AS record_id, "
    f"'' AS field, {_ALIKE} FROM delegation WHERE last_on >= :on AND (ended_on IS NULL OR ended_on > :on)"
)


def dated_by_people(
    as_of: AsOf, where: Where, *, kinds: Collection[DeadlineKind], errands: ErrandsSeen
) -> tuple[str, ...]:
    """The statements that give them, of some kinds or of all; `where` takes the values that they name.

    What merely ends is over with its day: only an errand can be late.
    """
    found = []
    if errands != NO_ERRANDS:
        of_them = (*sorted(errands.people), *sorted(errands.people), *sorted(errands.kinds))
        people, wanted = marks(errands.people) or "NULL", marks(errands.kinds) or "NULL"
        seen = where.with_values(f"person_id IN ({people}) OR asked_by IN ({people}) OR kind IN ({wanted})", *of_them)
        found.append((DeadlineKind.ERRAND, f"{_ERRAND} AND ({seen})"))
    found.append((DeadlineKind.SLIP, f"{_SLIP} AND {_STILL_GOOD} AND {known(as_of)})"))
    found.append((DeadlineKind.DELEGATION, _DELEGATION))
    return tuple(statement for kind, statement in found if not kinds or kind in kinds)
