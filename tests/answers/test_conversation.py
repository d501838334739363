"""Talks as beginners have them on a phone: every turn gets an answer of its own, about what was spoken of."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.answers.answer import Answer, Decision, Shape
from bot.answers.conversation import reply
from bot.answers.follow import Turn
from bot.answers.service import Engine
from bot.render.answers import plain_text, render_answer

CONFLICT = (
    'docker: Error response from daemon: Conflict. The container name "/myweb" is already in use by container "a".'
)
DENIED = "Error response from daemon: pull access denied for mynginx, repository does not exist"
WORDS = "볼륨이 뭐예요"
FULL = """
컨테이너가 뭐예요|이미지 지우는 법|docker ps 옵션 알려주세요|포트 여는 방법|로그 보는 명령어가 뭐예요
네트워크는 왜 필요해요?|바인드 마운트랑 볼륨 차이|도커 허브가 뭐예요?|도커 설치하는 방법 알려주세요
가상머신이랑 뭐가 달라요?|컨테이너 안에 들어가려면 어떻게 해요?|stop이랑 kill 차이가 뭐예요|이미지에 태그 붙이는 법
docker-compose 파일은 어떻게 써요?|컴포즈로 띄운 걸 끄려면|도커파일 CMD가 뭐예요|ENTRYPOINT랑 CMD 차이
멀티스테이지 빌드가 뭐예요|빌드 캐시 안 쓰려면|이미지 크기 줄이는 방법|.dockerignore는 왜 써요?
레지스트리에 올리는 법|latest 태그 쓰면 안 되나요?|다이제스트가 뭐예요|메모리 제한하는 옵션|디스크 용량 확인하는 법
안 쓰는 것 한꺼번에 지우기|root로 실행하면 왜 위험해요?|비밀번호는 어디에 넣어야 하나요?|CI/CD가 뭐예요?
쿠버네티스 꼭 써야 하나요?|마이크로서비스가 뭐예요|헬스체크는 어떻게 넣어요?|서비스 여러 개로 늘리는 법
종료 코드 137이 뭐예요|컨테이너가 바로 꺼져요|포트가 이미 사용 중이라고 나와요|실행 중인 컨테이너 이름 바꾸기
hello-world가 뭐예요|레이어가 뭐예요|환경 변수 넣는 법|컨테이너에 파일 복사하기|what is a docker image
how to remove a container|docker run -d는 뭐예요
"""


def talk(engine: Engine, *turns: str) -> list[Answer]:
    answers: list[Answer] = []
    before: Turn | None = None
    for words in turns:
        found, before = reply(engine.index, engine.index.reader.read(words), before, 0.0)
        answers.append(found)
    return answers


def turns(table: str) -> list[tuple[str, str]]:
    return [
        (talk.strip(), wanted.strip()) for talk, wanted in (line.split(" = ") for line in table.split("\n") if line)
    ]


@pytest.mark.parametrize(
    ("words", "commands"),
    turns("""
