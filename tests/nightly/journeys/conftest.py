"""Journeys in a real browser that no push waits for."""

from kit.browsing import browser, context, context_settings, foreign, kept_page, page, serve, server

__all__ = ["browser", "context", "context_settings", "foreign", "kept_page", "page", "serve", "server"]
