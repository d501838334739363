"""The port's implementation over a Docker engine: the only room that imports `docker`."""

from sandbox.docker_engine.client import DockerClient
from sandbox.docker_engine.sandboxes import DockerSandboxes, Instance

__all__ = ["DockerClient", "DockerSandboxes", "Instance"]
