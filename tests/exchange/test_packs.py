"""Reading packs: every value is text, and every flaw is told with file, line, key and the fix."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimori.domain.codes import ControlArea, Severity
from sakimori.domain.questions.condition import AllOf, AnswerIn, FactIn, Not
from sakimori.domain.questions.pack import Bound, Pack, Period
from sakimori.domain.values.text import Text
from sakimori.errors import PackInvalidError
from sakimori.exchange.packs.file import Bilingual
from sakimori.exchange.packs.folder import (
    latest_versions,
    lint_pack,
    lint_pack_folder,
    load_pack,
    pack_digest,
    pack_from_json,
    pack_to_json,
    read_pack_folder,
)
from sakimori.exchange.packs.problems import WORDING, PackProblem

SOUND = """\
format: "vendor-questionnaire/1"
id: "sample"
version: "1.0"
title: {ja: "見本", en: "Sample"}
source: {name: "own", licence: "CC0-1.0", text_rights: "full"}
languages: {authoritative: "ja", available: ["ja", "en"]}
groups: {light: {ja: "簡易", en: "Light"}, full: {ja: "標準", en: "Standard"}}
facts:
  - {id: "foreign", type: "bool", title: {ja: "外国", en: "Abroad"}}
answer_sets:
  scale:
    - {id: "yes", label: {ja: "はい", en: "Yes"}, aliases: [○], points: "1"}
    - {id: "partly", label: {ja: "一部", en: "Partly"}, points: "0.5", reason: "required"}
    - {id: "no", label: {ja: "いいえ", en: "No"}, points: "0"}
    - {id: "na", label: {ja: "該当なし", en: "N/A"}, excluded: "true", reason: "required"}
gap_sets:
  control:
    - {when_answer: ["no"], severity: "high", title: {ja: "{topic}がない", en: "Missing: {topic}"},
       action: {ja: "整える", en: "Do it"},
      due: "P7D"}
sections:
  - {id: "1", title: {ja: "方針", en: "Policy"}, area: "policy"}
questions:
  - id: "Q-01"
    section: "1"
    groups: ["light", "full"]
    topic: {ja: "規程", en: "rules"}
    text: {ja: "個人データの取扱規程を定めていますか。", en: "Do you have rules for handling personal data?"}
    answers: "scale"
    expect: ["yes"]
    weight: "3"
    controls: ["appi-gl:10-2", "mvsp:3.0/4.2"]
    gap_set: "control"
  - id: "Q-02"
    section: "1"
    groups: ["full"]
    area: "technical"
    text: {ja: "ログを何か月保存しますか。", en: "For how many months do you keep logs?"}
    type: "number"
    expect: {min: "12"}
    when: {all: [{q: "Q-01", in: ["yes", "partly"]}, {not: {fact: "foreign", eq: "true"}}]}
    evidence:
      - {id: "log", kinds: ["document"], text: {ja: "設定", en: "The setting"}, valid_for: "P1Y"}
    gaps:
      - {when_under: "12", severity: "medium", title: {ja: "短い", en: "Too short"},
         action: {ja: "延ばす", en: "Extend"}}
