"""Error logs on Databricks, in tables and views whose counts add up."""

from importlib.metadata import version

__version__ = version("faultbook")
