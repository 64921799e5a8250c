"""Journeys in a real browser that each push waits for: the main job of each person, and a sample of hostile words."""

from kit.browsing import browser, context, context_settings, foreign, kept_page, page, serve

__all__ = ["browser", "context", "context_settings", "foreign", "kept_page", "page", "serve"]
