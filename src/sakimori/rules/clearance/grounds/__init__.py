"""The grounds of a provision (法27条), one module each; may import clearance, gaps and facts."""
