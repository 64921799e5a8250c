"""What is set above a list stands in the address, and an address sets it."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from sakimori.ui.frame.listing_state import Control


def a_list() -> None:
    """A page with every kind of control, which says what they hold."""
    import streamlit as st  # noqa: PLC0415 - the source of this function is run by itself

    from sakimori.domain.codes import Role  # noqa: PLC0415
    from sakimori.ui.frame.listing import Column, Listing  # noqa: PLC0415
    from sakimori.ui.frame.listing_state import Control  # noqa: PLC0415

    listing: Listing[str] = Listing(
        name="some",
        words="parties",
        alt="",
        identity=str,
        controls=(
            Control(name="q"),
            Control(name="roles", options=tuple(Role), is_many=True),
            Control(name="over", default=False),
            Control(name="view", options=("table", "areas"), default="table"),
        ),
        columns=(Column(name="name", is_ordered=True), Column(name="tier", is_ordered=True), Column(name="owner")),
    )
    listing.take_address()
    listing.search_box()
    st.pills("roles", list(Role), selection_mode="multi", key=listing.key("roles"))
    st.toggle("over", key=listing.key("over"))
    st.segmented_control("view", ["table", "areas"], key=listing.key("view"))
    listing.order_box()
    listing.keep_address()
    st.json({name: listing.chosen(name) for name in ("q", "roles", "over", "view", "sort")})


def shown(**asked: str) -> AppTest:
    at = AppTest.from_function(a_list)
    for name, said in asked.items():
        at.query_params[name] = said
    return at.run()


def address(at: AppTest) -> dict[str, str]:
    return {name: said if isinstance(said, str) else ",".join(said) for name, said in at.query_params.items()}


def test_nothing_set_says_nothing() -> None:
    at = shown()
    assert not at.exception
    assert address(at) == {}
    assert at.json[0].value == '{"q": "", "roles": [], "over": false, "view": "table", "sort": ""}'


def test_an_address_sets_every_control_and_stays() -> None:
    asked = {"q": "つむぎ", "roles": "recipient,processor", "over": "1", "view": "areas", "sort": "-tier"}
    at = shown(**asked)
    assert not at.exception
    assert at.text_input[0].value == "つむぎ"
    assert set(at.pills[0].value or ()) == {"processor", "recipient"}
    assert at.toggle[0].value
    assert at.selectbox[0].value == "-tier"
    assert address(at) == asked


def test_what_is_set_is_said_and_what_is_taken_back_is_not() -> None:
    at = shown()
    at.selectbox[0].set_value("name").run()
    at.text_input[0].set_value(" 山本 ").run()
    at.toggle[0].set_value(True).run()
    assert address(at) == {"sort": "name", "q": "山本", "over": "1"}
    at.selectbox[0].set_value("").run()
    at.toggle[0].set_value(False).run()
    assert address(at) == {"q": "山本"}


def test_another_address_sets_the_controls_again() -> None:
    at = shown(q="山本", over="1")
    at.query_params.clear()
    at.query_params["view"] = "areas"
    at.run()
    assert (at.text_input[0].value, at.toggle[0].value) == ("", False)
    assert address(at) == {"view": "areas"}


@pytest.mark.parametrize("asked", [{"sort": "owner"}, {"view": "x"}, {"roles": "nobody,,"}, {"over": "2"}])
def test_what_no_control_can_hold_sets_nothing(asked: dict[str, str]) -> None:
    at = shown(**asked)
    assert not at.exception
    assert at.json[0].value == shown().json[0].value


def test_many_are_said_in_the_order_of_their_options() -> None:
    assert Control(name="x", options=("a", "b", "c"), is_many=True).said(["c", "a"]) == "a,c"


def rows_to_choose() -> None:
    """A list of rows, with a table of which nobody can click in a test: what is chosen is said to it."""
    import streamlit as st  # noqa: PLC0415 - the source of this function is run by itself

    from sakimori.ui.frame.listing_state import asked_rows, say_rows  # noqa: PLC0415

    rows = st.session_state.get("rows", ["a", "b", "c"])
    if st.session_state.get("elsewhere", False):
        st.write("another page")
    else:
        key = f"some_{''.join(rows)}"
        places = asked_rows("row", "some", key, rows)
        st.text_input("stands for the table", key=key)
        clicked = st.session_state.get("clicked")
        say_rows("row", [rows[place] for place in (places if clicked is None else clicked)])
        st.json(list(places))


def begun_with(at: AppTest) -> list[int]:
    return list(json.loads(at.json[0].value))


def test_rows_that_an_address_names_are_chosen_at_first_and_those_chosen_are_said() -> None:
    at = AppTest.from_function(rows_to_choose)
    at.query_params["row"] = "c,a,gone"
    at.run()
    assert (begun_with(at), address(at)) == ([0, 2], {"row": "a,c"})
    at.session_state["clicked"] = [1]
    at.run()
    assert (begun_with(at), address(at)) == ([0, 2], {"row": "b"}), "the table is not drawn anew by a click"


def test_whoever_comes_back_finds_their_row_chosen() -> None:
    at = AppTest.from_function(rows_to_choose)
    at.session_state["clicked"] = [1]
    at.run()
    at.session_state["elsewhere"] = True
    at.run()
    at.session_state["elsewhere"], at.session_state["clicked"] = False, None
    at.run()
    assert (begun_with(at), address(at)) == ([1], {"row": "b"})


def test_other_rows_in_the_place_of_those_that_were_shown_begin_with_none() -> None:
    at = AppTest.from_function(rows_to_choose)
    at.query_params["row"] = "b"
    at.run()
    at.session_state["rows"] = ["b", "a", "d"]
    at.run()
    assert (begun_with(at), address(at)) == ([], {})


def test_nobody_is_sent_an_address_of_hundreds_of_rows() -> None:
    at = AppTest.from_function(rows_to_choose)
    at.session_state["rows"] = [f"r{number}" for number in range(21)]
    at.session_state["clicked"] = list(range(21))
    at.run()
    assert address(at) == {}
    at.session_state["clicked"] = list(range(20))
    at.run()
    assert len(address(at)["row"].split(",")) == 20
