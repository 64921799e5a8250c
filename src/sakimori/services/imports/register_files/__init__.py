"""The register as a folder of CSV that git compares, and as a workbook for people; may import services and below."""
