"""Whether what is announced at a point is then spoken of, and was not before: a new matter.

The words of the announcement are its title, as it were: a matter that is not on the agenda has no
other. Those that come back in the minutes after, and did not come in those before, speak for it.
"""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archiver.agenda.heard import Heard
from archiver.agenda.words import Lexicon

ANNOUNCEMENT = 18
"""Words after the point that announce."""
REACH = 250
"""Words looked at before the point, and after the announcement."""
FULL = 3.0
"""So many words coming back are as good as any number."""
COMMON_SHARE = 0.01
"""A word said more often than in so many places (of `REACH` words) is of no one matter."""


def novelty(heard: Heard, points: Sequence[int], lexicon: Lexicon) -> NDArray[np.float64]:
    """For each token of `points`, how much its announcement's words come after and not before.

    From -1 to 1; 0 where nothing is announced that comes back.
    """
    stems = [lexicon.stem(word) for word in heard.texts]
    places: dict[str, list[int]] = {}
    for i, stem in enumerate(stems):
        places.setdefault(stem, []).append(i)
    most = max(6, int(COMMON_SHARE * len(stems)))
    found = np.zeros(len(points))
    for n, point in enumerate(points):
        end = min(point + ANNOUNCEMENT, len(stems))
        words = {lexicon.stem(w) for w in lexicon.content(heard.texts[point:end])}
        telling = [places[w] for w in words if len(w) > 2 and len(places[w]) <= most]
        after = sum(_any(each, end, end + REACH) for each in telling)
        before = sum(_any(each, point - REACH, point) for each in telling)
        found[n] = (min(FULL, after) - min(FULL, before)) / FULL
    return found


def _any(places: Sequence[int], first: int, last: int) -> bool:
    at = bisect_left(places, first)
    return at < len(places) and places[at] < last
