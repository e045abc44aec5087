"""Natural justice: notices with numbered points, answered point by point by the organisation they concern."""
