"""Coverage of a framework by what we hold: nothing that is unknown, unasked or only touched counts as covered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.assessing import (
    FILLER,
    REVIEWER,
    a_decided,
    a_draft,
    a_party,
    an_assessing_workspace,
    fill,
    later,
    no,
    not_applicable,
    unknown,
)
from kit.builders import AT, TODAY
from sakimori.domain.questions.headings import HEADINGS
from sakimori.domain.questions.pack import Question
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.days import add_months
from sakimori.domain.values.text import NO_TEXT
from sakimori.errors import NotFoundError
from sakimori.exchange.packs.build import namespaces
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.comparisons.coverage import (
    FRAMEWORKS,
    ControlQuestion,
    Coverage,
    CoverageRow,
    _state,
    coverage,
    frameworks,
)
from sakimori.services.assessments.comparisons.view import AnswerStanding
from sakimori.services.assessments.decisions import submit
from sakimori.services.assessments.opening import cancel_assessment, open_assessment
from sakimori.services.assessments.packs.shelf import shelf
from sakimori.services.assessments.write import answer_many
from sakimori.services.kernel.confirmations import compare_scope
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import PACK_FOLDER, Workspace
from sakimori.services.questionnaires.answer_library import STALE_MONTHS, Stale, is_aged

CONTROL = "10-1"
OPTIONAL: dict[str, Any] = {
    "q_6": AnswerInput("", value=("2020-04-01",)),
    "q_7": AnswerInput("", value=("paper",)),
    "q_8": AnswerInput("", value=("https://example.com/terms",)),
    "q_9": AnswerInput("", value=("配送",)),
}


def row_of(
    workspace: Workspace, party: ThirdParty, *, control: str = CONTROL, framework: str = "appi-gl", on: date = TODAY
) -> CoverageRow:
    found = coverage(workspace, party.id, framework, on=on, number=workspace.head()[0])
    assert sum(found.sums.values()) == len(found.rows)
    return next(one for one in found.rows if one.id == control)


def answered(**changed: Any) -> tuple[Workspace, ThirdParty]:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, **(OPTIONAL | changed))
    submit(workspace, draft, actor=FILLER, at=AT)
    return workspace, party


def test_every_known_control_has_a_row_and_nothing_is_covered_by_nothing() -> None:
    workspace, party = an_assessing_workspace()
    for framework, _title in frameworks():
        found = coverage(workspace, party.id, framework, on=TODAY, number=workspace.head()[0])
        assert {row.id for row in found.rows} == namespaces()[framework].ids
        assert {row.state for row in found.rows} == {Coverage.NOT_ASKED}
    assert [one for one, _ in frameworks()] == list(FRAMEWORKS)


def test_an_unknown_framework_is_refused() -> None:
    workspace, party = an_assessing_workspace()
    with pytest.raises(NotFoundError):
        coverage(workspace, party.id, "appi", on=TODAY, number=workspace.head()[0])


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({}, Coverage.SOUND),
        ({"q_2": no()}, Coverage.PARTLY),
        ({"q_2": unknown()}, Coverage.OPEN),
        ({"q_2": not_applicable()}, Coverage.OPEN),
        ({"q_2": no(), "q_3": unknown()}, Coverage.PARTLY),
    ],
)
def test_a_control_is_covered_only_if_every_question_under_it_is_sound(
    changed: dict[str, Any], state: Coverage
) -> None:
    workspace, party = answered(**changed)
    assert row_of(workspace, party).state is state


def test_a_blank_optional_question_leaves_the_control_open() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft)
    submit(workspace, draft, actor=FILLER, at=AT)
    assert row_of(workspace, party).state is Coverage.OPEN


def test_a_draft_and_a_cancelled_assessment_tell_nothing() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, **OPTIONAL)
    assert row_of(workspace, party).state is Coverage.NOT_ASKED
    submit(workspace, draft, actor=FILLER, at=AT)
    assert row_of(workspace, party).state is Coverage.SOUND
    cancel_assessment(workspace, draft, reason="誤り", actor=REVIEWER, at=AT)
    assert row_of(workspace, party).state is Coverage.NOT_ASKED


def test_the_newest_decided_answers_count() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party, **OPTIONAL)
    a_decided(workspace, party, at=later(10), **(OPTIONAL | {"q_2": no()}))
    assert row_of(workspace, party, on=TODAY + timedelta(days=10)).state is Coverage.PARTLY


def test_another_third_party_shares_nothing() -> None:
    workspace, _party = answered()
    assert row_of(workspace, a_party(workspace, "株式会社あおば印刷")).state is Coverage.NOT_ASKED


def test_questions_outside_of_the_depth_that_was_asked_leave_a_control_only_touched() -> None:
    workspace, party = an_assessing_workspace()
    workspace.pack_folder = PACK_FOLDER
    pack = next(one for one in shelf(PACK_FOLDER) if one.id == "jp-cloud")
    opened = open_assessment(workspace, party.id, pack_id="jp-cloud", group="light", actor=FILLER, at=AT)
    expected = [
        AnswerInput(question.id, value=question.expect[:1])
        for question in pack.asked_in("light")
        if question.expect and question.when is None
    ]
    answer_many(workspace, opened.id, expected, actor=FILLER, at=AT)
    rest = [AnswerInput(q.id, state=unknown().state) for q in pack.asked_in("light") if not q.expect or q.when]
    answer_many(workspace, opened.id, rest, actor=FILLER, at=AT)
    submit(workspace, opened.id, actor=FILLER, at=AT)
    seen = 0
    for framework in FRAMEWORKS:
        for row in coverage(workspace, party.id, framework, on=TODAY, number=workspace.head()[0]).rows:
            unasked = [ground for ground in row.grounds if ground.standing is AnswerStanding.NOT_ASKED]
            seen += row.state is Coverage.TOUCHED
            assert not (row.state is Coverage.SOUND and unasked)
    assert seen


def test_an_old_answer_is_marked_and_the_day_is_exact() -> None:
    workspace, party = answered()
    last = add_months(TODAY, STALE_MONTHS)
    assert not row_of(workspace, party, on=last).is_stale
    old = row_of(workspace, party, on=last + timedelta(days=1))
    assert (old.state, old.is_stale, old.oldest) == (Coverage.SOUND, True, TODAY)
    assert all(ground.stale == (Stale.AGE,) for ground in old.asked)
    found = coverage(workspace, party.id, "appi-gl", on=last + timedelta(days=1), number=workspace.head()[0])
    assert found.stale == len(HEADINGS)


@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)), st.integers(0, 800))
def test_an_answer_ages_once_and_for_good(answered_on: date, days: int) -> None:
    on = answered_on + timedelta(days=days)
    assert is_aged(answered_on, on) is (on > add_months(answered_on, STALE_MONTHS))
    assert not is_aged(answered_on, on) or is_aged(answered_on, on + timedelta(days=1))


def test_evidence_that_has_run_out_marks_its_answer() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, **OPTIONAL)
    file_evidence(
        workspace,
        third_party_id=party.id,
        assessment_id=draft,
        question_id="Q-1",
        request_id="policy",
        filename="policy.pdf",
        body=b"%PDF-1.7",
        valid_until=TODAY + timedelta(days=30),
        actor=FILLER,
        at=AT,
    )
    submit(workspace, draft, actor=FILLER, at=AT)
    assert not row_of(workspace, party, on=TODAY + timedelta(days=30)).is_stale
    late = row_of(workspace, party, on=TODAY + timedelta(days=31))
    assert [g.question.id for g in late.asked if g.stale] == ["Q-1"]
    assert next(g.stale for g in late.asked if g.question.id == "Q-1") == (Stale.EVIDENCE,)


def certified(workspace: Workspace, party: ThirdParty, **facts: Any) -> str:
    given_facts: dict[str, Any] = {"standard_edition": "JIS Q 27001:2023", "issued_on": date(2026, 4, 1)} | facts
    stored = record(workspace, Certificate("", party.id, Scheme.ISO27001, **given_facts), actor=FILLER, at=AT).record
    compare_scope(workspace, stored.id, covers_us=True, actor=FILLER, at=AT)
    return stored.id


def test_a_valid_certificate_answers_its_control_and_no_other() -> None:
    workspace, party = an_assessing_workspace()
    workspace.pack_folder = PACK_FOLDER
    certificate = certified(workspace, party, valid_until=date(2027, 3, 31))
    by_iso = row_of(workspace, party, framework="iso27001:2022", control="A.8.13")
    assert by_iso.state in {Coverage.SOUND, Coverage.TOUCHED}
    assert {g.certificate.id for g in by_iso.asked if g.certificate} == {certificate}
    mapped = {"A.7.2", "A.8.10", "A.5.15", "A.8.5", "A.8.24", "A.8.13", "A.5.20", "A.5.26"}
    for framework in FRAMEWORKS:
        for row in coverage(workspace, party.id, framework, on=TODAY, number=workspace.head()[0]).rows:
            if row.state is not Coverage.NOT_ASKED:
                assert (framework, row.id) in {("iso27001:2022", one) for one in mapped} | {("mvsp:3.0", "1.6")}
    ended = row_of(workspace, party, framework="iso27001:2022", control="A.8.13", on=date(2028, 1, 1))
    assert ended.state is Coverage.NOT_ASKED


def test_a_certificate_takes_nothing_from_a_pack_that_was_asked() -> None:
    workspace, party = answered()
    before = row_of(workspace, party)
    workspace.pack_folder = PACK_FOLDER
    certified(workspace, party, valid_until=date(2027, 3, 31))
    assert row_of(workspace, party).state is before.state is Coverage.SOUND


def a_ground(standing: AnswerStanding) -> ControlQuestion:
    question = next(iter(next(iter(shelf(PACK_FOLDER))).questions))
    assert isinstance(question, Question)
    return ControlQuestion("p", NO_TEXT, question, standing)


@given(st.lists(st.sampled_from(list(AnswerStanding)), max_size=6))
def test_covered_means_asked_in_full_and_sound(standings: list[AnswerStanding]) -> None:
    state = _state([a_ground(one) for one in standings])
    fine = {AnswerStanding.SOUND, AnswerStanding.NOT_APPLICABLE, AnswerStanding.KNOWN}
    assert (state is Coverage.SOUND) is (AnswerStanding.SOUND in standings and set(standings) <= fine)
    assert (state is Coverage.NOT_ASKED) is (set(standings) <= {AnswerStanding.NOT_ASKED})
