"""Who comes in by the door: accounts, and the sessions of browsers; none of it gets into the trail.

May import engine, records, domain.
"""
