"""People: accounts, memberships and roles, sign-in, invitations."""
