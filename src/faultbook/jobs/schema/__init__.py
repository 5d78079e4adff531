"""What setup puts into a catalog beside tables: views, the order of severities."""
