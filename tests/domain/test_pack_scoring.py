"""The score: exact, explained, and honest about what is open."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimori.domain.codes import ControlArea, Severity
from sakimori.domain.questions.condition import AnswerIn
from sakimori.domain.questions.evaluation import Score, failing_gap, is_inverted, passes, points, score
from sakimori.domain.questions.pack import (
    AnswerState,
    AnswerValue,
    Bound,
    Choice,
    Group,
    Pack,
    Question,
    QuestionGap,
    QuestionType,
    Source,
    TextRights,
)
from sakimori.domain.values.text import Text

WORD = Text("語", "word")
CHOICES = (
    Choice("yes", WORD, points=Decimal(1)),
    Choice("partly", WORD, points=Decimal("0.5"), reason_required=True),
    Choice("no", WORD, points=Decimal(0)),
    Choice("na", WORD, excluded=True, reason_required=True),
)
PLAIN = Question(
    id="Q1",
    section="1",
    area=ControlArea.POLICY,
    groups=("full",),
    text=WORD,
    topic=WORD,
    type=QuestionType.CHOICE,
    choices=CHOICES,
    expect=("yes",),
    weight=Decimal(1),
)
NA_ACCEPTED = AnswerValue(None, AnswerState.NA, "n/a", na_accepted=True)
NA_OPEN = AnswerValue(None, AnswerState.NA, "n/a")
UNKNOWN = AnswerValue(None, AnswerState.UNKNOWN)


def a_pack(*questions: Question) -> Pack:
    return Pack(
        id="p",
        version="1.0",
        title=WORD,
        source=Source(name="own", url="", licence="", text_rights=TextRights.FULL, retrieved=None),
        authoritative="ja",
        groups=(Group("full", WORD),),
        facts=(),
        sections=(),
        questions=questions,
    )


def numbered(count: int, **facts: object) -> list[Question]:
    return [replace(PLAIN, id=f"Q{index}", **facts) for index in range(count)]  # type: ignore[arg-type]


def judged(answers: dict[str, AnswerValue], *questions: Question) -> Score:
    return score(a_pack(*questions), "full", answers, {})


def test_nothing_scorable_is_none_not_zero() -> None:
    neutral = replace(PLAIN, expect=(), weight=Decimal(0))
    result = judged({"Q1": AnswerValue("yes")}, neutral)
    assert result.risk is None
    assert result.pessimistic is None
    assert result.coverage == 1.0


def test_an_open_question_that_expects_nothing_does_not_weigh_in_the_bound() -> None:
    assert judged({}, replace(PLAIN, expect=())).pessimistic is None


def test_nothing_answered_has_no_risk_but_the_worst_bound() -> None:
    result = judged({}, *numbered(2))
    assert (result.risk, result.pessimistic, result.coverage) == (None, 100.0, 0.0)


def test_an_empty_questionnaire_is_not_covered() -> None:
    assert judged({}).coverage == 0.0


def test_the_formula_by_hand() -> None:
    first, second, third = numbered(3)
    third = replace(third, weight=Decimal(3))
    result = judged(
        {"Q0": AnswerValue("yes"), "Q1": AnswerValue("partly"), "Q2": AnswerValue("no")}, first, second, third
    )
    assert result.risk == pytest.approx(100 * (0 + 0.5 + 3) / 5)
    assert [c.risk for c in result.contributions] == [Fraction(0), Fraction(10), Fraction(60)]
    assert result.pessimistic == result.risk
    assert result.formula == "1"


def test_an_accepted_na_leaves_both_sums() -> None:
    first, second = numbered(2)
    with_na = judged({"Q0": AnswerValue("no"), "Q1": NA_ACCEPTED}, first, second)
    alone = judged({"Q0": AnswerValue("no")}, first)
    assert (with_na.risk, with_na.pessimistic) == (alone.risk, alone.pessimistic) == (100.0, 100.0)
    assert with_na.coverage == 1.0


@pytest.mark.parametrize("answer", [NA_OPEN, replace(NA_OPEN, na_accepted=False), UNKNOWN, AnswerValue(""), None])
def test_what_is_open_lowers_coverage_and_stands_in_the_bound_only(answer: AnswerValue | None) -> None:
    answers = {"Q0": AnswerValue("yes")} | ({} if answer is None else {"Q1": answer})
    result = judged(answers, *numbered(2))
    assert (result.risk, result.pessimistic, result.coverage) == (0.0, 50.0, 0.5)
    assert result.open_questions == ("Q1",)


def test_a_kept_answer_to_a_pending_question_does_not_count() -> None:
    child = replace(PLAIN, id="Q2", when=AnswerIn("Q1", ("yes",)))
    assert judged({"Q2": AnswerValue("yes")}, PLAIN, child).open_questions == ("Q1", "Q2")


def test_a_hidden_question_is_not_applicable() -> None:
    child = replace(PLAIN, id="Q2", when=AnswerIn("Q1", ("no",)))
    result = judged({"Q1": AnswerValue("yes"), "Q2": AnswerValue("no")}, PLAIN, child)
    assert (result.risk, result.applicable) == (0.0, 1)


@pytest.mark.parametrize(
    ("expect", "answer", "met"),
    [
        (("yes",), "yes", 1),
        (("yes",), "partly", Fraction(1, 2)),
        (("yes",), "no", 0),
        (("no",), "no", 1),
        (("no",), "partly", Fraction(1, 2)),
        (("no",), "yes", 0),
        (("yes", "partly"), "partly", 1),
        (("no", "partly"), "yes", 0),
    ],
)
def test_polarity_lives_in_what_is_expected(expect: tuple[str, ...], answer: str, met: Fraction | int | None) -> None:
    assert points(replace(PLAIN, expect=expect), AnswerValue(answer)) == met


def test_an_expectation_in_the_middle_has_no_direction() -> None:
    middle = replace(PLAIN, expect=("partly",))
    assert is_inverted(middle) is None
    assert points(middle, AnswerValue("yes")) is None


def test_several_choices_score_by_the_share_of_those_expected() -> None:
    question = replace(PLAIN, type=QuestionType.MULTI, expect=("yes", "partly"))
    assert points(question, AnswerValue(("yes",))) == Fraction(1, 2)
    assert points(question, AnswerValue(("no",))) == 0
    assert points(question, AnswerValue(())) is None


@pytest.mark.parametrize(
    ("answer", "met"), [("30", 1), ("31", 0), ("30.0", 1), ("1e9", 0), ("abc", None), ("NaN", None), ("", None)]
)
def test_a_number_is_scored_against_its_limits_and_nonsense_stays_open(answer: str, met: Fraction | int | None) -> None:
    question = replace(PLAIN, type=QuestionType.NUMBER, choices=(), expect=(), bound=Bound(maximum=Decimal(30)))
    assert points(question, AnswerValue(answer)) == met
    assert judged({"Q1": AnswerValue(answer)}, question).coverage == (0.0 if met is None else 1.0)


def test_an_answer_that_is_not_on_offer_stays_open() -> None:
    assert judged({"Q1": AnswerValue("maybe")}, PLAIN).open_questions == ("Q1",)


def test_failed_and_unknown_criticals_are_listed_apart() -> None:
    questions = numbered(5, critical=True)
    answers = {"Q0": AnswerValue("yes"), "Q1": AnswerValue("partly"), "Q2": UNKNOWN, "Q3": NA_ACCEPTED}
    result = judged(answers, *questions)
    assert result.failed_criticals == ("Q1",)
    assert result.unknown_criticals == ("Q2", "Q4")


def test_a_failed_critical_does_not_touch_the_number() -> None:
    answers = {"Q1": AnswerValue("no"), "Q2": AnswerValue("yes")}
    plain = judged(answers, PLAIN, replace(PLAIN, id="Q2"))
    critical = judged(answers, replace(PLAIN, critical=True), replace(PLAIN, id="Q2"))
    assert critical.risk == plain.risk == 50.0


ANSWERS = st.sampled_from(
    [AnswerValue("yes"), AnswerValue("partly"), AnswerValue("no"), NA_ACCEPTED, NA_OPEN, UNKNOWN, None]
)
WEIGHTS = st.decimals(min_value=0, max_value=1000, places=2)


@given(st.lists(st.tuples(WEIGHTS, ANSWERS, st.sampled_from([("yes",), ("no",)])), max_size=12))
def test_contributions_add_up_and_the_bound_is_never_kinder(
    rows: list[tuple[Decimal, AnswerValue | None, tuple[str, ...]]],
) -> None:
    questions = [replace(PLAIN, id=f"Q{i}", weight=weight, expect=expect) for i, (weight, _, expect) in enumerate(rows)]
    answers = {f"Q{i}": answer for i, (_, answer, _) in enumerate(rows) if answer is not None}
    result = judged(answers, *questions)
    total = sum((c.risk for c in result.contributions), Fraction(0))
    assert result.risk is None or float(total) == result.risk
    assert all(c.risk >= 0 for c in result.contributions)
    assert result.risk is None or (result.pessimistic is not None and 0 <= result.risk <= result.pessimistic <= 100)
    assert result.answered + len(result.open_questions) == result.applicable == len(rows)


@given(st.lists(st.tuples(WEIGHTS, ANSWERS), min_size=1, max_size=8), st.data())
def test_settling_an_open_question_never_worsens_the_bound(
    rows: list[tuple[Decimal, AnswerValue | None]], data: st.DataObject
) -> None:
    questions = [replace(PLAIN, id=f"Q{i}", weight=weight) for i, (weight, _) in enumerate(rows)]
    answers = {f"Q{i}": answer for i, (_, answer) in enumerate(rows) if answer is not None}
    before = judged(answers, *questions)
    if not before.open_questions:
        return
    settled = answers | {before.open_questions[0]: AnswerValue(data.draw(st.sampled_from(["yes", "partly", "no"])))}
    after = judged(settled, *questions)
    assert before.pessimistic is None or (after.pessimistic or 0.0) <= before.pessimistic


def a_gap(severity: Severity, **trigger: object) -> QuestionGap:
    return QuestionGap(severity=severity, title=WORD, action=WORD, **trigger)  # type: ignore[arg-type]


GAPPED = replace(
    PLAIN,
    gaps=(
        a_gap(Severity.HIGH, when_answer=("no",)),
        a_gap(Severity.MEDIUM, when_answer=("unknown", "undisclosed", "undefined", "blank")),
    ),
)


@pytest.mark.parametrize(
    ("answer", "severity"),
    [
        (AnswerValue("yes"), None),
        (AnswerValue("no"), Severity.HIGH),
        (UNKNOWN, Severity.MEDIUM),
        (AnswerValue(None, AnswerState.UNDISCLOSED), Severity.MEDIUM),
        (AnswerValue(None, AnswerState.UNDEFINED), Severity.MEDIUM),
        (NA_ACCEPTED, None),
        (NA_OPEN, None),
        (replace(NA_OPEN, na_accepted=False), Severity.MEDIUM),
    ],
)
def test_an_answer_raises_the_gap_that_names_it(answer: AnswerValue, severity: Severity | None) -> None:
    gap = failing_gap(GAPPED, answer)
    assert (gap.severity if gap else None) is severity


@pytest.mark.parametrize("answer", [None, AnswerValue(""), AnswerValue("  ")])
def test_a_blank_raises_its_gap_only_once_submitted(answer: AnswerValue | None) -> None:
    assert failing_gap(GAPPED, answer) is None
    gap = failing_gap(GAPPED, answer, submitted=True)
    assert gap is not None
    assert gap.severity is Severity.MEDIUM


def test_of_two_limits_the_first_that_is_passed_decides() -> None:
    question = replace(
        PLAIN,
        type=QuestionType.NUMBER,
        choices=(),
        expect=(),
        bound=Bound(maximum=Decimal(30)),
        gaps=(a_gap(Severity.HIGH, when_over=Decimal(90)), a_gap(Severity.MEDIUM, when_over=Decimal(30))),
    )
    raised = {number: failing_gap(question, AnswerValue(number)) for number in ("30", "31", "90", "91")}
    assert [gap.severity if gap else None for gap in raised.values()] == [
        None,
        Severity.MEDIUM,
        Severity.MEDIUM,
        Severity.HIGH,
    ]


def test_a_lower_limit_is_passed_from_above() -> None:
    question = replace(PLAIN, type=QuestionType.NUMBER, expect=(), gaps=(a_gap(Severity.LOW, when_under=Decimal(12)),))
    assert failing_gap(question, AnswerValue("12")) is None
    assert failing_gap(question, AnswerValue("11.9")) is not None


def test_passing_is_unknown_where_nothing_is_expected() -> None:
    assert passes(replace(PLAIN, expect=()), AnswerValue("yes")) is None
    assert passes(PLAIN, UNKNOWN) is None
    assert passes(PLAIN, AnswerValue("yes")) is True
