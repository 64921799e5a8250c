"""Third parties: registered, found, merged, looked at; their services and sub-processors."""
