"""Bodies full of what is not known: the first hundred places are told, and nothing is looked for beyond them."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import Any

import pytest

from sakimori.domain.values.problem import MOST_PROBLEMS
from sakimori.errors import RequestInvalidError
from sakimori.exchange.request import file, form, problems
from sakimori.exchange.request.file import read_request_file
from sakimori.web.api.endpoint import MOST_BODY, Endpoint
from sakimori.web.api.routes import ENDPOINTS
from web.api.calling import Programs

READ_BODIES = [one for one in ENDPOINTS if one.body is not None or one.schema is not None]
UNKNOWN = json.dumps({f"unknown_{number}": number for number in range(40_000)}).encode()


@pytest.mark.parametrize("endpoint", READ_BODIES, ids=lambda one: one.name)
def test_no_endpoint_tells_more_than_the_first_hundred_unknown_keys(programs: Programs, endpoint: Endpoint) -> None:
    assert 500_000 < len(UNKNOWN) < MOST_BODY
    path = endpoint.path.replace("{", "").replace("}", "")
    answer = programs.call(
        endpoint.method, path, content=UNKNOWN, headers={"content-type": "application/json", "if-match": '"1."'}
    )
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "request_invalid")
    assert len(told["errors"]) == MOST_PROBLEMS


@pytest.mark.parametrize(
    "body",
    [
        {f"unknown_{n}": 1 for n in range(40_000)},
        {"flow": {f"unknown_{n}": 1 for n in range(40_000)}},
        {"countries": {f"c{n}": {} for n in range(40_000)}},
        {"flow": {"storage_countries": [f"c{n}" for n in range(60_000)]}},
        {"contracts": [{"a": 1}] * 100_000},
        {"judgements": [1] * 200_000},
        {"x" * 1_000_000: 1},
    ],
    ids=["keys", "keys_below", "countries", "countries_of_flow", "objects", "numbers", "one_long_key"],
)
def test_a_request_file_of_a_megabyte_is_looked_through_to_its_limit_alone(
    body: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    guessed, searched = [], []
    nearest, code = get_close_matches, form.country_code

    def guess(word: str, *among: Any, **how: Any) -> list[str]:
        guessed.append(word)
        return nearest(word, *among, **how)

    def search(name: str) -> str | None:
        searched.append(name)
        return code(name)

    monkeypatch.setattr(problems, "get_close_matches", guess)
    monkeypatch.setattr(file, "country_code", search)
    monkeypatch.setattr(form, "country_code", search)
    with pytest.raises(RequestInvalidError) as refused:
        read_request_file(json.dumps(body).encode(), "x.json")
    details: dict[str, Any] = dict(refused.value.details)
    assert 1 <= len(details["problems"]) <= MOST_PROBLEMS
    assert details["count"] <= 3 * file._MOST_VALUES
    assert len(guessed) <= MOST_PROBLEMS
    assert max(map(len, guessed), default=0) <= 100
    assert len(searched) <= file._MOST_COUNTRIES + 2 * MOST_PROBLEMS


def test_whoever_sends_too_many_values_is_told_so_in_words() -> None:
    with pytest.raises(RequestInvalidError) as refused:
        read_request_file(json.dumps({"contracts": [{}] * 30_000}).encode(), "x.json")
    details: dict[str, Any] = dict(refused.value.details)
    [told] = [one for one in details["problems"] if one.code == "too_many"]
    assert (told.message.ja, told.expected.en) == ("値が多すぎるため、先頭だけを調べました。", "Give up to 20,000.")
