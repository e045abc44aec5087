"""Documents: evidence with the day it is about, in versions, put to records, actions and answers alike."""
