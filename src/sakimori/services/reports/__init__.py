"""Reports: what is printed for the board and for whoever asks, and the decisions that stand in them."""
