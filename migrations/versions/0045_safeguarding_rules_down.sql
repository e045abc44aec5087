ALTER TABLE portal.record DROP CONSTRAINT ck_record_about_nobody;
DROP TRIGGER about_nobody ON portal.letter;
DROP TRIGGER about_nobody ON portal.improvement_action;
DROP TRIGGER about_nobody ON portal.document_link;
DROP TRIGGER about_nobody ON portal.record_note;
DROP TRIGGER about_nobody ON portal.record_person;
DROP FUNCTION portal.refuse_about_nobody();
