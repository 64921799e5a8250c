"""`sakimori bench`: the work of a day at size, each figure beside its floor in bare sqlite3.

May import all but the screens.
"""

from sakimori.bench.figures import Figure, bench_schema, run_bench

__all__ = ["Figure", "bench_schema", "run_bench"]
