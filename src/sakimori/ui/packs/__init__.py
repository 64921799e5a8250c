"""Packs of questions."""
