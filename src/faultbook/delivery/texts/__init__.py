"""What a ticket says: title, body and comment of an incident, from templates, in text that does nothing by itself."""
