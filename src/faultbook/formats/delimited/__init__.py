"""Delimited text: columns divided by a comma, a semicolon, a pipe or a tab."""
