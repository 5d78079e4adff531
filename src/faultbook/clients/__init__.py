"""Outbound connections: the workspace, a model serving endpoint."""
