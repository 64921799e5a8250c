"""Campaigns and tags on the page of our own company."""
