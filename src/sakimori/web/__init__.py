"""What the server answers beside the screens: health, and the guard in front of everything.

May import services, domain and errors; never the store or streamlit.
"""
