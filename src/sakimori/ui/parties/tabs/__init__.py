"""The tabs of a dossier, one module each; may import what parties may."""
