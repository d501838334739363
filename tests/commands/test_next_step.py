import pytest

from bot.commands.next_step import next_line
from bot.lessons.model import Course
from sandbox.policy.parse import read
from sandbox.policy.plan import Plan
from sandbox.policy.settings import PolicySettings

SETTINGS = PolicySettings()


@pytest.mark.parametrize(
    ("line", "follows"),
    [
        ("docker pull nginx", "docker run -d --name my-nginx nginx"),
        ("docker pull hello-world", "docker run --rm hello-world"),
        ("docker run --name myweb -d -p 8080:80 nginx", "curl localhost:8080"),
        ("docker run -d --name db redis", "docker logs db"),
        ("docker run hello-world", "docker ps -a"),
        ("docker stop myweb", "docker rm myweb"),
        ("docker stop a b", ""),
        ("docker rm myweb", "docker ps -a"),
        ("docker rmi nginx", "docker images"),
        ("docker build -t my-app .", "docker run --rm my-app"),
        ("docker commit web my-web", "docker run --rm my-web"),
        ("docker network create mynet", "docker run -d --network mynet --name web nginx"),
        ("docker compose up -d", "docker compose ps"),
        ("docker pull nginx && docker stop web", "docker rm web"),
        ("docker ps", ""),
        ("docker stop $(docker ps -q)", ""),
        ("docker stop web | cat", ""),
        ("docker run --help", ""),
    ],
)
def test_what_likely_comes_next(line: str, follows: str) -> None:
    plan = read(line, SETTINGS)
    assert isinstance(plan, Plan)
    assert next_line(plan) == follows


def test_every_next_step_of_the_course_is_allowed(course: Course) -> None:
    for card in course.cards:
        for example in card.examples:
            plan = read(example.line, SETTINGS)
            if isinstance(plan, Plan) and (line := next_line(plan)):
                assert isinstance(read(line, SETTINGS), Plan), (example.line, line)
