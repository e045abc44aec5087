"""Evidence beside the answer to a point: a file, for one's own side alone."""

from __future__ import annotations

import io

from tests.documents.files import PDF

ANSWER = {
    "stance_1": "dispute",
    "reply_words_1": "It was open for a minute",
    "reply_evidence_on_1-day": "3",
    "reply_evidence_on_1-month": "3",
    "reply_evidence_on_1-year": "2026",
}


def notice_of(hearing):
    hearing.give()
    return hearing.whole("ben")


def with_file(content=PDF, name="log.pdf", **more):
    return {**ANSWER, "file_1": (io.BytesIO(content), name), **more}


def test_a_file_sent_with_an_answer_stands_beside_its_point_and_on_the_record(hearing, client, vault):
    notice = notice_of(hearing)
    ben, where = client.as_("ben"), f"/t/rosewood/notices/{notice.id}"
    ben.post(f"{where}/reply", with_file())

    title = f"Evidence for {notice.reference}, point 1"
    for path in (f"{where}/reply", where, f"/t/rosewood/records/incident/{notice.record_id}"):
        assert ben.get(path).links()[title].startswith("/t/rosewood/documents/")


def test_a_file_needs_the_day_it_is_about_and_what_is_refused_says_so_at_its_point(hearing, client, vault):
    where = f"/t/rosewood/notices/{notice_of(hearing).id}/reply"
    ben = client.as_("ben")

    undated = ben.post(where, with_file(**{"reply_evidence_on_1-day": ""}))
    assert "Date of your evidence (point 1): must include a day" in undated.errors
    refused = ben.post(where, with_file(b"MZ", "run.exe"))
    assert refused.errors == ["Programs and scripts are not kept."]
    assert "It was open for a minute" in refused.text


def test_a_document_of_ones_own_is_put_to_a_point_and_the_other_side_never_sees_it(hearing, client, vault):
    notice = notice_of(hearing)
    ben, where = client.as_("ben"), f"/t/rosewood/notices/{notice.id}"
    said = {"title": "SECRET log", "about_on-day": "3", "about_on-month": "3", "about_on-year": "2026"}
    ben.post(f"{where}/points/2/documents/new", {**said, "file": (io.BytesIO(PDF), "log.pdf")})
    hearing.reply()

    asha, theirs = client.as_("asha"), f"/t/northshire/notices/{hearing.whole('asha').id}"
    assert "SECRET log" in ben.get(where).words
    assert [asha.get(one).status_code for one in (theirs, "/t/northshire/documents/")] == [200, 200]
    assert "SECRET" not in asha.get(theirs).words + asha.get("/t/northshire/documents/").words
