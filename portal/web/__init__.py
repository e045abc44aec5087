"""The shell every page lives in: blueprint and guard, transaction, identity, errors, forms, navigation, paging."""
