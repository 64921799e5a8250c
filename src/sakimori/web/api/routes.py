"""Everything below /api/v1: the table of all addresses, its document, and the page that shows it."""

from __future__ import annotations

from typing import Final

from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

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
from sakimori.web.api.serving import BASE, Served, nowhere
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
    tools = Route(f"{BASE}/mcp", _Tools(door))
    return Router([*document_routes(ENDPOINTS), tools, *Served(door, ENDPOINTS).routes()], default=nowhere)


class _Tools:
    """The tools of assistants, which need the protocol: it is loaded when the first of them asks."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._made: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._made is None:
            from sakimori.web.assistant.over_http import OverHttp  # noqa: PLC0415

            self._made = OverHttp(self._door)
        await self._made(scope, receive, send)
