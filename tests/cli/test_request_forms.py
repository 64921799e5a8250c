"""Whatever the printed form of a request file admits, the command answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sakimori.cli.app import app
from sakimori.cli.clear import EXIT
from sakimori.domain.codes import Outcome
from sakimori.exchange.request.form import request_schema
from sakimori.exchange.request.parts import PARTS

SCHEMA = request_schema()
ANSWERS = {*EXIT.values()}
COUNTRIES = {"country", "governing_law"}


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def least(schema: dict[str, Any], name: str = "") -> Any:  # noqa: PLR0911 - one return a form
    """The least that a form admits: of a record its required keys alone."""
    schema = resolved(schema)
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return least(schema["anyOf"][0], name)
    match schema["type"], schema.get("format"):
        case "object", _:
            return {key: least(schema["properties"][key], key) for key in schema.get("required", ())}
        case "array", _:
            return []
        case "string", "date":
            return "2026-11-20"
        case "string", "date-time":
            return "2026-11-20T09:00:00+09:00"
        case "string", _:
            return "JP" if name in COUNTRIES else "あ"
        case kind, _:
            return kind == "boolean" or 0


def lists() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every list of the form, with the form of what stands in it."""
    for name, schema in SCHEMA["properties"].items():
        if (found := resolved(schema)).get("type") == "array":
            yield name, resolved(found["items"])


LEAST = [pytest.param({name: [least(form)]}, id=name) for name, form in lists()]
WITH_ONE = [
    pytest.param({name: [least(form) | {key: least(said, key)}]}, id=f"{name}-{key}")
    for name, form in lists()
    for key, said in form["properties"].items()
    if name in {"assessments", "evidence", "waivers"} and "date" in json.dumps(said)
]


def asked(tmp_path: Path, stated: dict[str, Any]) -> tuple[int, str]:
    body = {name: least(SCHEMA["properties"][name]) for name in SCHEMA["required"]} | stated
    file = tmp_path / "request.json"
    file.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    result = CliRunner().invoke(app, ["clear", "--request", str(file), "--json"])
    return result.exit_code, result.output


def test_every_list_of_records_is_tried() -> None:
    assert {name for name, _ in lists()} == {*PARTS, "contracts"}


@pytest.mark.parametrize("stated", [*LEAST, *WITH_ONE])
def test_a_list_with_its_required_keys_alone_gets_an_answer(tmp_path: Path, stated: dict[str, Any]) -> None:
    code, output = asked(tmp_path, stated)
    assert code in ANSWERS, output
    assert code != EXIT[Outcome.ALLOWED]


def test_a_document_that_nobody_dated_counts_as_absent_and_the_answer_says_so(tmp_path: Path) -> None:
    _, output = asked(tmp_path, {"evidence": [{"filename": "報告書.pdf"}]})
    assert "evidence[0].uploaded_on" in output
    _, output = asked(tmp_path, {"evidence": [{"filename": "報告書.pdf", "effective_on": "2026-11-01"}]})
    assert "evidence[0].uploaded_on" not in output
