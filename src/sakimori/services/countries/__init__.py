"""Country profiles, and drafts of what persons are told of a country; may import services and below."""
