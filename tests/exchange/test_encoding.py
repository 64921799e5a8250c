"""Text is read by its mark or strictly; nothing is read with holes."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.container import decode

LIST = "会社名,国\r\n㈱髙島屋,日本\r\n一番　商事,米国\r\n"


@pytest.mark.parametrize(
    ("codec", "shown"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8（BOM）"),
        ("cp932", "Shift_JIS（CP932）"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
def test_each_usual_encoding_is_recognised_and_named(codec: str, shown: str) -> None:
    decoded = decode(LIST.encode(codec))
    assert (decoded.text, decoded.encoding) == (LIST, shown)


@pytest.mark.parametrize(
    "data", [b"\xff\xff\xff", "会社名".encode() + b"\xff", b"\xef\xbb\xbf\xff", b"a\x00b\x01c"], ids=str
)
def test_bytes_that_fit_no_encoding_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        decode(data)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00\ufeff"), min_size=1))
def test_whatever_is_valid_utf8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode("utf-8")).text == text


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(UnreadableFileError):
        assert decode(data).encoding
