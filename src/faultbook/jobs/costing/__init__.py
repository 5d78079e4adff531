"""Support of the cost jobs: what to compute anew, coverage, statement shapes, budgets."""
