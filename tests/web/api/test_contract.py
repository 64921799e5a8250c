"""The document holds for whatever is sent: requests made up by schemathesis, right and wrong ones, and every answer.

A push tries some for each address; the nightly run more than two thousand in all. None may end as an error of ours.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from kit.examples import examples
from sakimori.web.api.documentation import openapi
from sakimori.web.api.routes import ENDPOINTS
from sakimori.web.limits import Budget
from web.api.calling import Programs
from web.serving import ORIGIN

EACH = examples(64)
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    negative_data_rejection,
]  # fmt: skip
DOCUMENT = {key: part for key, part in openapi(ENDPOINTS).items() if key != "security"}  # the token is a right one
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
TRIED: Counter[int] = Counter()


def operations() -> list[Any]:
    found: list[Any] = list(SCHEMA.get_all_operations())
    return [one.ok() for one in found]


@pytest.mark.parametrize("operation", operations(), ids=lambda one: f"{one.method} {one.path}")
def test_whatever_is_sent_is_answered_as_the_document_says(programs: Programs, operation: Any) -> None:
    programs.door.calls = Budget(10_000_000, timedelta(minutes=1))
    secret = programs.token()

    @settings(max_examples=EACH, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE)
           | operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE))  # fmt: skip
    def sent(case: Any) -> None:
        answer = case.call(
            base_url=ORIGIN, app=programs.client.app, headers={"authorization": f"Bearer {secret}"}
        )  # fmt: skip
        TRIED[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    sent()


def test_that_was_enough_and_much_of_it_was_taken() -> None:
    assert TRIED.total() >= len(ENDPOINTS) * EACH * 0.7
    assert TRIED[200] > TRIED.total() / 20
    assert not any(status >= 500 for status in TRIED)
