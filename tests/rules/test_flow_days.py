"""The days on which findings over flows and notices are true, counted one by one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kit.cases.worked_cases import a_dossier
from kit.cases.worked_registers import FILING, JOINT, PUBLIC_FACTS
from sakimori.domain.codes import Severity
from sakimori.domain.gap import Stage
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.own_registers import Notice
from sakimori.domain.records.third_party import SELF_ID
from sakimori.rules.evaluation import evaluate
from sakimori.rules.facts.flow_facts import outside, while_running
from sakimori.rules.gaps.own_company.notices import notice_lack

FIRST = date(2026, 1, 1)
WINDOW = [FIRST + timedelta(days=ahead) for ahead in range(16)]
DAY = st.none() | st.sampled_from(WINDOW[4:11])
NOTICES = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(("方針", "採用の公表")),
            "published_on": DAY,
            "published_until": DAY,
            "countries": st.none() | st.frozensets(st.sampled_from(("US", "SG"))),
        }
    ),
    max_size=4,
)


def true_on(stages: Iterable[Stage]) -> list[date]:
    """The days of the window on which a stage is true; a day on which two are would stand twice."""
    every = tuple(stages)
    return [
        day
        for day in WINDOW
        for s in every
        if (s.from_on is None or s.from_on <= day) and (s.until_on is None or day < s.until_on)
    ]


def runs_on(flow: DataFlow, day: date) -> bool:
    return (flow.start_on is None or flow.start_on <= day) and (flow.end_on is None or day <= flow.end_on)


@given(start=DAY, end=DAY, good_from=DAY, good_through=DAY)
def test_a_flow_is_judged_on_each_of_its_days_and_on_no_other(
    start: date | None, end: date | None, good_from: date | None, good_through: date | None
) -> None:
    flow = DataFlow("fl1", "tp1", "フロー", start_on=start, end_on=end)
    running = [day for day in WINDOW if runs_on(flow, day)]
    assert true_on(while_running(flow, Severity.HIGH)) == running
    stages = outside(flow, Severity.BLOCK, good_from=good_from, good_through=good_through)
    assert true_on(stages) == [
        day for day in running if (good_from and day < good_from) or (good_through and day > good_through)
    ]


def in_force_on(facts: dict[str, Any], notices: Iterable[dict[str, Any]], day: date) -> bool:
    """Published, not withdrawn, and where no last day is on record, not followed by a version of the same name."""
    begins: date | None = facts["published_on"]
    until: date | None = facts["published_until"]
    if begins is None or begins > day:
        return False
    if until is not None:
        return day <= until
    return not any(
        n["name"] == facts["name"] and n["published_on"] and begins < n["published_on"] <= day for n in notices
    )


@given(
    notices=NOTICES,
    wanted=st.frozensets(st.sampled_from(("US", "SG"))),
    first=DAY,
    end=DAY,
    only_with_notice=st.booleans(),
)
def test_what_no_notice_says_is_lacking_on_just_these_days(
    *,
    notices: list[dict[str, Any]],
    wanted: frozenset[str],
    first: date | None,
    end: date | None,
    only_with_notice: bool,
) -> None:
    expected: list[date] = []
    missing: set[str] = set()
    is_unknown = False
    for day in WINDOW:
        standing = [n for n in notices if in_force_on(n, notices, day)]
        left = wanted.difference(*(n["countries"] or () for n in standing))
        if (first and day < first) or (end and day >= end) or not left or (only_with_notice and not standing):
            continue
        expected.append(day)
        missing |= left
        is_unknown |= any(n["countries"] is None for n in standing)
    lack = notice_lack(
        [Notice(f"no{place}", **facts) for place, facts in enumerate(notices)],
        wanted,
        lambda notice: notice.countries,
        severity=Severity.MEDIUM,
        first=first,
        end=end,
        only_with_notice=only_with_notice,
    )
    assert true_on(lack.stages if lack else ()) == expected
    if lack is not None:
        assert lack.missing == missing
        assert lack.is_unknown == is_unknown
        assert all(one.until_on != other.from_on for one, other in pairwise(lack.stages))


def test_empty_registers_of_our_own_are_just_what_everybody_keeps() -> None:
    found = evaluate(a_dossier({"id": SELF_ID, "contacts": []}), DEFAULT_POLICY)
    assert sorted(f.rule_id for f in found) == [
        "B-26-10", "B-26-9", "C-ED1", "C-GV1", "C-GV20", "C-GV23", "C-GV3", "C-OC1", "C-SE0", "C-SE1",
    ]  # fmt: skip


def test_sound_registers_of_our_own_have_no_gap() -> None:
    parts: tuple[str, ...] = ("purposes", "data_sets", "data_set_parts", "consent_texts", "joint_uses", "filings")
    ready: dict[str, Any] = {
        "drills": [{"held_on": date(2026, 11, 1)}],
        "courses": [{}],
        "incident_plans": [{"reviewed_on": date(2026, 11, 1)}],
        "officers": [{}],
        "policy_texts": [{"kind": "basic"}],
        "internal_audits": [{"held_on": date(2026, 11, 1)}],
        "meetings": [{"held_on": date(2026, 11, 1)}],
        "keeping_duties": [{}],
        "assessments": [{"kind": "self_check", "decided_on": date(2026, 11, 1)}],
        "evidence": [{}],
    }
    ourselves = {
        "id": SELF_ID, "legal_name": JOINT["responsible"], "address": JOINT["responsible_address"],
        "representative": JOINT["responsible_representative"], "public_facts": [{}],
        "notices": [
            {
                "optout_items": FILING["items"], "operator_name": JOINT["responsible"],
                "operator_address": JOINT["responsible_address"],
                "operator_representative": JOINT["responsible_representative"], "security_content": True,
                "complaint_contact": PUBLIC_FACTS["complaint_contact"], "fee": PUBLIC_FACTS["fee"],
            }
        ],
    }  # fmt: skip
    found = evaluate(a_dossier(ourselves | ready | {part: [{}] for part in parts}), DEFAULT_POLICY)
    assert [f.rule_id for f in found if true_on(f.stages)] == []


def test_a_flow_without_a_flaw_is_silent() -> None:
    facts: dict[str, Any] = {part: [{}] for part in ("flows", "purposes", "data_sets", "data_set_parts", "notices")}
    spoken = {f.rule_id for f in evaluate(a_dossier(facts), DEFAULT_POLICY)}
    assert spoken <= {"A-25-1", "A-25-3", "C-CN1", "C-SB3", "C-SB5"}
