"""Databricks, by its SDK: a notification destination, the jobs that notify it, a job that fails on purpose."""
