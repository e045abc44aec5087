"""Two people on one reply: the second sees both, and neither loses a word."""

from __future__ import annotations

import pytest

from portal.replies.services.replying import save_reply
from portal.replies.services.sheets import REPLY, Entry, PointsChangedError, point_mark
from tests.replies.hearing import entries, the_notice

WORDS = "reply_words_1"


@pytest.fixture
def path(hearing):
    hearing.give()
    return f"/t/rosewood/notices/{hearing.whole('ben').id}/reply"


def opened(client, name, path):
    """The form as this person opened it."""
    browser = client.as_(name)
    return browser, browser.get(path).form()


def test_different_points_written_at_once_are_both_kept(hearing, client, path):
    ben, bens = opened(client, "ben", path)
    ruth, ruths = opened(client, "ruth", path)

    ruth.post_raw(path, {**ruths, "stance_2": "agree", "reply_words_2": "So it was"})
    saved = ben.post_raw(path, {**bens, "stance_1": "dispute", WORDS: "The gate was shut"})

    assert saved.status_code == 302
    assert [(one.stance, one.reply_words) for one in hearing.points("ben")][:2] == [
        ("dispute", "The gate was shut"),
        ("agree", "So it was"),
    ]


def test_of_two_who_answer_one_point_the_second_sees_both(hearing, client, path):
    ben, bens = opened(client, "ben", path)
    ruth, ruths = opened(client, "ruth", path)
    ruth.post_raw(path, {**ruths, "stance_1": "agree", WORDS: "The gate stood open"})

    second = ben.post_raw(path, {**bens, "stance_1": "dispute", WORDS: "The gate was shut"})

    assert second.status_code == 409
    assert second.errors == ["Somebody else wrote about point 1 while you did. Put both together, and save again."]
    assert "Somebody else saved this while you were writing: We agree The gate stood open" in second.words
    assert second.form()[WORDS] == "The gate was shut"
    assert hearing.points("ben")[0].reply_words == "The gate stood open"


def test_put_together_it_is_saved(hearing, client, path):
    ben, bens = opened(client, "ben", path)
    ruth, ruths = opened(client, "ruth", path)
    ruth.post_raw(path, {**ruths, "stance_1": "agree", WORDS: "The gate stood open"})
    second = ben.post_raw(path, {**bens, "stance_1": "dispute", WORDS: "The gate was shut"})

    ben.post_raw(path, {**second.form(), "stance_1": "correct", WORDS: "The gate stood open for a minute"})

    (first, *_rest) = hearing.points("ben")
    assert (first.stance, first.reply_words) == ("correct", "The gate stood open for a minute")


def test_a_form_left_open_overwrites_nothing_it_did_not_touch(hearing, client, path):
    ben, bens = opened(client, "ben", path)
    hearing.write_reply("ruth", p1="agree")

    ben.post_raw(path, bens)

    assert hearing.points("ben")[0].stance == "agree"


def test_each_save_is_a_version_of_the_point(hearing, path):
    hearing.write_reply(p1="agree")
    hearing.write_reply("ruth", p1="dispute")

    assert [one.row_version for one in hearing.points("ben")] == [3, 1, 1]


def test_the_same_words_twice_are_no_clash(hearing, path):
    with hearing.acting("ben") as uow:
        notice = the_notice(uow)
        first = entries(uow, notice, {"p1": "agree"}, REPLY, "reply_words")
    hearing.write_reply("ruth", p1="agree")

    with hearing.acting("ben") as uow:
        save_reply(uow, the_notice(uow), first)
    assert hearing.points("ben")[0].stance == "agree"


def test_a_clash_saves_nothing_of_the_second(hearing, path):
    mark = point_mark(hearing.points("ben")[0], REPLY)
    hearing.write_reply("ruth", p1="agree")

    with hearing.acting("ben") as uow, pytest.raises(PointsChangedError) as refused:
        save_reply(uow, the_notice(uow), {n: Entry({"stance": "dispute"}, mark) for n in (1, 2)})
    assert refused.value.numbers == {1}
    assert [one.stance for one in hearing.points("ben")] == ["agree", None, None]
