"""Support of the cost jobs: what to compute again, coverage, statement shapes, budgets."""
