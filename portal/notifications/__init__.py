"""Mails: rows of the business transaction, sent afterwards by a job, with no case content in them."""
