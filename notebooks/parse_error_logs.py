# Databricks notebook source
# MAGIC %md
# MAGIC # Parse error logs
# MAGIC
# MAGIC Reads every file in the landing volume that was not read before, and adds what it holds to the tables: records,
# MAGIC rejects with their reason, counts, and a ledger row per file whose parts add up to its lines. Run again, it adds
# MAGIC only what is new.
# MAGIC
# MAGIC The job `faultbook ingest` does the same whenever files arrive: this notebook runs its tasks, with the values that
# MAGIC are deployed where a widget names nothing else. Run the notebook `setup` once before.

# COMMAND ----------

# MAGIC %pip install --quiet ..

# COMMAND ----------

from pathlib import Path

from faultbook.bundle.deployed import deployed_bundle, deployed_parameters

bundle = deployed_bundle(Path.cwd().parent)
deployed = deployed_parameters(bundle, "ingest")

dbutils.widgets.text("catalog", deployed["catalog"], "Catalog")
dbutils.widgets.text("schema_name", deployed["schema_name"], "Schema of answers")
dbutils.widgets.text("raw_schema_name", deployed["raw_schema_name"], "Schema of rows")
dbutils.widgets.text("landing", deployed["landing"], "Landing volume")
dbutils.widgets.text("checkpoints", deployed["checkpoints"], "Checkpoint volume")
dbutils.widgets.text("service", deployed["service"], "Service (empty: first sub-folder)")
dbutils.widgets.text("environment", deployed["environment"], "Environment")

# COMMAND ----------

from faultbook.bundle.deployed import run_deployed

names = ["catalog", "schema_name", "raw_schema_name", "landing", "checkpoints", "service", "environment"]
given = {name: dbutils.widgets.get(name) for name in names}
run_deployed(bundle, "ingest", given)

# COMMAND ----------

# MAGIC %md
# MAGIC ## What arrived
# MAGIC
# MAGIC Lines by kind per day. `lines_balance` is 0 when headers, blanks, record lines and rejects add up to
# MAGIC the lines; `records` are made of the record lines.

# COMMAND ----------

from faultbook.jobs import explore
from faultbook.settings import settings_from

settings = settings_from([f"--{name}={value}" for name, value in given.items()])
display(explore.view(spark, settings, "ingest_health"))
display(explore.view(spark, settings, "reject_reasons"))
