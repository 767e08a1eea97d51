"""finding/facets.py: what is chosen, and what each choice would find."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from finding.facets import counts, matching

OPENING = {"track": ["1"], "language": ["en", "ru"]}
PANEL = {"track": ["2"], "language": ["ru"]}
WORKSHOP = {"track": ["2"], "language": ["en"]}
BREAK: dict[str, list[str]] = {}
THINGS = [("opening", OPENING), ("panel", PANEL), ("workshop", WORKSHOP), ("break", BREAK)]


def test_what_has_one_of_the_wanted_values_in_every_facet_is_chosen():
    assert matching(THINGS, {}) == ["opening", "panel", "workshop", "break"]
    assert matching(THINGS, {"track": ["2"], "language": []}) == ["panel", "workshop"]
    assert matching(THINGS, {"track": ["1", "2"], "language": ["ru"]}) == ["opening", "panel"]
    assert matching(THINGS, {"track": ["3"]}) == []


def test_a_facet_is_counted_as_if_nothing_were_wanted_in_it():
    found = counts([values for _, values in THINGS], {"track": ["2"]})

    assert found == {"track": Counter({"2": 2, "1": 1}), "language": Counter({"ru": 1, "en": 1})}


values = st.dictionaries(
    st.sampled_from("ab"), st.lists(st.sampled_from("xyz"), unique=True), max_size=2
)


@given(things=st.lists(values, max_size=8), wanted=values)
def test_each_count_is_what_choosing_that_value_alone_finds(things, wanted):
    found = counts(things, wanted)

    for facet in "ab":
        for value in "xyz":
            alone = matching(enumerate_pairs(things), {**wanted, facet: [value]})
            assert found.get(facet, Counter())[value] == len(alone)


def enumerate_pairs(things):
    return list(enumerate(things))
