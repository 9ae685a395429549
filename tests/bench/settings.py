"""The settings of the product, durable commits included, on a database that the benchmarks make and drop."""

from border_gis.settings import *  # noqa: F403
from border_gis.settings import DATABASE

DATABASE["NAME"] = "bench_border_gis"
