"""Country profiles, and drafts of what persons are told of a country."""
