"""Third parties: the list, registration, and the dossier with its tabs."""
