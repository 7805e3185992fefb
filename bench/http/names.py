"""Names of figures, by which what is measured and what is judged know each other."""

FLOOR, FLOOR_SAVE, SAVE = "floor", "floor, form and save", "form and POST of a lesson"
MIX, BOTH = "mix", "readers and writers"
ARTICLES = ("article, visitor", "article, member")
CROWDS = (1, 8, 32)  # clients
