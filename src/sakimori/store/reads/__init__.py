"""What screens ask of the database, one module a subject: projections in types of their own, in portable SQL.

May import the rest of store, domain.
"""
