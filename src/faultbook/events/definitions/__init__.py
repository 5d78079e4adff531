"""The definitions that faultbook ships: one YAML file for each kind of message."""
