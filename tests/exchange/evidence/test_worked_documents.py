"""Every document whose truth is known: what is proposed stands among the first three, and little else is proposed."""

from __future__ import annotations

import re
import time

import pytest

from kit.files.documents.assembled import assembled, fold
from kit.files.documents.made import TEXTS, WorkedDocument, documents, made
from kit.files.documents.measure import Measured, measure, total
from sakimori.exchange.documents import clauses
from sakimori.exchange.documents.clauses import MOST, ClauseProposal
from sakimori.exchange.documents.letters import is_japanese
from sakimori.exchange.documents.likeness import Wordings, usual_wordings
from sakimori.exchange.documents.patterns import Finder, alternatives, needed_letters, table
from sakimori.exchange.documents.reading import read_document
from sakimori.exchange.documents.topics import clause_table
from sakimori.rules.facts.clauses import CLAUSE_SETS

EVERY = [clause.id for of_set in CLAUSE_SETS.values() for clause in of_set.clauses]


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure(documents())


def test_there_are_documents_of_every_kind_in_both_languages() -> None:
    found = [(one.kind, one.language) for one in documents()]
    for language in ("ja", "en"):
        assert found.count(("contract", language)) >= 4
        assert found.count(("certificate", language)) >= 3
        assert found.count(("report", language)) >= 2
    assert len({path.stem for path in TEXTS.rglob("*.toml")}) == len(found)


def test_the_passage_of_a_clause_stands_among_the_first_three(measured: Measured) -> None:
    score = total(measured.clauses.values())
    assert score.there > 400
    assert score.recall >= 0.99, score.misses
    assert score.hit_first >= 0.95 * score.there


def test_few_passages_are_proposed_for_clauses_that_are_not_there(measured: Measured) -> None:
    score = total(measured.clauses.values())
    assert score.precision >= 0.95, score.wrong


def test_facts_are_proposed_where_they_are_stated_and_nowhere_else(measured: Measured) -> None:
    score = total(measured.facts.values())
    assert score.there > 480
    assert score.recall >= 0.99, score.misses
    assert score.precision >= 0.98, score.wrong


@pytest.mark.parametrize("clause_id", EVERY)
def test_every_clause_has_words_by_which_it_is_found(clause_id: str) -> None:
    topic = clause_table().topics[clause_id]
    assert all(row for row in topic.either)
    assert topic.least <= len(topic.points)


def test_no_clause_is_looked_for_that_no_set_has() -> None:
    assert clause_table().topics.keys() == set(EVERY)
    assert {topic.name for topic in clause_table().topics.values()} == table("clauses")["topic"].keys()


WORDINGS = table("wordings")["wording"]


def test_every_topic_is_written_in_several_ways() -> None:
    assert WORDINGS.keys() - {"others"} == table("clauses")["topic"].keys()
    assert all(len(said) >= 4 for said in WORDINGS.values())


def test_what_most_contracts_say_is_written_in_several_ways_in_both_languages() -> None:
    for clause in CLAUSE_SETS["ITK"].clauses:  # type: ignore[index]
        said = WORDINGS[clause_table().topics[clause.id].name]
        assert len(said) >= 4
        assert {is_japanese(words) for words in said} == {True, False}


@pytest.mark.parametrize("half", [0, 1])
def test_a_wording_that_was_left_out_is_found_by_the_others(half: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rest = Wordings({topic: [one for one in said if fold(one) != half] for topic, said in WORDINGS.items()})
    monkeypatch.setattr(clauses, "usual_wordings", lambda: rest)
    score = total(measure(assembled(half)).clauses.values())
    assert score.there > 120
    assert score.recall >= 0.92, score.misses
    assert score.precision >= 0.9, score.wrong


def test_a_clause_in_words_that_no_pattern_knows_is_found_by_its_likeness() -> None:
    text = "受託者は、配送のために引き渡された名簿の写しを社外の媒体に書き写すことを差し控えるものとする。"
    assert "ITK-05" in of_text(text)


@pytest.mark.parametrize("words", WORDINGS["others"])
def test_what_contracts_say_besides_is_like_no_clause(words: str) -> None:
    likeness = usual_wordings().likeness(words)
    assert max(likeness, key=lambda topic: likeness[topic]) == "others"


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("a|b", ["a", "b"]),
        ("(a|b)|c", ["(a|b)", "c"]),
        ("[|(]|d", ["[|(]", "d"]),
        (r"\||e", [r"\|", "e"]),
        (r"a\(|b", [r"a\(", "b"]),
        ("[^)]|(?:x|[)])", ["[^)]", "(?:x|[)])"]),
    ],
)
def test_a_pattern_is_parted_only_where_no_bracket_is_open(pattern: str, parts: list[str]) -> None:
    assert alternatives(pattern) == parts