볼륨 만드는 법 → 지우는 건? → 목록은? = docker volume ls
docker run이 뭐야 → 이름 붙이는건? = docker run
컨테이너 실행하는 법 → 이름도 정하고 싶어요 → 뒤에서 돌리려면? = docker run
nginx 띄우는 법 → 백그라운드로는? → 포트는요? = docker run
docker ps → 꺼진 것도 보려면? = docker ps
컨테이너 목록 → 꺼진 것까지 → id만 보려면? = docker ps
docker logs → 실시간으로는? = docker logs
로그 보는 법 → ㅋㅋ 감사합니다 → 실시간은? = docker logs
로그 보는 법 → 마지막 몇 줄만? = docker logs
컨테이너 지우는 법 → 전부 다요 = docker rm
컨테이너 지우는 법 → 한번에 다 지우려면 = docker container prune
컨테이너 멈추는 법 → 강제로는? = docker kill
컨테이너 켜는 법 → 그럼 반대로는? = docker stop
이미지 내려받는 법 → 그럼 반대로는? = docker push
이미지 목록 보는 법 → 지우는 건요 → 안 지워져요 = docker rmi
이미지 받는 법 → 버전 지정은? = docker pull
컨테이너 목록 → 이미지 목록은? → 볼륨은? = docker volume ls
네트워크 만드는 법 → 연결은요? → 끊는 건? → 지우는 건? = docker network rm
도커파일이 뭐예요 → 어떻게 만들어요? → 그걸로 빌드는? = docker build
docker compose up → -d는? → 끄는 건? → 볼륨까지 지우려면? = docker compose down
컨테이너 일시정지 → 다시 풀려면? = docker unpause
메모리 제한 → 넘으면 어떻게 돼요? → 바꾸는 건? = docker update
cpu 제한하는 법 → 켜져 있는 상태에서는? = docker update
디스크 꽉 찼어요 → 정리하려면? = docker system prune
도커 설치하는 법 → 맥은요? → 확인은 어떻게 해요? = docker version
hello-world 실행했어요 → 지우는 법은? = docker rm
컨테이너 이름 바꾸는 법 → 이미지는요? = docker tag
안 쓰는 볼륨 지우는 법 → 이미지도요 = docker rmi
how to create a volume → and how to remove it? = docker volume rm
what is a volume → how do I create one? = docker volume create
how to list containers → stopped ones too? → and remove them? = docker rm
docker inspect가 뭐예요 → 컨테이너 지우는 법은? = docker rm
docker compose ps → 로그는? = docker compose logs
what is docker compose → how do I start it? → stop? = docker compose stop
docker run이 뭐야 → 볼륨까지 싹 지우려면 = docker compose down
네트워크 → 생성 → 연결 → 삭제 = docker network rm
이미지 → 다운로드 → 목록 → 삭제 = docker rmi
push 하는 법 → 로그인은 어떻게 해요 → 로그아웃은? = docker logout
도커 컴포즈 어케 씀 → 예시 파일 보여줘 → 실행은 → 종료는 = docker compose down
환경변수가 뭐예요 → 넣는 법 → 확인하는 법 = docker inspect
"""),
)
def test_the_last_turn_is_about_the_command(engine: Engine, words: str, commands: str) -> None:
    *_, last = talk(engine, *words.split(" → "))
    assert last.commands == (commands,)


@pytest.mark.parametrize(
    ("words", "place"),
    turns("""
도커가 뭐예요? → 왜 써요? = 01-docker/what-is-docker
도커가 뭐예요? → 왜 써요? → 단점은요? = 01-docker/pros-cons/cons
마이크로서비스가 뭐예요 → 장점은? = 01-docker/use-cases/microservices
도커파일이 뭐예요 → FROM은? = 08-dockerfile/instructions/from
도커파일이 뭐예요 → FROM은? → RUN은요? = 08-dockerfile/instructions/run
CMD가 뭐예요 → ENTRYPOINT는? = 08-dockerfile/cmd/entrypoint
도커 설치하는 법 → 윈도우는? → 리눅스는요? = 02-first-container/install-linux
캐시가 뭐예요 → 안 쓰려면? = 09-build/no-cache
포트 여는 법 → 나만 접속하게 하려면? = 06-network/address
포트 여는 법 → 랜덤으로는? = 06-network/random-port
바인드 마운트 하는 법 → 읽기 전용으로는? = 07-volume/read-only
배포하는 법 → 되돌리는 건? = 14-in-production/deploy
배포하는 순서 → 롤백은? = 14-in-production/deploy
cpu 제한하는 법 → 메모리도 같이 → compose에서는? = 12-limits/compose
root가 왜 위험해요 → 다른 사용자로 실행하려면 → Dockerfile에서는? = 13-security/user/user-instruction
prune이 뭐예요 → 위험하지 않아요? → 되돌릴 수 있어요? = 12-limits/prune/prune-safely
privileged 쓰면 안돼요? → 왜요 → 대신 뭘 써요 = 13-security/dangerous
쿠버네티스가 뭐예요 → 꼭 써야 돼요? = 14-in-production/orchestration
exit code 1이 뭐예요 → 127은? = 04-lifecycle/exit-code
빌드가 느려요 → 왜 그런 거예요? = 09-build/why
빌드가 느려요 → 빠르게 하려면? = 09-build/order
docker stats가 뭐예요 → 계속 말고 한 번만 = 12-limits/stats
환경변수 넣는 법 → 컴포즈에서는? = 11-compose/env
헬스체크가 뭐예요 → 어떻게 써요? = 11-compose/depends-on
CI/CD가 뭐예요 → 예시는? = 14-in-production/ci-cd/github-actions
볼륨이 왜 필요해요 → 만드는 법 → 붙이는 건? = 07-volume/mount
메모리 제한 거는 법 → 초과하면? = 12-limits/memory/oom
이미지 레이어가 뭐예요 → 더 쉽게 → 왜 나눠요? = 03-image/sharing
permission denied → 왜요 → 해결법 = 13-security/user/user-instruction
배포할 때 latest 쓰면 안 되나요 → 왜요 → 그럼 뭘 써요? = 10-registry/tag-strategy
OOM이 뭐예요 → 왜 생겨요? = 12-limits/memory/oom
"""),
)
def test_the_last_turn_is_about_the_part(engine: Engine, words: str, place: str) -> None:
    *_, last = talk(engine, *words.split(" → "))
    assert last.decision is Decision.ANSWER
    assert last.places[0].address == place


@pytest.mark.parametrize(
    ("words", "sides"),
    turns("""
