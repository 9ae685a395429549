"""What the register costs, measured beside what else could do the same: `make bench`. It times and never judges."""
