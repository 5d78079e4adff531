"""The Databricks bundle as data: files read, merged for a target, references resolved. Never talks to a workspace."""
