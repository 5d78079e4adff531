"""Units that, repeated, drive a careless pattern into time that grows with the square of the text."""

UNITS = [
    "-", "~", "$", "a0", "0-", "0.", "/a", "a/", "<*>", "a=", "'", '"', "::", "a:", "a.", "a@", "+", "=", "_", "é",
    "0x",
    "a-0", "Jan ", "abcdef0-", "\\", "[", "0:0", "<*> ", "x<*> ", " ", "a1b2c3d4-", "0123-", '{"a":', '{"', "{'a':1,",
    "[{", '":', "a: b, ", "a: ", "k=v ", 'k="', "k='", "k=[", "k = ", "= ", "[a, ", "(0 KB)", "0 (0 KB) ", "0h0m",
    "C:\\a b ", "C:\\", "http://", "/a?", '\\"', "a=b,", "0 MB ", "|", ",", "a,b ", "v0", "()", "`",
    "\u201c", "0T", "[redacted]",
    "HTTP ", "status ", "code=", "SQLSTATE ", "error ", "[A_", "[A.", "AB-0", "failed ", "exit code ", "a user ",
    '{"a":"{', '{\\"a\\":', '{"a":"{\\"a\\":\\"', "a.b=c.d.", "=a.b", "aB", "A_",
]  # fmt: skip
