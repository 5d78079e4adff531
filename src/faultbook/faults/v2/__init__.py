"""Identity of an error, version 2: plain Python over one record's text, and a merge over the templates of a scope."""
