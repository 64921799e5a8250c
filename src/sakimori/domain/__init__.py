"""The nouns: frozen dataclasses and enums, without clock, files and database.

May import errors and the standard library.
"""
