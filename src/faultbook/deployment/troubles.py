"""What is known to go wrong in a deployment: the words of the error, what it means, what to do.

docs/deploy.md has the same list; a test compares them.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Trouble:
    """`words`: a regular expression that finds it in an output. `shown`: the same for people. `remedy`: what to do."""

    words: str
    shown: str
    remedy: str


TROUBLES = (
    Trouble(
        r"no value assigned to required variable (\w+)",
        "no value assigned to required variable",
        "databricks.yml does not hold the values of this target yet: faultbook init asks for them and writes it "
        "(in CI: --var catalog=...).",
    ),
    Trouble(
        r"faultbook: no wheel was built",
        "no wheel was built",
        "Install uv, or a Python from 3.11 on with pip. Where no package index is reached: faultbook vendor on a "
        "machine "
        "that reaches one, then copy its folder dist.",
    ),
    Trouble(
        r"does not have (CREATE SCHEMA|USE CATALOG|CREATE_SCHEMA|USE_CATALOG) on Catalog",
        "does not have CREATE SCHEMA on Catalog",
        "An admin of the catalog runs the GRANT that faultbook init prints; or choose another catalog: faultbook init.",
    ),
    Trouble(
        r"Catalog '[^']*' does not exist|CATALOG_(DOES_NOT_EXIST|NOT_FOUND)",
        "Catalog '...' does not exist",
        "The name is wrong, or the catalog is not bound to this workspace: databricks catalogs list; then "
        "faultbook init.",
    ),
    Trouble(
        r"Table '[^']*' does not exist",
        "Table '...' does not exist (a Genie space, or the job detect)",
        "The job setup makes the tables, and it has to run before the rest is deployed: faultbook deploy does it "
        "in this order.",
    ),
    Trouble(
        r"Schema '[^']*' already exists|SCHEMA_ALREADY_EXISTS",
        "Schema '...' already exists",
        "Another deployment made it (another owner, or prod beside classic), or somebody by hand: choose other names "
        "by faultbook init; or take it over: databricks bundle deployment bind answers CATALOG.SCHEMA "
        "with the same --target (raw for the schema of rows).",
    ),
    Trouble(
        r"[Aa]pp name.*(characters|must|invalid)",
        "App name must contain ...",
        "An app has 2 to 30 lower-case letters, digits and hyphens: set app_name (production) or dev_app_name (dev) "
        "in databricks.yml.",
    ),
    Trouble(
        r"already exists: [a-z0-9-]+|app with the same name already exists",
        "An app with the same name already exists",
        "Names of apps are global in a workspace: set app_name (production) or dev_app_name (dev) to one of your "
        "own in databricks.yml.",
    ),
    Trouble(
        r"apps do not support a setting a run_as user",
        "apps do not support a setting a run_as user",
        "Leave the console out (faultbook init), or deploy as the principal that run_as names.",
    ),
    Trouble(
        r"prevent_destroy",
        "has lifecycle.prevent_destroy set",
        "What production stores is protected. To remove it on purpose, see Removing it in docs/deploy.md; a "
        "changed catalog or "
        "schema needs a new target, because schemas cannot be renamed.",
    ),
    Trouble(
        r"requires destructive actions",
        "the deployment requires destructive actions",
        "The lines above name what would be deleted. Spaces and dashboards of a part that is left out: faultbook "
        "deploy "
        "--allow-removal. A schema or volume, with all that it holds: set catalog and schema names back, or "
        "deploy to a new "
        "target.",
    ),
    Trouble(
        r"deploy(ment)? lock|lock held by|Use --force-lock",
        "deploy lock acquired by",
        "Somebody else is deploying; wait. After a deployment that was killed: databricks bundle deploy --force-lock "
        "with the same --target.",
    ),
    Trouble(
        r"unable to deploy to|does not have (CAN_MANAGE|Can Manage)|Cannot apply local deployment permissions",
        "unable to deploy to",
        "Who deploys has to be in admins_group, and the owner has to have deployed once, which gives that group the "
        "folder: docs/deploy-from-ci.md.",
    ),
    Trouble(
        r"match the host configured in the bundle|multiple profiles matched",
        "the host in the profile doesn't match the host configured in the bundle",
        "databricks.yml names another workspace than the one that you are signed in to: --profile of its workspace, "
        "without DATABRICKS_HOST; or faultbook init, to deploy to this one.",
    ),
    Trouble(
        r"cannot configure .*(auth|credentials)|default auth|UNAUTHENTICATED|401 Unauthorized|[Ii]nvalid access token"
        r"|Credential was not sent",
        "cannot configure default credentials",
        "Sign in: databricks auth login --host https://..., or set DATABRICKS_HOST and DATABRICKS_TOKEN.",
    ),
    Trouble(
        r"CLI version constraint not satisfied|databricks_cli_version",
        "Databricks CLI version constraint not satisfied",
        "Install a newer Databricks CLI; databricks.yml names the oldest that works.",
    ),
    Trouble(
        r"No warehouse|warehouse.*(not found|does not exist)|failed to resolve: warehouse",
        "failed to resolve: warehouse",
        "The warehouse was renamed or deleted: faultbook init, or leave out the parts that ask one.",
    ),
    Trouble(
        r"PRINCIPAL_DOES_NOT_EXIST|Could not find principal",
        "Could not find principal with name ...",
        "Groups in databricks.yml have to be groups of the account, spelled as there: faultbook init lists them.",
    ),
    Trouble(
        r"(serverless|Serverless).*(not enabled|disabled|not available)",
        "Serverless compute is not enabled",
        "Use the target classic, whose jobs run on a cluster: faultbook init --target classic.",
    ),
    Trouble(
        r"SCHEMA_NOT_FOUND",
        "[SCHEMA_NOT_FOUND]",
        "The schemas are deployed before setup runs: faultbook deploy does it in this order.",
    ),
    Trouble(
        r"Could not find a version that satisfies|No matching distribution|Failed to establish a new connection",
        "Could not find a version that satisfies the requirement (in the output of a run)",
        "Jobs reach no package index: run faultbook vendor, then faultbook deploy.",
    ),
)


def remedies(output: str) -> list[str]:
    """What to do about an output, for each known trouble in it, in the order of TROUBLES."""
    return [trouble.remedy for trouble in TROUBLES if re.search(trouble.words, output)]
