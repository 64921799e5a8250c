"""What every page needs: session, pages, words, dialogs, fields, tables.

May import all below but the store, and no capability.
"""
