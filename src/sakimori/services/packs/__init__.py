"""Packs of questions: which there are, what is wrong in them, what a new version changes."""
