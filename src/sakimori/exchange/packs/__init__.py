"""Packs of questions as files."""
