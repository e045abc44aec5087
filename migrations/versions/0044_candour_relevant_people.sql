-- Whoever was named, tried, told or written to becomes the first person of the record.
INSERT INTO portal.candour_person (
    tenant_id, id, record_id, compartment, position, regime, basis, reference, note,
    told_at, told_method, told_by, told_facts, has_enquiry, enquiries, apology, support_offered, delay_reason,
    not_told, not_told_on, not_told_words, letter_to, letter_account, letter_enquiries, letter_apology,
    letter_support, letter_contact, letter_sent_on, results, results_shared_on, results_method, meeting_offered_on,
    meeting_invitation, meeting_held_on, meeting_declined_on, meeting_account, meeting_questions, meeting_next,
    meeting_other_ways, meeting_contact, note_given_on, review_views, delay_explained_on, delay_explanation,
    report_offered_on, report_support, preferred_contact, communication_needs
)
SELECT
    r.tenant_id, gen_random_uuid(), r.id, r.compartment, 1, c.regime, c.relevant_basis, c.relevant_reference,
    c.relevant_note,
    c.told_at, c.told_method, c.told_by, c.told_facts, c.has_enquiry, c.enquiries, c.apology, c.support_offered,
    c.delay_reason, c.not_told, c.not_told_on, c.not_told_words, c.letter_to, c.letter_account, c.letter_enquiries,
    c.letter_apology, c.letter_support, c.letter_contact, c.letter_sent_on, c.results, c.results_shared_on,
    c.results_method, c.meeting_offered_on, c.meeting_invitation, c.meeting_held_on, c.meeting_declined_on,
    c.meeting_account, c.meeting_questions, c.meeting_next, c.meeting_other_ways, c.meeting_contact,
    c.note_given_on, c.review_views, c.delay_explained_on, c.delay_explanation, c.report_offered_on,
    c.report_support, c.preferred_contact, c.communication_needs
  FROM portal.candour c
  JOIN portal.record r ON r.tenant_id = c.tenant_id AND r.id = c.id
 WHERE r.origin = 'own' AND c.regime IS NOT NULL
   AND (c.relevant_basis IS NOT NULL OR c.told_at IS NOT NULL OR c.not_told IS NOT NULL OR EXISTS (
        SELECT 1 FROM portal.candour_attempt a WHERE a.tenant_id = c.tenant_id AND a.record_id = c.id));

UPDATE portal.candour_attempt a SET relevant_person_id = p.id
  FROM portal.candour_person p WHERE p.tenant_id = a.tenant_id AND p.record_id = a.record_id;

-- A copy that came with a person's consent keeps the words it came with.
UPDATE portal.candour c SET correspondence = told.words
  FROM portal.record r JOIN portal.candour o ON o.tenant_id = r.tenant_id AND o.id = r.id, LATERAL (
    SELECT jsonb_agg(jsonb_build_object('what', part.what, 'words', part.words) ORDER BY part.place) AS words
      FROM (VALUES
        (1, 'Who told them', o.told_by),
        (2, 'The facts they were told', o.told_facts),
        (3, 'Further enquiries', o.enquiries),
        (4, 'The apology, in the words used', o.apology),
        (5, 'Support offered', o.support_offered),
        (6, 'Why it took more than a month', o.delay_reason),
        (7, 'How they were not told', o.not_told_words),
        (8, 'The letter: to whom', o.letter_to),
        (9, 'The letter: what happened', o.letter_account),
        (10, 'The letter: further enquiries', o.letter_enquiries),
        (11, 'The letter: the apology, in the words used', o.letter_apology),
        (12, 'The letter: support offered', o.letter_support),
        (13, 'The letter: whom they can reach', o.letter_contact),
        (14, 'Results of the enquiries', o.results),
        (15, 'What the invitation says', o.meeting_invitation),
        (16, 'Account given at the meeting', o.meeting_account),
        (17, 'Their questions and views, and our answers', o.meeting_questions),
        (18, 'Further steps', o.meeting_next),
        (19, 'Other legal or review processes', o.meeting_other_ways),
        (20, 'Whom they can reach afterwards', o.meeting_contact),
        (21, 'Their views on the review, and how they counted', o.review_views),
        (22, 'Why the review took longer', o.delay_explanation),
        (23, 'Support named with the report', o.report_support)
      ) AS part (place, what, words)
     WHERE part.words IS NOT NULL
  ) told
 WHERE c.tenant_id = r.tenant_id AND c.id = r.id AND r.origin = 'received' AND told.words IS NOT NULL;
