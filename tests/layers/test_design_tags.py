"""The drawn signs in templates: named where they stand alone, silent beside a word."""

import pytest
from django.template import Context, Template
from django.utils import translation

from layers.templatetags.design import share_class


def rendered(source: str, language: str = "en", **context: object) -> str:
    with translation.override(language):
        return Template("{% load design %}" + source).render(Context(context))


def test_an_icon_beside_a_word_is_silent_and_one_alone_is_named() -> None:
    assert rendered('{% icon "pin" %}') == '<svg class="i" aria-hidden="true"><use href="#i-pin"/></svg>'
    assert 'role="img" aria-label="Remove"' in rendered('{% icon "close" label="Remove" %}')


def test_every_stage_has_its_own_shape_and_colour() -> None:
    drawn = rendered("{% for n in stages %}{% stage_symbol n %}{% endfor %}", stages=range(1, 9))
    for number in range(1, 9):
        assert f'class="sym s{number}"' in drawn
        assert f'href="#g{number}"' in drawn
    assert rendered("{% stage_symbol 0 %}{% stage_symbol 9 %}") == ""


def test_a_state_alone_says_its_name_in_the_readers_language() -> None:
    assert 'aria-label="missing, overdue"' in rendered('{% state_mark "overdue" %}')
    assert "aria-hidden" in rendered('{% state_mark "overdue" label="" %}')


def test_the_strip_is_one_sentence_of_eight_parts() -> None:
    states = ["entered", "entered", "problem", "missing", "overdue", "not_open", "not_applicable", "entered"]
    drawn = rendered('{% strip states label="2559" %}', states=states)
    assert drawn.count("<svg") == 8
    assert 'aria-label="2559: Vision: entered; Strategy: entered; Development plan: entered, with problems;' in drawn


def test_a_position_without_a_grade_says_so() -> None:
    assert 'class="grade grade-a"' in rendered('{% grade "A" %}')
    assert rendered('{% grade "" %}') == '<span class="tag tag-danger">none</span>'


@pytest.mark.parametrize(
    ("share", "expected"),
    [(None, "-none"), (0, "0"), (0.001, "1"), (0.10, "1"), (0.11, "2"), (0.25, "2"), (0.5, "3"), (0.75, "4"), (1, "5")],
)
def test_shares_fall_into_the_five_printed_classes(share: float | None, expected: str) -> None:
    assert share_class(share) == expected


def test_what_people_typed_is_escaped() -> None:
    assert "<script>" not in rendered("{% icon 'pin' label=name %}", name="<script>")
    assert "<script>" not in rendered("{% strip states label=name %}", states=["entered"], name="<script>")
