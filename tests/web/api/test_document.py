"""The document of the interface, in Japanese and in English: nothing without words, and no words of nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from sakimori.domain.values.text import LANGUAGES
from sakimori.web.api.documentation import openapi
from sakimori.web.api.routes import ENDPOINTS
from sakimori.web.api.words import api_words
from web.api.calling import Programs

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
ALIKE = {"URL"}
"""Words that both languages have in common."""


@pytest.fixture(scope="module")
def documents() -> dict[str, dict[str, Any]]:
    return {language: openapi(ENDPOINTS, language) for language in LANGUAGES}


def told(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every summary, description of an endpoint, parameter and field, by its place."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path} summary", operation["summary"]
            yield f"{method} {path}", operation["description"]
            for one in operation["parameters"]:
                yield f"{method} {path} {one['name']}", one["description"]
    for name, schema in document["components"]["schemas"].items():
        for field, spec in schema.get("properties", {}).items():
            yield f"{name}.{field}", spec.get("description", "")


def test_every_endpoint_parameter_and_field_has_words_in_both_languages(documents: dict[str, dict[str, Any]]) -> None:
    ja, en = dict(told(documents["ja"])), dict(told(documents["en"]))
    assert ja.keys() == en.keys()
    assert len(ja) > 1_500
    assert [place for place, words in (*ja.items(), *en.items()) if not words.strip()] == []
    foreign = [place for place, words in ja.items() if not JAPANESE.search(words) and words not in ALIKE]
    assert foreign == []
    same = [place for place, words in en.items() if words == ja[place] and words not in ALIKE]
    assert same == []


def test_a_field_of_the_stated_form_is_called_by_what_it_stands_in(documents: dict[str, dict[str, Any]]) -> None:
    forms = documents["ja"]["components"]["schemas"]
    asked = [forms[name]["properties"]["asked_by"]["description"] for name in ("Stated.Request", "Stated.Waiver")]
    assert asked == ["照会する人", "申請した人"]


def test_both_say_the_same_of_what_may_be_sent(documents: dict[str, dict[str, Any]]) -> None:
    def bare(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: bare(one) for key, one in part.items() if key not in {"description", "summary"}}
        return [bare(one) for one in part] if isinstance(part, list) else part

    def without_words(document: Mapping[str, Any]) -> Any:
        schemas = document["components"]["schemas"]
        forms = {
            name: {**bare(schema), "properties": sorted(schema.get("properties", ()))}
            for name, schema in schemas.items()
        }
        return bare({**document, "components": {"schemas": forms}})

    assert without_words(documents["ja"]) == without_words(documents["en"])


def test_no_words_are_kept_that_nothing_says(documents: dict[str, dict[str, Any]]) -> None:
    said = {words for _, words in told(documents["en"])}
    etag = {"header.ETag"}
    assert [key for key, words in api_words().items() if words.en not in said and key not in etag] == []


def test_the_page_and_the_document_speak_the_language_of_the_reader(programs: Programs) -> None:
    for language, words in (
        ("ja", "渡す相手の法人番号、名称、または取引先の番号"),
        ("en", "法人番号, name or own id of the recipient"),
    ):
        headers = {"accept-language": language}
        document = programs.client.get("/api/v1/openapi.json", headers=headers)
        assert document.headers["content-language"] == language
        assert document.json()["components"]["schemas"]["Question"]["properties"]["recipient"]["description"] == words
        assert words in programs.client.get("/api/v1/docs", headers=headers).text
    other = programs.client.get("/api/v1/openapi.json?lang=ja", headers={"accept-language": "en"})
    assert other.json()["paths"]["/api/v1/slips"]["post"]["summary"] == "提供可否票を出す"
