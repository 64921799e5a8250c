"""One file a page, named by its address; each reads from top to bottom.

May import every capability.
"""
