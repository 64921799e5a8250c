"""A pack that says to which role it is put accounts for every heading of the guideline, asked or declared not asked."""

from __future__ import annotations

import pytest

from exchange.test_packs import SOUND, linted, next_version
from sakimori.domain.codes import Role
from sakimori.domain.questions.headings import HEADINGS, heading_words
from sakimori.domain.questions.pack import NotAsked
from sakimori.domain.values.text import Text
from sakimori.exchange.packs.folder import load_pack, pack_digest, pack_from_json, pack_to_json

_GROUPS = 'groups: {light: {ja: "簡易", en: "Light"}, full: {ja: "標準", en: "Standard"}}\n'
_OTHERS = [heading for heading in HEADINGS if heading != "10-2"]


def declaring(*headings: str, groups: str = "", asked_of: str = "processor") -> str:
    """The sound pack, which asks about 10-2 in both groups, with what it says of the other headings."""
    listed = ", ".join(f'"{heading}"' for heading in headings)
    said = f'not_asked:\n  - headings: [{listed}]\n{groups}    reason: {{ja: "紙を渡さない", en: "No paper goes"}}\n'
    role = f'asked_of: "{asked_of}"\n' if asked_of else ""
    return SOUND.replace(_GROUPS, _GROUPS + role + (said if headings else ""), 1)


def test_a_pack_put_to_nobody_in_particular_need_not_account_for_anything() -> None:
    pack = load_pack(SOUND, "sample")
    assert (pack.asked_of, pack.not_asked) == (None, ())


@pytest.mark.parametrize("role", ["processor", "cloud_provider", "recipient"])
def test_a_heading_neither_asked_nor_declared_is_told_for_each_group(role: str) -> None:
    told = [problem.message.en for problem in linted(declaring(asked_of=role))]
    silent = ", ".join(_OTHERS)
    assert told == [
        f"Group “{group}” asks nothing about the guideline headings {silent}." for group in ("light", "full")
    ]


@pytest.mark.parametrize("left", _OTHERS)
def test_each_single_heading_that_is_left_out_without_a_word_is_told(left: str) -> None:
    told = linted(declaring(*(heading for heading in _OTHERS if heading != left)))
    assert [left in problem.message.ja for problem in told] == [True, True]


def test_a_pack_that_declares_the_rest_is_sound_and_says_so() -> None:
    pack = load_pack(declaring(*_OTHERS), "sample")
    assert pack.asked_of is Role.PROCESSOR
    assert pack.not_asked == (NotAsked(tuple(_OTHERS), ("light", "full"), Text("紙を渡さない", "No paper goes")),)
    assert pack.headings_of("light") == pack.headings_of("full") == ("10-2",)


def test_a_declaration_holds_for_the_groups_that_it_names() -> None:
    (problem,) = linted(declaring(*_OTHERS, groups='    groups: ["light"]\n'))
    assert "Group “full” asks nothing" in problem.message.en


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (declaring(*_OTHERS, "10-2"), "Heading 10-2, which group “light” asks about, is said not to be asked"),
        (declaring(*_OTHERS, "10-9", asked_of=""), "no heading “10-9”"),
        (declaring(*_OTHERS, groups='    groups: ["light", "full", "deep"]\n'), "no group “deep”"),
        (declaring(*_OTHERS, asked_of="gardener"), "“gardener” cannot be used"),
        (
            declaring(*_OTHERS).replace('{ja: "紙を渡さない", en: "No paper goes"}', '{ja: "紙を渡さない"}'),
            "“en” is missing",
        ),
        (declaring(*_OTHERS).replace("    reason:", "    why:"), "no key “why”"),
    ],
)
def test_a_declaration_that_cannot_be_right_is_told(text: str, said: str) -> None:
    assert any(said in problem.message.en for problem in linted(text)), [p.message.en for p in linted(text)]


def test_a_disabled_question_asks_about_nothing() -> None:
    text = declaring(*_OTHERS).replace('    weight: "3"', '    weight: "3"\n    status: "disabled"')
    assert any("headings 10-2" in problem.message.en for problem in linted(text))


def test_a_later_version_is_put_to_the_same_role() -> None:
    first = load_pack(declaring(*_OTHERS), "sample")
    assert linted(next_version(declaring(*_OTHERS)), previous=first) == ()
    for other in (next_version(), next_version(declaring(*_OTHERS, asked_of="recipient"))):
        assert any("put to the role “processor”" in p.message.en for p in linted(other, previous=first))


def test_a_frozen_pack_keeps_what_it_declared_and_one_that_declares_nothing_its_digest() -> None:
    said = load_pack(declaring(*_OTHERS), "sample")
    assert pack_from_json(pack_to_json(said)) == said
    assert pack_digest(said) != pack_digest(load_pack(SOUND, "sample"))
    assert "not_asked" not in pack_to_json(load_pack(SOUND, "sample"))


def test_every_heading_is_cited_with_its_name() -> None:
    assert heading_words("10-7") == Text("GL 10-7 外的環境の把握", "GL 10-7 grasp of the law abroad")
    assert len(HEADINGS) == 17
