"""`sakimori bench`: the work of a day at size, each figure beside its floor in bare sqlite3.

May import all but the screens.
"""

from sakimori.bench.figures import bench_schema, run_bench
from sakimori.bench.results import Figure, Results, Run, read_results

__all__ = ["Figure", "Results", "Run", "bench_schema", "read_results", "run_bench"]
