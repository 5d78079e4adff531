"""Logs inside of logs: container runtimes write each line of a program into a line of their own."""
