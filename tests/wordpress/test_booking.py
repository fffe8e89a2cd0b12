"""The booking page on a page of the site: a link that caches may keep, and nothing where it does not stand."""

import re

from filon.foundation.ids import new_id
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.visitor import visit


def test_it_works(either: PluginSite, service: StandIn) -> None:
    kind = str(new_id())
    by_shortcode = either.wordpress.create_page("Rendez-vous", f'[filon_booking kind="{kind}" member="<b>"]')
    by_block = either.wordpress.create_page("Réserver", f'<!-- wp:filon/booking {{"kind":"{kind}"}} /-->')
    for page in (by_shortcode, by_block):
        html = visit(page).html
        [link] = re.findall(r'<div class="filon-booking" data-filon-booking><p><a [^>]*href="([^"]+)"', html)
        assert link.startswith(f"{service.url}/reserver/site/")
        assert f"kind={kind}" in link
        assert "member" not in link, "what is no id is left out"
        assert "booking/booking.js" in html
        assert visit(page).html.count(link) == html.count(link) == 1, "the same for everybody"
    assert "booking/booking.js" not in visit(either.contact).html


def test_a_site_that_is_not_connected_shows_nothing(site: PluginSite) -> None:
    page = site.wordpress.create_page("Rendez-vous", "[filon_booking]")
    site.reset()
    html = visit(page).html
    assert "filon-booking" not in html
    assert "booking.js" not in html