이미지가 뭐예요 → 더 쉽게 → 컨테이너는? → 둘이 차이는? = 이미지, 컨테이너
컨테이너가 뭐예요 → 이미지랑은요? = 컨테이너, 이미지
docker exec이 뭐예요 → run이랑 차이는? = docker exec, docker run
컨테이너 멈추는 법 → 강제로는? → 둘이 뭐가 달라요? = docker stop, docker kill
볼륨이 뭐예요 → 바인드 마운트는요? → 뭐가 더 좋아요? = 볼륨, 바인드 마운트
ENV가 뭐예요 → ARG는요? → 둘이 뭐가 달라요? = ENV, ARG
COPY가 뭐예요 → ADD랑 차이는? = COPY, ADD
compose down이 뭐예요 → stop이랑 차이는? = docker compose down, docker compose stop
bind mount가 뭐예요 → 볼륨보다 좋아요? = 바인드 마운트, 볼륨
exec이 뭐예요 → attach랑 차이 = docker exec, docker attach
"""),
)
def test_a_comparison_finds_the_side_that_is_left_out(engine: Engine, words: str, sides: str) -> None:
    *_, last = talk(engine, *words.split(" → "))
    assert ", ".join(column.title for column in last.columns) == sides


def test_which_is_worse_is_asked_of_the_two_commands(engine: Engine) -> None:
    _, last = talk(engine, "rm이랑 rmi 차이", "뭐가 더 위험해요?")
    assert last.commands == ("docker rm", "docker rmi")


def test_the_flag_that_does_what_is_asked_is_shown(engine: Engine) -> None:
    _, last = talk(engine, "docker run이 뭐야", "이름 붙이는건?")
    assert [flag.long for flag in last.cards[0].flags] == ["--name"]


@pytest.mark.parametrize(
    "words", ["더 자세히", "더 알려줘", "좀 더 설명해줘", "그게 다예요?", "자세히 알려주세요", "전체 다 보여줘"]
)
def test_more_of_a_part_follows_what_was_quoted(engine: Engine, words: str) -> None:
    first, more = talk(engine, WORDS, words)
    assert more.shape is Shape.MORE
    assert more.places[0].address == first.places[0].address
    assert more.passages
    assert not set(more.passages) & set(first.passages)


def test_more_goes_on_to_the_next_part_and_ends_honestly(engine: Engine) -> None:
    answers = talk(engine, WORDS, *["더 자세히"] * 14)
    parts = [found.places[0].address for found in answers if found.shape is Shape.MORE]
    assert parts[:2] == ["07-volume/three-ways", "07-volume/create"]
    quoted = [passage for found in answers for passage in found.passages]
    assert len(quoted) == len(set(quoted))
    assert answers[-1].shape is Shape.END
    assert "솔직하게" in render_answer(answers[-1]).text


def test_details_behind_a_simple_answer_are_the_full_one_and_then_more(engine: Engine) -> None:
    first, easy, full, more = talk(engine, WORDS, "더 쉽게", "더 자세히", "더 자세히")
    assert easy.shape is Shape.ANALOGY
    assert full.passages == first.passages
    assert more.shape is Shape.MORE


def test_all_of_what_is_listed_is_no_more_of_the_text(engine: Engine) -> None:
    _, every = talk(engine, "컨테이너 목록", "전체 다 보여줘")
    assert every.places[0].address == "02-first-container/list-all"


def test_commands_are_those_of_the_thing(engine: Engine) -> None:
    _, found = talk(engine, WORDS, "그래서 명령어가 뭐예요")
    assert found.commands == ("docker volume create", "docker volume ls", "docker volume inspect")


@pytest.mark.parametrize("words", ["왜 그런 거예요?", "어떻게 고쳐요?", "이게 뭐예요"])
def test_behind_an_error_its_part_is_told(engine: Engine, words: str) -> None:
    first, found = talk(engine, CONFLICT, words)
    assert first.shape is Shape.ERROR
    assert found.shape is Shape.MORE
    assert found.places[0].address == "04-lifecycle/remove"


def test_the_cure_is_told_again_where_there_is_no_more(engine: Engine) -> None:
    first, _, again = talk(engine, DENIED, "무슨 말이에요?", "어떻게 해요?")
    assert again.trouble == first.trouble


def test_who_still_fails_is_asked_for_the_message_of_now(engine: Engine) -> None:
    _, found = talk(engine, CONFLICT, "그래도 안 돼요")
    text = render_answer(found).text
    assert text.startswith("지금 화면에 나온 오류 메시지를")
    assert found.passages[0].text[:20] in text


def test_what_was_meant_is_picked_from_what_was_just_shown(engine: Engine) -> None:
    first, found = talk(engine, "도커 설치하는 법", "맥은요?")
    assert found.shape is Shape.AGAIN
    assert set(found.passages) < set(first.passages)
    assert "방금 보여 드린 내용" in plain_text(found)


@pytest.mark.parametrize(
    "words",
    """
