"""Where lines come in."""
