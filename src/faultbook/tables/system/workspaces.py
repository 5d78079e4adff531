"""system.access.workspaces_latest: names of workspaces."""

from faultbook.tables.system.contract import Leaf, SystemTable

WORKSPACES = SystemTable(
    schema="access",
    name="workspaces_latest",
    comment="Workspaces of the account.",
    without="names of workspaces",
    optional=True,
    leaves=(
        Leaf("workspace_id", "STRING", "Workspace."),
        Leaf("workspace_name", "STRING", "Its name."),
        Leaf("workspace_url", "STRING", "Its address."),
        Leaf("status", "STRING", "Whether it lives."),
    ),
)
