"""Discord's error answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.fake_discord.models import Json


class ApiError(Exception):
    """An answer with an HTTP status of 400 or more and Discord's own error code."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        errors: Json | None = None,
        headers: Mapping[str, str] | None = None,
        extra: Json | None = None,
    ) -> None:
        super().__init__(f"{status} {code} {message} {errors or ''}".strip())
        self.status = status
        self.code = code
        self.payload: Json = {"message": message, "code": code, **(extra or {})}
        if errors:
            self.payload["errors"] = errors
        self.headers = dict(headers or {})


def form_error(path: Sequence[object], code: str, message: str) -> ApiError:
    """Return the 50035 answer that names one wrong field by its path."""
    node: Json = {"_errors": [{"code": code, "message": message}]}
    for part in reversed(path):
        node = {str(part): node}
    return ApiError(400, 50035, "Invalid Form Body", errors=node)


def rate_limited(retry_after: float, *, is_global: bool = False) -> ApiError:
    """Return a 429. discord.py takes one without a `Via` header for a ban by Cloudflare; the front door adds it."""
    return ApiError(
        429,
        0,
        "You are being rate limited.",
        headers={
            "Retry-After": str(int(retry_after) + 1),
            "X-RateLimit-Scope": "global" if is_global else "user",
            **({"X-RateLimit-Global": "true"} if is_global else {}),
        },
        extra={"retry_after": round(retry_after, 3), "global": is_global},
    )
