"""A list on a page and as a file: its columns are declared once; a page draws some of its rows, a file holds all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final, Generic, Literal, TypeVar

import streamlit as st

from sakimori.domain.values.text import LANGUAGES
from sakimori.exchange.paper.safe_files import Cell as FileCell
from sakimori.exchange.paper.safe_files import OutSheet, safe_csv, safe_xlsx
from sakimori.ui.frame.browser import address_here
from sakimori.ui.frame.components import Export, go_to
from sakimori.ui.frame.dialogs import fresh_key
from sakimori.ui.frame.formats import day, moment
from sakimori.ui.frame.listing_state import Control, Place, Turned, address_of, address_with, asked_rows, say_rows
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import (
    Cell,
    TableColumn,
    button_column,
    chip_column,
    number_column,
    percent_column,
    table,
    text_column,
)
from sakimori.ui.frame.text import dotted, language, t

Row = TypeVar("Row")
Read = Callable[[int, int], tuple[Sequence[Row], int]]
"""Some rows, from a place on and so many at most, and how many there are in all."""

PER_PAGE: Final = 100
_DIGITS: Final = 6
_QUERY, _ORDER = "q", "sort"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row]):
    """One column: its cell on the page, in files, or in both alike; its heading is the wording `col_<name>` or `title`.

    `widths` are pixels in Japanese and in English, `file_width` is in characters. `chips` gives the colour of each word
    that may stand in it; `press` makes a button of it. `is_ordered` lets people order by it.
    """

    name: str
    title: Callable[[], str] | None = None
    cell: Callable[[Row, Page], Cell] | None = None
    both: Callable[[Row, Page], str | int | None] | None = None
    widths: tuple[int, int] = (120, 120)
    chips: Callable[[], Mapping[str, str]] | None = None
    press: Callable[[Row], None] | None = None
    is_number: bool = False
    is_percent: bool = False
    is_ordered: bool = False
    file: Callable[[Row, Page], FileCell] | None = None
    file_width: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[Row]):
    """A list: `name` begins its controls and files, `words` its wordings; `identity` tells its rows apart.

    Its controls stand in the address, and the number of its page under `address`. An export is noted as one of
    `record`. Columns that order it do so by a control of their own, whose usual order is worded `order`.
    `title` is the wording above its rows in a workbook. Without any rows `none_left` stands in its place.
    The name of a row stands in the column `link`, else in the first one of words. It leads to another page where
    `leads` says so, else `opens` something, once; where it shows something on the page itself, the address names it
    under `choice`.
    """

    name: str
    words: str
    columns: tuple[Column[Row], ...]
    identity: Callable[[Row], str]
    alt: str
    controls: tuple[Control, ...] = ()
    address: str = "p"
    record: str = ""
    select: Literal["none", "one", "many"] = "one"
    title: str = ""
    none_left: str = ""
    link: str = ""
    leads: Callable[[Row, Page], Place] | None = None
    opens: Callable[[Row], None] | None = None
    choice: str = ""

    def key(self, control: str) -> str:
        """Where the session keeps what a control holds."""
        return f"{self.name}_{control}"

    def take_address(self) -> None:
        """Set the controls from the address, once for each; later those that a way to another page had forgotten."""
        asked = {self.key(control.name): control.asked() for control in self._controls}
        if st.session_state.get(self._came_with) == self._address:
            asked = {key: value for key, value in asked.items() if key not in st.session_state}
        st.session_state.update({self._came_with: self._address, **asked})

    def keep_address(self) -> None:
        """Have the address say what the controls hold, so that it can be sent on; one that says so already stays."""
        for control in self._controls:
            said = control.said(self.chosen(control.name))
            if said == control.said(control.asked()):
                continue
            if said:
                st.query_params[control.name] = said
            else:
                st.query_params.pop(control.name, None)
        st.session_state[self._came_with] = self._address

    def chosen(self, control: str) -> Any:  # noqa: ANN401 - whatever a control holds
        """What a control holds; a search without the blanks around it."""
        default = next(one.default for one in self._controls if one.name == control)
        value = st.session_state.get(self.key(control), default)
        return value.strip() if type(value) is str else value

    def search_box(self, width: Literal["stretch"] | int = "stretch") -> str:
        """The control `q`: a text that narrows the list whenever the typing pauses; worded `search`, `search_hint`."""
        st.text_input(
            t(f"{self.words}.search"), type="search", live="250ms", placeholder=t(f"{self.words}.search_hint"),
            key=self.key(_QUERY), label_visibility="collapsed", width=width,
        )  # fmt: skip
        return str(self.chosen(_QUERY))

    def order_box(self, usual: str = "") -> str:
        """By which column the list is ordered, with a minus from the end; empty for its usual order, worded `usual`."""
        orders = self._orders() | ({"": usual} if usual else {})
        st.selectbox(
            t("list.order"), list(orders), key=self.key(_ORDER), format_func=orders.__getitem__,
            label_visibility="collapsed", width=200,
        )  # fmt: skip
        return str(self.chosen(_ORDER))

    def _orders(self) -> dict[str, str]:
        titles = {column.name: self._heading(column) for column in self.columns if column.is_ordered}
        return {"": t(f"{self.words}.order")} | {
            f"{sign}{name}": t(word, column=title)
            for name, title in titles.items()
            for sign, word in (("", "list.order_up"), ("-", "list.order_down"))
        }

    @property
    def _controls(self) -> tuple[Control, ...]:
        orders = ("", *(f"{sign}{one.name}" for one in self.columns if one.is_ordered for sign in ("", "-")))
        return (*self.controls, Control(name=_ORDER, options=orders)) if len(orders) > 1 else self.controls

    @property
    def _came_with(self) -> str:
        return f"{self.name}_came_with"

    @property
    def _address(self) -> tuple[str, ...]:
        return tuple(st.query_params.get(control.name, "") for control in self._controls)

    def draw(self, page: Page, read: Read[Row], *, of: object, without: Collection[str] = ()) -> list[Row]:
        """Draw one page of the rows and give those that are chosen; another `of` begins with the first page again.

        Columns may be left out.
        """
        number = self._number(of)
        rows, total = read((number - 1) * PER_PAGE, PER_PAGE)
        if not rows and number > 1:
            number = self._turn_to(max(1, -(-total // PER_PAGE)), of)
            rows, total = read((number - 1) * PER_PAGE, PER_PAGE)
        if not rows and self.none_left:
            st.info(t(self.none_left), icon=":material/filter_alt:")
            return []
        # Another key for other rows: a choice must not move on to whatever stands in its place now.
        key = f"{self.name}_table_{page.number}_{hash(tuple(map(self.identity, rows))) & 0xFFFFFF}"
        if self.opens is not None:
            key = fresh_key(key)
        shown = [
            (column, cell)
            for column in self.columns
            if (cell := column.cell or column.both) is not None and column.name not in without
        ]
        marks = list(map(self.identity, rows))
        chosen = table(
            [[cell(row, page) for _, cell in shown] for row in rows],
            {column.name: self._config(column, rows) for column, _ in shown},
            key=key,
            alt=t(self.alt),
            select=self.select,
            begins_with=asked_rows(self.choice, self.name, key, marks),
            link=self.link,
            marks=[f"{self.name}~{mark}" for mark in marks],
            addresses=self._addresses(page, rows),
        )
        if total > PER_PAGE:
            self._pages(number, len(rows), total)
        found = [rows[place] for place in chosen if place < len(rows)]
        if self.choice:
            say_rows(self.choice, list(map(self.identity, found)))
        if self.leads is not None and found:
            name, query = self.leads(found[0], page)
            go_to(name, **query)
        if self.opens is not None and found:
            self.opens(found[0])
        return found

    def _addresses(self, page: Page, rows: Sequence[Row]) -> list[str]:
        """Where the names lead: to the records, or to this page with the row chosen; empty for what is opened once."""
        if self.leads is not None:
            return [address_of(*self.leads(row, page)) for row in rows]
        return [address_with(self.choice, self.identity(row)) for row in rows] if self.choice else []

    def _config(self, column: Column[Row], rows: Sequence[Row]) -> TableColumn:
        title = self._heading(column)
        width = column.widths[LANGUAGES.index(language())]
        if column.press is not None:
            press = column.press
            return button_column(title, on_row=lambda place: press(rows[place]), width=width)
        if column.chips is not None:
            return chip_column(title, column.chips(), width=width)
        if column.is_number or column.is_percent:
            return (percent_column if column.is_percent else number_column)(title, width=width)
        return text_column(title, width=width)

    def _heading(self, column: Column[Row]) -> str:
        return column.title() if column.title is not None else t(f"{self.words}.col_{column.name}")

    def first(self, of: object) -> int:
        """Where the page that is shown begins."""
        return (self._number(of) - 1) * PER_PAGE

    def _number(self, of: object) -> int:
        """Which page: that of an address with which somebody came, else the chosen one, the first of other rows."""
        asked, turned = st.query_params.get(self.address, ""), st.session_state.get(self._turned)
        if turned is None or asked != turned.said:
            return self._turn_to(max(1, int(asked)) if asked.isdecimal() and len(asked) <= _DIGITS else 1, of)
        if turned.of != of:
            return self._turn_to(1, of)
        number: int = st.session_state.get(turned.control, int(asked or 1))
        self._say(number, turned)
        return number

    def _turn_to(self, number: int, of: object) -> int:
        """Draw the control anew, so that it begins with this page."""
        before: Turned | None = st.session_state.get(self._turned)
        again = "_again" if before is not None and not before.control.endswith("_again") else ""
        self._say(number, Turned(of, "", f"{self.name}_page{again}", number))
        return number

    def _say(self, number: int, turned: Turned) -> None:
        said = str(number) if number > 1 else ""
        if said:
            st.query_params[self.address] = said
        else:
            st.query_params.pop(self.address, None)
        st.session_state[self._turned] = replace(turned, said=said)

    @property
    def _turned(self) -> str:
        return f"{self.name}_turned"

    def _pages(self, number: int, shown: int, total: int) -> None:
        first, pages, turned = (number - 1) * PER_PAGE, -(-total // PER_PAGE), st.session_state[self._turned]
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                t("list.range", first=f"{first + 1:,}", last=f"{first + shown:,}", total=f"{total:,}"),
                width="content",
            )
            st.space("stretch")
            st.pagination(pages, default=min(turned.first, pages), key=turned.control)

    def exports(
        self,
        page: Page,
        rows: Callable[[], Iterable[Row]],
        narrowed: Callable[[], Iterable[str]],
        *,
        about: Callable[[], Iterable[tuple[str, str]]] = tuple,
        key: str = "",
        instead: Callable[[], OutSheet | None] = lambda: None,
    ) -> tuple[Export, ...]:
        """All rows as a workbook and as a CSV, with who made it, when, by which filter; each is noted when made.

        `about` says in words what the rows are of, `key` is the record that is noted. What the page shows `instead` of
        the rows stands so in the workbook too.
        """
        name = f"sakimori-{self.name.replace('_', '-')}-{page.on.isoformat()}"

        def workbook() -> bytes:
            said = OutSheet(t("list.about"), [*about(), *self._about(page, narrowed())], widths=(20, 80), header_rows=0)
            widths = tuple(column.file_width for column in self.columns if column.file or column.both)
            title = t(self.title or f"page.{self.words}")
            self._note(page, key)
            return safe_xlsx([instead() or OutSheet(title, self._lines(page, rows()), widths=widths), said])

        def text() -> bytes:
            self._note(page, key)
            return safe_csv(chain(about(), self._about(page, narrowed()), [[]], self._lines(page, rows())))

        return (
            Export(t("list.export_xlsx"), f"{name}.xlsx", XLSX, workbook),
            Export(t("list.export_csv"), f"{name}.csv", "text/csv", text),
        )

    def _note(self, page: Page, key: str) -> None:
        page.workspace.access(f"{self.name}.exported", actor=page.actor, at=page.at, what=self.record, key=key)

    def _lines(self, page: Page, rows: Iterable[Row]) -> Iterator[list[FileCell]]:
        kept = [(column, cell) for column in self.columns if (cell := column.file or column.both) is not None]
        yield [self._heading(column) for column, _ in kept]
        for row in rows:
            yield [cell(row, page) for _, cell in kept]

    @staticmethod
    def _about(page: Page, narrowed: Iterable[str]) -> list[list[FileCell]]:
        number, head = page.workspace.head()
        here = address_here()
        address: list[list[FileCell]] = [[t("list.address"), here]] if here else []
        return [
            [t("list.by"), page.actor.name],
            [t("list.at"), moment(page.at, language())],
            [t("frame.as_of_label"), day(page.on, language())],
            [t("list.filter"), dotted(narrowed)],
            [t("list.head"), f"{number} {head}"],
            *address,
        ]
