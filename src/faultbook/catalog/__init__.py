"""Files that people write about their system: error codes, services, budgets. One reader for each."""
