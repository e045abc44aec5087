"""The demonstration world: believable, synthetic, the same for the same seed."""
