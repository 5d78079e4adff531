"""What `make readme` writes: outputs and picture of README.md, and the pages of docs/reference.

Not part of the wheel.
"""
