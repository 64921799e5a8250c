"""Files in and out: lists, packs and exports, read as a person would and written so that nothing in them runs.

May import `sakimori.domain` and `sakimori.errors`; knows nothing of the store or the rules.
"""
