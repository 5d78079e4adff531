"""Lines of the logging driver json-file of docker."""

from faultbook.formats.wrapped.docker.lines import DOCKER

__all__ = ["DOCKER"]
