"""Support of the jobs that analyse patterns: runs, pairs, knowledge, a model, answers from Spark."""
