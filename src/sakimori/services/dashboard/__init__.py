"""The figures of the risk dashboard on a day and by month; may import services and below."""
