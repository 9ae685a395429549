"""What the register costs, beside what else could do the same: `make bench`. Never a timed test."""
