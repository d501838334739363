import json

from sandbox.policy.lines import policy_lines


def answers(*asked: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in policy_lines(asked)]


def test_an_allowed_line_shows_what_was_understood() -> None:
    (answer,) = answers('{"id": "a", "line": "docker run -dp 8080:80 nginx | wc -l > n.txt"}')
    assert (answer["id"], answer["allowed"], answer["reason"]) == ("a", True, None)
    parsed = answer["parsed"]
    assert isinstance(parsed, dict)
    first = parsed["steps"][0]["commands"][0]
    assert first["name"] == "docker run"
    assert first["options"] == [["--detach", None], ["--publish", "8080:80"]]
    assert first["arguments"] == ["nginx"]
    assert parsed["steps"][0]["redirect"] == {"path": "n.txt", "append": False}


def test_a_refused_line_says_why() -> None:
    (answer,) = answers('{"id": 7, "line": "docker run --privileged nginx"}')
    assert answer == {"id": 7, "allowed": False, "parsed": None, "reason": "privileged: --privileged"}


def test_no_line_is_lost() -> None:
    found = answers("", "no json", "[1]", '{"id": 3}', '{"id": 4, "line": 5}', '{"line": "docker ps"}')
    assert [answer["id"] for answer in found] == [None, None, 3, 4, None]
    assert [answer["allowed"] for answer in found] == [False, False, False, False, True]
    assert all("bad-json" in str(answer["reason"]) for answer in found[:4])


def test_a_reason_can_be_told_in_other_words() -> None:
    (line,) = policy_lines(['{"id": 1, "line": "sudo ls"}'], explain=lambda refusal: f"{refusal.word}!")
    assert json.loads(line)["reason"] == "sudo!"
