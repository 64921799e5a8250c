"""What several rules ask of a dossier: tier, governing assessment, routes, clauses, citations; may import domain."""
