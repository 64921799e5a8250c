"""One function a use case: permission, transaction, audit entry, gaps in step.

May import store, exchange, rules and domain; never streamlit, pandas or plotly.
"""
