"""One document out of its file: the truth as values, the text as a PDF or a docx."""

from __future__ import annotations

import io
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import typst

from sakimori.exchange.paper.typeset import font_folders

HERE = Path(__file__).parent
TEXTS = HERE / "texts"

Fact = str | int | bool | date | list[str]


@dataclass(frozen=True)
class WorkedDocument:
    """A document with its truth."""

    name: str
    kind: str
    language: str
    text: str
    form: str = "pdf"
    size: float = 10.5
    columns: int = 1
    sets: tuple[str, ...] = ()
    clauses: Mapping[str, list[str]] = field(default_factory=dict)
    fields: Mapping[str, Fact] = field(default_factory=dict)
    unclear: tuple[str, ...] = ()


def documents(folder: Path = TEXTS, *kinds: str) -> Iterator[WorkedDocument]:
    """The documents of a folder, of these kinds or of all.

    Raises:
        ValueError: What is said to carry a clause does not stand in the text.
    """
    for path in sorted(folder.rglob("*.toml")):
        found = read(path)
        if not kinds or found.kind in kinds:
            yield found


def read(path: Path) -> WorkedDocument:
    """The document of a file."""
    said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    found = WorkedDocument(
        **{**said, "sets": tuple(said.get("sets", ())), "unclear": tuple(said.get("unclear", ()))}, name=path.stem
    )
    text = bare(found.text)
    missing = [words for quotes in found.clauses.values() for words in quotes if bare(words) not in text]
    if missing:
        raise ValueError(f"{path.name}: not in the text: {missing}")
    return found


def named(name: str) -> WorkedDocument:
    """The document of a name, in whatever folder it lies."""
    return read(next(TEXTS.rglob(f"{name}.toml")))


def bare(text: str) -> str:
    """A text without blanks, as quotes are compared."""
    return "".join(text.split())


def blocks(text: str) -> list[dict[str, Any]]:
    """The blocks of a text, each with its kind and its words; rows of a table that follow each other are one block."""
    found: list[dict[str, Any]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        block = _block(line)
        if block["kind"] == "table" and found and found[-1]["kind"] == "table":
            found[-1]["rows"] += block["rows"]
        else:
            found.append(block)
    for table in (one for one in found if one["kind"] == "table"):
        width = max(map(len, table["rows"]))
        table["rows"] = [row + [""] * (width - len(row)) for row in table["rows"]]
    return found


def _block(line: str) -> dict[str, Any]:
    if line == "---":
        return {"kind": "break"}
    if line == "(blank)":
        return {"kind": "blank"}
    if line.startswith("|"):
        return {"kind": "table", "rows": [[cell.strip() for cell in line.strip("|").split("|")]]}
    for mark, kind in (("# ", "title"), ("## ", "heading"), ("@header ", "header"), ("@footer ", "footer")):
        if line.startswith(mark):
            return {"kind": kind, "text": line.removeprefix(mark)}
    return {"kind": "text", "text": line}


def made(document: WorkedDocument) -> bytes:
    """The file, as its form says."""
    return as_docx(document) if document.form == "docx" else as_pdf(document)


def as_pdf(document: WorkedDocument) -> bytes:
    """The document as a PDF with text, set by typst; its words are never read as markup."""
    said = {
        "blocks": blocks(document.text), "language": document.language, "size": document.size,
        "columns": document.columns,
    }  # fmt: skip
    pdf: bytes = typst.compile(  # type: ignore[misc] # its stub leaves a type open where no output is named
        (HERE / "document.typ").read_bytes(),
        font_paths=list(font_folders()),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(said, ensure_ascii=False)},
        timestamp=0,
    )
    return pdf


def as_docx(document: WorkedDocument) -> bytes:
    """The document as Word would save it."""
    from docx import Document  # noqa: PLC0415 - only some documents are made so

    made_of: Any = Document()
    for block in blocks(document.text):
        if block["kind"] == "title":
            made_of.add_heading(block["text"], 0)
        elif block["kind"] == "heading":
            made_of.add_heading(block["text"], 2)
        elif block["kind"] in {"header", "footer"}:
            part = getattr(made_of.sections[0], block["kind"])
            part.paragraphs[0].text = block["text"].replace("{page}", "1")
        elif block["kind"] == "break":
            made_of.add_page_break()
        elif block["kind"] == "table":
            table = made_of.add_table(0, max(map(len, block["rows"])))
            for row in block["rows"]:
                for cell, words in zip(table.add_row().cells, row, strict=False):
                    cell.text = words
        else:
            made_of.add_paragraph(block.get("text", ""))
    out = io.BytesIO()
    made_of.save(out)
    return out.getvalue()
