"""What commands print, section by section. Modules here import rich and DuckDB; commands import them when they run."""
