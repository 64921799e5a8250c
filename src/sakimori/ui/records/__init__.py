"""The book of records."""
