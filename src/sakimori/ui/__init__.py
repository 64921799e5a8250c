"""The screens: the only place that knows streamlit, pandas and plotly, a folder a capability.

May import all below but the store; one capability imports another only as pyproject.toml lists.
"""
