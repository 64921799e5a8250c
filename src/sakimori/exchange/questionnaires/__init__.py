"""Questionnaires as companies exchange them, ours and those of others, filled or blank; may import exchange, domain."""
