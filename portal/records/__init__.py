"""The record: the spine every list, clock, disclosure and trail entry points at."""
