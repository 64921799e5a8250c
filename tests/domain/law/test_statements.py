"""Statements of law: one norm an entry, read whole or refused by file and entry."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sakimori.domain.codes import Basis
from sakimori.domain.law.entries import Rests, in_english
from sakimori.domain.law.reading import FOLDER, VERSIONS, LawFileError, law, read_law
from sakimori.domain.rule import cite, entries_of
from sakimori.domain.values.text import cited, table_of
from sakimori.rules import RULES
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.facts import citations

ROOT = FOLDER.parents[1]
EVERY_RULE: list[Any] = [*RULES, *CLEARANCE_RULES]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "law")
    return tmp_path / "law"


def changed(folder: Path, file: str, before: str, after: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("place", "english"),
    [
        ("27条", "27"),
        ("27条1項", "27(1)"),
        ("27条5項3号", "27(5)(iii)"),
        ("26条1項ただし書", "26(1), proviso"),
        ("16条1号", "16(i)"),
        ("12条の3第1項", "12-3(1)"),
        ("3-4-4(1)", "3-4-4(1)"),
        ("", ""),
    ],
)
def test_the_english_of_a_place_follows_from_the_japanese(place: str, english: str) -> None:
    assert in_english(place) == english


def test_no_entry_holds_two_norms() -> None:
    several = re.compile(r"条.*[・、〜].*[0-9]|[0-9]\)\([0-9]|Arts\.")
    assert [
        e.printed for e in law().entries.values() if several.search(e.printed.ja) or several.search(e.printed.en)
    ] == []
    alike = [place.id for place in law().places.values() if place.id not in law().entries and not place.entries]
    assert alike == []


def test_each_statement_is_one_sentence_or_two_in_both_languages() -> None:
    for entry in law().entries.values():
        assert entry.says.ja.endswith("。"), entry.id
        assert entry.says.en.endswith("."), entry.id
        assert len(entry.says.ja) <= 130, entry.id


def test_what_nobody_read_is_the_ground_of_no_law() -> None:
    unread = {entry.id for entry in law().entries.values() if entry.rests is Rests.UNREAD}
    assert unread
    assert {law().entries[one].basis for one in unread} == {Basis.POLICY}
    by_law = [rule for rule in EVERY_RULE if rule.basis is not Basis.POLICY]
    assert [
        rule.id for rule in by_law if entries_of(rule.cites) and {e.id for e in entries_of(rule.cites)} <= unread
    ] == []


def test_every_rule_but_a_policy_cites_an_entry() -> None:
    assert [rule.id for rule in EVERY_RULE if rule.basis is not Basis.POLICY and not entries_of(rule.cites)] == []


def test_every_citation_of_rules_is_a_place_of_the_entries() -> None:
    named = {name: one for name, one in vars(citations).items() if name.isupper()}
    assert {one.text for one in named.values()} <= {place.printed for place in law().places.values()}


def test_a_mistyped_id_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        cite("act-28-33")
    with pytest.raises(KeyError):
        table_of("key | {law:act-28-33} | {law:act-28-33}")


def test_a_wording_names_its_law_and_prints_it() -> None:
    said = cited("要ります（{law:act-28-3}）。{says:act-24}", "Needed ({law:act-28-3}). {says:act-24}")
    assert said.ja.startswith("要ります（法28条3項）。個人データを")
    assert said.en.startswith("Needed (APPI Art. 28(3)). Workers")
    assert cited("{name}：{day}", "{name}: {day}").format(name="a", day="b").ja == "a：b"


@pytest.mark.parametrize(
    ("file", "before", "after", "why"),
    [
        ("act.toml", 'place = "2条1項"\n', "", "place"),
        ("act.toml", 'place = "2条1項"', 'place = "二条"', "place"),
        ("act.toml", "[act-2-1]", "[acta-2-1]", "acta"),
        ("act.toml", "[act-2-1]", "[Act-2]", "small letters"),
        ("act.toml", "[act-16-1]", "[act-2-1]", "read"),
        ("order-and-rules.toml", "[order-4-1]", "[act-2-1]", "two entries"),
        ("act.toml", "again = 2026-11-27", 'again = "2026-11-27"', "again"),
        ("act.toml", "again = 2026-11-27", "agian = 2026-11-27", "agian"),
        ("sources.toml", 'rests = "text"', 'rests = "unread"', "no law"),
        ("sources.toml", 'rests = "text"', 'rests = "hearsay"', "rests"),
        ("sources.toml", 'cite = ["法", "APPI Art. "]', 'cite = ["法"]', "cite"),
        ("printed.toml", '"act-16-1", ', '"act-16-11", ', "act-16-11"),
        ("printed.toml", "法16条1項・3項", "法16条1項", "is that of"),
        ("act.toml", 'place = "2条1項"', "place = ", "cannot be read"),
    ],
)
def test_a_broken_file_is_refused_by_file_and_entry(copied: Path, file: str, before: str, after: str, why: str) -> None:
    changed(copied, file, before, after)
    with pytest.raises(LawFileError) as refused:
        read_law(copied)
    assert why in refused.value.message("en")
    assert re.search("[ぁ-ん]", refused.value.message("ja"))


def test_versions_hold_each_entry_as_it_stands() -> None:
    """A changed entry adds its digest (SAKIMORI_PIN=1); that of a version before is never taken out."""
    path = FOLDER / VERSIONS
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    noted = {name: digests for name, *digests in (line.split() for line in lines)}
    for entry in law().entries.values():
        digests = noted.setdefault(entry.id, [])
        if entry.digest not in digests:
            digests.append(entry.digest)
    wanted = "\n".join([head, *(" ".join([name, *digests]) for name, digests in noted.items())]) + "\n"
    if os.environ.get("SAKIMORI_PIN"):
        path.write_text(wanted, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == wanted


def test_the_first_version_of_an_entry_adds_nothing() -> None:
    first = {name: digests[:1] for name, digests in law().versions.items()}
    standing = [entry for entry in law().entries.values() if first[entry.id] == (entry.digest,)]
    assert standing
    assert law().changes(standing) == 0
    assert law().changed(standing) == []


def test_each_further_version_adds_one_to_the_revision(copied: Path) -> None:
    changed(copied, "act.toml", "必要かつ適切な監督を行う。", "必要かつ適切な監督をする。")
    once = read_law(copied)
    assert once.changes([once.entries["act-24"]]) == 1
    assert once.changes([once.entries["act-23"]]) == 0
    digest = once.entries["act-24"].digest
    assert once.changed(once.entries.values()) == [["act-24", digest]]
    changed(copied, VERSIONS, "act-24 ", f"act-24 {law().entries['act-24'].digest} {digest} #")
    assert read_law(copied).changes([read_law(copied).entries["act-24"]]) == 1


def test_a_day_of_reading_is_no_new_version(copied: Path) -> None:
    changed(copied, "act.toml", "again = 2026-11-27", "again = 2026-12-01")
    assert read_law(copied).changed(read_law(copied).entries.values()) == []


_ASK = """
import sys
from pathlib import Path
from sakimori.rules import RULES
from sakimori.rules.evaluation import rules_by_default
print(rules_by_default())
print(*sorted(f"{rule.id}={rule.revision}" for rule in RULES))
"""


def test_a_corrected_entry_raises_the_rules_that_cite_it_and_no_other(tmp_path: Path) -> None:
    """Programs are started on a copy of sources and data: what holds at import shows only there."""
    for part in ("src", "data"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("local", "__pycache__", "*.db*"))

    def asked() -> tuple[str, dict[str, str]]:
        done = subprocess.run(
            [sys.executable, "-c", _ASK],
            env={**os.environ, "PYTHONPATH": str(tmp_path / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        digest, rules = done.stdout.splitlines()
        return digest, dict(one.split("=") for one in rules.split())

    digest, before = asked()
    changed(tmp_path / "data" / "law", "act.toml", "必要かつ適切な監督を行う。", "必要かつ適切な監督をする。")
    other, after = asked()
    citing = {rule.id for rule in RULES if "act-24" in {entry.id for entry in entries_of(rule.cites)}}
    assert citing
    assert other != digest
    assert {name for name in before if before[name] != after[name]} == citing
