"""Whether a question is asked: yes, no, or not known yet."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

from sakimori.domain.codes import ControlArea
from sakimori.domain.questions.condition import AllOf, AnswerIn, AnyOf, Condition, FactIn, Not, holds, leaves
from sakimori.domain.questions.evaluation import (
    Visibility,
    applicable_questions,
    evidence_due,
    visibilities,
    visibility,
)
from sakimori.domain.questions.pack import (
    AnswerState,
    AnswerValue,
    EvidenceKind,
    EvidenceRequest,
    Group,
    Pack,
    Period,
    Question,
    QuestionStatus,
    QuestionType,
    Source,
    TextRights,
)
from sakimori.domain.values.text import Text

WORD = Text("語", "word")
YES, NO = AnswerValue("yes"), AnswerValue("no")
TRUTHS = (True, False, None)


def a_question(question_id: str, *, when: Condition | None = None, groups: tuple[str, ...] = ("full",)) -> Question:
    return Question(
        id=question_id,
        section="1",
        area=ControlArea.POLICY,
        groups=groups,
        text=WORD,
        topic=WORD,
        type=QuestionType.CHOICE,
        expect=("yes",),
        weight=Decimal(1),
        when=when,
    )


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


def shown(pack: Pack, question_id: str, answers: dict[str, AnswerValue], **facts: str | tuple[str, ...] | None) -> str:
    return visibility(pack, pack.question(question_id), answers, facts).value


CHAIN = a_pack(
    a_question("A"),
    a_question("B", when=AnswerIn("A", ("yes",))),
    a_question("C", when=AnswerIn("B", ("yes",))),
)


def test_a_question_without_condition_is_always_asked() -> None:
    assert shown(CHAIN, "A", {}) == "visible"


def test_an_unanswered_parent_leaves_its_child_pending() -> None:
    assert shown(CHAIN, "B", {}) == "pending"
    assert shown(CHAIN, "B", {"A": AnswerValue("")}) == "pending"


@pytest.mark.parametrize("state", [AnswerState.UNKNOWN, AnswerState.UNDISCLOSED, AnswerState.UNDEFINED])
def test_an_open_parent_leaves_its_child_pending_not_hidden(state: AnswerState) -> None:
    assert shown(CHAIN, "B", {"A": AnswerValue(None, state)}) == "pending"


def test_an_open_answer_decides_where_the_condition_names_it() -> None:
    pack = a_pack(a_question("A"), a_question("B", when=AnswerIn("A", ("unknown",))))
    assert shown(pack, "B", {"A": AnswerValue(None, AnswerState.UNKNOWN)}) == "visible"


def test_a_refused_na_leaves_the_child_pending() -> None:
    assert shown(CHAIN, "B", {"A": AnswerValue(None, AnswerState.NA, na_accepted=False)}) == "pending"
    assert shown(CHAIN, "B", {"A": AnswerValue(None, AnswerState.NA, na_accepted=True)}) == "hidden"


def test_a_hidden_parent_hides_its_child_even_if_its_old_answer_would_show_it() -> None:
    assert shown(CHAIN, "C", {"A": NO, "B": YES}) == "hidden"


def test_a_pending_parent_leaves_its_child_pending_even_if_its_old_answer_would_show_it() -> None:
    assert shown(CHAIN, "C", {"B": YES}) == "pending"


def test_the_whole_chain_is_asked_once_every_parent_says_so() -> None:
    assert visibilities(CHAIN, "full", {"A": YES, "B": YES}, {}) == dict.fromkeys("ABC", Visibility.VISIBLE)


def test_a_fact_shows_hides_or_leaves_pending() -> None:
    pack = a_pack(a_question("A", when=FactIn("foreign", ("true",))))
    assert shown(pack, "A", {}, foreign="true") == "visible"
    assert shown(pack, "A", {}, foreign="false") == "hidden"
    assert shown(pack, "A", {}, foreign=None) == "pending"
    assert shown(pack, "A", {}) == "pending"


def test_a_list_of_facts_is_looked_into_and_an_empty_one_is_known() -> None:
    pack = a_pack(a_question("A", when=FactIn("kinds", ("PI_SPECIAL", "MYNUMBER"))))
    assert shown(pack, "A", {}, kinds=("PI_HR", "MYNUMBER")) == "visible"
    assert shown(pack, "A", {}, kinds=()) == "hidden"


def test_an_unknown_part_never_decides_but_a_known_one_may() -> None:
    """All nine combinations of two three-valued parts, against Kleene's tables."""
    first, second = AnswerIn("A", ("yes",)), FactIn("f", ("true",))
    for a, b in product(TRUTHS, TRUTHS):
        truth = {first: a, second: b}
        both = holds(AllOf((first, second)), truth.get)
        either = holds(AnyOf((first, second)), truth.get)
        assert both is (False if False in (a, b) else None if None in (a, b) else True)
        assert either is (True if True in (a, b) else None if None in (a, b) else False)
        assert holds(Not(first), truth.get) is (None if a is None else not a)
        # De Morgan must survive ignorance.
        assert holds(Not(AllOf((first, second))), truth.get) is holds(AnyOf((Not(first), Not(second))), truth.get)


def test_leaves_are_listed_from_left_to_right() -> None:
    a, b, c = AnswerIn("A", ("x",)), FactIn("f", ("true",)), AnswerIn("C", ("z",))
    assert list(leaves(AllOf((a, Not(AnyOf((b, c))))))) == [a, b, c]


def test_only_active_questions_of_the_group_are_asked() -> None:
    gone = Question(
        id="X",
        section="1",
        area=ControlArea.POLICY,
        groups=("full",),
        text=WORD,
        topic=WORD,
        type=QuestionType.TEXT,
        status=QuestionStatus.DISABLED,
    )
    pack = a_pack(a_question("A"), a_question("B", groups=("light",)), gone)
    assert [question.id for question in applicable_questions(pack, "full", {}, {})] == ["A"]


def test_evidence_is_due_for_the_answers_that_call_for_it() -> None:
    question = Question(
        id="A",
        section="1",
        area=ControlArea.POLICY,
        groups=("full",),
        text=WORD,
        topic=WORD,
        type=QuestionType.CHOICE,
        evidence=(
            EvidenceRequest("named", (EvidenceKind.DOCUMENT,), WORD, required_if=("yes", "partly")),
            EvidenceRequest("always", (EvidenceKind.URL,), WORD),
        ),
    )
    assert [r.id for r in evidence_due(question, YES)] == ["named", "always"]
    assert [r.id for r in evidence_due(question, NO)] == ["always"]
    assert evidence_due(question, AnswerValue(None, AnswerState.UNKNOWN)) == ()
    assert evidence_due(question, None) == ()


@pytest.mark.parametrize(
    ("text", "months", "days"), [("P1Y", 12, 0), ("P18M", 18, 0), ("P90D", 0, 90), ("P2W", 0, 14), ("P1Y2M3D", 14, 3)]
)
def test_a_period_is_read_as_months_and_days(text: str, months: int, days: int) -> None:
    assert Period.parse(text) == Period(months, days)


@pytest.mark.parametrize("text", ["", "P", "1Y", "P1", "PT24H", "P-1D", "P1Y ", "p1y", "P1D1Y", "P１Y"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        Period.parse(text)
