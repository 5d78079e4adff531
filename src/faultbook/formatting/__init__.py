"""Values and answers as text: for a terminal, JSON, CSV, an assistant."""
