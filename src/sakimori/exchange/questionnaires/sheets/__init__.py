"""Sheets of questions in no known form: their columns, rows, choices and cells; may import exchange, domain."""
