"""Questionnaires of others, filled or blank, as companies exchange them."""
