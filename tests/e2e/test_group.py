"""What a group's settings do to practice, on the real engine."""

from __future__ import annotations

import pytest

from bot.core.clock import SystemClock
from bot.core.people import Member
from bot.core.reply import Reply
from bot.product import Product
from tests.e2e.people import KIM

pytestmark = pytest.mark.engine
ADMIN = Member(9, "방장", guild_id=77, is_admin=True)
MEMBER = Member(KIM.user_id, "kim", guild_id=77)


async def said(product: Product, text: str, member: Member = MEMBER) -> Reply:
    return [reply async for reply in product.conversation.say(member, text)][-1]


async def test_limits_gloss_one_line_at_a_time_and_the_audit(product: Product) -> None:
    now = SystemClock().now()
    await product.groups.change(77, 9, now, {"sandbox_minutes": 15, "with_gloss": False})
    failed = await said(product, "docker rmi nothing-here")
    assert "No such image" in (failed.code.text if failed.code else "")
    assert failed.note.count("\n") == 0, "Docker's own words alone"
    assert product.door.service is not None
    status = await product.door.service.status(KIM.user_id)
    assert status is not None
    assert (status.lease.expires_at - status.lease.created_at).total_seconds() == 15 * 60
    await product.groups.change(77, 9, now, {"with_gloss": True})
    assert "docker images" in (await said(product, "docker rmi nothing-here")).note

    first = aiter(product.conversation.do(MEMBER, "run", {"command": "sleep 2"}))
    await anext(first)
    second = await said(product, "docker ps")
    assert "아직 끝나지 않았어요" in second.text
    assert [choice.label for choice in second.choices] == ["멈추기"]
    assert [reply async for reply in first]

    await product.groups.change(77, 9, now, {"commands_a_minute": 1})
    assert "1분에 명령 1개까지" in (await said(product, "docker ps")).text
    assert "--privileged" in (await said(product, "docker run --privileged nginx")).text
    audited = [reply async for reply in product.conversation.do(ADMIN, "audit", {"member": str(KIM.user_id)})][-1]
    newest = [line.partition(" — ")[2] for line in audited.text.splitlines() if line.startswith("- ")]
    assert newest[0].startswith("거절 ·")
    assert newest[1:] == [
        "거절 · 1분에 실행할 수 있는 수를 넘음",
        "거절 · 앞선 명령이 아직 실행 중",
        "허용 · 정상 종료",
        "허용 · 종료 코드 1",
        "허용 · 종료 코드 1",
    ]
