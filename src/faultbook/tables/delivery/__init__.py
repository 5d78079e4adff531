"""Tables of what is sent about incidents."""
