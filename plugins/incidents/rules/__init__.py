"""Who must be told of an incident, why and by when: facts in, duties out; no database, Flask or clock."""
