"""The lesson's own commands, answered by a real engine."""

from __future__ import annotations

import pytest

from tests.engine_fixtures import Bench, LiveEngine, open_bench

pytestmark = pytest.mark.engine


async def lesson(bench: Bench) -> None:
    pulled = await bench.run("docker", "pull", "nginx")
    assert pulled.exit_code == 0
    assert "Status: Downloaded newer image for nginx:latest" in pulled.stdout
    ran = await bench.run("docker", "run", "--name", "myweb", "-d", "-p", "8080:80", "nginx")
    assert ran.exit_code == 0
    assert len(ran.stdout.strip()) == 64
    assert "0.0.0.0:8080->80/tcp" in (await bench.run("docker", "ps")).stdout
    page = await bench.run("curl", "-s", "--retry", "5", "--retry-connrefused", "localhost:8080")
    assert "<title>Welcome to nginx!</title>" in page.stdout
    assert "GET / HTTP/1.1" in (await bench.run("docker", "logs", "myweb")).text
    for line in (("stop", "myweb"), ("rm", "myweb"), ("rmi", "nginx")):
        assert (await bench.run("docker", *line)).exit_code == 0
    assert (await bench.run("docker", "images", "-q")).stdout == ""


async def test_the_six_commands_of_the_lesson_and_curl_work_as_written(live_engine: LiveEngine) -> None:
    async with open_bench(live_engine, "lesson") as bench:
        await lesson(bench)


async def test_a_course_image_is_pulled_from_shared_layers_and_again_after_its_removal(
    live_engine: LiveEngine,
) -> None:
    async with open_bench(live_engine, "layers") as bench:
        for _ in range(2):
            pulled = await bench.run("docker", "pull", "nginx")
            assert "Already exists" in pulled.stdout
            assert "Pull complete" not in pulled.stdout
            assert (await bench.run("docker", "run", "--rm", "nginx", "nginx", "-v")).exit_code == 0
            assert (await bench.run("docker", "rmi", "nginx")).exit_code == 0


async def test_hello_world_says_hello(live_engine: LiveEngine) -> None:
    async with open_bench(live_engine, "hello") as bench:
        said = await bench.run("docker", "run", "hello-world")
        assert "Hello from Docker!" in said.stdout
        assert "Unable to find image 'hello-world:latest' locally" in said.stderr


@pytest.mark.parametrize("image", ["nginx:1.26", "busybox:1.37", "redis:8", "python:3.13-slim", "debian:trixie-slim"])
async def test_every_tag_of_the_course_runs(live_engine: LiveEngine, image: str) -> None:
    async with open_bench(live_engine, f"tag-{image.replace(':', '-')}") as bench:
        ran = await bench.run("docker", "run", "--rm", image, "sh", "-c", "echo works")
        assert ran.stdout == "works\n"


async def test_an_image_that_is_not_there_is_not_found(live_engine: LiveEngine) -> None:
    async with open_bench(live_engine, "missing") as bench:
        pulled = await bench.run("docker", "pull", "no-such-image")
        assert pulled.exit_code == 1
        assert "pull access denied for no-such-image, repository does not exist" in pulled.stderr
        pulled = await bench.run("docker", "pull", "nginx:no-such-tag")
        assert "manifest for nginx:no-such-tag not found: manifest unknown" in pulled.stderr


async def test_stats_top_pause_build_compose_networks_and_volumes_work(live_engine: LiveEngine) -> None:
    async with open_bench(live_engine, "whole") as bench:
        assert (await bench.run("docker", "run", "-d", "--name", "web", "-m", "64m", "nginx")).exit_code == 0
        assert "64MiB" in (await bench.run("docker", "stats", "--no-stream", "web")).stdout
        assert "nginx" in (await bench.run("docker", "top", "web")).stdout
        assert (await bench.run("docker", "pause", "web")).exit_code == 0
        assert "(Paused)" in (await bench.run("docker", "ps")).stdout
        assert (await bench.run("docker", "unpause", "web")).exit_code == 0
        assert (await bench.run("docker", "network", "create", "net")).exit_code == 0
        assert (await bench.run("docker", "run", "-d", "--name", "db", "--network", "net", "redis")).exit_code == 0
        pong = await bench.run("docker", "run", "--rm", "--network", "net", "redis", "redis-cli", "-h", "db", "ping")
        assert "PONG" in pong.stdout
        await bench.sh("mkdir app && printf 'FROM nginx\\nRUN echo built >/built\\n' >app/Dockerfile")
        built = await bench.run("docker", "build", "-t", "mine", "app")
        assert built.exit_code == 0, built.text
        assert (await bench.run("docker", "run", "--rm", "mine", "cat", "/built")).stdout == "built\n"
        await bench.sh("printf 'services:\\n  web:\\n    image: nginx\\n    ports: [\"8081:80\"]\\n' >compose.yaml")
        up = await bench.run("docker", "compose", "up", "-d", seconds=60)
        assert up.exit_code == 0, up.text
        page = await bench.run("curl", "-s", "--retry", "5", "--retry-connrefused", "localhost:8081")
        assert "Welcome to nginx!" in page.stdout
        assert (await bench.run("docker", "compose", "down", seconds=60)).exit_code == 0
        kept = await bench.run("docker", "run", "--rm", "-v", "vol:/d", "busybox", "sh", "-c", "echo kept >/d/f")
        assert kept.exit_code == 0
        again = await bench.run("docker", "run", "--rm", "-v", "vol:/d", "busybox", "cat", "/d/f")
        assert again.stdout == "kept\n"
