"""What persons ask of us: stops of use and provision, kept as keyed hashes."""
