UPDATE portal.candour c SET
    relevant_basis = p.basis, relevant_reference = p.reference, relevant_note = p.note,
    preferred_contact = p.preferred_contact, communication_needs = p.communication_needs,
    note_given_on = p.note_given_on, results_method = p.results_method, told_by = p.told_by,
    told_facts = p.told_facts, enquiries = p.enquiries, apology = p.apology, support_offered = p.support_offered,
    delay_reason = p.delay_reason, not_told_words = p.not_told_words, letter_to = p.letter_to,
    letter_account = p.letter_account, letter_enquiries = p.letter_enquiries, letter_apology = p.letter_apology,
    letter_support = p.letter_support, letter_contact = p.letter_contact, results = p.results,
    meeting_invitation = p.meeting_invitation, meeting_account = p.meeting_account,
    meeting_questions = p.meeting_questions, meeting_next = p.meeting_next,
    meeting_other_ways = p.meeting_other_ways, meeting_contact = p.meeting_contact, review_views = p.review_views,
    delay_explanation = p.delay_explanation, report_support = p.report_support
  FROM portal.candour_person p
 WHERE p.tenant_id = c.tenant_id AND p.record_id = c.id
   AND p.position = (SELECT min(f.position) FROM portal.candour_person f
                      WHERE f.tenant_id = c.tenant_id AND f.record_id = c.id);