볼륨이 뭐예요 → 더 자세히 → 예시는? → 더 쉽게
컨테이너는 왜 꺼져요 → 왜요?
컨테이너 지우는 법 → 다른 방법은?
도커 왜 써요 → 그거 꼭 해야 돼요?
포트 연결하는 법 → 여러 개는?
이미지 크기 줄이는 법 → 다른 방법은? → 제일 효과 좋은 건?
docker cp 사용법 → 반대 방향은? → 폴더째로는?
로그 → 예시 → 옵션
docker rm 알려줘 → 강제로 → 한꺼번에
.dockerignore가 뭐예요 → 어떻게 써요? → 예시는?
멀티스테이지가 뭐예요 → 예시 → 왜 써요?
컨테이너가 뭐예요 → 이해가 안 가요 → 예를 들어주세요
what is docker → why use it? → example?
""".strip().split("\n"),
)
def test_no_reply_is_the_one_before_once_more(engine: Engine, words: str) -> None:
    texts = [plain_text(found) for found in talk(engine, *words.split(" → "))]
    assert all(text != other for text, other in pairwise(texts))


@pytest.mark.parametrize("words", [one for line in FULL.strip().split("\n") for one in line.split("|")])
@pytest.mark.parametrize("first", [WORDS, "컨테이너 지우는 법", "docker run이 뭐야", CONFLICT])
def test_a_full_question_stands_by_itself(engine: Engine, first: str, words: str) -> None:
    (alone,) = talk(engine, words)
    _, behind = talk(engine, first, words)
    assert behind == alone


@pytest.mark.parametrize("words", ["감사합니다", "아 그렇구나", "ㅋㅋㅋㅋ", "안녕하세요", "점심 뭐 먹지"])
def test_small_talk_leaves_the_conversation_where_it_was(engine: Engine, words: str) -> None:
    *_, last = talk(engine, "볼륨 만드는 법", words, "지우는 건?")
    assert last.commands == ("docker volume rm",)
