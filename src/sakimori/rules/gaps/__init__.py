"""Rules that find gaps in a dossier, a folder a subject."""
