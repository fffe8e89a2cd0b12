"""The ledger's side of the stand-in: what a site says that it captured, against what was kept."""

import hashlib
import json
from typing import Any


def compare(kept: dict[str, bytes], path: str, said: dict[str, Any]) -> dict[str, Any]:
    """The answer to a part of the ledger; `kept` is what came, by uuid."""
    if path.endswith("/lines"):
        lines = dict(line.split(":") for line in said["lines"])
        held = {uuid: hashlib.sha256(line).hexdigest() for uuid, line in kept.items()}
        missing = [uuid for uuid in lines if uuid not in held]
        differing = [uuid for uuid in lines if held.get(uuid, lines[uuid]) != lines[uuid]]
        return {"missing": missing, "differing": differing}
    days = {one["day"]: (one["count"], one["digest"]) for one in said["days"]}
    differ = [day for day in days if days[day] != _sum_up(kept, day)]
    counts = {"recorded": len(kept), "joined": 0, "quarantined": 0}
    return {"differ": differ, "gaps": said.get("gaps") if differ else 0, **counts}


def _sum_up(kept: dict[str, bytes], day: str) -> tuple[int, str]:
    lines = [
        f"{uuid}:{hashlib.sha256(line).hexdigest()}\n"
        for uuid, line in sorted(kept.items())
        if json.loads(line)["submitted_at"].startswith(day)
    ]
    return len(lines), hashlib.sha256("".join(lines).encode()).hexdigest()
