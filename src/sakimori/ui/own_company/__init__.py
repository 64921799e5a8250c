"""Our own dossier and our registers."""
