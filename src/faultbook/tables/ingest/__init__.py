"""Contracts of the tables of batches, the ledger and its checks."""
