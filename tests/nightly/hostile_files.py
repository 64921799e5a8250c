"""Files that nobody sends by mistake: shapes that grow, and good files with bytes changed; and all that reads them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import Final

from kit.files.documents.made import WorkedDocument, as_docx, as_pdf
from kit.files.question_sheets import book
from sakimori.domain.values.identifier import IdentifierKind
from sakimori.exchange.documents.reading import read_document
from sakimori.exchange.lists.archive import archive_files, is_archive
from sakimori.exchange.lists.number_search import numbers_in_file
from sakimori.exchange.lists.source import read_source
from sakimori.exchange.packs.folder import lint_pack
from sakimori.exchange.parties.stop_list import read_stop_list
from sakimori.exchange.parties.sub_processor_list import read_sub_processors
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.form import read_form
from sakimori.exchange.registers.packed import top_folder, unpack_register
from sakimori.exchange.request.file import read_request_file

Reader = Callable[[bytes, str], object]

READERS: Final[dict[str, Reader]] = {
    "list": read_source,
    "questionnaire": read_form,
    "document": open_document,
    "request": read_request_file,
    "stops": lambda data, name: read_stop_list(data, name, IdentifierKind.MAIL_ADDRESS),
    "sub-processors": lambda data, name: read_sub_processors(read_source(data, name)),
    "pack": lint_pack,
    "contract": lambda data, _: read_document(data),
    "numbers": lambda data, _: numbers_in_file(data),
    "archive": lambda data, _: is_archive(data) and archive_files(data),
    "register": lambda data, _: (top_folder(data, "third_party.csv"), unpack_register(data, "third_party.csv")),
}
"""Every reader of files of others, by what it reads."""


def _times(unit: str, before: str = "", after: str = "") -> Callable[[int], bytes]:
    return lambda size: (before + unit * (size // len(unit.encode())) + after).encode()


def _asked(size: int) -> bytes:
    return "No,質問,回答\n".encode() + b"".join(f"{n},規程がありますか{n},はい\n".encode() for n in range(size // 40))


def _columns(size: int) -> bytes:
    wide = size // 40
    return b"\n".join(",".join(f"c{n}" for n in range(wide)).encode() for _ in range(8))


SHAPES: Final[dict[str, tuple[str, Callable[[int], bytes], int]]] = {
    "csv rows": ("a.csv", _asked, 24_000),
    "csv columns": ("a.csv", _columns, 24_000),
    "csv, one long cell": ("a.csv", _times("あ(", "No,質問,回答\n1,", ",はい\n2,b,はい\n"), 24_000),
    "digits": ("a.csv", _times("1 "), 24_000),
    "html <!": ("a.html", _times("<!", "<table><tr><td>a</table>"), 200_000),
    "html <!a>": ("a.html", _times("<!a>", "<table><tr><td>a</table>"), 100_000),
    "html <!--a>": ("a.html", _times("<!--a>", "<table><tr><td>a</table>"), 200_000),
    "html <![x": ("a.html", _times("<![x", "<table><tr><td>a</table>"), 200_000),
    "html </a": ("a.html", _times("</a", "<table><tr><td>a</table>"), 200_000),
    "html <a": ("a.html", _times("<a ", "<table><tr><td>a</table>"), 200_000),
    "html tables": ("a.html", _times("<table><tr><td>質問<td>はい</table>"), 24_000),
    "markdown [": ("a.md", _times("["), 12_000),
    "markdown *a": ("a.md", _times("*a"), 12_000),
    "markdown lines": ("a.md", _times("a\n"), 24_000),
    "json {": ("a.json", _times('{"a":'), 24_000),
    "yaml -": ("a.yaml", _times("- "), 12_000),
}  # fmt: skip
"""Shapes that grow: the name of the file, the file of about so many bytes, and how many to begin with.

The first ones grew as the square of their size, or nearly so, when they were first measured.
"""


@cache
def papers() -> tuple[tuple[str, bytes], ...]:
    """A contract as PDF and as a Word file."""
    paper = WorkedDocument("a", "contract", "ja", "# 契約書\n第1条　乙は、再委託しない。\n| 締結日 | 2026年4月1日 |")
    return ("a.pdf", as_pdf(paper)), ("a.docx", as_docx(paper))


def good_files() -> list[tuple[str, bytes]]:
    """A file of each format that is read."""
    rows = (("No.", "質問", "回答"), ("1", "規程がありますか", "はい"), ("2", "責任者がいますか", "いいえ"))
    text = "\n".join(",".join(row) for row in rows)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("third_party.csv", text)
    page = "".join(f"<tr>{''.join(f'<td>{cell}' for cell in row)}" for row in rows)
    return [
        ("a.xlsx", book(*rows)),
        ("a.csv", text.encode()),
        ("a.csv", text.encode("cp932")),
        ("a.csv", text.encode("utf-16")),
        ("a.html", f"<!doctype html><!-- a --><table>{page}</table>".encode()),
        ("a.md", f"# 質問\n\n|{'|'.join(rows[0])}|\n|-|-|-|\n|{'|'.join(rows[1])}|\n\n- **A** [b](http://c)\n".encode()),
        ("a.json", '{"recipient": {"legal_name": "A"}, "flow": {"name": "b"}, "a": [{"質問": "c"}]}'.encode()),
        ("a.yaml", "id: a\nversion: '1'\nquestions:\n  - id: q\n    text: {ja: あ, en: a}\n".encode()),
        ("a.xml", b"<?xml version='1.0'?><profile xmlns='http://csrc.nist.gov/ns/oscal/1.0'><a id='b'/></profile>"),
        ("a.zip", out.getvalue()),
        *papers(),
    ]  # fmt: skip


_MARKS: Final = (b"<![x", b"<!--", b"]]>", b"\x00", b"\xff\xfe", b'"', b"{", b"[", b"&#x", b"PK\x03\x04", b"\\u", b"\r",
                 b"%PDF", b"---\n", b"!!python", b"*a", b"=1+1", b"\xe3\x81")  # fmt: skip


def broken_files(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Good files with bytes changed, cut, doubled or put in; the same ones for the same seed."""
    random, files = Random(seed), good_files()  # noqa: S311 - chance only has to be the same again
    for _ in range(count):
        name, body = random.choice(files)
        made = bytearray(body)
        for _change in range(random.randint(1, 6)):
            at = random.randrange(len(made) + 1)
            match random.randrange(5):
                case 0:
                    made[at : at + 1] = bytes([random.randrange(256)])
                case 1:
                    made[at:at] = random.choice(_MARKS)
                case 2:
                    del made[at : at + random.randrange(1, 40)]
                case 3:
                    made[at:at] = made[at : at + random.randrange(1, 200)]
                case _:
                    made = made[: at or 1]
        yield random.choice([name, random.choice(files)[0]]), bytes(made)
