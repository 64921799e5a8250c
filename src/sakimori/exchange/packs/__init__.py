"""Packs of questions as YAML files: read, checked, compared with earlier versions; may import domain."""
