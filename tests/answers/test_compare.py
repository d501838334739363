"""Things stand side by side, each in words of the course that are about it."""

from __future__ import annotations

import pytest

from bot.answers.answer import Answer, Column, Decision, Shape
from bot.answers.service import Engine
from bot.render.answers import render_answer
from bot.render.columns import GAP, WIDTH, columns


def titles(answer: Answer) -> list[str]:
    """Return what the sides are called."""
    return [side.title for side in answer.columns]


def source(side: Column) -> str:
    """Return where the words of a side stand."""
    return side.source or side.passages[0].address


@pytest.mark.parametrize(
    ("question", "left", "right", "part"),
    [
        ("RUN이랑 CMD 차이", "RUN", "CMD", "08-dockerfile/run-vs-cmd"),
        ("run이랑 start 차이", "docker run", "docker start", "04-lifecycle/create-start"),
        ("run exec 뭐가 다른가요", "docker run", "docker exec", "05-debug/exec-vs-run"),
        ("볼륨이랑 바인드 마운트 차이", "볼륨", "바인드 마운트", "07-volume/three-ways"),
        ("바인드 마운트랑 tmpfs 차이", "바인드 마운트", "tmpfs", "07-volume/three-ways"),
        ("compose stop이랑 down 차이", "docker compose stop", "docker compose down", "11-compose/down"),
        ("컴포즈 스톱이랑 다운 차이", "docker compose stop", "docker compose down", "11-compose/down"),
        ("down이랑 down -v 차이", "docker compose down", "docker compose down -v", "11-compose/down"),
        ("image prune이랑 image prune -a 차이", "docker image prune", "docker image prune -a", "12-limits/prune"),
        ("always랑 unless-stopped 차이", "always", "unless-stopped", "04-lifecycle/restart-policy"),
        ("--restart always랑 --restart no 차이", "always", "no", "04-lifecycle/restart-policy"),
        ("on-failure랑 always 차이", "on-failure:3", "always", "04-lifecycle/restart-policy"),
        ("created랑 exited 차이", "Created", "Exited (숫자)", "04-lifecycle/states"),
        ("137이랑 143 차이", "137", "143", "04-lifecycle/exit-code"),
        ("bridge랑 host 차이", "bridge", "host", "06-network/drivers"),
        ("네트워크에서 bridge랑 none 차이", "bridge", "none", "06-network/drivers"),
        ("도커 장점이랑 단점 비교", "장점", "단점", "01-docker/pros-cons"),
        ("CI랑 CD 차이", "CI(지속적 통합)", "CD(지속적 배포)", "14-in-production/ci-cd"),
        ("블루그린이랑 카나리 차이", "블루-그린", "카나리", "14-in-production/deploy"),
        ("태그랑 다이제스트 차이", "태그", "다이제스트", "10-registry/digest"),
        ("도커랑 가상머신 차이", "컨테이너(Docker)", "가상화(VM)", "01-docker/vm-vs-container"),
        ("도커 데스크톱이랑 도커 엔진 차이", "Docker Desktop", "Docker Engine", "02-first-container/install-choice"),
    ],
)
def test_a_part_that_compares_the_two_gives_both_sides(
    engine: Engine, question: str, left: str, right: str, part: str
) -> None:
    answer = engine.ask(question)
    assert answer.shape is Shape.COMPARISON
    assert titles(answer) == [left, right]
    assert answer.places[0].address == part
    assert {one.address.partition("#")[0] for side in answer.columns for one in side.passages} == {part}


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("pull이랑 push 차이", ("01-docker/basic-commands/pull#1", "10-registry/push#1")),
        ("stop이랑 kill 차이", ("04-lifecycle/stop-kill#1", "04-lifecycle/stop-kill#5")),
        ("스탑이랑 킬 차이", ("04-lifecycle/stop-kill#1", "04-lifecycle/stop-kill#5")),
        ("exec docker attach 차이", ("05-debug/exec#1", "card:docker attach")),
        ("save랑 export 차이", ("card:docker save", "card:docker export")),
        ("docker build랑 buildx build 차이", ("card:docker build", "card:docker buildx build")),
        ("docker run이랑 docker compose up 차이", ("01-docker/basic-commands/run#1", "card:docker compose up")),
        ("volume rm이랑 volume prune 차이", ("card:docker volume rm", "07-volume/remove#5")),
        ("네트워크 prune 하고 rm 중에 뭘 써야하죠", ("card:docker network prune", "card:docker network rm")),
        ("docker volume ls랑 inspect 차이", ("card:docker volume ls", "card:docker volume inspect")),
        ("docker cp랑 볼륨 차이", ("05-debug/cp-diff#1", "07-volume/three-ways#1")),
    ],
)
def test_each_command_has_the_words_that_say_what_it_does(
    engine: Engine, question: str, sources: tuple[str, str]
) -> None:
    answer = engine.ask(question)
    assert tuple(map(source, answer.columns)) == sources
    assert set(sources) <= set(answer.sources)
    assert "│" in render_answer(answer).text


