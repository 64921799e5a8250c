"""The commands of the terminal, one module a group; each calls services and prints what they give.

May import all but the store.
"""
