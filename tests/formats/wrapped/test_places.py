"""What the path of a container's log names."""

import json

import pytest

from faultbook.formats.wrapped.places import fields_of_path

ID = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "/var/log/pods/shop_pay-7d9f8b6c5d-x2x9z_3e5a/app/0.log",
            {
                "service": "app",
                "pod_name": "pay-7d9f8b6c5d-x2x9z",
                "metadata": {"namespace": "shop", "pod_uid": "3e5a"},
            },
        ),
        (
            "k8s/pods/kube-system_etcd-node.a_ab12/etcd/12.log.20260203-082034.gz",
            {"service": "etcd", "pod_name": "etcd-node.a", "metadata": {"namespace": "kube-system", "pod_uid": "ab12"}},
        ),
        (
            f"/var/log/containers/pay-x2x9z_shop_my-app-{ID}.log",
            {"service": "my-app", "pod_name": "pay-x2x9z", "container_id": ID, "metadata": {"namespace": "shop"}},
        ),
        (f"/var/lib/docker/containers/{ID}/{ID}-json.log.1", {"container_id": ID}),
        ("shop/0.log", {}),
        ("pods/shop/app/0.log", {}),
        ("", {}),
    ],
)
def test_fields_of_a_path(path, expected):
    fields = dict(fields_of_path(path))
    if "metadata" in fields:
        fields["metadata"] = json.loads(fields["metadata"])
    assert fields == expected
