"""What comes first when several have ranked the same things."""

from collections.abc import Sequence
from dataclasses import dataclass

# How many a ranking has at most; the first of it gets as many points, the last that there is room for gets one.
MOST_RANKED = 5


@dataclass(frozen=True)
class Standing:
    """What a thing got: its place (the same for those that got the same), points, and how many ranked it, first or at
    all."""

    id: int
    place: int
    points: int
    firsts: int
    votes: int


def standings(rankings: Sequence[Sequence[int]]) -> list[Standing]:
    """The ranked things, the best first: by points, then by how many ranked them first, then by how many did at all."""
    points, firsts, votes = dict[int, int](), dict[int, int](), dict[int, int]()
    for ranking in rankings:
        for place, id_ in enumerate(ranking[:MOST_RANKED]):
            points[id_] = points.get(id_, 0) + MOST_RANKED - place
            firsts[id_] = firsts.get(id_, 0) + (place == 0)
            votes[id_] = votes.get(id_, 0) + 1
    got = {id_: (points[id_], firsts[id_], votes[id_]) for id_ in points}
    ordered = sorted(got.values(), reverse=True)
    ids = sorted(got, key=lambda id_: (*(-part for part in got[id_]), id_))
    return [Standing(id_, ordered.index(got[id_]) + 1, *got[id_]) for id_ in ids]
