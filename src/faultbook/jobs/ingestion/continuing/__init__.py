"""Which part of a landed file is new: files that grow, are rotated, delivered twice or overwritten."""
