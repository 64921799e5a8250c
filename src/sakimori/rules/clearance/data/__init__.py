"""The data of a hand-over: source, purpose, special kinds, refusals, other laws.

May import clearance, gaps and facts.
"""
