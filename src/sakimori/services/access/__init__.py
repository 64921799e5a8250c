"""Who is there: the sessions of browsers, and the accounts by which people of ours prove who they are.

May import services.kernel, services.settings, store, domain.
"""
