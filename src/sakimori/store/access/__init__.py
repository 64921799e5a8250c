"""Who comes in: accounts, sessions of browsers, tokens of programs and their calls; none of it gets into the trail.

May import engine, records, domain.
"""
