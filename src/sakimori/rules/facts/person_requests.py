"""What the Act says of requests of persons: the article of each, the days that are counted, and grounds of refusal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Final

from sakimori.domain.policy import Policy
from sakimori.domain.records.person_requests import ClaimGround, PersonRequest, RefusalGround, RequestKind
from sakimori.domain.rule import Citation
from sakimori.domain.values.days import add_months
from sakimori.rules.facts.citations import (
    ACT_16_4,
    ACT_32_2,
    ACT_32_2_EXEMPT,
    ACT_32_2_PLAIN,
    ACT_33_1,
    ACT_33_2_HARM,
    ACT_33_2_HINDRANCE,
    ACT_33_2_LAW,
    ACT_33_5,
    ACT_33_5_EXEMPT,
    ACT_34_1,
    ACT_34_2,
    ACT_35_1,
    ACT_35_1_ALONE,
    ACT_35_3,
    ACT_35_5,
    ACT_35_NO_GROUND,
    ACT_35_PROVISO,
    ACT_37,
)

WEEKS_OF_39: Final = 14
"""法39条1項: a suit may be brought once two weeks have passed since the request arrived; that day is not counted."""

_ARTICLES: Final[Mapping[RequestKind, Citation]] = {
    RequestKind.PURPOSE: ACT_32_2,
    RequestKind.DISCLOSURE: ACT_33_1,
    RequestKind.RECORDS: ACT_33_5,
    RequestKind.CORRECTION: ACT_34_1,
    RequestKind.STOP_USE: ACT_35_1,
    RequestKind.ERASURE: ACT_35_1,
    RequestKind.STOP_PROVISION: ACT_35_3,
}
_DISCLOSING: Final = frozenset({RequestKind.DISCLOSURE, RequestKind.RECORDS})
_STOPPING: Final = frozenset({RequestKind.STOP_USE, RequestKind.ERASURE, RequestKind.STOP_PROVISION})
_EVERY: Final = frozenset(RequestKind)

GROUNDS: Final[Mapping[RefusalGround, tuple[frozenset[RequestKind], Citation]]] = {
    RefusalGround.HARM: (_DISCLOSING, ACT_33_2_HARM),
    RefusalGround.HINDRANCE: (_DISCLOSING, ACT_33_2_HINDRANCE),
    RefusalGround.OTHER_LAW: (_DISCLOSING, ACT_33_2_LAW),
    RefusalGround.RECORD_EXEMPT: (frozenset({RequestKind.RECORDS}), ACT_33_5_EXEMPT),
    RefusalGround.PURPOSE_PLAIN: (frozenset({RequestKind.PURPOSE}), ACT_32_2_PLAIN),
    RefusalGround.PURPOSE_EXEMPT: (frozenset({RequestKind.PURPOSE}), ACT_32_2_EXEMPT),
    RefusalGround.CONTENT_TRUE: (frozenset({RequestKind.CORRECTION}), ACT_34_1),
    RefusalGround.BEYOND_PURPOSE: (frozenset({RequestKind.CORRECTION}), ACT_34_2),
    RefusalGround.OTHER_PROCEDURE: (frozenset({RequestKind.CORRECTION}), ACT_34_2),
    RefusalGround.NO_GROUND: (_STOPPING, ACT_35_NO_GROUND),
    RefusalGround.SUBSTITUTE: (_STOPPING, ACT_35_PROVISO),
    RefusalGround.NOT_RETAINED: (_EVERY - {RequestKind.RECORDS}, ACT_16_4),
    RefusalGround.NOT_IDENTIFIED: (_EVERY, ACT_37),
}
"""For which requests each ground may be named, and where it stands."""


def article_of(kind: RequestKind, claim: ClaimGround | None = None) -> Citation:
    """The provision on which a person asks; of stops it depends on why they are asked for."""
    if kind in _STOPPING and claim is not None:
        if claim is not ClaimGround.UNLAWFUL:
            return ACT_35_5
        return ACT_35_3 if kind is RequestKind.STOP_PROVISION else ACT_35_1_ALONE
    return _ARTICLES[kind]


def grounds_for(kind: RequestKind) -> tuple[RefusalGround, ...]:
    """The grounds on which a request of this kind may be refused."""
    return tuple(ground for ground, (kinds, _) in GROUNDS.items() if kind in kinds)


def are_grounds_of(kind: RequestKind, grounds: Collection[RefusalGround]) -> bool:
    """Whether each of some grounds may be named against a request of this kind."""
    return set(grounds) <= set(grounds_for(kind))


def ground_article(ground: RefusalGround) -> Citation:
    """Where a ground of refusal stands."""
    return GROUNDS[ground][1]


def alarm_on(request: PersonRequest, policy: Policy) -> date:
    """The day on which our policy warns of an open request."""
    return request.received_on + timedelta(days=min(policy.request_alarm_days, policy.request_target_days))


def target_on(request: PersonRequest, policy: Policy) -> date:
    """The last day of our own target; the Act says 遅滞なく and names no number."""
    return request.received_on + timedelta(days=policy.request_target_days)


def suit_from(request: PersonRequest) -> date | None:
    """The first day of a possible suit: a request of 1 April, 16 April; None where no suit of that kind is."""
    if not request.kind.can_be_sued:
        return None
    return request.received_on + timedelta(days=WEEKS_OF_39 + 1)


def erase_after(replied_on: date, policy: Policy) -> date:
    """The last day on which we keep who asked, by our policy."""
    return add_months(replied_on, policy.request_keep_months)
