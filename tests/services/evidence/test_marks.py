"""Places marked over the picture of a page: how an address names them, and what is drawn."""

from __future__ import annotations

import base64
import io
import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from sakimori.exchange.documents.passages import Box
from sakimori.services.evidence.marks import MOST, marked, marks_from_words, marks_in_words

BOXES = (Box(3, 0.1, 0.25, 0.9, 0.275), Box(3, 0.1, 0.28, 0.4321, 0.3))
SVG = "{http://www.w3.org/2000/svg}"


def a_picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (120, 170), "white").save(out, "PNG")
    return out.getvalue()


def test_an_address_names_places_and_gives_them_back() -> None:
    assert marks_from_words(marks_in_words(BOXES), page=3) == BOXES
    beyond = marks_in_words([Box(1, -0.2, 0.5, 1.4, 0.6)])
    assert marks_from_words(beyond, page=1) == (Box(1, 0.0, 0.5, 1.0, 0.6),)
    many = marks_from_words(marks_in_words(BOXES * MOST), page=3)
    assert len(many) == MOST


@pytest.mark.parametrize(
    "words", ["", "1-2-3", "1-2-3-4-5", "a-b-c-d", "0-0-20000-1", "-1-2-3-4", "900-0-100-5", "0-900-5-100", "1-2-3-4__"]
)
def test_an_address_that_names_no_places_is_refused(words: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - that it is refused is all
        marks_from_words(words, page=1)


def test_the_marks_lie_over_the_picture_which_stays_as_it_was() -> None:
    picture = a_picture()
    drawn = ET.fromstring(marked(picture, BOXES))  # noqa: S314 - made by ourselves
    assert (drawn.get("width"), drawn.get("height")) == ("120", "170")
    image = drawn.find(f"{SVG}image")
    assert image is not None
    assert base64.b64decode((image.get("href") or "").partition("base64,")[2]) == picture
    first, second = drawn.findall(f"{SVG}rect")
    assert [first.get(side) for side in ("x", "y", "width", "height")] == ["12.0", "42.5", "96.0", "4.3"]
    assert second.get("y") == "47.6"
