"""Text formats as data: one YAML file each, in `definitions`; the patterns in it are read by one interpreter."""
