"""The screens: the only place that knows streamlit, pandas and plotly.

`main.py` is the entry script, `pages.py` the list of pages, `screens/` one file a page. May import services, domain and
errors; never the store.
"""
