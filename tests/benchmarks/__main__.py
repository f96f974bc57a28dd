"""Measure everything, print a table, and write it down: ``make bench``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from tests.benchmarks import guide_bench, inbox_bench, journey_bench, render_bench, suite_bench

if TYPE_CHECKING:
    from tests.benchmarks.measure import Figure

OUT = Path("reports/out/bench.json")
BENCHMARKS = {
    "journey": journey_bench.measure,
    "inbox": inbox_bench.measure,
    "render": render_bench.measure,
    "guide": guide_bench.measure,
    "signed-in": suite_bench.measure_signed_in,
    "workers": suite_bench.measure_workers,
}


def main(wanted: list[str]) -> None:
    """Run the benchmarks of these names, or all."""
    progress = Console(stderr=True)
    figures: list[Figure] = []
    for name in wanted or BENCHMARKS:
        progress.print(f"Measuring: {name}")
        figures += BENCHMARKS[name]()
    table = Table("name", "median", "p95", "n", "unit")
    for figure in figures:
        table.add_row(
            figure["name"], f"{figure['median']:.3f}", f"{figure['p95']:.3f}", str(figure["n"]), figure["unit"]
        )
    Console().print(table)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
