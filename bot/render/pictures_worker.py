"""The worker process that draws: `python -m bot.render.pictures_worker`.

It reads one JSON line a request from standard input, `{"kind": "mermaid" | "svg", "source": …}`, and answers each with
a JSON line, `{"size": n}` followed by n bytes of PNG, or `{"error": …}`. It ends when standard input is closed.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Final

from bot.render.pictures_draw import DrawError, draw_mermaid, draw_svg

MOST_MEMORY: Final = 2 << 30  # bytes of address space; it needs about 400 MB with the fonts mapped


def main() -> None:
    """Answer requests until there are no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    out = sys.stdout.buffer
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            png = draw_mermaid(request["source"]) if request["kind"] == "mermaid" else draw_svg(request["source"])
        except (DrawError, MemoryError) as error:
            out.write(json.dumps({"error": str(error)[:300]}).encode() + b"\n")
        else:
            out.write(json.dumps({"size": len(png)}).encode() + b"\n" + png)
        out.flush()


if __name__ == "__main__":
    main()
