"""The house rules that tools check: style, types, and imports that flow one way."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from kit.examples import ALL
from sakimori.rules import RULES
from sakimori.rules.clearance import CLEARANCE_RULES

PROJECT = Path(__file__).parents[1]
SOURCE = PROJECT / "src" / "sakimori"


def run(tool: str, *arguments: str) -> None:
    """Run a tool of this environment on the project and show what it says when it objects."""
    command = [str(Path(sys.executable).parent / tool), *arguments]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}", pytrace=False)


def test_ruff_finds_nothing() -> None:
    run("ruff", "check", ".")


def test_every_file_is_formatted() -> None:
    run("ruff", "format", "--check", ".")


def test_mypy_strict_finds_nothing() -> None:
    """In the program on a push; the tests themselves are looked at in the nightly run."""
    run("mypy", *([] if ALL else ["app.py", "src"]))


def test_imports_flow_one_way() -> None:
    run("lint-imports", "--no-cache")


def test_the_top_level_holds_only_what_it_may() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    top = {line.split("/")[0] for line in tracked.splitlines()}
    allowed = {"app.py", "pyproject.toml", "README.md", "data", "questionnaires", "src", "tests"}
    assert {name for name in top if not name.startswith(".")} <= allowed


def test_no_file_of_the_source_is_a_long_room() -> None:
    long = {
        str(path.relative_to(PROJECT)): lines
        for path in SOURCE.rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 350
    }
    assert long == {}


def test_no_rule_is_named_by_its_id_outside_the_rules() -> None:
    ids = {rule.id for rule in RULES} | {rule.id for rule in CLEARANCE_RULES}
    named = [
        f"{path.relative_to(SOURCE)}:{node.lineno}: {node.value!r}"
        for path in sorted(SOURCE.rglob("*.py"))
        if not path.is_relative_to(SOURCE / "rules")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in ids
    ]
    assert named == []


def test_no_folder_holds_more_than_one_can_take_in() -> None:
    folders = [path for top in (SOURCE, PROJECT / "tests") for path in (top, *top.rglob("*")) if path.is_dir()]
    entries = {
        str(folder.relative_to(PROJECT)): count
        for folder in folders
        if not {"__pycache__", "cases"} & set(folder.parts)
        and (count := sum(entry.name not in {"__pycache__", "README.md"} for entry in folder.iterdir())) > 25
    }
    assert entries == {}


STATEMENT = re.compile(r"\b(SELECT [A-Z]*\b.*|INSERT INTO \w+ .*|UPDATE \w+ SET .*|DELETE FROM \w+.*)", re.DOTALL)
DIALECT = re.compile(
    r"json_each|json_extract|PRAGMA|INSERT OR |strftime|julianday|IFNULL|GLOB|rowid|group_concat|AUTOINCREMENT|printf",
    re.IGNORECASE,
)

STATEMENTS_OUTSIDE = {
    "assessments": 5,
    "audit": 2,
    "clearance": 8,
    "dashboard": 6,
    "flows": 4,
    "gaps": 1,
    "imports": 4,
    "kernel": 15,
    "own_company": 1,
    "parties": 7,
    "requests": 3,
    "settings": 1,
}
"""How many statements still stand outside the store, by capability: a number here only ever gets smaller."""


def texts_of(path: Path) -> list[str]:
    """The texts in the source of a file, but for its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in told)
    return [node.value for node in texts if isinstance(node.value, str)]


def test_the_store_holds_the_statements_and_elsewhere_they_only_get_fewer() -> None:
    found: Counter[str] = Counter()
    for path in SOURCE.rglob("*.py"):
        floor, capability = (*path.relative_to(SOURCE).parts, "")[:2]
        if floor not in {"store", "bench"}:  # a bench holds bare statements beside ours
            found[capability if floor == "services" else floor] += sum(map(bool, map(STATEMENT.match, texts_of(path))))
    assert +found == STATEMENTS_OUTSIDE


def test_what_screens_ask_of_the_store_is_in_the_words_of_every_engine() -> None:
    strange = {
        str(path.relative_to(SOURCE)): words
        for path in (SOURCE / "store" / "reads").rglob("*.py")
        if (words := [word for text in texts_of(path) for word in DIALECT.findall(text)])
    }
    assert strange == {}


ONLY_ON = {
    "rows": "services",  # what lists show
    "view": "services",  # what one shows
    "write": "services",  # what changes it
    "check": "services",  # what is refused
    "page": "ui",
    "listing": "ui",
    "detail": "ui",
    "forms": "ui",
    "dialogs": "ui",
}
"""Names of modules that every capability shares, and the floor on which each has its meaning."""

SAID_OTHERWISE = {"form": "forms", "dialog": "dialogs", "list": "listing", "lists": "listing", "one": "detail"}
"""What somebody may call the same, and what it is called."""


def rooms() -> list[tuple[str, str, str]]:
    """Floor, capability and name of every module of a capability."""
    return [
        (floor, path.relative_to(SOURCE / floor).parts[0], path.stem)
        for floor in ("services", "ui")
        for path in (SOURCE / floor).glob("*/**/*.py")
        if path.parent.name != "screens"  # named by their addresses
    ]


def test_the_same_inner_names_mean_the_same_in_every_capability() -> None:
    strange = [
        (floor, capability, name)
        for floor, capability, name in rooms()
        if ONLY_ON.get(name, floor) != floor or (floor == "ui" and name in SAID_OTHERWISE)
    ]
    assert strange == []


def test_no_module_repeats_the_name_of_its_capability() -> None:
    def one_of(capability: str) -> str:
        return capability.removesuffix("ies") + "y" if capability.endswith("ies") else capability.removesuffix("s")

    repeated = [
        (floor, capability, name)
        for floor, capability, name in rooms()
        if name.startswith((f"{capability}_", f"{one_of(capability)}_"))
    ]
    assert repeated == []


def ways() -> dict[tuple[str, str], str]:
    """Which capability of the screens imports which, and why, as the import contract lists them."""
    text = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.findall(
        r'^    "sakimori\.ui\.(\w+)\.\*\* -> sakimori\.ui\.(\w+)\.\*\*",(?:  # (.*))?$', text, re.MULTILINE
    )
    return {(capability, other): why for capability, other, why in found}


def test_every_way_from_screen_to_screen_has_its_reason() -> None:
    assert ways()
    assert [way for way, why in ways().items() if len(why.split()) < 3] == []


def test_every_folder_says_what_it_may_import() -> None:
    told = {}
    for path in SOURCE.rglob("__init__.py"):
        words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        told[".".join(path.parent.relative_to(SOURCE).parts)] = words.lower().partition("may import ")[2]
    assert [folder for folder, imports in told.items() if folder and not imports] == []
    others = {other for _, other in ways()}
    wrong = [
        folder
        for folder, imports in told.items()
        if re.fullmatch(r"ui\.\w+", folder)
        and others & set(re.findall(r"\w+", imports)) != {to for at, to in ways() if at == folder.removeprefix("ui.")}
    ]
    assert wrong == []
