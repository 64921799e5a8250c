"""Country profiles: facts, drafts, and where they are written."""
