"""Whether the consent that one row of a list stands on carries a hand-over: its text, as far as it is on record.

Whether the recipient falls within the range that the text tells is asked of the whole hand-over (A-27-2).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.own_registers import ConsentKind, ConsentText
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice, Track, slices_of
from sakimori.rules.clearance.grounds.consent_texts import (
    is_one,
    is_outside_28,
    rests_on_request,
    was_judged_requested,
)
from sakimori.rules.gaps.flows.consent_reach import CONSENTS
from sakimori.rules.gaps.flows.consents import serves


class RowLack(StrEnum):
    """Why the consent of a person does not let his row go."""

    NO_VERSION = "no_version"
    NO_SUCH_TEXT = "no_such_text"
    OPEN = "open"
    WRONG_KIND = "wrong_kind"
    OTHER_PURPOSE = "other_purpose"
    OTHER_DATA = "other_data"
    OTHER_COUNTRY = "other_country"
    NOT_YET_USED = "not_yet_used"


LACK_WORDS: Final[dict[RowLack, Text]] = {
    RowLack.NO_VERSION: Text("どの文言に同意したか分からない", "Which text the person agreed to is not known"),
    RowLack.NO_SUCH_TEXT: Text("同意した文言が台帳にない", "The text agreed to is not on record"),
    RowLack.OPEN: Text("同意文言の登録が足りず、及ぶか分からない", "What the text covers is not on record"),
    RowLack.WRONG_KIND: Text("この提供の同意ではない", "The text does not cover this kind of provision"),
    RowLack.OTHER_PURPOSE: Text("利用目的に同意が及ばない", "The text does not cover the purpose"),
    RowLack.OTHER_DATA: Text("渡すデータの種類に同意が及ばない", "The text does not cover the kinds of data"),
    RowLack.OTHER_COUNTRY: Text("提供先の国に同意が及ばない", "The text does not cover the country"),
    RowLack.NOT_YET_USED: Text("まだ使っていない文言である", "The text is not in use yet"),
}
"""Each of them in words."""


def stands_on_consent(case: Case) -> bool:
    """Whether each person must have consented to this hand-over; one who asks for it himself need not again."""
    return any(
        part.route in CONSENTS and part.track is not Track.NOT_PROVISION and not _is_at_request(case, part)
        for part in slices_of(case)
    )


def _is_at_request(case: Case, part: Slice) -> bool:
    return rests_on_request(case, part) and (is_one(case) or was_judged_requested(case, part))


def lack_of(case: Case, text: ConsentText, on: date) -> RowLack | None:
    """Why a text does not carry the hand-over on a day; None where it does."""
    is_28 = any(part.route is LegalRoute.CONSENT_28 for part in slices_of(case)) and not is_outside_28(case, on)
    kind = ConsentKind.FOREIGN_28 if is_28 else ConsentKind.PROVISION_27
    served, flow = serves(text, kind, case.recipient.country), case.flow
    if served is None or text.used_from is None or (is_28 and not text.countries):
        return RowLack.OPEN
    if not served:
        return RowLack.WRONG_KIND
    if text.used_from > on:
        return RowLack.NOT_YET_USED
    if is_28 and text.countries and case.recipient.country not in text.countries:
        return RowLack.OTHER_COUNTRY
    if text.purpose_ids and flow.purpose_id and flow.purpose_id not in text.purpose_ids:
        return RowLack.OTHER_PURPOSE
    if text.categories and flow.categories and flow.categories - text.categories:
        return RowLack.OTHER_DATA
    return None
