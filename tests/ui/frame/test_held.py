"""Files that pages hold until they are taken in: one of the largest a person, five on the server."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from sakimori.domain.values.text import LANGUAGES
from sakimori.errors import StateError
from sakimori.exchange.lists.container import MAX_FILE_BYTES
from sakimori.ui.frame import files
from sakimori.ui.frame.files import MOST_OF_ALL, MOST_OF_PERSON, hold, hold_instead, refuse_more

LARGE = MOST_OF_PERSON - 1


class _Read:
    """Something that was read of a file."""


@pytest.fixture(autouse=True)
def _nothing_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_HELD", {})
    monkeypatch.setattr(st, "session_state", {})


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The session whose run it is."""
    one = SimpleNamespace(session_id="first")
    monkeypatch.setattr(files, "get_script_run_ctx", lambda **_: one)
    return one


def _page(person: str = "u1", workspace: str = "one") -> Any:
    return SimpleNamespace(workspace=SimpleNamespace(target=workspace), actor=SimpleNamespace(id=person))


def _hold(page: Any, size: int, name: str = "名簿.csv") -> _Read:
    read = _Read()
    hold(page, "imports", read, name=name, size=size)
    assert st.session_state == {"imports": read}
    st.session_state.clear()
    return read


def test_a_second_large_file_of_a_person_is_refused_by_the_name_of_the_first(session: SimpleNamespace) -> None:
    read = _hold(_page(), LARGE)
    session.session_id = "second"
    refuse_more(_page(), "imports", 1)
    with pytest.raises(StateError) as refused:
        refuse_more(_page(), "imports", 2)
    assert [lang for lang in LANGUAGES if "名簿.csv" in refused.value.message(lang)] == list(LANGUAGES)
    refuse_more(_page("u2"), "imports", LARGE)  # somebody else's is not theirs
    refuse_more(_page(workspace="two"), "imports", LARGE)
    del read


@pytest.mark.usefixtures("session")
def test_another_place_of_the_same_session_counts_as_well() -> None:
    read = _hold(_page(), LARGE)
    with pytest.raises(StateError):
        refuse_more(_page(), "questionnaires", LARGE)
    del read


@pytest.mark.usefixtures("session")
def test_a_new_file_takes_the_place_of_the_one_before_it() -> None:
    read = _hold(_page(), LARGE)
    refuse_more(_page(), "imports", LARGE)
    del read


def test_what_nobody_refers_to_any_more_counts_no_longer(session: SimpleNamespace) -> None:
    read = _hold(_page(), LARGE)
    session.session_id = "second"
    with pytest.raises(StateError):
        refuse_more(_page(), "imports", LARGE)
    del read
    refuse_more(_page(), "imports", LARGE)


def test_what_was_made_of_the_same_file_counts_in_its_place(session: SimpleNamespace) -> None:
    read = _hold(_page(), LARGE)
    member = _Read()
    hold_instead("imports", member)
    assert st.session_state.pop("imports") is member
    del read
    session.session_id = "second"
    with pytest.raises(StateError):
        refuse_more(_page(), "imports", LARGE)
    del member
    refuse_more(_page(), "imports", LARGE)


def test_the_server_holds_no_more_than_five_of_the_largest(session: SimpleNamespace) -> None:
    kept = []
    for number in range(MOST_OF_ALL // LARGE):
        session.session_id = f"of {number}"
        refuse_more(_page(f"u{number}"), "imports", LARGE)
        kept.append(_hold(_page(f"u{number}"), LARGE))
    session.session_id = "last"
    with pytest.raises(StateError, match="Others are"):
        refuse_more(_page("late"), "imports", LARGE)
    refuse_more(_page("late"), "imports", 5)
    kept.pop()
    refuse_more(_page("late"), "imports", LARGE)


@pytest.mark.usefixtures("session")
def test_one_largest_file_always_goes_in_where_nothing_is_held() -> None:
    refuse_more(_page(), "imports", MAX_FILE_BYTES)
    assert MAX_FILE_BYTES < MOST_OF_PERSON < MOST_OF_ALL
