# Databricks notebook source
# MAGIC %md
# MAGIC # Explore errors
# MAGIC
# MAGIC Pictures and rows of the published views. Reads only; the schema of answers is enough, no message text is read.

# COMMAND ----------

# MAGIC %pip install --quiet ..

# COMMAND ----------

from pathlib import Path

from faultbook.bundle.deployed import deployed_bundle, deployed_parameters

deployed = deployed_parameters(deployed_bundle(Path.cwd().parent), "report")

dbutils.widgets.text("catalog", deployed["catalog"], "Catalog")
dbutils.widgets.text("schema_name", deployed["schema_name"], "Schema of answers")

# COMMAND ----------

from faultbook.jobs import explore
from faultbook.settings import settings_from

names = ["catalog", "schema_name"]
settings = settings_from([f"--{name}={dbutils.widgets.get(name)}" for name in names])
figures = explore.figures(spark, settings)

# COMMAND ----------

# MAGIC %md
# MAGIC ## How bad is it, and since when

# COMMAND ----------

display(figures["severities"])
display(figures["days"])

# COMMAND ----------

# MAGIC %md
# MAGIC ## Which codes
# MAGIC
# MAGIC A code in many files is one cause seen from many places; in one file it is that file's own.

# COMMAND ----------

display(figures["codes"])
display(explore.view(spark, settings, "error_frequency"))

# COMMAND ----------

# MAGIC %md
# MAGIC ## Which messages
# MAGIC
# MAGIC A pattern is a message with what varies taken out (`<*>`); the examples are redacted.

# COMMAND ----------

display(figures["patterns"])
display(explore.view(spark, settings, "error_patterns"))

# COMMAND ----------

# MAGIC %md
# MAGIC ## Did everything arrive

# COMMAND ----------

display(figures["health"])
display(explore.view(spark, settings, "ingest_health"))
