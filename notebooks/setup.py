# Databricks notebook source
# MAGIC %md
# MAGIC # Set up faultbook
# MAGIC
# MAGIC Makes the tables and publishes the views, or brings those of an older version to today's. Run again, it changes
# MAGIC nothing. With `plan` set to `true` it only lists what it would make.
# MAGIC
# MAGIC The job `faultbook setup` does the same. The grants that it needs are in `docs/grants.md`.

# COMMAND ----------

# MAGIC %pip install --quiet ..

# COMMAND ----------

from pathlib import Path

from faultbook.bundle.deployed import deployed_bundle, deployed_parameters

deployed = deployed_parameters(deployed_bundle(Path.cwd().parent), "setup")

dbutils.widgets.text("catalog", deployed["catalog"], "Catalog")
dbutils.widgets.text("schema_name", deployed["schema_name"], "Schema of answers")
dbutils.widgets.text("raw_schema_name", deployed["raw_schema_name"], "Schema of rows")
dbutils.widgets.dropdown("plan", "false", ["false", "true"], "Only plan")

# COMMAND ----------

from faultbook.jobs import setup

names = ["catalog", "schema_name", "raw_schema_name", "plan"]
setup.main([f"--{name}={dbutils.widgets.get(name)}" for name in names])
