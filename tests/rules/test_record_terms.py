"""How records are made and how long they are kept: both sides of each bound of the law."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kit.clearing import TODAY, a_case
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.hand_over import NoRecord, RecordMethod
from sakimori.rules.clearance.records.record_need import record_need
from sakimori.rules.facts.record_terms import anniversary, methods_for, retain_until

EACH, BULK, CONTRACT = RecordMethod.EACH, RecordMethod.BULK, RecordMethod.CONTRACT


@pytest.mark.parametrize(
    ("method", "last_on", "made_on", "until"),
    [
        (BULK, date(2026, 4, 1), date(2026, 4, 1), date(2029, 4, 1)),
        (BULK, date(2026, 4, 1), date(2026, 5, 1), date(2029, 4, 1)),
        (CONTRACT, date(2026, 4, 1), date(2026, 4, 1), date(2027, 4, 1)),
        (CONTRACT, date(2026, 4, 1), date(2026, 6, 1), date(2027, 4, 1)),
        (EACH, date(2026, 4, 1), date(2026, 4, 1), date(2029, 4, 1)),
        (EACH, date(2026, 4, 1), date(2026, 4, 20), date(2029, 4, 20)),
        (EACH, date(2026, 4, 20), date(2026, 4, 1), date(2029, 4, 20)),
        (BULK, date(2028, 2, 29), date(2028, 2, 29), date(2031, 3, 1)),
        (CONTRACT, date(2028, 2, 29), date(2028, 2, 29), date(2029, 3, 1)),
        (BULK, date(2028, 2, 28), date(2028, 2, 28), date(2031, 2, 28)),
    ],
)
def test_a_record_is_kept_from_the_last_provision_or_its_making(
    method: RecordMethod, last_on: date, made_on: date, until: date
) -> None:
    assert retain_until(method, last_on=last_on, made_on=made_on) == until


def test_29_february_stays_one_where_the_other_year_has_it() -> None:
    assert anniversary(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.mark.parametrize("route", LegalRoute)
@pytest.mark.parametrize("is_repeated", [True, False])
@pytest.mark.parametrize("stands_in", [True, False])
def test_a_contract_stands_in_on_consent_alone_and_opt_out_knows_no_bulk(
    route: LegalRoute, *, is_repeated: bool, stands_in: bool
) -> None:
    allowed = methods_for(route, is_repeated=is_repeated, stands_in=stands_in)
    assert EACH in allowed
    assert (BULK in allowed) == (is_repeated and route is not LegalRoute.OPTOUT)
    assert (CONTRACT in allowed) == (stands_in and route in {LegalRoute.CONSENT, LegalRoute.CONSENT_28})


@pytest.mark.parametrize(
    ("given", "free"),
    [
        ({}, NoRecord.ENTRUST),
        ({"flow": {"route": "JOINT"}}, NoRecord.JOINT),
        ({"flow": {"route": "SUCCESSION"}}, NoRecord.SUCCESSION),
        ({"flow": {"route": "CONSENT"}}, None),
        ({"flow": {"route": "OPTOUT"}}, None),
        ({"flow": {"route": "UNDECIDED"}}, None),
        ({"flow": {"route": "EXC_LAW"}}, NoRecord.EXCEPTION),
        ({"flow": {"route": "TO_PERSON"}}, NoRecord.TO_PERSON),
        ({"flow": {"route": "BY_PERSON"}}, NoRecord.BY_PERSON),
        ({"flow": {"route": "SAME_ENTITY"}}, NoRecord.NOT_PROVISION),
        ({"flow": {"route": "CONSENT"}, "recipient": {"kind_of_body": "authority"}}, NoRecord.PUBLIC_BODY),
        ({"flow": {"route": "CONSENT"}, "facts": {"record_exempt": "for_person"}}, None),
        (
            {
                "flow": {"route": "CONSENT"},
                "facts": {"record_exempt": "for_person"},
                "judgements": [{"rule_id": "A-29"}],
            },
            NoRecord.FOR_PERSON,
        ),
        ({"flow": {"route": "CONSENT", "categories": ["MYNUMBER"]}}, NoRecord.MY_NUMBER),
        ({"flow": {"route": "CONSENT", "categories": ["MYNUMBER", "PI_CONTACT"]}}, None),
        ({"flow": {"route": "CONSENT", "categories": ["STAT"]}}, NoRecord.OUTSIDE),
        ({"flow": {"route": "CONSENT", "categories": ["PSEUDO"]}}, NoRecord.PSEUDONYMISED),
        ({"flow": {"route": "CONSENT", "categories": ["REL"]}}, NoRecord.RELATED),
        ({"flow": {"route": "CONSENT", "categories": ["REL"]}, "facts": {"recipient_ties": True}}, None),
        (
            {
                "flow": {"route": "CONSENT", "categories": ["REL"]},
                "facts": {"recipient_ties": True},
                "recipient": {"kind_of_body": "authority"},
            },
            NoRecord.PUBLIC_BODY,
        ),
    ],
)
def test_what_needs_no_record_says_why(given: dict[str, Any], free: NoRecord | None) -> None:
    assert record_need(a_case(given), TODAY).free is free


@pytest.mark.parametrize("in_japan", [False, True, "未回答"])
def test_entrustment_abroad_rests_on_the_consent_of_28_unless_something_else_clearly_carries_it(
    in_japan: object,
) -> None:
    need = record_need(a_case({"recipient": {"country": "VN", "business_in_japan": in_japan}}), TODAY)
    assert (need.free, need.route) == (None, LegalRoute.CONSENT_28)


def test_related_data_that_the_recipient_ties_are_recorded_under_31() -> None:
    given = {"flow": {"route": "CONSENT", "categories": ["REL"]}, "facts": {"recipient_ties": True}}
    assert record_need(a_case(given), TODAY).is_related
