"""Lists of third parties, sub-processors and stops."""
