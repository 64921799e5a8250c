"""Packs of questions: which there are, their mistakes, what a new version changes; may import services and below."""
