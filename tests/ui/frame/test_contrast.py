"""Every colour of words on every ground on which it stands, in both themes: 4.5:1 and more (WCAG 2, 1.4.3).

Axe sees what the browser lays out; the grids and charts are drawn on canvases of which it sees nothing. So the pairs
are worked out from the colours themselves, as the framework mixes them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from sakimori.domain.values.text import LANGUAGES
from sakimori.ui.charts.flows import BEHIND_NAMES, ON_PATH
from sakimori.ui.charts.parties import contrast, ink_on
from sakimori.ui.frame.paper import TEXT_COLOURS
from sakimori.ui.frame.states import DARK, LIGHT, LOOKS, Mark, Palette, chip

ROOT: Final = Path(__file__).parents[3]
LEAST: Final = 4.5
COLOURS: Final = ("red", "orange", "yellow", "blue", "green", "violet", "gray")
FADED: Final = 0.6
"""Captions, hints in empty fields, heads of tables and pinned cells: so much of the colour of words."""
WHITE: Final = "#FFFFFF"

Pair = tuple[str, str, str]
"""What stands there, the colour of the words, and the ground."""

THEMES: Final = {"light": LIGHT, "dark": DARK}
SCREEN: Final = "src/sakimori/web/screen/screen.css"
SHEETS: Final = {"door": "src/sakimori/web/style.css", "vendor": "src/sakimori/web/vendor/style.css"}


def over(colour: str, share: float, ground: str) -> str:
    """A colour of which some of the ground shines through."""
    parts = [[int(one[place : place + 2], 16) for place in (1, 3, 5)] for one in (colour, ground)]
    return "#" + "".join(f"{round(share * top + (1 - share) * below):02X}" for top, below in zip(*parts, strict=True))


def settings(theme: str) -> dict[str, Any]:
    found = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][theme]
    assert isinstance(found, dict)
    return found


def grounds(said: dict[str, Any]) -> dict[str, str]:
    """What words stand on: the page, panels and fields, heads of tables, the menu and what is open in it, tints."""
    plain = {
        "page": said["backgroundColor"], "panel": said["secondaryBackgroundColor"],
        "head": said["dataframeHeaderBackgroundColor"], "menu": said["sidebar"]["backgroundColor"],
        "menu, chosen": said["sidebar"]["secondaryBackgroundColor"],
    }  # fmt: skip
    return plain | {f"{colour} tint": said[f"{colour}BackgroundColor"] for colour in COLOURS}


def of_the_framework(theme: str) -> Iterator[Pair]:
    """Running text, what is faded, links, coloured words on page, panel and tints, buttons, the chosen of several."""
    said = settings(theme)
    for name, ground in grounds(said).items():
        yield f"text on {name}", said["textColor"], ground
        yield f"faded text on {name}", over(said["textColor"], FADED, ground), ground
        yield f"link on {name}", said["linkColor"], ground
    for colour in COLOURS:
        for name in ("backgroundColor", "secondaryBackgroundColor", f"{colour}BackgroundColor"):
            yield f"{colour} words on {name}", said[f"{colour}TextColor"], said[name]
    yield "label of a primary button", WHITE, said["primaryColor"]
    chosen = re.search(r'data-selected="true".*?light-dark\((#\w+), (#\w+)\)', styles(SCREEN))
    assert chosen is not None
    words = chosen[1 if theme == "light" else 2]
    yield "the chosen of several", words, over(said["primaryColor"], 0.1, said["backgroundColor"])
    yield "the open tab", words, said["backgroundColor"]


def of_tables_and_charts(palette: Palette, theme: str) -> Iterator[Pair]:
    """What is drawn on a canvas: chips, numbers in the heat map, names in areas and over bands, axes, the day."""
    said = settings(theme)
    for colour, ground in palette.chips.items():
        yield f"{colour or 'plain'} chip", said["textColor"], ground
    for place, step in enumerate(palette.ramp):
        yield f"number in step {place} of the heat map", palette.ink, step
    for mark, fill in palette.fills.items():
        yield f"name in an area that is {mark}", ink_on(fill, palette), fill
        strongest = over(fill, ON_PATH, palette.page)
        yield f"name over a band that is {mark}", palette.ink, over(palette.page, BEHIND_NAMES, strongest)
    for name, ground in (("page", palette.page), ("panel", palette.panel)):
        yield f"words of a chart on {name}", palette.ink, ground
        yield f"axis on {name}", palette.muted, ground
        yield f"the day on {name}", palette.primary, ground
    yield "name of a version", palette.ink, palette.chips["blue"]


@pytest.mark.parametrize("theme", THEMES)
def test_all_words_of_a_theme_stand_out_from_their_ground(theme: str) -> None:
    pairs = [*of_the_framework(theme), *of_tables_and_charts(THEMES[theme], theme)]
    assert {what: round(found, 2) for what, words, ground in pairs if (found := contrast(words, ground)) < LEAST} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glyph_of_a_state_is_written_in_the_colour_of_its_word(language: str) -> None:
    """A cell holds one text: its glyph has the contrast of the chip, whatever the state."""
    for mark in Mark:
        assert chip(mark, language).startswith(f"{LOOKS[mark].glyph} ")


def styles(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def variables(*paths: str) -> dict[str, dict[str, str]]:
    """The colours that style sheets name, as they are in each theme."""
    found: dict[str, dict[str, str]] = {"light": {}, "dark": {}}
    for path in paths:
        light, _, dark = styles(path).partition("@media (prefers-color-scheme: dark)")
        names = r"--([\w-]+):\s*(#[0-9a-fA-F]{6})"
        found["light"] |= dict(re.findall(names, light))
        found["dark"] |= dict(re.findall(names, dark))
    found["dark"] = found["light"] | found["dark"]
    return found


@pytest.mark.parametrize("theme", THEMES)
def test_the_words_of_the_door_and_of_vendors_pages_stand_out(theme: str) -> None:
    said = variables(*SHEETS.values())[theme]
    pairs = {
        "ink": ("ground", "paper"), "quiet": ("ground", "paper"), "link": ("ground", "paper"),
        "amber": ("paper", "ground"), "green": ("paper",), "red": ("red-ground", "paper"),
        "blue": ("blue-ground",), "on-primary": ("primary",),
    }  # fmt: skip
    faults = {
        f"{words} on {ground}": round(found, 2)
        for words, all_grounds in pairs.items()
        for ground in all_grounds
        if (found := contrast(said[words], said[ground])) < LEAST
    }
    assert faults == {}


def test_words_on_paper_have_the_colours_of_the_light_theme() -> None:
    said = settings("light")
    assert {colour: TEXT_COLOURS[colour] for colour in COLOURS} == {c: said[f"{c}TextColor"] for c in COLOURS}
    assert all(contrast(colour, WHITE) >= LEAST for colour in TEXT_COLOURS.values())
