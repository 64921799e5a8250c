"""A place of the law is spelled in `data/law/` alone; every other wording names the entry."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from sakimori.domain.law.placing import NAMED
from sakimori.domain.law.reading import FOLDER, law
from sakimori.exchange.packs.folder import read_pack_folder

ROOT = FOLDER.parents[1]
SOURCE = ROOT / "src" / "sakimori"

SPELLED = re.compile(
    r"(?:法|規則|施行令|同|、|・|〜)?\s?第?[0-9]{1,3}条(?!件)(?:の[0-9]+)?(?:第?[0-9]+項)?(?:[0-9]+号)?"
    r"|(?<![A-Za-z])(?:Arts?\.|Articles?|(?<!PPC )Rules|PPC Rules) ?[0-9]+(?:-[0-9]+)?(?:\([0-9a-z]+\))*"
    r"|ガイドライン通則編 ?[0-9]|(?<![A-Za-z] )(?<!No\. )Act [0-9]+(?:\([0-9]+\))*(?=[,.;)]|$)"
    r"|GL(?:外国第三者編|仮名匿名編|-[A-Z]+)? ?[0-9]+(?:-[0-9]+)*|Q&A ?[0-9]+-[0-9]+"
)
"""What a citation looks like, with the name of its law or without."""


EXCEPT = {
    "exchange/documents/tables/": "what documents of others are known by",
    "exchange/registers/words.txt": "words by which files are read back: an older file must stay readable",
    "exchange/registers/list.py": "the same",
    "rules/clearance/grounds/scope.py": "all articles that do not reach at all, which is no norm of one place",
    "rules/facts/clauses/entrustment.py": "clauses of the model contract of the EU, which are no law of ours",
    "data/country_facts.csv": "facts of foreign law, each with its own source and day",
    "data/country_profiles.csv": "the same",
    "data/demo_": "what people of the made-up company wrote",
}
"""Where a place may be spelled, and why. Versions of packs that were shipped keep their words (below)."""

SHIPPED = {"jp-cloud@1.1", "jp-cloud-handling@1.1", "jp-processor@1.2", "jp-recipient@1.1"}
"""The newest versions of packs from before: each is fixed; the next one of each names the entries."""


def spelled(wording: str) -> list[str]:
    return SPELLED.findall(NAMED.sub("", wording))


def _of_tables() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.txt")):
        if path.name == "common_passwords.txt":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.lstrip().startswith("#"):
                yield f"{path.relative_to(SOURCE)}:{number}", line


def _of_code() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        bodies = [body for node in ast.walk(tree) if isinstance(body := getattr(node, "body", None), list)]
        told = {id(one.value) for body in bodies for one in body if isinstance(one, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                for line in node.value.splitlines():
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", line


_DATA = sorted([*(ROOT / "data").glob("*.toml"), *(ROOT / "data").glob("*.csv"), *SOURCE.rglob("*.toml")])


def _of_data() -> Iterator[tuple[str, str]]:
    for path in _DATA:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.startswith("#"):
                yield f"{path.relative_to(SOURCE if path.is_relative_to(SOURCE) else ROOT)}:{number}", line


@cache
def wordings() -> tuple[tuple[str, str], ...]:
    return (*_of_tables(), *_of_code(), *_of_data())


def pack_words() -> Iterator[tuple[str, str]]:
    for pack in {pack.id: pack for pack in read_pack_folder(ROOT / "questionnaires")}.values():
        name = f"{pack.id}@{pack.version}"
        path = ROOT / "questionnaires" / f"{name}.yaml"
        yield from ((name, line) for line in path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(
    "wording",
    [
        "確かめます（法28条3項）。",
        "28条の同意",
        "規則18条1項2号による",
        "施行令10条",
        "番号法29条の4第1項",
        "特定商取引法12条の3",
        "GL 3-4-4(2)",
        "GL外国第三者編 6",
        "ガイドライン通則編10-5",
        "Q&A 7-53",
        "under Art. 28(3)",
        "Articles 29 and 30",
        "Rules 17(4)",
        "APPI Art. 27",
        "Act 27, 29",
        "GL-F 4-2",
    ],
)
def test_a_spelled_citation_is_found(wording: str) -> None:
    assert spelled(wording)


@pytest.mark.parametrize(
    "wording", ["{law:act-28-3}により", "under {art:act-28-3}", "第4章", "3条件", "GLOBAL 1", "2027-01"]
)
def test_what_names_an_entry_or_no_place_is_not_found(wording: str) -> None:
    assert not spelled(wording)


def test_no_wording_spells_a_place_of_the_law() -> None:
    found = [(place, text) for place, text in wordings() if spelled(text)]
    assert [one for one in found if not one[0].startswith(tuple(EXCEPT))] == []


@pytest.mark.parametrize("start", EXCEPT)
def test_every_exception_is_needed(start: str) -> None:
    assert any(place.startswith(start) for place, text in wordings() if spelled(text))


def test_a_new_version_of_a_pack_names_the_entries() -> None:
    assert [(name, line) for name, line in pack_words() if name not in SHIPPED and spelled(line)] == []


def test_every_name_is_that_of_an_entry() -> None:
    """Code, tables and data alike, also where the wording is made only on demand."""
    for place, text in wordings():
        for kind, name in NAMED.findall(text):
            assert name in (law().places if kind == "law" else law().entries), (place, name)