@pytest.mark.parametrize(
    ("question", "left", "right", "card"),
    [
        ("-p랑 -P 차이", "-p", "-P", "docker run"),
        ("-v랑 --mount 차이", "-v", "--mount", "docker run"),
        ("-it랑 -d 차이", "-it", "-d", "docker run"),
        ("-i -t 차이", "-i", "-t", "docker run"),
        ("docker run -d랑 docker run -it 차이", "-d", "-it", "docker run"),
        ("-e랑 --env-file 중에 뭐 써요", "-e", "--env-file", "docker run"),
        ("--link랑 --network 차이", "--link", "--network", "docker run"),
        ("privileged랑 cap-add 차이", "--privileged", "--cap-add", "docker run"),
        ("logs -f랑 --tail 차이", "-f", "--tail", "docker logs"),
        ("ps -a랑 -q 뭐가 달라요", "-a", "-q", "docker ps"),
        ("build -t랑 -f 차이", "-t", "-f", "docker build"),
        ("rm -f랑 rm -v 차이", "-f", "-v", "docker rm"),
        ("-f랑 --tail 차이", "docker logs -f", "docker logs --tail", "docker logs"),
    ],
)
def test_flags_are_compared_in_the_words_of_one_card(
    engine: Engine, question: str, left: str, right: str, card: str
) -> None:
    answer = engine.ask(question)
    assert titles(answer) == [left, right]
    assert [side.source for side in answer.columns] == [f"card:{card}"] * 2
    assert answer.commands == (card,)
    flags = engine.index.cards[card].every_flag
    for side in answer.columns:
        said = side.title.rpartition(" ")[2]
        whole = [flag.says for flag in flags if said in (flag.short, flag.long)]
        assert whole == [side.says] or all(f"{one}: " in side.says for one in ("-i", "-t"))


@pytest.mark.parametrize(
    ("question", "left", "right"),
    [
        ("docker ps랑 docker ps -a 차이", "docker ps", "docker ps -a"),
        ("docker exec -it랑 docker run -it 차이", "docker exec -it", "docker run -it"),
        ("rm -f랑 kill 차이", "docker rm -f", "docker kill"),
        ("volume create랑 -v 차이", "docker volume create", "docker run -v"),
        ("EXPOSE랑 -p 차이", "EXPOSE", "docker run -p"),
        ("CMD랑 --entrypoint 차이", "CMD", "docker run --entrypoint"),
    ],
)
def test_a_flag_beside_something_else_has_its_command_before_it(
    engine: Engine, question: str, left: str, right: str
) -> None:
    assert titles(engine.ask(question)) == [left, right]


@pytest.mark.parametrize(
    ("question", "left", "right"),
    [
        ("ADD랑 COPY 차이", "ADD", "COPY"),
        ("ENV랑 ARG 차이", "ENV", "ARG"),
        ("cmd vs entrypoint", "CMD", "ENTRYPOINT"),
        ("FROM이랑 RUN 차이", "FROM", "RUN"),
        ("RUN이랑 ENTRYPOINT 차이", "RUN", "ENTRYPOINT"),
        ("USER랑 WORKDIR 차이", "USER", "WORKDIR"),
        ("cp랑 COPY 차이", "docker cp", "COPY"),
        ("EXPOSE랑 ENV 차이", "EXPOSE", "ENV"),
    ],
)
def test_the_instructions_of_a_dockerfile_are_told_by_the_sentences_that_begin_with_them(
    engine: Engine, question: str, left: str, right: str
) -> None:
    answer = engine.ask(question)
    assert titles(answer) == [left, right]
    for side in answer.columns:
        assert side.says or side.passages[0].text.startswith(f"`{side.title}`")


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("이미지랑 컨테이너 차이", ("01-docker/core-concepts/image#1", "01-docker/core-concepts/container#1")),
        ("도커 엔진이랑 도커 데몬 차이", ("01-docker/core-concepts/engine#1", "01-docker/core-concepts/engine#3")),
        ("포트랑 네트워크 차이", ("06-network/why#3", "06-network/why#4")),
        ("마이크로서비스랑 모놀리스 차이", ("14-in-production/microservices#1", "14-in-production/microservices#5")),
        ("호스트랑 컨테이너 차이", ("term:host", "01-docker/core-concepts/container#1")),
        ("alpine이랑 slim 차이", ("term:image-size", "term:image-size")),
        ("스웜이랑 쿠버네티스 차이", ("term:swarm", "term:kubernetes")),
        ("docker compose랑 docker-compose 차이", ("11-compose/what-is-compose#1", "term:docker compose")),
        ("익명 볼륨이랑 이름 있는 볼륨 차이", ("term:docker volume", "term:docker volume")),
        ("기본 bridge랑 사용자 정의 네트워크 차이", ("term:bridge", "term:docker network")),
        ("SIGTERM이랑 SIGKILL 차이", ("term:docker stop", "term:docker kill")),
        (".env랑 env_file 차이", ("term:env-variable", "term:env-variable")),
        ("재시작 정책이랑 헬스체크 차이", ("term:restart-policy", "14-in-production/self-healing#8")),
    ],
)
def test_anything_else_is_told_by_the_sentence_that_defines_it_or_the_glossary(
    engine: Engine, question: str, sources: tuple[str, str]
) -> None:
    answer = engine.ask(question)
    assert tuple(map(source, answer.columns)) == sources
    assert set(sources) <= set(answer.sources)
    assert len({(side.says, side.passages) for side in answer.columns}) == len(sources)


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("-v랑 --mount 차이", "07-volume/mount-flag#3"),
        ("-p랑 -P 차이", "06-network/random-port#3"),
        ("볼륨이랑 바인드 마운트 중에 뭐 써야 돼요", "07-volume/three-ways#5"),
        ("stop이랑 kill 중 뭘 써야 하나요", "04-lifecycle/stop-kill#7"),
        ("alpine이랑 slim 중에 뭐가 나아요", "09-build/smaller#2"),
        ("컴포즈랑 쿠버네티스 차이", "11-compose/what-is-compose#7"),
    ],
)
def test_what_the_part_says_of_both_stands_below_the_columns(engine: Engine, question: str, passage: str) -> None:
    answer = engine.ask(question)
    assert passage in [one.address for one in answer.passages]
    block, _, below = render_answer(answer).text.removeprefix("```text").partition("```")
    told = next(one.text for one in answer.passages if one.address == passage)
    assert "│" in block
    assert told in below


