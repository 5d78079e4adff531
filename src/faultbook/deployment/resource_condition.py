"""One row about a deployed resource."""

from dataclasses import dataclass

from faultbook.deployment.deployed import DeployedResource


@dataclass(frozen=True)
class ResourceCondition:
    """How a resource is; '' where a column is not about it. `fresh`: when it last did its work. `failed`: what its last
    run failed with. `remedy`: what to do, '' if nothing. `is_bad`: something has to be done, else it is a hint.
    """

    resource: DeployedResource
    deployed: str = "yes"
    reachable: str = "yes"
    granted: str = ""
    fresh: str = ""
    paused: str = ""
    failed: str = ""
    remedy: str = ""
    is_bad: bool = False
