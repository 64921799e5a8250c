"""The tabs of a dossier, one module each."""