"""


def linted(text: str, *, previous: Pack | None = None) -> tuple[PackProblem, ...]:
    return lint_pack(text, "sample", previous=previous)[1]


def only(text: str) -> PackProblem:
    problems = linted(text)
    assert len(problems) == 1, [problem.line_of("en") for problem in problems]
    return problems[0]


def changed(old: str, new: str) -> str:
    assert SOUND.count(old) >= 1, old
    return SOUND.replace(old, new, 1)


def line_of(fragment: str) -> int:
    return SOUND[: SOUND.index(fragment)].count("\n") + 1


def test_a_sound_file_becomes_a_pack() -> None:
    pack = load_pack(SOUND, "sample@1.0.yaml")
    first, second = pack.questions
    assert (pack.id, pack.version, pack.title) == ("sample", "1.0", Text("見本", "Sample"))
    assert first.weight == Decimal(3)
    assert [choice.id for choice in first.choices] == ["yes", "partly", "no", "na"]
    assert first.choices[1].reason_required
    assert first.choices[3].excluded
    assert first.area is ControlArea.POLICY
    assert first.cites == Text("GL 10-2", "GL 10-2")
    assert first.gaps[0].title == Text("規程がない", "Missing: rules")
    assert (first.gaps[0].severity, first.gaps[0].due_days) == (Severity.HIGH, 7)
    assert second.area is ControlArea.TECHNICAL
    assert second.bound == Bound(minimum=Decimal(12))
    assert second.weight == Decimal(1)
    assert second.when == AllOf((AnswerIn("Q-01", ("yes", "partly")), Not(FactIn("foreign", ("true",)))))
    assert second.evidence[0].valid_for == Period(months=12)


def test_the_country_code_no_stays_text() -> None:
    text = changed("aliases: [○]", "aliases: [NO, on, ~, 0x1F, 1e3, 2026-01-01]")
    assert load_pack(text, "sample").questions[0].choices[0].aliases == ("NO", "on", "~", "0x1F", "1e3", "2026-01-01")


def test_a_version_of_3_10_is_not_3_1() -> None:
    assert load_pack(changed('version: "1.0"', "version: 3.10"), "sample").version == "3.10"


def test_an_answer_may_be_called_yes_without_quotes() -> None:
    text = SOUND.replace('"yes"', "yes").replace('"no"', "no")
    assert load_pack(text, "sample") == load_pack(SOUND, "sample")


def test_bytes_may_begin_with_a_byte_order_mark() -> None:
    assert load_pack(b"\xef\xbb\xbf" + SOUND.encode(), "sample") == load_pack(SOUND, "sample")


def test_bytes_in_another_encoding_are_refused_with_their_line() -> None:
    pack, problems = lint_pack(SOUND.encode("cp932"), "sample")
    assert pack is None
    assert (problems[0].line, problems[0].message.en) == (4, "This is not UTF-8 text.")


def test_a_doubled_key_is_told_where_it_comes_again() -> None:
    text = changed('    weight: "3"\n', '    weight: "3"\n    weight: "4"\n')
    problem = only(text)
    assert (problem.line, problem.key) == (line_of('weight: "3"') + 1, "questions[0].weight")
    assert "twice" in problem.message.en


def test_an_unknown_key_is_told_with_line_and_nearest_key() -> None:
    problem = only(changed('    expect: ["yes"]', '    expct: ["yes"]').replace('    weight: "3"\n', ""))
    assert problem.file == "sample"
    assert problem.line == line_of('expect: ["yes"]')
    assert problem.key == "questions[0].expct"
    assert problem.fix.en == "Did you mean “expect”?"
    assert "expect" in problem.fix.ja


@pytest.mark.parametrize(
    ("old", "new", "nearest"),
    [
        ('id: "foreign"', 'idd: "x", id: "foreign"', "id"),
        ('reason: "required"}', 'reson: "required"}', "reason"),
        ("valid_for:", "valid_fro:", "valid_for"),
        ("when_under:", 'when_undr: "1", when_under:', "when_under"),
        ("text_rights:", 'text_right: "full", text_rights:', "text_rights"),
        ("{not: {fact:", '{nto: {fact: "a", eq: "b"}, not: {fact:', "not"),
    ],
)
def test_the_nearest_key_is_that_of_the_part_at_hand(old: str, new: str, nearest: str) -> None:
    assert f"Did you mean “{nearest}”?" in [problem.fix.en for problem in linted(changed(old, new))]


def test_a_key_like_no_other_is_told_with_all_known_ones() -> None:
    fix = only(changed('title: {ja: "見本"', 'zzz: "1"\ntitle: {ja: "見本"')).fix.en
    assert "gap_sets" in fix
    assert "questions" in fix


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('title: {ja: "見本", en: "Sample"}', 'title: &t {ja: "見本", en: "Sample"}', "anchor"),
        ('id: "sample"', "id: *x", "alias"),
        ('version: "1.0"', 'version: !!str "1.0"', "tag"),
        ('version: "1.0"', "version: !python/name:os.system x", "tag"),
        ("format:", "%YAML 9.9\n---\nformat:", "YAML"),
        ('id: "sample"', 'id: ["sample"', "YAML"),
        ("questions:", "---\nquestions:", "several documents"),
        ('id: "sample"', "id: \x07", "YAML"),
    ],
)
def test_what_yaml_allows_and_we_do_not_is_refused(old: str, new: str, word: str) -> None:
    assert any(word in problem.message.en for problem in linted(changed(old, new)))


def test_deep_nesting_is_refused_before_it_hurts() -> None:
    problem = only("a: " + "[" * 5000 + "]" * 5000)
    assert "deeper" in problem.message.en or "YAML" in problem.message.en


@pytest.mark.parametrize("text", ["", "just text", "[]", "- a\n- b\n", "# nothing\n"])
def test_a_file_that_is_no_mapping_is_refused(text: str) -> None:
    assert linted(text)


def test_a_missing_language_is_told() -> None:
    problem = only(
        changed(
            'text: {ja: "個人データの取扱規程を定めていますか。", en: "Do you have rules for handling personal data?"}',
            'text: {ja: "個人データの取扱規程を定めていますか。"}',
        )
    )
    assert problem.key == "questions[0].text.en"
    assert "ja" in problem.fix.en


def test_placeholders_must_be_the_same_in_both_languages() -> None:
    problem = only(changed('en: "Missing: {topic}"', 'en: "Missing"'))
    assert "Placeholders differ" in problem.message.en
    assert problem.key == "gap_sets.control[0].title"


def test_a_question_that_depends_on_itself_is_a_circle() -> None:
    text = changed('    expect: ["yes"]', '    expect: ["yes"]\n    when: {q: "Q-02", in: ["1"]}')
    messages = [problem.message.en for problem in linted(text)]
    assert "The conditions run in a circle (Q-01 → Q-02 → Q-01)." in messages
    assert sum("circle" in message for message in messages) == 1


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    text = changed('reason: "required"}', 'reson: "required"}').replace('weight: "3"', 'weight: "-3"')
    problems = linted(text)
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)
    assert len(problems) == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id: "Q-02"', 'id: "Q-01"', "used twice"),
        ('    section: "1"', '    section: "9"', "no section “9”"),
        ('groups: ["full"]', 'groups: ["deep"]', "no group “deep”"),
        ('answers: "scale"', 'answers: "skale"', "no answer set “skale”"),
        ('gap_set: "control"', 'gap_set: "controls"', "no gap set “controls”"),
        ('expect: ["yes"]', 'expect: ["ja"]', "no answer “ja”"),
        ('expect: ["yes"]', 'expect: ["na"]', "no answer “na”"),
        ('expect: ["yes"]', 'expect: ["partly"]', "neither the best nor the worst"),
        ('{q: "Q-01", in: ["yes", "partly"]}', '{q: "Q-01", in: ["oui"]}', "no answer “oui”"),
        ('{q: "Q-01",', '{q: "Q-09",', "no question “Q-09”"),
        ('fact: "foreign"', 'fact: "abroad"', "no fact “abroad”"),
        ('groups: ["full"]', 'groups: ["light", "full"]', None),
        ('groups: ["light", "full"]', 'groups: ["light"]', "Group “full” lacks “Q-01”"),
        ('    weight: "3"', '    weight: "3"\n    status: "disabled"', "which is disabled"),
        ('id: "partly", label', 'id: "unknown", label', "reserved"),
        ('excluded: "true", ', "", "Only the choice “na”"),
        ('points: "0.5", ', "", "has no points"),
        ('points: "0.5"', 'points: "1.5"', "“1.5” cannot be used"),
        ('weight: "3"', 'weight: "-1"', "“-1” cannot be used"),
        ('weight: "3"', 'weight: "NaN"', "“NaN” cannot be used"),
        ('    expect: ["yes"]\n', "", "weight but expects nothing"),
        ('    type: "number"\n', '    type: "text"\n', "number and duration questions only"),
        ('    type: "number"', '    type: "number"\n    answers: "scale"', "takes no answer set"),
        ('    answers: "scale"\n', "", "has no choices"),
        ('    topic: {ja: "規程", en: "rules"}\n', "", "needs a topic"),
        ('severity: "high"', 'severity: "grave"', "“grave” cannot be used"),
        ('due: "P7D"', 'due: "P15D"', "15 days exceed the policy's 14 days"),
        ('due: "P7D"', 'due: "P1M"', "cannot be used"),
        ('due: "P7D"', 'due: "soon"', "cannot be used"),
        ('valid_for: "P1Y"', 'valid_for: "1 year"', "cannot be used"),
        ('when_answer: ["no"], severity', "severity", "does not say when it arises"),
        ('"appi-gl:10-2"', '"appi-gl:10-99"', "not on the verified list"),
        ('"mvsp:3.0/4.2"', '"mvps:4.2"', "no known form"),
        ('"appi-gl:10-2"', '"appi-gl 10-2"', "no known form"),
        ('eq: "true"}', 'eq: "true", in: ["a"]}', "no known form"),
        ('in: ["yes", "partly"]', "in: []", "no known form"),
        ('type: "bool"', 'type: "boolean"', "“boolean” cannot be used"),
        ('    weight: "3"', '    weight: "3"\n    critical: "yes"', "“yes” cannot be used"),
        ('version: "1.0"', 'version: "1"', "“1” cannot be used"),
        ('id: "sample"', 'id: "Sample Pack"', "“Sample Pack” cannot be used"),
        ('available: ["ja", "en"]', 'available: ["ja"]', "cannot be used"),
        ('text_rights: "full"', 'text_rights: "ids-only"', "licensed for ids only"),
        ('ja: "{topic}がない", en: "Missing: {topic}"', 'ja: "{name}", en: "{name}"', "know the placeholder"),
        ('ja: "短い", en: "Too short"', 'ja: "{x}", en: "{x}"', "know the placeholder"),
        ('ja: "{topic}がない", en: "Missing: {topic}"', 'ja: "{topic!r}", en: "{topic:9}"', "braces are not"),
        ('en: "Do it"', 'en: "Do {it"', "braces are not well formed"),
    ],
)  # fmt: skip
def test_each_rule_of_the_format_is_checked(old: str, new: str, said: str | None) -> None:
    messages = [problem.message.en for problem in linted(changed(old, new))]
    if said is None:
        assert messages == []
    else:
        assert any(said in message for message in messages), messages


def test_a_parent_that_comes_later_is_told() -> None:
    first, second = SOUND.index('  - id: "Q-01"'), SOUND.index('  - id: "Q-02"')
    text = SOUND[:first] + SOUND[second:] + SOUND[first:second]
    assert any("comes later" in problem.message.en for problem in linted(text))


def test_a_pack_of_ids_only_shows_the_id_in_place_of_the_text() -> None:
    text = changed('text_rights: "full"', 'text_rights: "ids-only"')
    text = "\n".join(line for line in text.splitlines() if not line.startswith("    text:"))
    assert load_pack(text, "sample").questions[1].text == Text("Q-02", "Q-02")


def test_without_such_a_licence_a_text_is_needed() -> None:
    text = "\n".join(line for line in SOUND.splitlines() if not line.startswith("    text:"))
    assert [problem.message.en for problem in linted(text)] == ["The key “text” is missing."] * 2


def test_the_file_name_must_tell_id_and_version() -> None:
    assert lint_pack(SOUND, "sample@1.0.yaml")[1] == ()
    assert [p.fix.en for p in lint_pack(SOUND, "sample@1.1.yaml")[1]] == ["Name it “sample@1.0.yaml”."]


def next_version(text: str = SOUND, version: str = "1.1") -> str:
    return text.replace('version: "1.0"', f'version: "{version}"')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SOUND, "is not after"),
        (next_version(SOUND.replace('id: "sample"', 'id: "other"')), "belongs to another pack"),
        (next_version(SOUND.replace("Q-02", "Q-03")), "“Q-02” of the previous version is gone"),
        (
            next_version(SOUND.replace("個人データの取扱規程を定めていますか。", "入口に鍵がありますか。")),
            "reused with another meaning",
        ),
        (next_version(SOUND.replace('type: "number"', 'type: "duration"')), "reused with another meaning"),
        (next_version(SOUND.replace('weight: "3"', 'weight: "4"')), "The scoring of “Q-01” has changed"),
        (next_version(SOUND.replace('min: "12"', 'min: "6"')), "The scoring of “Q-02” has changed"),
        (next_version(SOUND.replace('points: "0.5"', 'points: "0.4"')), "The scoring of “Q-01” has changed"),
        (next_version(SOUND.replace('weight: "3"', 'weight: "3"\n    critical: "true"')), "The scoring of “Q-01”"),
        (next_version(SOUND.replace('weight: "3"', 'weight: "4"'), "2.0"), None),
        (next_version(SOUND.replace("定めていますか", "文書で定めていますか")), None),
        (next_version(), None),
    ],
)
def test_an_id_keeps_its_meaning_between_versions(text: str, said: str | None) -> None:
    messages = [problem.message.en for problem in linted(text, previous=load_pack(SOUND, "sample"))]
    assert (messages == []) if said is None else any(said in message for message in messages), messages


def test_a_refusal_carries_every_problem_in_both_languages() -> None:
    with pytest.raises(PackInvalidError) as refused:
        load_pack(changed('weight: "3"', 'wieght: "3"'), "sample")
    problems = refused.value.details["problems"]
    assert isinstance(problems, tuple)
    (problem,) = problems
    assert "1" in refused.value.message("ja")
    assert "wieght" in problem.line_of("ja")
    assert "weight" in problem.line_of("en")


def test_every_problem_is_worded_in_both_languages_with_the_same_placeholders() -> None:
    for message, fix in WORDING.values():
        for text in (message, fix):
            assert Bilingual.placeholders(text.ja) == Bilingual.placeholders(text.en)
            assert "！" not in text.ja
            assert "エラー" not in text.ja


def test_a_frozen_pack_is_the_same_pack() -> None:
    pack = load_pack(SOUND, "sample")
    frozen = pack_to_json(pack)
    assert pack_from_json(frozen) == pack
    assert pack_to_json(pack_from_json(frozen)) == frozen


def test_the_digest_changes_with_any_word_and_only_then() -> None:
    pack = load_pack(SOUND, "sample")
    assert pack_digest(pack) == pack_digest(load_pack(SOUND.replace("    ", "    ") + "# remark\n", "sample"))
    assert pack_digest(pack) != pack_digest(load_pack(changed("定めていますか", "定めてありますか"), "sample"))
    assert len(pack_digest(pack)) == 64


def test_a_folder_is_read_by_version_and_the_newest_is_known(tmp_path: Path) -> None:
    for version in ("1.9", "1.10", "1.0"):
        (tmp_path / f"sample@{version}.yaml").write_text(next_version(version=version), encoding="utf-8")
    packs = read_pack_folder(tmp_path)
    assert [pack.version for pack in packs] == ["1.0", "1.9", "1.10"]
    assert [pack.version for pack in latest_versions(packs)] == ["1.10"]


def test_a_folder_tells_the_problems_of_all_its_files(tmp_path: Path) -> None:
    for name in ("sample.yaml", "sample@1.x.yaml"):
        (tmp_path / name).write_text(SOUND, encoding="utf-8")
    (tmp_path / "sample@1.1.yaml").write_text(next_version(changed('weight: "3"', 'weight: "x"')), encoding="utf-8")
    problems = [problem for file in lint_pack_folder(tmp_path) for problem in file.problems]
    assert read_pack_folder(tmp_path) == ()
    assert {problem.file for problem in problems} == {"sample.yaml", "sample@1.x.yaml", "sample@1.1.yaml"}


@given(st.text(max_size=200))
def test_no_text_whatever_makes_the_reader_fall(text: str) -> None:
    pack, problems = lint_pack(text, "sample")
    assert pack is None
    assert problems


@given(st.integers(0, len(SOUND) - 1), st.text(max_size=5))
def test_no_damage_to_a_sound_file_makes_the_reader_fall(place: int, junk: str) -> None:
    text = SOUND[:place] + junk + SOUND[place + 1 :]
    pack, problems = lint_pack(text, "sample")
    assert (pack is None) == bool(problems)
