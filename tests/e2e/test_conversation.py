"""What a newcomer does first, end to end on the real engine."""

from __future__ import annotations

import re

import pytest

from bot.core.people import Member
from bot.core.reply import Reply
from bot.product import Product
from bot.talk.verbs import VERBS
from tests.e2e.people import KIM, LEE

pytestmark = pytest.mark.engine


async def said(product: Product, text: str, member: Member = KIM) -> Reply:
    """Return the last state of the reply to plain words."""
    last = Reply()
    async for reply in product.conversation.say(member, text):
        last = reply
    return last


async def pressed(product: Product, reply: Reply, label: str, member: Member = KIM) -> Reply:
    """Press the button whose label begins so, and return the last state of what it shows."""
    action = next(choice.action for choice in reply.choices if choice.label.startswith(label))
    last = Reply()
    async for shown in product.conversation.press(member, action):
        last = shown
    return last


def printed(reply: Reply) -> str:
    return reply.code.text if reply.code else ""


async def test_the_lesson_s_six_commands_show_what_a_real_engine_prints(product: Product) -> None:
    assert "Status: Downloaded newer image for nginx:latest" in printed(await said(product, "docker pull nginx"))
    ran = await said(product, "docker run --name myweb -d -p 8080:80 nginx")
    assert re.fullmatch(r"[0-9a-f]{64}", printed(ran).strip())
    assert re.search(r"nginx .*0\.0\.0\.0:8080->80/tcp .*myweb", printed(await said(product, "docker ps")))
    assert "<title>Welcome to nginx!</title>" in printed(await said(product, "curl localhost:8080"))
    assert printed(await said(product, "docker stop myweb")).strip() == "myweb"
    assert printed(await said(product, "docker rm myweb")).strip() == "myweb"
    assert "Untagged: nginx:latest" in printed(await said(product, "docker rmi nginx"))


async def test_a_block_pasted_from_the_lesson_runs_line_by_line(product: Product) -> None:
    block = "```bash\n# 이미지 받기\ndocker pull busybox\n\n# 확인\ndocker images -q   # 하나 있어요\n```"
    shown = printed(await said(product, block))
    assert shown.index("$ docker pull busybox") < shown.index("Downloaded newer image") < shown.index("$ docker images")


async def test_one_learner_never_sees_another_s_containers(product: Product) -> None:
    await said(product, "docker run --name secret -d nginx")
    theirs = printed(await said(product, "docker ps -a", LEE))
    assert theirs.startswith("CONTAINER ID")
    assert "secret" not in theirs
    assert "secret" in printed(await said(product, "docker ps -a"))


async def test_a_question_is_answered_from_the_course_with_its_place(product: Product) -> None:
    answer = await said(product, "도커가 뭐야?")
    assert "격리" in answer.text
    assert "도커 이해하기" in answer.note
    opened = await pressed(product, answer, "강의")
    assert "도커란" in opened.text


async def test_what_the_course_does_not_cover_is_said_so(product: Product) -> None:
    assert "강의에" in (await said(product, "저녁 메뉴 추천해줘")).text


async def test_a_quiz_is_asked_answered_and_explained(product: Product) -> None:
    question = await said(product, "퀴즈 1강 1문제")
    assert question.text.startswith("**문제 1/1**")
    stopped = await pressed(product, question, "그만하기")
    assert "퀴즈 끝" in stopped.text


async def test_a_closed_flag_is_refused_with_the_reason_and_nothing_runs(product: Product) -> None:
    refused = await said(product, "docker run --privileged nginx")
    assert "--privileged" in refused.text
    assert "CONTAINER ID" in printed(await said(product, "docker ps -a"))
    assert "nginx" not in printed(await said(product, "docker ps -a"))


async def test_everything_of_a_person_can_be_deleted(product: Product) -> None:
    await said(product, "docker ps")
    kept = await said(product, "/내정보")
    sure = await pressed(product, kept, "모두 지우기")
    deleted = await pressed(product, sure, "네")
    assert "지웠어요" in deleted.text
    assert "실행한 명령" in deleted.text


async def test_a_dockerfile_is_written_built_and_run(product: Product) -> None:
    text = "FROM busybox\nRUN echo 구운 빵 > /bread.txt\nCMD cat /bread.txt\n"
    written = [
        reply async for reply in product.conversation.press(KIM, "file:new:0", {"name": "Dockerfile", "content": text})
    ]
    assert "3줄" in written[-1].text
    assert "FROM busybox" in printed(await said(product, "/파일 Dockerfile"))
    built = await said(product, "docker build -t bread .")
    assert built.note == "", printed(built)
    assert printed(await said(product, "docker run --rm bread")).strip() == "구운 빵"


async def test_a_file_outside_the_workspace_is_refused_by_its_name(product: Product) -> None:
    refused = await said(product, "/파일 ../../etc/passwd")
    assert "파일 이름으로 쓸 수 없어요" in refused.text


async def test_every_slash_command_of_the_table_is_served(product: Product) -> None:
    assert {verb.name for verb in VERBS} <= product.conversation.verbs


async def test_a_sandbox_at_a_glance_shows_what_is_in_it(product: Product) -> None:
    assert "아직 연습장이 없어요" in (await said(product, "/상태")).text
    await said(product, "docker run --name myweb -d -p 8080:80 nginx")
    await said(product, "docker create --name later busybox")
    shown = await said(product, "/상태")
    assert "● `myweb` nginx · 실행 중 · 0.0.0.0:8080->80/tcp" in shown.text
    assert "○ `later` busybox · 만들기만 함" in shown.text
    assert "컨테이너: 2개 (실행 중 1개) · 이미지 2개" in shown.text
    assert re.search(r"도커 디스크: `[█░]{10}` [1-9]\d* / \d+ MiB", shown.text), shown.text
    assert re.search(r"작업 폴더: `[█░]{10}` \d+ / 32 MiB", shown.text), shown.text
    assert re.search(r"남은 시간: `[█░]{10}` (3시간 59분|4시간 0분)", shown.text), shown.text
    assert shown.picture is not None
    assert "myweb(nginx) 실행 중" in shown.picture.alt