def test_two_words_of_the_glossary_are_compared_though_no_part_is_near(engine: Engine) -> None:
    answer = engine.ask("태그랑 라벨 차이")
    assert (answer.decision, titles(answer)) == (Decision.ANSWER, ["태그", "라벨"])
    assert engine.ask("태그랑 라벨 차이", "01-docker").decision is Decision.ABSTAIN


def test_one_thing_alone_is_set_against_what_its_part_compares_it_with(engine: Engine) -> None:
    assert titles(engine.ask("가상머신이랑 뭐가 달라요?")) == ["가상화(VM)", "컨테이너(Docker)"]
    assert titles(engine.ask("podman이랑 가상머신 차이")) == []


def test_the_rows_of_a_table_say_what_they_are_of(engine: Engine) -> None:
    run, cmd = engine.ask("RUN이랑 CMD 차이가 뭐예요").columns
    assert "언제: 이미지를 빌드할 때" in run.passages[0].text.splitlines()
    assert "언제: 컨테이너가 켜질 때" in cmd.passages[0].text.splitlines()


def test_the_things_stand_in_the_order_of_the_question(engine: Engine) -> None:
    assert titles(engine.ask("inspect랑 logs 차이")) == ["docker inspect", "docker logs"]
    assert titles(engine.ask("rmi랑 rm 차이")) == ["docker rmi", "docker rm"]
    assert titles(engine.ask("이미지랑 컨테이너 차이")) == ["이미지", "컨테이너"]
    assert titles(engine.ask("컨테이너랑 이미지 차이")) == ["컨테이너", "이미지"]
    assert titles(engine.ask("none이랑 host 네트워크 차이")) == ["none", "host"]


def test_the_cards_are_those_of_what_is_compared_and_say_no_flag_twice(engine: Engine) -> None:
    assert engine.ask("docker run이랑 docker compose up 차이").commands == ("docker run", "docker compose up")
    answer = engine.ask("-it랑 -d 차이")
    assert [piece.card.id for piece in answer.cards] == ["docker run"]
    assert "`--detach`" not in render_answer(answer).text


@pytest.mark.parametrize("question", ["compose stop이랑 down 차이", "-it랑 -d 차이", "alpine이랑 slim 차이"])
def test_the_columns_are_straight_and_fit_a_phone(engine: Engine, question: str) -> None:
    block = render_answer(engine.ask(question)).text.split("```")[1].removeprefix("text\n")
    assert block.splitlines()[0].partition(GAP)[2]
    for line in block.splitlines():
        assert columns(line.partition("│")[0]) == WIDTH + 1
        assert columns(line) <= 2 * WIDTH + columns(GAP)


def test_a_long_command_stands_without_its_first_word(engine: Engine) -> None:
    block = render_answer(engine.ask("compose stop이랑 down 차이")).text.split("```")[1]
    assert block.splitlines()[1].startswith("compose stop      │ compose down")
