"""Where envelopes are kept: a folder, a volume of Unity Catalog, or a spool before the volume."""
