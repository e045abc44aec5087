"""The published file layouts: how each is recognised, read and put into the register's own words."""
