"""Definitions of text formats, one YAML file each; the file is the registration."""
