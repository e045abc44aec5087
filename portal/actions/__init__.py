"""Improvement actions: what is to be done, by whom, by when; shown done, and verified by somebody else."""
