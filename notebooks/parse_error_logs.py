# Databricks notebook source
# MAGIC %md
# MAGIC # Parse error logs
# MAGIC
# MAGIC Reads every file in the landing volume that was not read before, and adds what it holds to the tables: records,
# MAGIC rejects with their reason, counts, and a ledger row per file whose parts add up to its lines. Run again, it adds
# MAGIC only what is new.
# MAGIC
# MAGIC The job `faultbook ingest` does the same whenever files arrive. Run the notebook `setup` once before.

# COMMAND ----------

# MAGIC %pip install --quiet ..

# COMMAND ----------

dbutils.widgets.text("catalog", "main", "Catalog")
dbutils.widgets.text("schema_name", "faultbook", "Schema of answers")
dbutils.widgets.text("raw_schema_name", "faultbook_raw", "Schema of rows")
dbutils.widgets.text("landing", "/Volumes/main/faultbook_raw/landing", "Landing volume")
dbutils.widgets.text("checkpoints", "/Volumes/main/faultbook_raw/checkpoints", "Checkpoint volume")
dbutils.widgets.text("service", "", "Service (empty: first sub-folder)")
dbutils.widgets.text("environment", "dev", "Environment")

# COMMAND ----------

from faultbook.jobs import ingest

names = ["catalog", "schema_name", "raw_schema_name", "landing", "checkpoints", "service", "environment"]
arguments = [f"--{name}={dbutils.widgets.get(name)}" for name in names]
ingest.main(arguments)

# COMMAND ----------

# MAGIC %md
# MAGIC ## What arrived
# MAGIC
# MAGIC Lines by kind per day. `lines_balance` is 0 when headers, blanks, record lines and rejects add up to
# MAGIC the lines; `records` are made of the record lines.

# COMMAND ----------

from faultbook.jobs import explore
from faultbook.settings import settings_from

settings = settings_from(arguments)
display(explore.view(spark, settings, "ingest_health"))
display(explore.view(spark, settings, "reject_reasons"))
