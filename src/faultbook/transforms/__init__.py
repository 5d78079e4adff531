"""Pure functions over frames: no session, no table name, no clock, no settings, no action."""
