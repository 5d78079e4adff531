"""Version 1 of the identity of an error. Closed: ids that people have must not change."""
