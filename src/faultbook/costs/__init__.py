"""What money is, in pure Python: forecasts, traits of SQL statements."""
