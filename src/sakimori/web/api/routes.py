"""Everything below /api/v1: the table of all addresses, its document, and the page that shows it."""

from __future__ import annotations

from typing import Final

from starlette.routing import Router

from sakimori.web.api import (
    clearance,
    flows,
    gaps,
    imports,
    incidents,
    questionnaires,
    records,
    registers,
    slips,
    stops,
    suppositions,
    webhooks,
)
from sakimori.web.api.documentation import document_routes
from sakimori.web.api.endpoint import Endpoint
from sakimori.web.api.serving import Served, nowhere
from sakimori.web.door import Door

ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    *clearance.ENDPOINTS,
    *suppositions.ENDPOINTS,
    *slips.ENDPOINTS,
    *registers.ENDPOINTS,
    *flows.ENDPOINTS,
    *gaps.ENDPOINTS,
    *records.ENDPOINTS,
    *stops.ENDPOINTS,
    *incidents.ENDPOINTS,
    *questionnaires.ENDPOINTS,
    *imports.ENDPOINTS,
    *webhooks.ENDPOINTS,
)


def api(door: Door) -> Router:
    """All of them, and what answers elsewhere in the same form."""
    return Router([*document_routes(ENDPOINTS), *Served(door, ENDPOINTS).routes()], default=nowhere)
