"""What `make readme` writes: outputs and tables in README.md, docs/commands.md, docs/settings.md, the picture.

Not part of the wheel.
"""
