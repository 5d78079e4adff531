"""The way of the bundle into a workspace: what is there, the order of a deployment, what came of it."""
