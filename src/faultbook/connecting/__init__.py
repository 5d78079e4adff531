"""Connects a source of failures: makes what sends them to the receiver, tests that one arrives, removes it all."""
