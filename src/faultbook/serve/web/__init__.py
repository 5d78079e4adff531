"""The questions over HTTP: an API with problem+json, who may connect, limits, metrics. Reads only."""
