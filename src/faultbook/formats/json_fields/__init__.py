"""How an object of a JSON log is read: under which names its fields come, and what their values mean."""
