"""What accounts do: sign-in and sign-out, the second factor, invitations, members."""
