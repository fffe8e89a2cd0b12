"""A page of the list, over HTTP and signed in, in a business with half of all leads: small against large."""

from __future__ import annotations

from typing import Any

from tests.bench.asking import Crowd, compared, settled_both
from tests.bench.crowd import CAMPAIGN, COMMON, RARE, RARE_AMOUNT, RARE_CAMPAIGN, RARE_FORM
from tests.bench.running import on_each_engine

# What people ask for all day.
QUERIES = {
    "newest": "status=all",
    "waiting": "status=waiting",
    "won": "status=won",
    "filtered_by_name": "status=won&source=google_ads&sort=name",
    "filtered": "status=all&where=status:is:open;source:is:meta",
    "by_name": "status=all&sort=name",
    "by_status": "status=all&sort=status",
    "by_owner": "status=all&sort=owner",
    "by_next_action": "status=all&sort=next",
    "common": f"q={COMMON.lower()}",
    "three_letters": "q=ben",
    "rare": f"q={RARE.lower()}",
    "noted": "q=chene",
    "noted_and_named": f"q=granit+{RARE.lower()}",
}
# What they may ask for, too.
OTHERS = {
    "either": "status=all&where=any(source:is:bing;amount:over:50000)",
    "one_in_ten_thousand": f"status=all&where=amount:is:{RARE_AMOUNT}",
    "one_in_ten_thousand_by_name": f"status=all&sort=name&where=amount:is:{RARE_AMOUNT}",
    "one_in_ten_thousand_by_status": f"status=all&sort=-status&where=amount:is:{RARE_AMOUNT}",
    "either_is_rare": f"status=all&sort=owner&where=any(amount:is:{RARE_AMOUNT};amount:over:700000)",
    "by_company": "status=all&sort=company",
    "by_mail": "status=all&sort=email",
    "by_stage": "status=all&sort=stage",
    "by_reason": "status=all&sort=reason",
    "of_a_reason_by_name": "status=all&sort=name&where=reason:is:later",
    "by_amount_narrowed": "status=all&sort=-amount&where=status:is:won",
    "company_by_source": "status=all&sort=source&where=company:has:dumas",
    "rare_by_name": f"q={RARE.lower()}&sort=name",
    "common_by_name": f"q={COMMON.lower()}&sort=name",
    "nobody_by_name_narrowed": "q=nobodyatall&sort=name&where=message:has:cuisine",
    "by_campaign": f"status=all&where=campaign:is:{CAMPAIGN}",
    "by_rare_campaign": f"status=all&where=campaign:is:{RARE_CAMPAIGN}",
    "by_form": "status=all&where=form:filled",
    "by_rare_form": f"status=all&sort=name&where=form:is:{RARE_FORM}",
    "by_consent": "status=all&where=consent:filled",
    "counted": "status=all&where=any(source:is:bing;amount:over:50000)",
    "rare_counted": f"status=all&where=amount:is:{RARE_AMOUNT}",
}
# By fields of the business's own.
OWN = {
    "own_sort": "status=all&sort=fields.surface&columns=status,fields.surface,fields.projet,tags",
    "own_sort_turned": "status=all&sort=-fields.surface",
    "own_sort_choice": "status=all&sort=fields.projet",
    "own_sort_narrowed": "status=all&sort=-fields.surface&where=status:is:open;source:is:meta",
    "own_filter": "status=all&where=fields.projet:is:cuisine",
    "own_either": "status=all&where=any(fields.surface:over:395;source:is:bing)",
    "own_one_in_ten_thousand": "status=all&where=fields.projet:is:escalier",
    "own_one_in_ten_thousand_sorted": f"status=all&sort=fields.surface&where=amount:is:{RARE_AMOUNT}",
    "own_none": "status=all&where=fields.surface:empty",
    "own_counted": "status=all&where=fields.surface:over:200",
}
COUNTED = ("counted", "rare_counted", "own_counted")
EMPTY = ("nobody_by_name_narrowed",)


def measure(rows: int = 1_000_000) -> dict[str, dict[str, Any]]:
    """`rows` leads in 500 businesses; figures as asking.compared() has them.

    `other_p95_ms` is that of filters and orders that no index holds, and of fields of the business's own.
    """
    return on_each_engine(
        lambda folder, make: ask(settled_both(folder, make, rows, with_own_fields=True)),
    )


def ask(crowds: tuple[Crowd, Crowd]) -> dict[str, Any]:
    """Figures of the list in two crowds with own fields."""
    pages = {
        name: f"/app/prospects{'/count' if name in COUNTED else ''}?{query}"
        for name, query in (QUERIES | OTHERS | OWN).items()
    }
    return compared(
        crowds, lambda _browser: pages, b'class="name"', others=[*OTHERS, *OWN], counts=COUNTED, empty=EMPTY
    )
