"""Which questions of two packs ask the same, and on what ground we think so."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from sakimori.domain.codes import ControlArea
from sakimori.domain.questions.pack import (
    Choice,
    Group,
    Pack,
    Question,
    QuestionStatus,
    QuestionType,
    Section,
    Source,
    TextRights,
)
from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.ours.private_pack import SENDER
from sakimori.services.assessments.comparisons.pairs import MOST_UNDER_ONE, Ground, KnownPack, QuestionPair, pairs

CHOICES = (Choice("yes", Text("はい", "Yes")), Choice("no", Text("いいえ", "No")))
_DIGESTS = itertools.count()


def a_question(question_id: str, text: str, **more: Any) -> Question:
    words = Text(text, text)
    facts = {"type": QuestionType.CHOICE, "choices": CHOICES, "expect": ("yes",)} | more
    return Question(question_id, "S", ControlArea.TECHNICAL, ("full",), words, words, **facts)


def a_pack(*questions: Question, pack_id: str = "p") -> KnownPack:
    pack = Pack(
        id=pack_id,
        version="1.0",
        title=Text("票", "Sheet"),
        source=Source("", "", "", TextRights.USER_SUPPLIED, None),
        authoritative="ja",
        groups=(Group("full", Text("すべて", "All")),),
        facts=(),
        sections=(Section("S", "", Text("節", "Section")),),
        questions=questions,
    )
    return KnownPack(f"digest-{next(_DIGESTS)}", pack)


def found(asked: Question, *known: Question, pack_id: str = "other") -> list[tuple[str, Ground]]:
    pairs_of = pairs(a_pack(asked), a_pack(*known, pack_id=pack_id))
    return [(pair.source_id, pair.ground) for pair in pairs_of.get(asked.id, ())]


def test_each_pair_stands_on_its_surest_ground() -> None:
    asked = a_question("A-1", "鍵を管理しているか", controls=("iso27001:2022/A.8.24",))
    assert found(asked, a_question("9", "鍵を管理しているか", controls=("iso27001:2022/A.8.24",))) == [
        ("9", Ground.WORDING)
    ]
    assert found(asked, asked, pack_id="p") == [("A-1", Ground.QUESTION)]


def test_a_question_that_changed_its_meaning_is_not_the_same_question_of_its_pack() -> None:
    asked = a_question("A-1", "鍵を管理しているか")
    assert found(asked, a_question("A-1", "鍵を捨てているか"), pack_id="p") == []


def test_a_control_joins_what_few_questions_name_and_not_a_chapter() -> None:
    control = "iso27001:2022/A.8.24"
    asked = a_question("A-1", "暗号鍵の世代を管理しているか", controls=(control,))
    few = [a_question(str(place), f"別の問い{'い' * place}", controls=(control,)) for place in range(MOST_UNDER_ONE)]
    assert found(asked, *few) == [(one.id, Ground.CONTROL) for one in few]
    many = [*few, a_question("more", "さらに別の問い", controls=(control,))]
    assert found(asked, *many) == []
    crowd = a_pack(*(replace(one, id=f"A-{one.id}") for one in many))
    assert pairs(crowd, a_pack(asked, pack_id="other")) == {}


def test_what_hopes_for_the_opposite_is_joined_by_its_very_words_alone() -> None:
    control = "iso27001:2022/A.8.24"
    asked = a_question("A-1", "暗号鍵の世代を管理しているか", controls=(control,))
    adverse = a_question("9", "鍵の漏えいがあったか", controls=(control,), expect=("no",))
    assert found(asked, adverse) == []
    assert found(asked, a_question("9", asked.text.ja, expect=("no",))) == [("9", Ground.WORDING)]
    chosen = (Choice("c1", Text("甲", "A")), Choice("c2", Text("乙", "B")))
    of_its_own = a_question("9", "鍵の保管場所はどこか", controls=(control,), choices=chosen, expect=("c1",))
    assert found(asked, of_its_own) == [("9", Ground.CONTROL)]
    silent = a_question("9", "鍵の漏えいがあったか", controls=(control,), expect=())
    assert found(asked, silent) == [("9", Ground.CONTROL)]


def test_a_number_of_a_sender_counts_where_a_control_or_the_words_agree() -> None:
    numbered = {"external_ids": ((SENDER, ("AIS-01.1",)),)}
    asked = a_question("A-1", "Is there a policy for secure software?", **numbered)
    assert found(asked, a_question("B-1", "安全な開発の方針があるか", **numbered)) == []
    same = {**numbered, "controls": ("ccm:4.0.7/AIS-01",)}
    asked = a_question("A-1", "Is there a policy for secure software?", **same)
    assert found(asked, a_question("B-1", "安全な開発の方針があるか", **same)) == [("B-1", Ground.ID)]
    of_a_catalogue = {"external_ids": (("caiq", ("AIS-01.1",)),)}
    asked = a_question("A-1", "Is there a policy for secure software?", **of_a_catalogue)
    assert found(asked, a_question("B-1", "安全な開発の方針があるか", **of_a_catalogue)) == [("B-1", Ground.ID)]


def test_a_number_of_a_sender_joins_no_words_that_deny_or_count_otherwise() -> None:
    numbered = {"external_ids": ((SENDER, ("3-2",)),)}
    asked = a_question("A-1", "委託先の監査を年1回実施していますか", **numbered)
    for text, expected in (
        ("委託先の監査を年1回は実施していますか", [("B-1", Ground.ALIKE)]),
        ("委託先への監査を年1回くらい実施していますか", [("B-1", Ground.ID)]),
        ("委託先への監査を年2回くらい実施していますか", []),
        ("委託先への監査を年1回くらい実施していませんか", []),
    ):
        joined = found(asked, a_question("B-1", text, **numbered))
        assert joined in (expected, [("B-1", Ground.ID)] if expected else []), text


def test_the_same_id_in_another_pack_is_another_question() -> None:
    asked = a_question("A-1", "鍵を管理しているか")
    assert found(asked, a_question("A-1", "鍵を管理しているか"), pack_id="other") == [("A-1", Ground.WORDING)]


def test_a_disabled_question_is_joined_to_nothing() -> None:
    gone = a_question("9", "鍵を管理しているか", status=QuestionStatus.DISABLED)
    assert found(a_question("A-1", "鍵を管理しているか"), gone) == []


def test_what_was_found_about_two_packs_is_not_looked_for_again() -> None:
    one, other = a_pack(a_question("1", "甲か")), a_pack(a_question("2", "甲か"), pack_id="other")
    assert pairs(one, other) is pairs(KnownPack(one.digest, one.pack), KnownPack(other.digest, other.pack))
    assert pairs(one, other)["1"] == (QuestionPair("2", Ground.WORDING),)
