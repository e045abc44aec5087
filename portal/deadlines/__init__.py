"""Time limits: the rules and their sources, and the dates they give, each with its working-out."""
