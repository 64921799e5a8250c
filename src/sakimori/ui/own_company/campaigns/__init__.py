"""Campaigns and tags on the page of our own company; may import services, frame, own_company."""
