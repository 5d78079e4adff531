"""Lines of the container runtime interface of Kubernetes."""

from faultbook.formats.wrapped.cri.lines import CRI

__all__ = ["CRI"]
