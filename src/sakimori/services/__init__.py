"""One function a use case: permission, transaction, audit entry, gaps in step.

May import `store`, `exchange`, `rules`, `domain` and `errors`; never streamlit, pandas or plotly.
"""
