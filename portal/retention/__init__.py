"""How long records are kept, what holds them longer, who agrees that they go, and what is left of them."""
