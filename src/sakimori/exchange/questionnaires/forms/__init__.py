"""Known forms of questionnaires, a module each."""
