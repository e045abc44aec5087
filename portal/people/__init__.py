"""People: who is named where, what they need to be told in a way they can follow, and what is held about them."""
