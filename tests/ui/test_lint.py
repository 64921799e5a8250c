"""What no screen may do, checked in the source."""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

import sakimori
from sakimori.domain.records.hand_over import FactConfirmation, Judgement
from sakimori.rules.clearance.gate_tables import JUDGEMENTS
from sakimori.ui.frame.browser import TOKEN

SOURCE = Path(sakimori.__file__).parent
FORBIDDEN_NAMES = {
    "badge": "escapes by half and lets links through; use components.tag",
    "map": "fetches tiles from elsewhere; draw bars by country",
    "pydeck_chart": "fetches tiles from elsewhere; draw bars by country",
    "write": "guesses how to show a thing; say which element",
    "html": "shows markup; use the elements",
}
FORBIDDEN_TRACES = ("choropleth", "scattergeo", "scattermap", "scattermapbox", "densitymap", "densitymapbox")
FORBIDDEN_KEYWORDS = {"unsafe_allow_html", "unsafe_allow_javascript"}
UI_ONLY = {"streamlit", "pandas", "plotly"}
LONGEST_SCREEN = 80


def files(*parts: str) -> list[Path]:
    return sorted(SOURCE.joinpath(*parts).rglob("*.py"))


def wrongs(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and node.value.id == "st" and node.attr in FORBIDDEN_NAMES:
                yield node.lineno, f"st.{node.attr}: {FORBIDDEN_NAMES[node.attr]}"
            name = node.attr.lower().removeprefix("add_")
            if name.startswith(FORBIDDEN_TRACES):
                yield node.lineno, f"{node.attr}: fetches a map from elsewhere"
        if isinstance(node, ast.keyword) and node.arg in FORBIDDEN_KEYWORDS:
            yield node.value.lineno, f"{node.arg}: text from outside would run"
        if isinstance(node, ast.ImportFrom | ast.Import):
            named = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            if any(name.split(".")[0] == "pydeck" for name in named):
                yield node.lineno, "pydeck: fetches tiles from elsewhere"


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def found_in(paths: Iterable[Path], look: Callable[[ast.Module], Iterable[object]]) -> dict[str, list[object]]:
    """What is found in each file, by its path."""
    return {str(path.relative_to(SOURCE)): there for path in paths if (there := list(look(parsed(path))))}


def left_in_english(tree: ast.AST) -> Iterator[int]:
    """Choices that may be empty and do not say what stands there then: Streamlit would, in English."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        index = list(ast.walk(given["index"])) if "index" in given else []
        may_be_empty = node.func.attr == "multiselect" or (
            node.func.attr == "selectbox" and any(isinstance(one, ast.Constant) and one.value is None for one in index)
        )
        if may_be_empty and not {"placeholder", None} & set(given):
            yield node.lineno


def test_an_empty_choice_says_so_in_the_language_of_the_page() -> None:
    assert found_in(files("ui"), left_in_english) == {}
    for wrong in (
        "st.multiselect('a', b)",
        "st.selectbox('a', b, index=None)",
        "st.selectbox('a', b, index=x or None)",
    ):
        assert list(left_in_english(ast.parse(wrong)))
    for right in (
        "st.selectbox('a', b)",
        "st.selectbox('a', b, index=None, placeholder=c)",
        "st.multiselect('a', **more)",
    ):
        assert not list(left_in_english(ast.parse(right)))


def test_no_screen_fetches_maps_or_lets_markup_through() -> None:
    assert found_in(files("ui"), wrongs) == {}


@pytest.mark.parametrize(
    "line",
    [
        "st.map(x)", "st.badge(x)", "st.write(x)", "st.html(x)", "st.pydeck_chart(x)",
        "st.markdown(x, unsafe_allow_html=True)", "go.Choropleth()", "figure.add_scattergeo()", "import pydeck",
        "st.html(x, unsafe_allow_javascript=True)",
    ],
)  # fmt: skip
def test_the_check_itself_finds_each_of_them(line: str) -> None:
    assert list(wrongs(ast.parse(line)))


def test_no_control_of_a_page_bears_the_key_under_which_a_test_gives_its_session() -> None:
    """Whoever could set it would choose whose session it is: the name stands in one place, and nothing is drawn there.

    The measuring of pages sits at a session of its own.
    """

    def names_it(tree: ast.Module) -> Iterator[str]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and node.value == TOKEN:
                yield "itself"
            if isinstance(node, ast.ImportFrom) and node.module == "sakimori.ui.frame.browser":
                yield from (alias.name for alias in node.names if alias.name == "TOKEN")

    def drawn(tree: ast.Module) -> Iterator[int]:
        yield from (node.lineno for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "key")

    found = found_in(files("ui"), names_it)
    assert found == {"ui/frame/browser.py": ["itself"], "ui/frame/beside/page_times.py": ["TOKEN"]}
    assert found_in([SOURCE / path for path in found], drawn) == {}


def test_nothing_below_the_screens_knows_streamlit() -> None:
    def known(tree: ast.Module) -> set[str]:
        names = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            if isinstance(node, ast.ImportFrom):
                names.add((node.module or "").split(".")[0])
        return names & UI_ONLY

    assert found_in([path for path in files() if "ui" not in path.relative_to(SOURCE).parts], known) == {}


def test_no_screen_reads_as_the_program() -> None:
    """A page works at the seat of whoever looks; the seat leads back to the program only below the screens."""
    taken = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in files("ui")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "program"
    ]
    assert taken == []


def test_a_screen_is_short() -> None:
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in files("ui", "screens")}
    assert {name: count for name, count in lines.items() if count >= LONGEST_SCREEN} == {}


def silent_calls(tree: ast.Module) -> Iterator[int]:
    """The lines that call a service which takes the version that was seen, and name none."""
    takes = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sakimori.services."):
            module = importlib.import_module(node.module or "")
            for alias in node.names:
                found = getattr(module, alias.name)
                if inspect.isfunction(found) and "seen" in inspect.signature(found).parameters:
                    takes.add(alias.asname or alias.name)
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    yield from (n.lineno for n in calls if n.func.id in takes and "seen" not in {k.arg for k in n.keywords})  # type: ignore[attr-defined]


def test_a_screen_that_calls_for_a_change_names_the_version_that_it_showed() -> None:
    assert found_in(files("ui"), silent_calls) == {}


def test_every_kind_of_decision_that_may_not_count_says_so_where_it_is_taken() -> None:
    """A judgement and a confirmation are new records: they are told by their flow and its facts."""
    says = {
        node.args[1].id
        for path in files("ui")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tell_own"
        if isinstance(node.args[1], ast.Name)
    }
    assert says == {dated.kind.__name__ for dated in JUDGEMENTS if dated.kind not in {Judgement, FactConfirmation}}
