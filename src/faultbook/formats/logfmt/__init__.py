"""logfmt: keys and values, `level=error ts=... msg="..." err=EOF`."""
