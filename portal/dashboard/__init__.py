"""Home pages for the five kinds of person, made of panels and indicators."""