def of_text(text: str, language: str = "ja") -> dict[str, list[ClauseProposal]]:
    found: dict[str, list[ClauseProposal]] = {}
    for one in read_document(made(WorkedDocument("a", "contract", language, text))).clauses:
        found.setdefault(one.clause_id, []).append(one)
    return found


@pytest.mark.parametrize(
    ("text", "clause_id"),
    [
        ("乙は、業務を遂行するために甲から受領した貸与品を、契約の終了後直ちに返還する。", "ITK-14"),
        ("本契約に関する紛争は、東京地方裁判所を専属的合意管轄裁判所とする。", "ITK-15"),
        ("甲は、納品物を検査し、10日以内に結果を乙に通知する。", "ITK-12"),
        ("本契約の成立を証するため本書2通を作成し、各自1通を保有する。", "ITK-20"),
        ("乙の会計監査は、別途選任された監査法人が行う。", "ITK-12"),
        ("甲は、乙の請求書を受領した日から30日以内に委託料を支払う。", "ITK-11"),
        ("Either party may terminate this Agreement upon a material breach by written notice.", "ITK-13"),
        ("This Agreement is governed by the laws of Japan and the courts of Tokyo have jurisdiction.", "ITK-15"),
        ("Each party shall keep one signed original of this Agreement.", "ITK-20"),
        ("The Vendor shall not be liable for delay caused by events beyond its control.", "ITK-02"),
        ("Fees paid in advance are returned pro rata when the Agreement ends.", "ITK-14"),
    ],
)
def test_what_only_sounds_alike_is_not_proposed(text: str, clause_id: str) -> None:
    assert clause_id not in of_text(text, "ja" if text[0] > "\u3000" else "en")


def test_no_more_than_three_passages_are_proposed_the_best_first() -> None:
    lines = [
        f"第{n}条（再委託）　乙は、第{n}業務を第三者に再委託するときは、あらかじめ甲の承諾を得る。" for n in range(1, 9)
    ]
    found = of_text("\n".join(lines))["ITK-08"]
    assert len(found) == MOST
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_the_score_is_the_share_of_the_clause_that_stands_there() -> None:
    weak = of_text("乙は、再委託するときは、あらかじめ甲に通知する。")["ITK-08"][0]
    whole = of_text(
        "乙は、再委託するときは、あらかじめ甲の承諾を得て、再委託先に同等の義務を負わせ、その一覧を甲に提出し、再委託先を監督する。"
    )["ITK-08"][0]
    assert (weak.score, len(weak.has), len(weak.lacks)) == (40, 1, 3)
    assert (whole.score, len(whole.has), whole.lacks) == (100, 4, ())


def test_four_times_the_pages_take_less_than_eight_times_as_long_to_read() -> None:
    payroll = next(one for one in documents() if one.name == "contract_ja_payroll")
    articles = [line for line in payroll.text.splitlines() if line.strip() and not line.startswith("@")]
    taken = []
    for pages in (15, 60):
        text = "\n---\n".join("\n".join(articles[n % 40 : n % 40 + 12] * 2) for n in range(pages))
        body = made(WorkedDocument("long", "contract", "ja", text))
        started = time.process_time()
        assert read_document(body).page_count >= pages
        taken.append(time.process_time() - started)
    assert taken[1] < 8 * taken[0]


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("annex i(?![iv])", "annex i"),
        (r"\bends?\b", "end"),
        ("(is|are) held", " held"),
        ("[a-z]{2}safe[)(]x", "safe"),
        ("ab+c", "ab"),
        (r"(a\)|[)]){1,2}契約", "契約"),
        ("(?:a|b)", ""),
    ],
)
def test_letters_that_a_pattern_cannot_do_without_are_looked_for_first(pattern: str, letters: str) -> None:
    assert needed_letters(pattern) == letters


@pytest.mark.parametrize("text", ["annex i", "annex iv", "the end", "they are held", "契約の終了", ""])
def test_a_pattern_parted_by_its_letters_finds_what_it_finds_whole(text: str) -> None:
    for pattern in table("wordings")["concept"].values():
        assert Finder.of(pattern).stands_in(text) == bool(re.search(pattern, text, re.ASCII))
