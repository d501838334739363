from __future__ import annotations

import pytest

from bot.talk.routing import Route, route
from sandbox.policy.settings import PolicySettings

SETTINGS = PolicySettings()


@pytest.mark.parametrize(
    "text",
    [
        "docker ps",
        "$ docker pull nginx",
        "docker run --name myweb -d -p 8080:80 nginx   # nginx를 띄워요",
        "# 이미지 받기\ndocker pull nginx\n\n# 실행\ndocker ps",
        "```bash\ndocker pull nginx\n```",
        "이거 실행해줘\n```\ndocker ps\n```",
        "curl localhost:8080",
        "docker exec myweb echo '안녕하세요'",
        "dcoker exec myweb echo 안녕하세요",
        "docker rum nginx",
        "dcoker ps",
        "docker run --privileged nginx",
        "ls",
        "cat Dockerfile",
        "docker ps | grep web",
        "sudo docker ps",
        "vim Dockerfile",
        "echo 안녕 여러분",
        "echo 갓 구운 빵 하나 더 > bread.txt",
        "docker run --name a -d the",
        "git status",
        "apt-get update",
        "cd /tmp",
        "docker logs",
    ],
)
def test_commands_are_practice(text: str) -> None:
    assert route(text, SETTINGS).verb == "run"


@pytest.mark.parametrize(
    "text",
    [
        "도커가 뭐야?",
        "docker 뜻",
        "docker ps 뭐하는거",
        "docker hub 뭐하는 곳",
        "docker start 뭐임",
        "dcoker가 뭐죠",
        "what is a docker image",
        "rm이랑 rmi 차이??",
        "-d가 뭐예요",
        "docker run nginx 이렇게 하면 되나요?",
        "docker run -d -p 8080:80 nginx 이거 무슨 뜻이야",
        "docker run -d -p 8080:80 nginx 무슨 뜻이에요?",
        "docker ps -a 뜻인가요",
        "docker rm -f myweb 이거 뭐하는거야",
        "docker stop myweb 설명해줘",
        "docker system prune 이게 무슨 말이에요",
        "docker run 할 때 -d가 뭐야",
        "ㅇㅁㅈ 삭제",
        "check which containers are up",
        "Dockerfile 작성 방법",
        "port is already allocated",
        "docker run --name myweb -d nginx 이거 해석좀",
        "docker compose up vs down",
        "docker basic commands cheat sheet",
        "which one should i use?",
        "which build tools are often used together with docker",
        "run a container in the background",
        "exit code 137",
        "rm 이랑 rmi 는 어디가 서로 다른지",
        "/",
        "1",
    ],
)
def test_words_about_commands_are_questions(text: str) -> None:
    asked = route(text, SETTINGS)
    assert (asked.verb, asked.options) == ("ask", {"question": text})


@pytest.mark.parametrize(
    "text",
    [
        "FROM nginx:1.26\nCOPY index.html /usr/share/nginx/html/",
        "# 웹\nFROM busybox\nRUN echo hi",
        "services:\n  web:\n    image: nginx",
        "name: shop\nservices:\n  web:\n    image: nginx",
    ],
)
def test_a_pasted_file_is_explained(text: str) -> None:
    for pasted in (text, f"```\n{text}\n```", f"{text}\n이거 무슨 뜻이에요?", f"이거 뭐예요\n```yaml\n{text}\n```"):
        asked = route(pasted, SETTINGS)
        assert (asked.verb, asked.options["line"].strip()) == ("explain", text)


def test_a_line_that_writes_a_file_is_no_file() -> None:
    assert route("printf 'services:\n  web:\n    image: nginx\n' > compose.yaml", SETTINGS).verb == "run"


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("퀴즈", {}),
        ("quiz", {}),
        ("Quiz 3", {"count": "3"}),
        ("퀴즈 1강 3문제", {"lesson": "1", "count": "3"}),
        ("/퀴즈 2강", {"lesson": "2"}),
        ("퀴즈 틀린 것만", {"source": "wrong"}),
        ("퀴즈 밀린 것", {"source": "due"}),
        ("퀴즈 01-docker", {"lesson": "01-docker"}),
    ],
)
def test_quiz_words_start_a_quiz(text: str, options: dict[str, str]) -> None:
    asked = route(text, SETTINGS)
    assert (asked.verb, asked.options) == ("quiz", options)


@pytest.mark.parametrize(
    ("text", "verb", "options"),
    [
        ("/도움말", "help", {}),
        ("/help", "help", {}),
        ("/질문 도커가 뭐야?", "ask", {"question": "도커가 뭐야?"}),
        ("/실행 docker ps", "run", {"command": "docker ps"}),
        ("/상태", "sandbox status", {}),
        ("/sandbox status", "sandbox status", {}),
        ("/명령어 지우기", "cmd", {"word": "지우기"}),
        ("/연습장 상태", "sandbox status", {}),
        ("/샌드박스 이어하기", "sandbox resume", {}),
        ("/연습장", "sandbox status", {}),
        ("/없는명령 하나", "unknown", {"word": "없는명령"}),
    ],
)
def test_slash_commands_work_as_text(text: str, verb: str, options: dict[str, str]) -> None:
    asked = route(text, SETTINGS)
    assert (asked.verb, asked.options) == (verb, options)


def test_bare_numbers_answer_an_open_question_and_nothing_else() -> None:
    assert route("2", SETTINGS, has_open_question=True).options == {"answer": "2"}
    assert route("2 1 3", SETTINGS, has_open_question=True).verb == "answer"
    assert route("2번이요!", SETTINGS, has_open_question=True).options == {"answer": "2"}
    assert route("정답은 1번, 3번", SETTINGS, has_open_question=True).options == {"answer": "1 3"}
    assert route("2번이 왜 틀려?", SETTINGS, has_open_question=True).verb == "ask"


def test_several_lines_after_explain_stay_several() -> None:
    typed = "docker pull nginx\ndocker run -d nginx"
    assert route(f"/설명 {typed}", SETTINGS) == Route("explain", {"line": typed})
