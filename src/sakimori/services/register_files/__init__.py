"""The register as files: a folder of CSV that git compares, and a workbook for people."""
