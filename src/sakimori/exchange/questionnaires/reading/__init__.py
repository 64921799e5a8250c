"""The reading of a questionnaire: its form recognised, its answers understood, the result.

May import exchange, domain.
"""
