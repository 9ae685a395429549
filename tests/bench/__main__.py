"""`python -m tests.bench [names] [--full]`: print medians and ratios of the benchmarks named, or of all."""

import argparse
import os
from importlib import import_module

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"

import django

django.setup()

from tests.bench.databases import connected_to, template  # noqa: E402
from tests.bench.machine import describe  # noqa: E402

BENCHMARKS = (
    "k1",
    "changes",
    "segmentation",
    "days",
    "sight",
    "coverage",
    "kills",
    "network",
    "workspace",
    "reports",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="name", help=f"{', '.join(BENCHMARKS)}; all if none is given"
    )
    parser.add_argument("--full", action="store_true", help="also what takes minutes: geometry at 10^5 works")
    asked = parser.parse_args()
    unknown = set(asked.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    with template():
        with connected_to("template1"):
            print(describe())
        for name in asked.names or BENCHMARKS:
            import_module(f"tests.bench.{name}").run(full=asked.full)


if __name__ == "__main__":
    main()
