"""The figures of the risk dashboard on a day and by month, and reports as files; may import services and below."""
