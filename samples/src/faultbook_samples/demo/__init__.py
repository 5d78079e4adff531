"""The demonstrations: sample data lands, the jobs of the bundle run, and everything is counted again."""
