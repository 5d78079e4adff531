"""Regular expressions of rules: RE2's, translated for Java so that both find the same."""
