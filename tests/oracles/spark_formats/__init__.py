"""The two formats as Spark expressions read them before files were read in Python: each line by itself."""
