"""Archives of several files, zip and tar, entry by entry. `faultbook.formats.archives` unpacks them."""
