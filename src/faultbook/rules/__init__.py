"""Rules: which events matter, how often they must happen, and what they become. Plain Python, no session, no table."""
