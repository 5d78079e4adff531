"""What the path of a container's log names."""

import re

from faultbook.formats.metadata import json_object

_PODS = re.compile(
    r"(?:.*/)?pods/(?P<namespace>[a-z0-9.-]{1,253})_(?P<pod>[a-z0-9.-]{1,253})_(?P<uid>[0-9a-fA-F-]{1,64})"
    r"/(?P<container>[a-z0-9.-]{1,253})/(?P<restarts>\d{1,9})\.log(?:[.-][^/]*)?"
)
_CONTAINERS = re.compile(
    r"(?:.*/)?(?P<pod>[a-z0-9.-]{1,253})_(?P<namespace>[a-z0-9.-]{1,253})_(?P<container>[a-z0-9.-]{1,253})"
    r"-(?P<id>[0-9a-f]{64})\.log(?:[.-][^/]*)?"
)
_DOCKER = re.compile(r"(?:.*/)?(?P<id>[0-9a-f]{64})-json\.log(?:[.-][^/]*)?")


def fields_of_path(path: str) -> dict[str, str]:
    """Fields of the records of a container's log, from where it lies; none where the path is not that of one.

    /var/log/pods/NAMESPACE_POD_UID/CONTAINER/0.log, /var/log/containers/POD_NAMESPACE_CONTAINER-ID.log, and docker's
    containers/ID/ID-json.log, rotated ones among them. The container's name is the service. Namespace and uid are in
    the metadata.
    """
    if found := _PODS.fullmatch(path):
        more = {"namespace": found["namespace"], "pod_uid": found["uid"]}
        return {"service": found["container"], "pod_name": found["pod"], "metadata": json_object(more.items())}
    if found := _CONTAINERS.fullmatch(path):
        return {
            "service": found["container"],
            "pod_name": found["pod"],
            "container_id": found["id"],
            "metadata": json_object([("namespace", found["namespace"])]),
        }
    if found := _DOCKER.fullmatch(path):
        return {"container_id": found["id"]}
    return {}
