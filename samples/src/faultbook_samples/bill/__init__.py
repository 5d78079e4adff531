"""Generators of a realistic account's bill: system tables with their real schemas, and the truth about them. Seeded."""

from faultbook_samples.bill.options import AccountOptions
from faultbook_samples.bill.writing import Account, make_account, write_account

__all__ = ["Account", "AccountOptions", "make_account", "write_account"]
